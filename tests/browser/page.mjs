// Opens the page of a plan in a browser, does what the steps say, and prints what was seen as JSON.
// node page.mjs CHROMIUM FILE STEPS, where STEPS is JSON: [{ "search": "pr-1" }, { "verdict": "0" }, { "platform": "linux/arm64" }, { "choose": 0 }, { "key": "ArrowDown" }]
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const [, , chromium, file, steps] = process.argv;
const browser = await puppeteer.launch({ executablePath: chromium, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
const seen = { console: [], requests: [], dialogs: 0, states: [] };
try {
  const page = await browser.newPage();
  page.on('console', message => seen.console.push(message.text()));
  page.on('pageerror', error => seen.console.push(error.message));
  page.on('dialog', dialog => { seen.dialogs++; dialog.dismiss(); });
  page.on('request', request => seen.requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  const state = () => page.evaluate(() => ({
    count: document.getElementById('count').textContent,
    headline: document.getElementById('headline').textContent,
    why: document.getElementById('why')?.textContent ?? null,
    detail: document.getElementById('detail').textContent,
    then: document.getElementById('then').textContent,
    rows: document.querySelectorAll('.row').length,
    elements: [...new Set([...document.body.querySelectorAll('*')].map(element => element.localName))].sort(),
  }));
  seen.states.push(await state());
  for (const step of JSON.parse(steps)) {
    const [[what, value]] = Object.entries(step);
    if (what === 'search') {
      await page.$eval('#search', (input, text) => { input.value = text; input.dispatchEvent(new Event('input', { bubbles: true })); }, value);
    } else if (what === 'choose') {
      await page.click(`#row-${value}`);
    } else if (what === 'key') {
      await page.keyboard.press(value);
    } else {
      await page.select(`#${what}`, value);
    }
    seen.states.push(await state());
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
