// Prints what a page holds as soon as an expression is true in it: node page.mjs FOLDER ADDRESS EXPRESSION
// Speaks Chromium's debugging protocol over its pipes: messages of JSON, each with a zero byte at its end.
import {spawn} from 'node:child_process';

const [folder, address, expression] = process.argv.slice(2);
const PATIENCE_MS = 60_000;
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', '--window-size=1600,8000'];
const browser = spawn('chromium', [...flags, '--remote-debugging-pipe', `--user-data-dir=${folder}`, 'about:blank'], {
  stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
});
const waiting = new Map();
let unread = '';
browser.stdio[4].setEncoding('utf8').on('data', (text) => {
  const messages = (unread + text).split('\0');
  unread = messages.pop();
  for (const {id, result, error} of messages.map((message) => JSON.parse(message))) {
    if (error) throw new Error(error.message);
    waiting.get(id)?.(result);
  }
});

let sent = 0;
function ask(method, params, sessionId) {
  const id = ++sent;
  browser.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + '\0');
  return new Promise((answer) => waiting.set(id, answer));
}

const {targetId} = await ask('Target.createTarget', {url: address});
const {sessionId} = await ask('Target.attachToTarget', {targetId, flatten: true});
const value = async (expression) => (await ask('Runtime.evaluate', {expression}, sessionId)).result?.value;
const end = Date.now() + PATIENCE_MS;
while (!(await value(`Boolean(${expression})`)) && Date.now() < end) {
  await new Promise((done) => setTimeout(done, 50));
}
process.stdout.write(`${await value('document.documentElement.outerHTML')}\n`);
const closed = new Promise((done) => browser.on('exit', done));
await Promise.all([ask('Browser.close'), closed]);
