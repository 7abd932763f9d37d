// Watches a page that is served, uses it meanwhile, and prints what there was to see: node live.mjs FOLDER ADDRESS SCREENSHOT
import {open} from './chromium.mjs';

const [folder, address, screenshot] = process.argv.slice(2);
const page = await open(folder, address, [1400, 1500]);
await page.until("document.documentElement.dataset.ready === 'yes'");
const {value, until, click, key, type} = page;

const column = (head) => value(`(() => {
  const table = document.querySelector('#functions table');
  const at = [...table.tHead.rows[0].cells].findIndex((cell) => cell.textContent === ${JSON.stringify(head)});
  return [...table.tBodies[0].rows].map((row) => row.cells[at].textContent);
})()`);
const facts = "document.querySelector('header p').textContent";
/** Waits for figures that are newer than these. */
async function newer() {
  const before = await value(facts);
  await until(`${facts} !== ${JSON.stringify(before)}`);
}
const frame = (text) => `[...document.querySelectorAll('.flame [role=treeitem]')].find((frame) => frame.ariaLabel.startsWith(${JSON.stringify(text)}))`;
const width = (text) => value(`${frame(text)}.getBoundingClientRect().width / document.querySelector('.flame').clientWidth`);
const seen = {};

await value("window.loadedOnce = true");
await key('/');
await type('steps');
seen.calls = [];
seen.names = [];
for (let times = 0; times < 3; times++) {
  await newer();
  seen.calls.push(...(await column('calls')));
  seen.names.push(...(await column('function')));
}
seen.search = await value("document.querySelector('#search').value");
seen.focus = await value('document.activeElement.id');
seen.fits = await value("document.querySelectorAll('.flame .fits').length");

await click("document.querySelectorAll('#functions thead button')[0]");
await newer();
seen.sorted = await value("document.querySelector('#functions th[aria-sort=ascending]').textContent");
await click("document.querySelector('#functions tbody button')");
const facet = "[...document.querySelectorAll('.panel dd')][1].textContent";
const chosen = await value(facet);
await newer();
seen.chosen = await value("document.querySelector('.panel h3').textContent");
seen.chosen_grew = (await value(facet)) !== chosen;

await click(frame('live::survey'));
seen.zoomed = await width('live::survey');
await value(`${frame('live::survey')}.focus()`);
await newer();
seen.still_zoomed = await width('live::survey');
seen.still_focused = await value('document.activeElement.ariaLabel');

await click("[...document.querySelectorAll('header button')].find((button) => button.textContent === 'pause')");
const paused = await value(facts);
await new Promise((done) => setTimeout(done, 2500));
seen.paused = (await value(facts)) === paused && (await value("document.querySelector('[role=status]').textContent"));
await page.screenshot(screenshot);
await click("[...document.querySelectorAll('header button')].find((button) => button.textContent === 'pause')");

// The program ends: the page keeps what came last.
process.kill(Number((await value(facts)).match(/pid (\d+)/)[1]));
const said = "document.querySelector('[role=status]').textContent";
await until(`${said}.startsWith('no answer')`);
seen.ended = await value(said);
seen.reloaded = !(await value('window.loadedOnce'));
await page.close();
process.stdout.write(`${JSON.stringify(seen)}\n`);
