// What a reader relies on: node reader.mjs DIR [KIND...]
//
// On one page of each kind and every listing: a strict policy, nothing stored, the same text without scripts, a sane
// order without style, the keyboard alone, nothing that shifts, room for larger and wider text, shapes in forced colours.
// On the report: previews, the printed sheet, the weight.

import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEach, pagesOfEachKind } from './browser.mjs';
import { files, finish, folderArgument, read, readHtml } from './site.mjs';

const BUDGET = 30_000; // bytes of a report page with all it loads, compressed; without pictures and search
const SLOW = 100; // milliseconds that the style sheet is late

const folder = folderArgument('reader.mjs DIR [KIND...]');
const problems = [];
const pages = pagesOfEachKind(folder, process.argv.slice(3), problems);
const notes = [];

for (const path of files(folder, '.html')) {
  const html = read(folder, path);
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(html);
  if (!policy) problems.push(`${path}: no Content-Security-Policy`);
  else if (!policy[1].startsWith("default-src 'none'") || /unsafe|\*|https?:/.test(policy[1])) problems.push(`${path}: a lax policy: ${policy[1]}`);
  else if (/<(script|link|style)\b/.exec(html)?.index < policy.index) problems.push(`${path}: something is loaded before the policy`);
}

await openEach(folder, pages, problems, async ({ page, path, name, scheme }) => {
  const wrong = (text) => problems.push(`${path}: ${text}`);
  if (scheme === 'dark') {
    if (name === 'report') await paper(page, wrong);
    return;
  }
  await storesNothing(page, wrong);
  await withoutStyle(page, wrong);
  await byKeyboard(page, wrong);
  if (name === 'report') {
    weigh(path);
    await previews(page, wrong);
  }
  await largerText(page, wrong);
  await forcedColours(page, wrong);
  await withoutScripts(page, name, wrong);
  await staysPut(page, wrong);
});

async function storesNothing(page, wrong) {
  const cookies = await page.context().cookies();
  const kept = await page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    (await indexedDB.databases()).length,
    (await caches?.keys())?.length,
    (await navigator.serviceWorker?.getRegistrations())?.length,
  ]);
  if (cookies.length > 0 || kept.some(Boolean)) wrong(`something is stored: ${cookies.length} cookies, ${kept.join(', ')}`);
}

/** A reader without the style sheet meets the way to the text, the title, the text; no words stand in the style sheet alone. */
async function withoutStyle(page, wrong) {
  const found = await page.evaluate(() => {
    const found = [];
    const skip = document.body.querySelector('a, button, input');
    if (!skip.matches('.skip') || !document.querySelector(skip.getAttribute('href'))) found.push('the first link does not lead to the text');
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ localName }) => Number(localName[1]));
    if (headings[0] !== 1) found.push('the first heading is not the title');
    for (const element of document.body.querySelectorAll('*')) {
      const own = [...element.attributes].map(({ value }) => value).join(' ');
      for (const side of ['::before', '::after']) {
        const words = getComputedStyle(element, side).content.match(/"[^"]*"/)?.[0].match(/\p{L}{2,}/gu) ?? [];
        const lost = words.filter((word) => !own.includes(word));
        if (lost.length > 0) found.push(`words in the style sheet alone: \`${lost.join(' ')}\` at <${element.localName} class="${element.className}">`);
      }
    }
    return [...new Set(found)];
  });
  found.forEach(wrong);
}

