// Search in a browser: SITUS=PROGRAM SAMPLE=DIR node --test search.test.mjs
//
// The index of the sample, and of a larger site that is made up here, as readers ask it: over HTTP and from a disk.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { read, serve } from './site.mjs';

/** Bytes that a query may load, with the page and all that it needs. */
const BUDGET = 300_000;
const HOSTILE = '</script><script>globalThis.harmed=1</script><img src=x onerror="globalThis.harmed=1"> harbour';

const work = mkdtempSync(join(tmpdir(), 'situs-search-'));
let browser;
let sample;
let large;

before(async () => {
  const build = (root, out, ...more) => {
    const options = ['build', '--root', root, '--out', out, '--now', '2026-01-01', ...more];
    const { status, stderr } = spawnSync(process.env.SITUS, options, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  };
  build(process.env.SAMPLE, join(work, 'sample'));
  writeLarge(join(work, 'source'));
  build(join(work, 'source'), join(work, 'large'), '--allow-broken');
  sample = await serve(join(work, 'sample'));
  large = await serve(join(work, 'large'));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
});
after(async () => {
  await browser?.close();
  await sample?.close();
  await large?.close();
  rmSync(work, { recursive: true, force: true });
});

/** A site of 3,000 reports with words of all frequencies, and some documents that the tests ask for. */
function writeLarge(root) {
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('situs.toml', 'title = "Large"\nbase_url = "https://example.org/"\n');
  let state = 7;
  const random = (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  // The commoner a word, the lower its number.
  const word = () => `w${Math.floor(6000 ** (random(10_000) / 10_000))}x`;
  for (let at = 0; at < 3000; at += 1) {
    const day = new Date(Date.UTC(2019, 0, 1 + Math.floor(at / 2))).toISOString().slice(0, 10);
    const text = Array.from({ length: 60 }, word).join(' ');
    write(`content/reports/r${at}.md`, `---\ntitle: Bulletin ${at} ${word()}\ndate: ${day}\nsummary: ${word()} ${word()}.\n---\n\n${text} everywhere.\n`);
  }
  write('content/actors/quay.md', '---\nname: Quay Committee\ncountry: Kenya\n---\n\nIt runs the ferries.\n');
  write('content/actors/dunya.md', '---\nname: Đunja Šimić\n---\n\nA harbour master.\n');
  write('content/events/regatta.md', '---\nname: Regatta of the quay\nwhen: 2023-05-01\ncountries: [ken]\n---\n');
  const report = (id, title, date, text) => write(`content/reports/${id}.md`, `---\ntitle: ${JSON.stringify(title)}\ndate: ${date}\n---\n\n${text}\n`);
  report('hostile', HOSTILE, '2024-01-01', 'Nothing.');
  report('ferry', 'Ferries stand still', '2024-01-02', 'The Quay Committee met in Kenya. Šimić spoke of l’eau.');
  report('peru', 'Ferryman of Peru', '2024-02-02', 'He rowed in Peru.');
  report('arabic', 'مدرسة القريه', '2024-03-02', 'افتُتِحت المدرسةُ في القرية.');
}

/** A page on which an error fails the test, with the bytes that it has loaded. */
async function open(address, { script = true, scheme } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, colorScheme: scheme });
  const page = await context.newPage();
  const faults = [];
  const loaded = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('response', (response) => loaded.push(response.body().then((body) => body.length, () => 0)));
  await page.goto(address);
  return {
    page,
    bytes: async () => (await Promise.all(loaded)).reduce((sum, length) => sum + length, 0),
    close: async () => {
      assert.equal(await page.evaluate(() => globalThis.harmed).catch(() => undefined), undefined);
      await context.close();
      assert.deepEqual(faults, []);
    },
  };
}

/** What an address answers: the line above the list, the titles, the bytes. */
async function ask(home, query) {
  const opened = await open(`${home}search/index.html${query}`);
  await settled(opened.page);
  const answer = { said: await said(opened.page), titles: await titles(opened.page), bytes: await opened.bytes() };
  await opened.close();
  return answer;
}

const said = (page) => page.locator('.search-count').innerText();
const titles = (page) => page.locator('.found h2').allInnerTexts();

/** Waits until an answer stands on the page: the line above the list says so when the list is complete. */
const settled = (page) =>
  page.waitForFunction(
    () => {
      const text = document.querySelector('.search-count').textContent;
      return text && (!/\d/.test(text) || document.querySelector('.found li'));
    },
    null,
    { timeout: 10_000, polling: 20 },
  );

