// One page of each kind of a built site, opened in headless Chromium and served on the loopback address.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { files, read, readHtml, serve } from './site.mjs';

/** The kinds that a site has, by the `data-kind` of their `<body>`. */
const KINDS = ['home', 'report', 'actor', 'country', 'event', 'source', 'series', 'register', 'calendar', 'map', 'network', 'search', 'listing', 'page', 'not-found'];

/**
 * The pages to look at, as `{ name, path }`: every listing and register, and of each other kind the longest page, which shows most.
 * `only` narrows them to some kinds. A kind without any page is a problem.
 */
export function pagesOfEachKind(folder, only, problems) {
  const byKind = new Map(KINDS.map((kind) => [kind, []]));
  for (const path of files(folder, '.html')) {
    const html = read(folder, path);
    const { kind, moved } = readHtml(html);
    if (moved) continue;
    if (!byKind.has(kind)) problems.push(`${path}: a page of the unknown kind \`${kind}\``);
    byKind.get(kind)?.push({ path, length: html.length });
  }
  const chosen = [];
  for (const [kind, pages] of byKind) {
    if (only.length > 0 && !only.includes(kind)) continue;
    if (pages.length === 0) problems.push(`no page of the kind \`${kind}\``);
    pages.sort((a, b) => b.length - a.length || (a.path < b.path ? -1 : 1));
    const all = kind === 'listing' || kind === 'register';
    for (const { path } of all ? pages : pages.slice(0, 1)) {
      chosen.push({ name: all ? `${kind}-${path.split('/')[0]}` : kind, path });
    }
  }
  return chosen;
}

/**
 * Serves `folder`, starts a browser, and calls `look` once for each of `pages` and each colour scheme with
 * `{ page, name, path, scheme }`. Whatever a page says on the console as an error, throws, or asks of another host is
 * a problem, and the other host is not asked.
 */
export async function openEach(folder, pages, problems, look) {
  const host = await serve(folder);
  const profile = mkdtempSync(join(tmpdir(), 'situs-chromium-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const said = new Set();
    const origin = new URL(host.home).origin;
    for (const { name, path } of pages) {
      const wrong = (text) => said.add(`${path}: ${text.replaceAll(host.home, '')}`);
      // The page for missing addresses is seen as a reader meets it.
      const url = new URL(path === '404.html' ? 'nothing-here' : path, host.home).href;
      const page = await browser.newPage();
      page.on('pageerror', (error) => wrong(`script error: ${error.message}`));
      page.on('console', (message) => {
        const isOwnStatus = path === '404.html' && message.location().url === url;
        if (message.type() === 'error' && !isOwnStatus) wrong(`console error: ${message.text()}`);
      });
      await page.route('**/*', (route) => {
        const asked = route.request().url();
        if (asked.startsWith('data:') || new URL(asked).origin === origin) return route.continue();
        wrong(`a request leaves the host: ${asked}`);
        return route.abort();
      });
      page.on('response', (response) => {
        if (response.status() >= 400 && response.url() !== url) wrong(`${response.url()} answers ${response.status()}`);
      });
      for (const scheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.goto(url, { waitUntil: 'load' });
        await look({ page, name, path, scheme });
      }
      await page.close();
    }
    problems.push(...said);
  } finally {
    await browser.close();
    await host.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
