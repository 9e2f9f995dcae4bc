// The preview in a browser: SITUS=PROGRAM SAMPLE=DIR node --test preview.test.mjs
//
// Real saves in a copy of the sample site. A mark on the window of a tab shows that it was never loaded again.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { copySample, serve } from './preview.mjs';

const REPORT = 'content/reports/2025-10-21-uk-officers-join-cmcc.md';
const PAGE = 'reports/2025-10-21-uk-officers-join-cmcc/';
const SENTENCE = 'the UK Ministry of Defence said on Tuesday 21 October.';
const CHANGED = 'the UK Ministry of Defence wrote on Tuesday 21 October.';

let browser;
let context;
let site;
let preview;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
});
after(() => browser.close());

beforeEach(async () => {
  site = copySample();
  preview = await serve(site.folder);
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await preview.stop();
  site.remove();
});

/** A tab on `path` that follows, with a mark on its window. Whatever it says as an error fails the test. */
async function open(path = PAGE, { quiet = false } = {}) {
  const page = await context.newPage();
  if (!quiet) {
    page.on('pageerror', (error) => assert.fail(`${path}: ${error.message}`));
    page.on('console', (message) => message.type() === 'error' && assert.fail(`${path}: ${message.text()}`));
  }
  await page.goto(preview.home + path);
  await page.locator('situs-preview #toggle').waitFor();
  await page.evaluate(() => {
    window.mark = 'never loaded again';
  });
  return page;
}

const until = (page, what, argument) => page.waitForFunction(what, argument, { timeout: 10_000, polling: 20 });
const hasText = (page, text) => until(page, (wanted) => document.body.textContent.replace(/\s+/g, ' ').includes(wanted), text);
const isSame = async (page) => assert.equal(await page.evaluate(() => window.mark), 'never loaded again', 'the tab was loaded again');
const overlay = (page) => page.locator('situs-preview #overlay');

