// A browser without a window. Speaks Chromium's debugging protocol over its pipes: messages of JSON, each with a zero byte at
// its end.
import {spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';

const PATIENCE_MS = 60_000;
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', '--remote-debugging-pipe'];

/** Opens an address in a browser that keeps its things in a folder. */
export async function open(folder, address, [width, height]) {
  const flags = [...FLAGS, `--window-size=${width},${height}`, `--user-data-dir=${folder}`, 'about:blank'];
  const browser = spawn('chromium', flags, {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
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
  const tell = (method, params) => ask(method, params, sessionId);

  /** What an expression of JavaScript is in the page. */
  async function value(expression) {
    const answer = await tell('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true});
    if (answer.exceptionDetails) throw new Error(`${expression}: ${answer.exceptionDetails.exception?.description}`);
    return answer.result?.value;
  }

  /** Waits until an expression is true, a minute at most; before the page is there it may fail. */
  async function until(expression) {
    const end = Date.now() + PATIENCE_MS;
    while (!(await value(`Boolean(${expression})`).catch(() => false)) && Date.now() < end) {
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Moves the mouse to the middle of an element that an expression finds. */
  async function point(element) {
    const [x, y] = await value(`(() => { const element = ${element}; element.scrollIntoView({block: 'center'});
      const box = element.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()`);
    await tell('Input.dispatchMouseEvent', {type: 'mouseMoved', x, y});
    return [x, y];
  }

  /** A click of the mouse on the middle of an element that an expression finds. */
  async function click(element) {
    const [x, y] = await point(element);
    for (const type of ['mousePressed', 'mouseReleased']) {
      await tell('Input.dispatchMouseEvent', {type, x, y, button: 'left', clickCount: 1});
    }
  }

  /** A key that is pressed and let go. */
  async function key(name) {
    await tell('Input.dispatchKeyEvent', {type: 'keyDown', key: name, ...(name.length === 1 && {text: name})});
    await tell('Input.dispatchKeyEvent', {type: 'keyUp', key: name});
  }

  const type = (text) => tell('Input.insertText', {text});
  const screenshot = async (file) => writeFileSync(file, (await tell('Page.captureScreenshot', {})).data, 'base64');
  const look = (media) => tell('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: media}]});

  async function close() {
    const closed = new Promise((done) => browser.on('exit', done));
    await Promise.all([ask('Browser.close'), closed]);
  }
  return {value, until, point, click, key, type, screenshot, look, close};
}
