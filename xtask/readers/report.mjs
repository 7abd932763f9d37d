// Uses a report as a person does, with mouse and keys, and prints what there was to see: node report.mjs FOLDER FILE SCREENSHOT
import {open} from './chromium.mjs';

const [folder, file, screenshot] = process.argv.slice(2);
const page = await open(folder, `file://${file}`, [1400, 1500]);
await page.until("document.documentElement.dataset.ready === 'yes'");
const {value, point, click, key, type} = page;

const texts = (selector) => value(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((element) => element.textContent)`);
const column = (head) => value(`(() => {
  const table = document.querySelector('#functions table');
  const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent === ${JSON.stringify(head)});
  return [...table.tBodies[0].rows].map((row) => row.cells[at].textContent);
})()`);
const frame = (text) => `[...document.querySelectorAll('.flame [role=treeitem]')].find((frame) => frame.ariaLabel.startsWith(${JSON.stringify(text)}))`;
const heads = (table) => texts(`#${table} thead th`);
const seen = {};

seen.ready_ms = await value('performance.now()');
seen.title = await value('document.title');
seen.sections = await texts('nav a');
seen.names = await column('function');
seen.calls = await column('calls');
seen.totals = await column('total');
seen.rows_shown = await value("document.querySelectorAll('#functions tbody tr').length");
seen.loaded_from_elsewhere = await value("performance.getEntriesByType('resource').length");
seen.unlabelled = await value("[...document.querySelectorAll('button, input, select')].filter((e) => !e.textContent && !e.ariaLabel && !e.labels?.length).length");

if (await value("Boolean(document.querySelector('.flame'))")) {
  seen.frames = await value("[...document.querySelectorAll('.flame [role=treeitem]')].map((frame) => [frame.ariaLabel, frame.getBoundingClientRect().width])");
  // The first function of the first thread, by mouse, and back by the keyboard.
  const second = await value("document.querySelectorAll('.flame [role=treeitem]')[1].ariaLabel");
  await click(frame(second));
  seen.zoomed = await value(`${frame(second)}.getBoundingClientRect().width / document.querySelector('.flame').clientWidth`);
  await value(`${frame(second)}.focus()`);
  await key('ArrowDown');
  seen.moved = await value('document.activeElement.ariaLabel');
  await key('Escape');
  seen.back = await value("document.querySelector('.said').textContent");
}

if (await value("Boolean(document.querySelector('.history'))")) {
  // The second interval, by keys, and the one in the middle, by mouse.
  const figures = () => value("[...document.querySelectorAll('.history .name')].map((name) => [name.textContent, name.nextSibling.nextSibling.textContent])");
  const interval = () => value("document.querySelector('.history').previousSibling.querySelector('.said').textContent");
  seen.greatest = await figures();
  await value("document.querySelector('.history').focus()");
  await key('ArrowRight');
  await key('ArrowRight');
  [seen.interval, seen.in_interval] = [await interval(), await figures()];
  await point("document.querySelector('.history svg')");
  seen.pointed = await interval();
  await key('Escape');
  seen.unpointed = await figures();
}

await click("document.querySelectorAll('#functions thead button')[1]");
seen.calls_down = await column('calls');
await click("document.querySelectorAll('#functions thead button')[1]");
seen.calls_up = await column('calls');

seen.first = (await column('function'))[0];
await click("document.querySelector('#functions tbody button')");
seen.chosen = await value("document.querySelector('.panel h3').textContent");
seen.marks = await texts('.panel .mark text');
seen.bars = await value("document.querySelectorAll('.panel rect').length");

seen.word = seen.names[seen.names.length - 1];
await key('/');
await type(seen.word);
seen.found = await column('function');
seen.found_frames = await value("[...document.querySelectorAll('.flame .fits')].map((frame) => frame.ariaLabel)");
seen.line_heads = await heads('lines');
seen.source = await texts('.lines .source');

await page.screenshot(screenshot);
for (const scheme of ['light', 'dark']) {
  await page.look(scheme);
  seen[scheme] = await value("getComputedStyle(document.body).backgroundColor");
}
await page.screenshot(screenshot.replace('.png', '-dark.png'));
await page.close();
process.stdout.write(`${JSON.stringify(seen)}\n`);
