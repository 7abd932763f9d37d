// What the trace engine of Chrome's DevTools makes of a trace, a line of JSON a box: node devtools.mjs FILE
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const engine = (file) => import(pathToFileURL(path.join(process.cwd(), 'node_modules/@paulirish/trace_engine', file)));
const {polyfillDOMRect} = await engine('analyze-trace.mjs');
const Trace = await engine('models/trace/trace.js');
polyfillDOMRect();
const model = Trace.TraceModel.Model.createWithAllHandlers();
await model.parse(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')).traceEvents);
const {data} = model.parsedTrace();
for (const {pid, name, entries, entryToNode} of Trace.Handlers.Threads.threadsInTrace(data)) {
  for (const entry of entries) {
    if (!entryToNode.has(entry)) throw new Error(`has no place for ${JSON.stringify(entry)}`);
    const {depth, selfTime} = entryToNode.get(entry);
    const box = {pid, thread: name, name: entry.name, depth, start: entry.ts, total: entry.dur, self: selfTime};
    console.log(JSON.stringify(box));
  }
}
