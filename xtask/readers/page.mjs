// Prints what a page holds as soon as an expression is true in it: node page.mjs FOLDER ADDRESS EXPRESSION
import {open} from './chromium.mjs';

const [folder, address, expression] = process.argv.slice(2);
const page = await open(folder, address, [1600, 8000]);
await page.until(expression);
process.stdout.write(`${await page.value('document.documentElement.outerHTML')}\n`);
await page.close();