describe('the preview', () => {
  test('a saved paragraph changes in place, and all around it stays', async () => {
    mkdirSync(join(site.folder, 'templates'));
    site.write('templates/report.html', '{% extends "builtin/report.html" %}{% block main %}<details><summary>More</summary><p>Of it</p></details><input value="">{{ super() }}{% endblock main %}');
    const page = await open();
    await hasText(page, 'Of it');
    await page.evaluate(() => {
      document.querySelector('details').open = true;
      document.querySelector('input').value = 'typed';
      window.paragraphs = [...document.querySelectorAll('.prose p')];
      scrollTo(0, 600);
    });
    const scrolled = await page.evaluate(() => scrollY);
    assert.ok(scrolled > 300, 'there is something to scroll');
    site.edit(REPORT, SENTENCE, CHANGED);
    await hasText(page, 'Ministry of Defence wrote on Tuesday');
    const now = await page.evaluate(() => ({
      scroll: scrollY,
      open: document.querySelector('details').open,
      typed: document.querySelector('input').value,
      same: [...document.querySelectorAll('.prose p')].every((node, at) => node === window.paragraphs[at]),
    }));
    assert.deepEqual(now, { scroll: scrolled, open: true, typed: 'typed', same: true });
    await isSame(page);
  });

  test('broken front matter is told with its place over a page that stays, until it is mended', async () => {
    const page = await open();
    site.edit(REPORT, 'title: UK', 'title: [UK');
    await overlay(page).waitFor();
    const text = await overlay(page).innerText();
    assert.match(text, new RegExp(`${REPORT}:\\d+:\\d+`));
    assert.match(text, /\^/, 'a caret');
    await hasText(page, 'UK Ministry of Defence said on Tuesday');
    await page.keyboard.press('Escape');
    await overlay(page).waitFor({ state: 'hidden' });
    site.edit(REPORT, 'title: [UK', 'titel: UK');
    await overlay(page).waitFor();
    assert.match(await overlay(page).innerText(), /`titel`/);
    site.edit(REPORT, 'titel: UK', 'title: UK');
    await overlay(page).waitFor({ state: 'hidden' });
    await isSame(page);
    assert.match(preview.said.text, /error\[unknown-key\][^]*fixed/);
  });

  test('a renamed actor is renamed on the other pages that are open', async () => {
    const [report, country] = [await open(), await open('countries/gbr/index.html')];
    site.edit('content/actors/john-healey.md', 'name: John Healey', 'name: Jon Healy\naliases: [John Healey]');
    await hasText(country, 'Jon Healy');
    for (const page of [report, country]) await isSame(page);
  });

  test('a style sheet is exchanged without loading the page', async () => {
    const page = await open();
    site.write('static/situs.css', `${site.read('static/situs.css')}\nbody { background-color: rgb(1, 2, 3) }\n`);
    await until(page, () => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)');
    site.edit('static/situs.css', 'rgb(1, 2, 3)', 'rgb(4, 5, 6)');
    await until(page, () => getComputedStyle(document.body).backgroundColor === 'rgb(4, 5, 6)');
    await until(page, () => document.querySelectorAll('link[rel~="stylesheet"]').length === 1);
    await isSame(page);
  });

  test('a template is followed, also when it breaks on the way', async () => {
    const page = await open();
    mkdirSync(join(site.folder, 'templates'));
    const template = '{% extends "builtin/base.html" %}{% block brand %}<p class="brand">Another brand</p>{% endblock brand %}';
    site.write('templates/base.html', template);
    await hasText(page, 'Another brand');
    site.write('templates/base.html', template.replace('{% endblock brand %}', ''));
    await overlay(page).waitFor();
    assert.match(await overlay(page).innerText(), /templates\/base\.html:1/);
    await hasText(page, 'Another brand');
    site.write('templates/base.html', template.replace('Another', 'A third'));
    await hasText(page, 'A third brand');
    await overlay(page).waitFor({ state: 'hidden' });
    await isSame(page);
  });

  test('a page that a save does not change is not touched', async () => {
    const [report, other] = [await open(), await open('sources/index.html')];
    await other.evaluate(() => {
      window.touched = 0;
      new MutationObserver((records) => {
        window.touched += records.length;
      }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    site.edit(REPORT, SENTENCE, CHANGED);
    await hasText(report, 'wrote on Tuesday');
    await until(other, () => window.situsPreview.revision === 2);
    assert.equal(await other.evaluate(() => window.touched), 0);
    await isSame(other);
  });

  test('what was saved while the preview was stopped is there when it is back', async () => {
    const page = await open(PAGE, { quiet: true });
    const { port } = preview;
    const { code } = await preview.stop();
    assert.equal(code, 0, 'it ends cleanly');
    site.edit(REPORT, SENTENCE, CHANGED);
    site.write('static/situs.css', `${site.read('static/situs.css')}\nbody { background-color: rgb(1, 2, 3) }\n`);
    preview = await serve(site.folder, port);
    assert.equal(preview.port, port);
    await hasText(page, 'wrote on Tuesday');
    await until(page, () => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)');
    await isSame(page);
  });

  test('eight tabs of one browser follow, also when the first is closed', async () => {
    const tabs = [];
    for (let at = 0; at < 8; at += 1) tabs.push(await open());
    const follow = async (from, to) => {
      site.edit(REPORT, from, to);
      await Promise.all(tabs.map((page) => hasText(page, to.replace(/\s+/g, ' '))));
    };
    await follow('said on Tuesday', 'wrote on Tuesday');
    await tabs.shift().close();
    await follow('wrote on Tuesday', 'sang on Tuesday');
    for (const page of tabs) await isSame(page);
  });

  test('the panel lists warnings, links and refusals, by keyboard and narrow', async () => {
    const page = await open();
    await page.setViewportSize({ width: 360, height: 640 });
    const toggle = page.locator('situs-preview #toggle');
    await toggle.filter({ hasText: /\d+ links/ }).waitFor();
    await toggle.focus();
    await page.keyboard.press('Enter');
    const panel = page.locator('situs-preview #panel');
    await panel.waitFor();
    const text = await panel.innerText();
    assert.match(text, /JD Vance/);
    assert.match(text, /its name; linked/);
    assert.match(text, /Names that were refused/);
    const { left, right } = await panel.evaluate((element) => element.getBoundingClientRect().toJSON());
    assert.ok(left >= 0 && right <= 360, 'it fits');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await toggle.click();
    await page.goto(`${preview.home}actors/jd-vance/index.html`);
    await panel.waitFor();
    assert.match(await panel.innerText(), /content\/actors\/jd-vance\.md/, 'it stays open on the next page');
  });
});
