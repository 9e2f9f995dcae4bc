// Many readers and many saves: SITUS=PROGRAM SAMPLE=DIR [SECONDS=60] node preview-load.mjs
//
// 200 tabs and a save every 50 ms. A tab does what the script of the preview does: it hears the events, and asks for its
// page with the tag that it knows, one request at a time. At the end every stream is at the newest revision, every tab
// holds its page as it is, and the page that was edited has the last text. Prints the memory of the program every five
// seconds.

import { existsSync, readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { copySample, serve } from './preview.mjs';
import { finish } from './site.mjs';

const STREAMS = 200;
const seconds = Number(process.env.SECONDS ?? 60);
const REPORT = 'content/reports/2025-10-21-uk-officers-join-cmcc.md';
const PAGE = 'reports/2025-10-21-uk-officers-join-cmcc/';

const site = copySample();
const { home, program, said, stop } = await serve(site.folder);
const problems = [];
const pause = (time) => new Promise((done) => setTimeout(done, time));

/** Resident memory of the program in MiB; nothing where the system does not tell it. */
function memory() {
  const status = `/proc/${program.pid}/status`;
  return existsSync(status) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]) / 1024 : undefined;
}

const agent = new Agent({ maxSockets: Infinity, keepAlive: true });
const asking = new Agent({ maxSockets: 40, keepAlive: true });

/** Status and tag of a page for somebody who knows `tag`. */
const ask = (path, tag) =>
  new Promise((done, fail) => {
    const headers = tag ? { 'If-None-Match': tag } : {};
    const request = get(home + path, { agent: asking, headers }, (response) => {
      response.resume();
      response.on('end', () => done({ status: response.statusCode, tag: response.headers.etag }));
    });
    request.on('error', fail);
  });

const PAGES = [PAGE, '', 'reports/', 'actors/', 'countries/', 'events/', 'timeline/', 'countries/isr/', 'actors/cmcc/', 'feed.xml'];
const answers = { whole: 0, same: 0 };
const tabs = Array.from({ length: STREAMS }, (_, at) => ({ path: PAGES[at % PAGES.length], tag: undefined, wanted: 0, seen: 0, busy: false }));

/** Brings a tab to the revision that it has heard of. */
async function follow(tab) {
  if (tab.busy) return;
  tab.busy = true;
  while (tab.seen < tab.wanted) {
    const wanted = tab.wanted;
    const { status, tag } = await ask(tab.path, tab.tag);
    if (status === 200) tab.tag = tag;
    else if (status !== 304) problems.push(`${tab.path}: ${status}`);
    answers[status === 200 ? 'whole' : 'same'] += 1;
    tab.seen = wanted;
  }
  tab.busy = false;
}

const revisions = new Array(STREAMS).fill(0);
await Promise.all(
  revisions.map(
    (_, at) =>
      new Promise((done) => {
        const request = get(`${home}_situs/events`, { agent }, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (piece) => {
            text += piece;
            const events = text.split('\n\n');
            text = events.pop();
            for (const event of events) {
              const data = /^data: (.*)$/m.exec(event);
              if (!data) continue;
              const { revision } = JSON.parse(data[1]);
              if (revision <= revisions[at]) problems.push(`stream ${at}: ${revision} after ${revisions[at]}`);
              revisions[at] = revision;
              tabs[at].wanted = revision;
              follow(tabs[at]).catch((error) => problems.push(`tab ${at}: ${error.message}`));
            }
            done();
          });
          response.on('close', () => problems.push(`stream ${at} ended`));
        });
        request.on('error', (error) => problems.push(`stream ${at}: ${error.message}`));
      }),
  ),
);

const page = async () => (await fetch(home + PAGE)).text();
const text = site.read(REPORT);
const samples = [];
const started = Date.now();
let saves = 0;
for (let next = 0; Date.now() - started < seconds * 1000; ) {
  if (Date.now() - started >= next) {
    samples.push(memory());
    console.log(`${String(next / 1000).padStart(4)} s: ${samples.at(-1)?.toFixed(1)} MiB, ${saves} saves`);
    next += 5000;
  }
  saves += 1;
  site.write(REPORT, `${text}\nThis is save number ${saves}.\n`);
  if (saves % 10 === 0) await page();
  await pause(50);
}

const newest = async () => {
  const state = await (await fetch(`${home}_situs/state?path=/${PAGE}`)).json();
  return state.revision;
};
const deadline = Date.now() + 5000;
let last = '';
let revision = 0;
while (Date.now() < deadline) {
  [last, revision] = [await page(), await newest()];
  const isIdle = tabs.every((tab) => !tab.busy && tab.seen === tab.wanted);
  if (last.includes(`save number ${saves}.`) && isIdle && revisions.every((one) => one === revision)) break;
  await pause(50);
}
samples.push(memory());
if (!last.includes(`save number ${saves}.`)) problems.push('the last save is not on the page');
for (const path of PAGES) {
  const { tag } = await ask(path);
  const stale = tabs.filter((tab) => tab.path === path && tab.tag !== tag).length;
  if (stale > 0) problems.push(`${stale} tabs hold an old ${path || 'home page'}`);
}
const behind = revisions.filter((one) => one !== revision).length;
if (behind > 0) problems.push(`${behind} streams are not at revision ${revision}`);
if (said.text.includes('error')) problems.push(said.text);
const ratio = samples.at(-1) / samples[0];
console.log(`memory: first ${samples[0]?.toFixed(1)} MiB, last ${samples.at(-1)?.toFixed(1)} MiB, ratio ${ratio.toFixed(2)}`);
const found = [...problems];
agent.destroy();
asking.destroy();
const { code } = await stop();
if (code !== 0) found.push(`the preview ended with ${code}`);
site.remove();
finish('preview-load', found, `${STREAMS} tabs, ${saves} saves, revision ${revision}, ${answers.whole} pages and ${answers.same} times no change`);
process.exit();