/** Tab reaches everything once, in the order of the text, leaves at the end, and what has the focus is seen. */
async function byKeyboard(page, wrong) {
  await page.setViewportSize({ width: 1440, height: 900 });
  const count = await page.evaluate(() => {
    const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const isThere = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
    window.wanted = [...document.querySelectorAll(all)].filter(isThere);
    window.reached = [];
    window.hidden = new Set();
    document.addEventListener('focusin', ({ target }) => {
      window.reached.push(target);
      const { outlineStyle, outlineWidth } = getComputedStyle(target);
      const [{ x, y, width, height }] = target.getClientRects();
      const top = document.elementFromPoint(x + width / 2, y + height / 2);
      const isShown = top && (target.contains(top) || top.contains(target));
      if (outlineStyle === 'none' || parseFloat(outlineWidth) < 1 || !isShown) window.hidden.add(target);
    });
    return window.wanted.length;
  });
  await page.evaluate(() => scrollTo(0, 0));
  for (let at = 0; at < count + 3; at += 1) await page.keyboard.press('Tab');
  const found = await page.evaluate(() => {
    const name = (element) => `<${element.localName} class="${element.className?.baseVal ?? element.className}"> ${element.textContent.trim().slice(0, 40)}`;
    const { wanted, reached, hidden } = window;
    // A region that scrolls takes the focus of its own accord.
    const order = reached.filter((element) => wanted.includes(element)).slice(0, wanted.length);
    const at = wanted.findIndex((element, at) => order[at] !== element);
    const found = [...hidden].map((element) => `the focus is not seen on ${name(element)}`);
    if (at >= 0) found.push(`the keyboard does not reach ${name(wanted[at])}${order[at] ? `, but ${name(order[at])}` : ''}`);
    return found;
  });
  found.forEach(wrong);
}

/** 400 % zoom of a desk is 360 px; twice the size of text, and the spacing of WCAG 2.2, 1.4.12. */
async function largerText(page, wrong) {
  await page.setViewportSize({ width: 360, height: 800 });
  const looks = {
    'spaced text': '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }',
    'text of twice the size': ':root { font-size: 200% !important }',
  };
  for (const [look, rules] of Object.entries(looks)) {
    const found = await page.evaluate((rules) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      document.adoptedStyleSheets = [sheet];
      const isCut = (element) =>
        getComputedStyle(element).overflow === 'hidden' && !element.closest('.visually-hidden, thead') && element.scrollHeight > element.clientHeight + 1;
      const cut = [...document.querySelectorAll('main *')].find((element) => !element.closest('svg') && isCut(element));
      const answer = [document.documentElement.scrollWidth, cut && `<${cut.localName} class="${cut.className}">`];
      document.adoptedStyleSheets = [];
      return answer;
    }, rules);
    if (found[0] > 360) wrong(`${look}: scrolls sideways at 360 px: ${found[0]} px`);
    if (found[1]) wrong(`${look}: ${found[1]} is cut off`);
  }
}

async function forcedColours(page, wrong) {
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  const bare = await page.evaluate(() => {
    const names = [...document.querySelectorAll('main :is(a, span):is(.actor, .country, .event)')].filter((name) => !name.closest('svg, .rail .what, .key'));
    const shapes = new Map(names.map((name) => [name.classList[name.classList.length - 1], getComputedStyle(name).backgroundImage]));
    return [...shapes].filter(([, shape]) => shape === 'none').map(([kind]) => kind);
  });
  if (bare.length > 0) wrong(`no shape in forced colours: ${bare.join(', ')}`);
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
}

async function withoutScripts(page, name, wrong) {
  const text = () => page.evaluate(() => document.body.innerText);
  const before = await text();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setScriptExecutionDisabled', { value: true });
  await page.reload();
  // The search says what to do instead.
  if (name !== 'search' && (await text()) !== before) wrong('other text without scripts');
  await session.send('Emulation.setScriptExecutionDisabled', { value: false });
  await session.detach();
}

/** Nothing moves once it is there, also where the style sheet is late. */
async function staysPut(page, wrong) {
  await page.route('**/*.css', async (route) => {
    await new Promise((done) => setTimeout(done, SLOW));
    await route.fallback();
  });
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.reload({ waitUntil: 'load' });
    const shift = await page.evaluate(
      () =>
        new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (sum += value))).observe({ type: 'layout-shift', buffered: true });
          requestAnimationFrame(() => setTimeout(() => done(sum), 50));
        }),
    );
    if (shift > 0) wrong(`shifts on load at ${width} px, by ${shift}`);
  }
  await page.unroute('**/*.css');
}

