// The checks of the built site find what they are for: SITE=DIR CONTENT=DIR PYTHON=PROGRAM node --test broken.test.mjs
//
// Each test breaks one thing in a copy of a sound site, and the check must name it and exit 1.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { read } from './site.mjs';

const { SITE, CONTENT, PYTHON } = process.env;
if (!SITE || !CONTENT || !PYTHON) throw new Error('SITE and CONTENT name the built site and its content, PYTHON a Python');

/** Breaks a copy of the site, each of `edits` being `[path, from, to]`, or `[path, text]` for a new file, and runs a check on it. */
function finds(what, [check, ...rest], edits, ...expected) {
  test(what, async () => {
    const work = mkdtempSync(join(tmpdir(), 'situs-broken-'));
    try {
      const site = join(work, 'site');
      cpSync(SITE, site, { recursive: true });
      for (const [path, from, to] of edits) {
        const before = to === undefined ? '' : read(site, path);
        const after = to === undefined ? from : before.replace(from, to);
        assert.notEqual(after, before, `nothing to break in ${path}`);
        writeFileSync(join(site, path), after);
      }
      const parameters = rest.map((one) => (one === 'OUT' ? join(work, 'out') : one));
      const { code, output } = await run(check, site, parameters);
      for (const problem of expected) assert.match(output, problem);
      assert.equal(code, 1, output);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

function run(check, ...parameters) {
  const [runner, ending] = check === 'exports' ? [PYTHON, 'py'] : [process.execPath, 'mjs'];
  const program = fileURLToPath(new URL(`${check}.${ending}`, import.meta.url));
  return new Promise((done) => {
    execFile(runner, [program, ...parameters.flat()], { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      done({ code: error?.code ?? 0, output: stdout + stderr });
    });
  });
}

/** The same, where one piece of markup more at the end of the home page breaks the site. */
const findsInHome = (what, check, markup, ...expected) =>
  finds(what, check, [['index.html', '</main>', `${markup}</main>`]], ...expected);

describe('links', { concurrency: 2 }, () => {
  const links = ['links'];
  findsInHome('a link to no page', links, '<a href="no/index.html">x</a>', /^error: index\.html:\d+: `no\/index\.html`: .*\(served, from disk\)$/m);
  findsInHome('a link to no id', links, '<a href="reports/index.html#no">x</a>', /`reports\/index\.html#no`: no id `no` there \(served, from disk\)/);
  findsInHome('a picture that is not there', links, '<img src="no.png" alt="">', /`no\.png`/);
  findsInHome('a path from the root of the host', links, '<a href="/reports/index.html">x</a>', /`\/reports\/index\.html`: .*\(served\)/, /\(from disk\)/);
  findsInHome('a folder, which no browser opens from disk', links, '<a href="reports/">x</a>', /`reports\/`: a folder, not a file \(from disk\)/);
  findsInHome('a link out of the site', links, '<a href="../index.html">x</a>', /`\.\.\/index\.html`: .*\(served\)/);
  finds('a page that nothing leads to', links, [['lost.html', '<title>Lost</title>']], /lost\.html: not reachable/, /lost\.html: not in the sitemap/);
  finds('an address in the sitemap with no page', links, [['sitemap.xml', '/reports/</loc>', '/no/</loc>']], /sitemap\.xml:\d+: `.*\/no\/`: .*\(served, from disk\)/);
  finds('an entry of the Atom feed with no page', links, [['feed.xml', /(<entry>.*?<link href="[^"]*)"/s, '$1no/"']], /feed\.xml:\d+: `.*\/no\/`/);
  finds('a link in the text of a JSON feed', links, [['feed.json', /href=\\"https:[^"\\]*\\"/, 'href=\\"no.html\\"']], /feed\.json: `no\.html`/);
  finds('a picture of the style sheet', links, [['situs.css', /$/, 'body { background: url("no.png") }']], /situs\.css: `no\.png`/);
});

describe('json-ld', { concurrency: 2 }, () => {
  const data = ['json-ld', CONTENT];
  finds('JSON-LD that is not JSON', data, [['index.html', '{"@context"', '{@context']], /index\.html:\d+: not JSON/);
  finds('JSON-LD without a context', data, [['index.html', '"@context"', '"context"']], /index\.html:\d+: no `@context`/);
  finds('JSON-LD without a type', data, [['index.html', '"@type"', '"type"']], /index\.html:\d+: no `@type`/);
  finds('a data file that is not JSON', data, [['data/reports.json', '{', '']], /data\/reports\.json: not JSON/);
  finds('a line that is not JSON', data, [['data/mentions.ndjson', '{', '']], /data\/mentions\.ndjson:1: not JSON/);
  finds('a mention that is elsewhere', data, [['data/mentions.ndjson', /"start":(\d+)/, '"start":1$1']], /data\/mentions\.ndjson:1: /);
  finds('a mention one byte off', data, [['data/mentions.ndjson', /"start":(\d+)/, (_, n) => `"start":${Number(n) - 1}`]], /expected at byte/);
});

describe('feeds', { concurrency: 2 }, () => {
  const feeds = ['feeds'];
  finds('XML that is not well-formed', feeds, [['feed.xml', '</title>', '']], /feed\.xml: /);
  finds('a feed without an id', feeds, [['feed.xml', /<id>.*?<\/id>/, '']], /feed\.xml: the feed has no absolute id/);
  finds('a feed without an update time', feeds, [['feed.xml', /<updated>.*?<\/updated>/, '']], /the feed has no update time/);
  finds('an entry without a title', feeds, [['feed.xml', /<entry><title>.*?<\/title>/, '<entry>']], /entry `.*` has no title/);
  finds('a feed without entries', feeds, [['feed.xml', /<entry>.*<\/entry>/s, '']], /feed\.xml: no entries/);
  finds('a JSON feed of another version', feeds, [['feed.json', 'version/1.1', 'version/1']], /feed\.json: `\/version`/);
  finds('an item without an id', feeds, [['feed.json', /"id":".*?",/, '']], /feed\.json: `\/items\/0` must have required property 'id'/);
  finds('an item with a relative address', feeds, [['feed.json', /"url":".*?"/, '"url":"x/"']], /`\/items\/0\/url` must match format "uri"/);
  finds('two feeds that differ', feeds, [['feed.json', /("id":".*?)"/, '$1#other"']], /other items than in the feed\.xml/);
});

describe('exports', { concurrency: 2 }, () => {
  const data = ['exports', CONTENT];
  const [ftm, places] = ['data/entities.ftm.json', 'data/events.geojson'];
  finds('an entity that is not JSON', data, [[ftm, '{', '']], /entities\.ftm\.json:1: not JSON/, /entities of the kind `actor`, where the site has/);
  finds('an entity of no schema', data, [[ftm, '"schema":"Person"', '"schema":"Human"']], /unknown schema `Human`/);
  finds('a property that the schema has not', data, [[ftm, '"alias":', '"nickname":']], /has no property `nickname`/);
  finds('a value of the wrong type', data, [[ftm, '"country":["il"]', '"country":["Israel"]']], /`Israel` is no country \(`country`\)/);
  finds('an entity without a name', data, [[ftm, /"name":\["[^"]*"\],"sourceUrl"/, '"sourceUrl"']], /no `name`, which `\w+` must have/);
  finds('a reference to nothing', data, [[ftm, /"holder":\["[^"]*"\]/, '"holder":["actor-nobody"]']], /`holder` refers to `actor-nobody`, which is not in the file/);
  finds('a reference to the wrong schema', data, [[ftm, /"post":\["[^"]*"\]/, '"post":["actor-axios"]']], /`post` refers to `actor-axios`, which is no Position/);
  finds('two entities with one id', data, [[ftm, /^.*\n/, '$&$&']], /entities\.ftm\.json:2: two entities with the id/);
  finds('an id with a blank', data, [[ftm, '"id":"actor-axios"', '"id":"actor axios"']], /`actor axios` is no id/);
  finds('a column without a hashtag', data, [['data/claims.csv', '#event+id', '']], /claims\.csv: the column `event` has no hashtag/);
  finds('a hashtag of no standard', data, [['data/figures.csv', '#indicator+num', '#number']], /figures\.csv: `#number` is no hashtag of HXL 1\.1/);
  for (const name of ['claims', 'figures', 'events']) {
    const path = `data/${name}.csv`;
    const lost = new RegExp(`${name}\\.csv: \\d+ rows, where the content has \\d+`);
    finds(`a lost row of ${name}`, data, [[path, /[^\n]*\n$/, '']], lost);
  }
  finds('a formula', data, [['data/events.csv', /\r\n([\w-]+),/, '\r\n$1,=']], /events\.csv: row \d+ has a formula/);
  finds('a row that is too short', data, [['data/events.csv', /,[^,]*\r\n$/, '\r\n']], /events\.csv: row \d+ has \d+ cells/);
  finds('a row of no report', data, [['data/figures.csv', /,\d{4}[\w-]+(,,\d{4}-)/, ',no-report$1']], /figures\.csv: there is no report `no-report`/);
  finds('a latitude that stands first', data, [[places, /\[([\d.-]+),([\d.-]+)\]/, '[$2,$1]']], /events\.geojson: `[\w-]+` is at .*, where events\.json has/);
  finds('a place that is lost', data, [[places, /\n.*,\n/, '\n']], /events\.geojson: other events than those with a position/);
  finds('an event that no calendar has', data, [['calendar.ics', /BEGIN:VEVENT.*?END:VEVENT\r\n/s, '']], /calendar\.ics: other events than in events\.json/);
});

describe('validate', () => {
  finds(
    'a wrong page and a wrong style sheet',
    ['validate'],
    [
      ['index.html', '</main>', '<ul><p>x</ul><p id="main--content">y</main>'],
      ['situs.css', /$/, 'body { colour: red }'],
    ],
    /index\.html:\d+: .*Element “p” not allowed/,
    /index\.html:\d+: Duplicate ID/,
    /situs\.css:\d+: .*colour/,
  );
});

describe('shots', { concurrency: 2 }, () => {
  const shots = ['shots', 'OUT', 'home'];
  finds('a page that scrolls sideways', shots, [['situs.css', /$/, 'main { min-width: 340px }']], /index\.html: scrolls sideways at 320 px \(dark\)/);
  findsInHome('a script that the policy of the page forbids', shots, '<script>let x = 1</script>', /index\.html: console error: .*Content Security Policy/);
  finds('a style sheet that is not there', shots, [['index.html', 'href="situs.css"', 'href="no.css"']], /no\.css answers 404/);
  finds(
    'a request that leaves the host',
    shots,
    [
      ['index.html', /<meta http-equiv="Content-Security-Policy"[^>]*>/, ''],
      ['index.html', '</main>', '<img src="http://example.invalid/x.png" alt=""></main>'],
    ],
    /a request leaves the host: http:\/\/example\.invalid\/x\.png/,
  );
  finds('a kind of page that is gone', shots, [['index.html', 'data-kind="home"', 'data-kind="start"']], /no page of the kind `home`/);
});

describe('axe', { concurrency: 2 }, () => {
  const axe = ['axe', 'home'];
  findsInHome('a picture without a text', axe, '<img src="favicon.svg">', /index\.html: image-alt: .*light 360 px, light 1440 px, dark 360 px, dark 1440 px/);
  finds(
    'faint text in the dark alone',
    axe,
    [['situs.css', /$/, '@media (prefers-color-scheme: dark) { main, main * { color: #222 } }']],
    /index\.html: color-contrast: .*\(dark 360 px, dark 1440 px\)/,
  );
});

// A look at a page takes seconds, so faults that do not hide each other share one.
describe('reader', { concurrency: 2 }, () => {
  const report = 'reports/2025-10-21-uk-officers-join-cmcc/index.html';
  const [home, ofReport] = [['reader', 'home'], ['reader', 'report']];
  const style = (rules) => ['situs.css', /$/, rules];
  const script = (text) => ['situs.js', /$/, text];
  finds(
    'pages that keep, hide and scatter',
    home,
    [
      ['404.html', /<meta http-equiv="Content-Security-Policy"[^>]*>/, ''],
      ['method/index.html', "style-src 'self'", "style-src 'unsafe-inline'"],
      ['index.html', 'href="#main--content"', 'href="#main"'],
      style('main::before { content: "Secret" } .more a:focus-visible { outline: none } .row h3 { overflow: hidden; max-block-size: 3rem }'),
      style('@media (forced-colors: active) { .country { forced-color-adjust: auto !important } } .stream { min-inline-size: 21rem }'),
      script('localStorage.x = 1; document.querySelector(".counted a").tabIndex = -1; document.querySelector("main").append("more")'),
      script('; setTimeout(() => document.querySelector("main").prepend(document.querySelector(".foot").cloneNode(true)), 20)'),
    ],
    /404\.html: no Content-Security-Policy/,
    /method\/index\.html: a lax policy/,
    /index\.html: something is stored: 0 cookies, 1/,
    /the first link does not lead to the text/,
    /words in the style sheet alone: `Secret` at <main/,
    /the focus is not seen on <a class="">/,
    /the keyboard does not reach <a class="country">/,
    /spaced text: <h3 class=""> is cut off/,
    /text of twice the size: scrolls sideways at 360 px/,
    /no shape in forced colours: country/,
    /other text without scripts/,
    /index\.html: shifts on load at 1440 px/,
  );
  finds(
    'a poor sheet and a heavy page',
    ofReport,
    [
      [report, /TLP:CLEAR/g, 'TLP:WHITE'],
      [report, /(<ol class="sources">\s*<li>)/, '$1<a rel="external" href="https://example.org/a">x</a>'],
      style('@media print { .sources [rel]::after { content: none !important } .masthead nav { display: block } } @page { size: letter }'),
      script(`\n// ${Array.from({ length: 9000 }, (_, at) => (at * 7919) % 10007).join(' ')}`),
      ['situs.js', "'Escape'", "'Enter'"],
    ],
    /no sheet is marked TLP:WHITE/,
    /the address https:\/\/example\.org\/a is not printed/,
    /<nav class=""> is printed/,
    /a sheet of 612 by 792 points is no A4/,
    /bytes compressed with all it loads, more than 30000/,
    /Escape does not send the preview away/,
  );
  finds('previews that ask under saved data', ofReport, [['situs.js', '|| navigator.connection?.saveData', '']], /a preview under saved data/);
  finds('pages without previews', ofReport, [['situs.js', "'pointerover'", "'pointerdown'"]], /no preview under the pointer/);
});

describe('lighthouse', () => {
  finds(
    'a page without a description and a language',
    ['lighthouse', 'home'],
    [
      ['index.html', /<meta name="description"[^>]*>/, ''],
      ['index.html', /<html lang="[^"]*"/, '<html'],
    ],
    /index\.html: seo \d+, wanted 100: .*meta-description/,
    /index\.html: accessibility \d+, wanted 100: .*html-has-lang/,
  );
});
