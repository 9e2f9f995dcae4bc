// How long a save takes to be seen in the preview.
//
//   npm ci --prefix tests/site
//   SITUS=target/release/situs node tests/site/preview-bench.mjs FOLDER...
//
// For each site: the time from the start of the program to its first page, and, for fifty edits each of a report, of an
// actor's alias and of a template, the time from the end of the save to the first answer that holds it, to the event,
// and to the changed page in Chromium. The folders are copied first. It measures and fails at nothing.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const SITUS = process.env.SITUS;
const EDITS = Number(process.env.EDITS ?? 50);
const folders = process.argv.slice(2);
if (!SITUS || folders.length === 0) throw new Error('usage: SITUS=PROGRAM node preview-bench.mjs FOLDER...');

const now = () => performance.timeOrigin + performance.now();
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const agent = new http.Agent({ keepAlive: true });

/** The body at an address. */
function get(url) {
  return new Promise((done, fail) => {
    const request = http.get(url, { agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done(Buffer.concat(chunks).toString()));
    });
    request.on('error', fail);
  });
}

/** Serves a folder; gives the address and the milliseconds to the first page. */
async function serve(folder) {
  const started = now();
  const program = spawn(SITUS, ['serve', '--root', folder, '--port', '0', '--now', '2026-01-01', '--allow-broken']);
  let said = '';
  const home = await new Promise((done, fail) => {
    const hear = (data) => {
      said += data;
      const address = /^(http:\/\/127\.0\.0\.1:\d+\/)$/m.exec(said);
      if (address) done(address[1]);
    };
    program.stdout.on('data', hear);
    program.stderr.on('data', hear);
    program.on('exit', (code) => fail(new Error(`the preview ended with ${code}: ${said}`)));
  });
  await get(home);
  return { home, program, first: now() - started };
}

/** Calls `hear` at each event of the preview. */
function listen(home, hear) {
  const request = http.get(`${home}_situs/events`, (response) => {
    response.setEncoding('utf8');
    response.on('data', (text) => text.includes('data:') && hear());
  });
  request.on('error', () => {});
  return () => request.destroy();
}

const spread = (times) => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  return `${at(0.5).toFixed(1).padStart(8)} ${at(0.95).toFixed(1).padStart(8)}`;
};

/** Files below a folder, sorted. */
const files = (folder) =>
  readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.md')).sort().map((name) => join(folder, name));
const slug = (path) => path.split('/').pop().replace(/\.md$/, '');

/** The edits of one kind: the page to look at, the file to write, and the text with the mark `n` in it. */
function edits(kind, folder) {
  const reports = files(join(folder, 'content/reports'));
  const actors = files(join(folder, 'content/actors'));
  const pick = (list, n) => list[(n * 37 + 11) % list.length];
  if (kind === 'report') {
    return (n) => {
      const file = pick(reports, n);
      const text = readFileSync(file, 'utf8');
      return { page: `reports/${slug(file)}/`, file, text: `${text}\n\nThe mark is mark${n}x.\n` };
    };
  }
  if (kind === 'alias') {
    return (n) => {
      const file = pick(actors, n);
      const text = readFileSync(file, 'utf8').replace(/^aliases: .*\n/m, '');
      return { page: `actors/${slug(file)}/`, file, text: text.replace(/^kind: /m, `aliases: ["Alias mark${n}x"]\nkind: `) };
    };
  }
  const page = `reports/${slug(reports[0])}/`;
  const file = join(folder, 'templates/report.html');
  mkdirSync(join(folder, 'templates'), { recursive: true });
  const text = (n) => `{% extends "base.html" %}{% block main %}<h1>mark${n}x {{ report.title }}</h1>{{ body }}{% endblock main %}`;
  return (n) => ({ page, file, text: text(n) });
}

async function measure(original) {
  const folder = mkdtempSync(join(tmpdir(), 'situs-bench-'));
  for (const part of ['content', 'templates', 'static', 'situs.toml']) {
    if (existsSync(join(original, part))) cpSync(join(original, part), join(folder, part), { recursive: true });
  }
  const starts = [];
  for (let n = 0; n < 5; n++) {
    const { program, first } = await serve(folder);
    starts.push(first);
    program.removeAllListeners('exit');
    const ended = new Promise((done) => program.on('exit', done));
    program.kill('SIGINT');
    await ended;
  }
  const count = files(join(folder, 'content/reports')).length;
  console.log(`${count} reports: from start to the first page, five runs: ${starts.map((time) => time.toFixed(0)).join(' ')} ms`);
  console.log('                        median      p95   (ms from the end of the save)');
  const { home, program } = await serve(folder);
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const tab = await browser.newPage();
  for (const kind of ['report', 'alias', 'template']) {
    const edit = edits(kind, folder);
    const times = { answer: [], event: [], page: [] };
    for (let n = 0; n < EDITS; n++) {
      const { page, file, text } = edit(n);
      const mark = `mark${n}x`;
      await tab.goto(home + page);
      await tab.evaluate((mark) => {
        window.seen = new Promise((done) => {
          const look = () => document.body.textContent.includes(mark) && done(performance.timeOrigin + performance.now());
          new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true });
        });
      }, mark);
      let heard;
      const event = new Promise((done) => (heard = done));
      let first = true;
      // The first event tells the present state.
      const stop = listen(home, () => (first ? (first = false) : heard(now())));
      await get(home + page);
      await sleep(30);
      writeFileSync(file, text);
      const saved = now();
      while (!(await get(home + page)).includes(mark)) await sleep(0.5);
      times.answer.push(now() - saved);
      times.event.push((await event) - saved);
      times.page.push((await tab.evaluate(() => window.seen)) - saved);
      stop();
    }
    const names = { answer: 'first answer', event: 'event', page: 'page in Chromium' };
    for (const [key, name] of Object.entries(names)) console.log(`${`${kind}: ${name}`.padEnd(26)}${spread(times[key])}`);
  }
  await browser.close();
  program.removeAllListeners('exit');
  program.kill('SIGINT');
  rmSync(folder, { recursive: true, force: true });
}

console.log(`${cpus().length} processors (${cpus()[0].model}), load ${loadavg()[0].toFixed(2)}`);
for (const folder of folders) await measure(folder);