/** The card of a link by pointer and keyboard: it can be reached, sent away, and stays inside the window. */
async function previews(page, wrong) {
  const card = page.locator('[role="tooltip"]');
  const link = page.locator('.prose a.actor').first();
  const isShown = () => card.waitFor({ timeout: 3000 }).then(() => true, () => false);
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const [width, dir] of [[360, 'ltr'], [1440, 'ltr'], [1440, 'rtl']]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate((dir) => document.documentElement.setAttribute('dir', dir), dir);
    await page.mouse.move(0, 0);
    await link.hover();
    if (!(await isShown())) return wrong('no preview under the pointer');
    const { left, right, top } = await card.evaluate((element) => element.getBoundingClientRect().toJSON());
    if (left < 0 || right > width || top < 0) wrong(`the preview leaves the window at ${width} px (${dir})`);
    await card.hover();
    await page.waitForTimeout(400);
    if (!(await card.isVisible())) wrong('the preview goes when the pointer moves onto it');
    await page.mouse.move(2, 2);
    await card.waitFor({ state: 'detached', timeout: 2000 }).catch(() => wrong('the preview stays when the pointer leaves'));
  }
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'ltr'));
  await page.keyboard.press('Tab');
  await link.focus();
  if (!(await isShown())) return wrong('no preview for the keyboard');
  const text = await card.innerText();
  if (!text.includes(read(folder, (await link.evaluate(({ pathname }) => pathname)).split('/path/')[1]).match(/<h1[^>]*>([^<]*)/)[1])) wrong('the preview does not say the name');
  if ((await link.getAttribute('aria-describedby')) !== (await card.getAttribute('id'))) wrong('the preview does not describe the link');
  await page.keyboard.press('Escape');
  if (await card.isVisible()) wrong('Escape does not send the preview away');
  if (!(await link.evaluate((element) => element === document.activeElement))) wrong('Escape moves the focus');
  if (asked.length > 1) wrong(`the page of one preview is asked for ${asked.length} times`);
  const saved = page.locator('.prose a.country').first();
  await page.evaluate(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }));
  await saved.hover();
  await page.waitForTimeout(500);
  if (await card.isVisible()) wrong('a preview under saved data');
  await page.mouse.move(2, 2);
  page.removeAllListeners('request');
}

/** Chromium's own A4: no navigation, the marking, sources as numbered notes with their addresses, black on white from the dark. */
async function paper(page, wrong) {
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  const found = await page.evaluate(() => {
    const found = [];
    const style = (element, side) => getComputedStyle(element, side);
    const shown = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
    for (const { className, localName } of shown('nav, .skip, .pages, .neighbours')) found.push(`<${localName} class="${className}"> is printed`);
    if (style(document.body).backgroundColor !== 'rgb(255, 255, 255)') found.push('the paper is not white');
    const label = document.querySelector('.lead .tlp').dataset.tlp;
    if (style(document.documentElement).getPropertyValue('--tlp') !== `"${label}"`) found.push(`no sheet is marked ${label}`);
    if (shown('h1').length !== 1) found.push('no title');
    if (shown('.lead > .facts time').length === 0) found.push('no time as of which it holds');
    for (const list of shown('.sources')) if (style(list).listStyleType !== 'decimal') found.push('sources have no numbers');
    for (const link of shown('.sources [rel~="external"]')) {
      if (!style(link, '::after').content.includes(link.getAttribute('href'))) found.push(`the address ${link.href} is not printed`);
    }
    return found;
  });
  found.forEach(wrong);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const sheets = pdf.match(/\/Type\s*\/Page\b/g).length;
  const [, width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf);
  if (Math.round(width) !== 595 || Math.round(height) !== 842) wrong(`a sheet of ${width} by ${height} points is no A4`);
  notes.push(`${sheets} sheets`);
  await page.emulateMedia({ colorScheme: 'dark', media: 'screen' });
}

function weigh(path) {
  const html = read(folder, path);
  const { links } = readHtml(html);
  const loads = links.filter(({ element, rel }) => element === 'script' || (element === 'link' && /stylesheet|icon/.test(rel)));
  const sizes = [path, ...loads.map(({ href }) => join(path, '..', href))].map((file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length);
  const sum = sizes.reduce((a, b) => a + b);
  notes.push(`${sum} bytes compressed (${sizes.join(' + ')})`);
  if (sum > BUDGET) problems.push(`${path}: ${sum} bytes compressed with all it loads, more than ${BUDGET}`);
}

finish('reader', problems, [`${pages.length} pages`, ...notes].join(', '));