describe('search', () => {
  test('terms of a query are those of the index', async () => {
    const { page, close } = await open(`${sample.home}search/index.html`);
    const table = JSON.parse(readFileSync(new URL('terms.json', import.meta.url), 'utf8'));
    const made = await page.evaluate((texts) => texts.map((text) => globalThis.situsSearch.terms(text).flat()), table.map(([text]) => text));
    assert.deepEqual(made, table.map(([, terms]) => terms));
    await close();
  });

  test('words, their beginnings and their spellings are found', async () => {
    const first = async (query) => (await ask(large.home, query)).titles[0];
    assert.equal(await first('?q=ferries'), 'Ferries stand still');
    assert.deepEqual((await ask(large.home, '?q=ferr')).titles.sort(), ['Ferries stand still', 'Ferryman of Peru', 'Quay Committee']);
    assert.equal(await first('?q=dunja+simic'), 'Đunja Šimić');
    assert.equal(await first('?q=SIMIC+eau'), 'Ferries stand still');
    assert.equal(await first('?q=مدرسه'), 'مدرسة القريه');
    assert.equal(await first('?q=والمدرسة'), 'مدرسة القريه');
    assert.deepEqual((await ask(large.home, '?q=zzzzz')).titles, []);
  });

  test('each filter leaves what it says', async () => {
    const sorted = async (query) => (await ask(large.home, query)).titles.sort();
    assert.deepEqual(await sorted('?q=quay&kind=event'), ['Regatta of the quay']);
    assert.deepEqual(await sorted('?country=per'), ['Ferryman of Peru', 'Peru']);
    assert.deepEqual(await sorted('?q=ferr&country=per'), ['Ferryman of Peru']);
    assert.deepEqual(await sorted('?actor=Quay+Committee'), ['Ferries stand still', 'Quay Committee']);
    assert.deepEqual(await sorted('?actor=Quay+Committee&kind=report'), ['Ferries stand still']);
    assert.deepEqual(await sorted('?from=2024-01-02&to=2024-02-02'), ['Ferries stand still', 'Ferryman of Peru']);
    assert.deepEqual(await sorted('?from=2024-01-02&to=2024-02-01'), ['Ferries stand still']);
    assert.deepEqual(await sorted('?q=quay&to=2023-12-31'), ['Regatta of the quay']);
    // Both days are within, and a day has two reports.
    assert.equal((await ask(large.home, '?kind=report&from=2020-03-01&to=2020-03-02')).titles.length, 4);
    // With words in every report, the filter still leaves exactly its own.
    assert.deepEqual((await ask(large.home, '?q=everywhere&from=2020-03-01&to=2020-03-02')).titles.length, 4);
    assert.deepEqual((await ask(large.home, '?q=everywhere&country=per')).titles, []);
  });

  test('any query loads less than 300 kB', async () => {
    for (const query of ['?q=everywhere', '?q=w1x+w2x', '?q=w1', '?q=everywhere+bulletin+w1x&kind=report&from=2021-01-01', '?country=ken']) {
      const { bytes, titles } = await ask(large.home, query);
      assert.ok(bytes < BUDGET, `${query}: ${bytes} bytes`);
      assert.ok(titles.length > 0, query);
    }
  });

  test('of words that are too common, as much is read as a query may load, and the rest is told', async () => {
    const { page, close } = await open(`${sample.home}search/index.html`);
    await settled(page);
    const files = {
      index: { documents: 6, each: 16, kinds: [['report', 0, 6]], words: ['a'], facets: [] },
      // Title, summary, often in the text, in the text: as lists of steps, or the number of a file and its length.
      'words-0': { everyone: 'C   ~0:200000', of: '   ~1:9000', rare: '   B', rarely: '   ~0:200000' },
      'long-1': 'AAAAA',
      'docs-0': Array.from({ length: 6 }, (_, at) => ({ h: `../reports/r${at}/index.html`, t: `Report ${at}` })),
    };
    await page.route('**/search/*.js', (route) => {
      const name = /([^/]*)\.js$/.exec(route.request().url())[1];
      assert.ok(files[name], `${name} is not asked for`);
      return route.fulfill({ contentType: 'text/javascript', body: `situsSearch(${JSON.stringify(name)},${JSON.stringify(files[name])});\n` });
    });
    const answer = async (query) => {
      await page.goto(`${sample.home}search/index.html?q=${query}`);
      await settled(page);
      return [await said(page), await titles(page)];
    };
    const common = 'Too common to be looked for in texts: everyone.';
    assert.deepEqual(await answer('of+rare+'), ['At least 1 page', ['Report 1']]);
    assert.deepEqual(await answer('rare+of'), ['At least 1 page', ['Report 1']]);
    assert.deepEqual(await answer('of'), ['5 pages', ['Report 4', 'Report 3', 'Report 2', 'Report 1', 'Report 0']]);
    assert.deepEqual(await answer('everyone+of'), [`5 pages ${common}`, ['Report 2', 'Report 4', 'Report 3', 'Report 1', 'Report 0']]);
    assert.deepEqual(await answer('everyone'), ['At least 1 page', ['Report 2']]);
    await close();
  });

  test('what is typed and what the index says stays text', async () => {
    const opened = await open(`${large.home}search/index.html?q=${encodeURIComponent(HOSTILE)}`);
    await settled(opened.page);
    assert.equal((await titles(opened.page))[0], HOSTILE);
    assert.equal(await opened.page.locator('main img, .found script').count(), 0);
    for (const query of ['?q=__proto__+constructor', '?kind=__proto__', '?country=../../x', '?actor=%3Cimg%3E', '?from=x&to=y', `?q=${'a'.repeat(3000)}`]) {
      await opened.page.goto(`${large.home}search/index.html${query}`);
      await settled(opened.page);
    }
    await opened.close();
  });

  test('it is used by keyboard, and the address follows', async () => {
    const { page, close } = await open(`${large.home}search/index.html`);
    await settled(page);
    await page.keyboard.press('/');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
    assert.equal(await page.inputValue('[name=q]'), '', 'the stroke is no text');
    await page.keyboard.type('regat');
    await page.waitForFunction(() => document.querySelectorAll('.found li').length === 1);
    assert.match(page.url(), /\?q=regat$/);
    assert.equal(await page.locator('.found mark').first().innerText(), 'Regatta');
    const order = [];
    for (let at = 0; at < 6; at += 1) {
      await page.keyboard.press('Tab');
      order.push(await page.evaluate(() => document.activeElement.name ?? document.activeElement.textContent));
    }
    assert.deepEqual(order.slice(0, 3), ['kind', 'country', 'actor']);
    await page.locator('[name=q]').focus();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelectorAll('.found li').length === 0);
    assert.equal(await page.inputValue('[name=q]'), '');
    assert.doesNotMatch(page.url(), /\?/);
    await page.keyboard.type('bulletin');
    await page.waitForFunction(() => document.querySelectorAll('.found li').length === 10);
    await page.locator('.search-more').press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.found li').length === 20);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll('.found a')].indexOf(document.activeElement)), 10);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/reports\/r\d+\//);
    await page.goBack();
    await settled(page);
    assert.equal(await page.inputValue('[name=q]'), 'bulletin');
    await close();
  });

  test('the count is told to those who do not see it, and every field has a name', async () => {
    const { page, close } = await open(`${sample.home}search/index.html?q=vance`);
    await settled(page);
    assert.equal(await page.locator('.search-count').getAttribute('aria-live'), 'polite');
    const labels = await page.$$eval('form.search :is(input, select)', (fields) => fields.map((field) => field.labels.length));
    assert.ok(labels.length === 6 && labels.every((count) => count === 1), `${labels}`);
    assert.equal(await page.getByRole('search').count(), 1);
    await close();
  });

  test('an answer that comes late does not replace a newer one', async () => {
    const { page, close } = await open(`${large.home}search/index.html`);
    await settled(page);
    await page.route('**/words-*.js', async (route) => {
      await new Promise((done) => setTimeout(done, 400));
      await route.continue();
    });
    await page.fill('[name=q]', 'everywhere');
    await page.waitForTimeout(200);
    await page.fill('[name=q]', 'regatta');
    await page.waitForFunction(() => document.querySelector('.found li'));
    await page.waitForTimeout(900);
    assert.deepEqual(await titles(page), ['Regatta of the quay']);
    await close();
  });

  test('it works from a disk', async () => {
    const { page, close } = await open(`${pathToFileURL(join(work, 'sample/search/index.html'))}?q=vance`);
    await settled(page);
    assert.ok((await titles(page)).length > 3);
    await page.locator('.found a').first().click();
    await page.locator('body:not([data-kind="search"])').waitFor();
    assert.match(page.url(), /^file:.*\/index\.html$/);
    await close();
  });

  test('without JavaScript it says what to do instead', async () => {
    const { page, close } = await open(`${sample.home}search/index.html`, { script: false });
    assert.match(await page.locator('main').innerText(), /needs JavaScript/);
    assert.equal(await page.locator('form.search').isVisible(), false);
    assert.equal(await page.locator('main a[href="../reports/index.html"]').count(), 1);
    await close();
  });

  test('a file that is missing is told', async () => {
    const { page } = await open(`${sample.home}search/index.html`);
    await settled(page);
    await page.route('**/words-*.js', (route) => route.abort());
    await page.fill('[name=q]', 'vance');
    await page.waitForFunction((text) => document.querySelector('.search-count').textContent === text, await page.locator('form.search').getAttribute('data-failed'));
    await page.context().close();
  });

  test('no index file asks for more than a script of the site may', () => {
    const html = read(join(work, 'sample'), 'search/index.html');
    assert.match(html, /script-src 'self'/);
    assert.doesNotMatch(html, /unsafe|wasm/);
  });
});
