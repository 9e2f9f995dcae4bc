// Link checker: node links.mjs DIR [--deep-404]
//
// Every link of every page, style sheet, feed, data file and sitemap leads to a file that is there, and to an id that
// is there where it names one: served below `/sub/path/`, crawled from the home page and the sitemap, and from disk,
// file paths as they stand. Links to other hosts are counted, never asked for.
// Every page can be reached from the home page, but for 404.html and pages that only say where a page has moved.
// With `--deep-404`, the links of 404.html hold, too, where a host answers with it in a folder below the home page.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { baseAddress, files, finish, folderArgument, isLines, read, readHtml, readXml, serve } from './site.mjs';

const folder = folderArgument('links.mjs DIR [--deep-404]');
const base = baseAddress(folder);
const root = pathToFileURL(`${folder}/`).href;
const host = await serve(folder);

const problems = new Map();
const external = new Set();
let checked = 0;

const served = {
  name: 'served',
  home: host.home,
  async load(url) {
    const response = await fetch(url, { redirect: 'manual' });
    const body = await response.text();
    if (response.status === 404) return { wrong: 'no such file' };
    if (response.status !== 200) return { wrong: `the server answers ${response.status}` };
    return { html: response.headers.get('content-type').startsWith('text/html') ? body : undefined };
  },
};

const onDisk = {
  name: 'from disk',
  home: root,
  async load(url, { isAddress }) {
    let path = fileURLToPath(url);
    if (!`${path}/`.startsWith(`${folder}/`)) return { wrong: 'outside the site' };
    if (isAddress && url.endsWith('/')) path = join(path, 'index.html');
    if (!existsSync(path)) return { wrong: 'no such file' };
    if (statSync(path).isDirectory()) return { wrong: 'a folder, not a file' };
    return { html: path.endsWith('.html') ? readFileSync(path, 'utf8') : undefined };
  },
};

for (const way of [served, onDisk]) {
  const cache = new Map();
  way.page = (url, how = {}) => {
    const key = `${url} ${how.isAddress ?? false}`;
    if (!cache.has(key)) {
      cache.set(
        key,
        way.load(url, how).then((loaded) => (loaded.html === undefined ? loaded : { ...loaded, ...readHtml(loaded.html) })),
      );
    }
    return cache.get(key);
  };
}

/** Follows one link from the file `from`, met at the address `at`; gives the address it leads to on this site. */
async function follow(way, from, at, link, { absolute = false } = {}) {
  checked += 1;
  const { wrong, target } = await resolveLink(way, from, at, link.href, absolute);
  if (wrong) {
    const key = `${from}${link.line ? `:${link.line}` : ''}: \`${link.href}\`: ${wrong}`;
    problems.set(key, (problems.get(key) ?? new Set()).add(way.name));
  }
  return target;
}

async function resolveLink(way, from, at, href, absolute) {
  if (!URL.canParse(href, at)) return { wrong: 'no address' };
  if (absolute && !URL.canParse(href)) return { wrong: 'not absolute' };
  let url = new URL(href, at);
  if (['mailto:', 'tel:', 'data:'].includes(url.protocol)) return {};
  // Only the page for missing addresses may name its neighbours by their path on the host: no one opens it from disk.
  const isOnHost = from === '404.html' && href.startsWith('/') && !href.startsWith('//');
  if (isOnHost) url = new URL(href, base);
  const isAddress = isOnHost || (URL.canParse(href) && url.href.startsWith(base));
  if (isAddress) url = new URL(url.href.slice(base.length), way.home);
  if (url.origin !== new URL(way.home).origin || url.protocol !== new URL(way.home).protocol) {
    if (!['http:', 'https:'].includes(url.protocol)) return { wrong: `a \`${url.protocol}\` address` };
    if (absolute === 'own') return { wrong: `not below \`${base}\`` };
    external.add(url.href);
    return {};
  }
  const id = decodeURIComponent(url.hash.slice(1).replace(/:~:.*$/, ''));
  url.hash = '';
  url.search = '';
  const there = await way.page(url.href, { isAddress });
  if (there.wrong) return there;
  if (id && id !== 'top' && there.html !== undefined && !there.ids.has(id)) return { wrong: `no id \`${id}\` there` };
  return { target: url.href };
}

const pathOf = (way, url) => {
  const path = decodeURIComponent(url.slice(way.home.length));
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
};

/** Checks all links of an HTML page at one address, and gives the addresses that its `<a>`s lead to. */
async function checkPage(way, path, url) {
  const page = await way.page(url);
  const at = page.base === undefined ? url : new URL(page.base, url).href;
  const onward = [];
  for (const link of page.links) {
    const target = await follow(way, path, at, link);
    if (target && link.element === 'a') onward.push(target);
  }
  return onward;
}

/** Crawls from the addresses in `start`; gives the paths of the pages that were met. */
async function crawl(way, start, seen) {
  const paths = new Set();
  const queue = [...start];
  while (queue.length > 0) {
    const url = queue.shift();
    if (seen.has(url)) continue;
    seen.add(url);
    const page = await way.page(url);
    if (page.html === undefined) continue;
    const path = pathOf(way, url);
    paths.add(path);
    queue.push(...(await checkPage(way, path, url)));
  }
  return paths;
}

const pages = files(folder, '.html');
const sitemap = [];
if (existsSync(join(folder, 'sitemap.xml'))) {
  readXml(read(folder, 'sitemap.xml'), ({ name, text, line }) => {
    if (name === 'loc') sitemap.push({ href: text.trim(), line });
  });
}

// From the home page alone, then from the sitemap, then whatever is left: every page is checked, and we know how it is reached.
const seen = new Set();
const reached = await crawl(served, [served.home], seen);
const listed = [];
for (const link of sitemap) listed.push(await follow(served, 'sitemap.xml', served.home, link, { absolute: 'own' }));
await crawl(served, listed.filter(Boolean), seen);
await crawl(served, pages.map((path) => new URL(path, served.home).href), seen);
for (const path of pages) await checkPage(onDisk, path, new URL(path, root).href);
for (const link of sitemap) await follow(onDisk, 'sitemap.xml', root, link, { absolute: 'own' });

const inSitemap = new Set(listed.filter(Boolean).map((url) => pathOf(served, url)));
for (const path of pages) {
  const { moved, noindex } = readHtml(read(folder, path));
  if (path === '404.html' || moved) continue;
  if (!reached.has(path)) problems.set(`${path}: not reachable from the home page`, new Set());
  if (sitemap.length > 0 && !noindex && !inSitemap.has(path)) problems.set(`${path}: not in the sitemap`, new Set());
}

for (const way of [served, onDisk]) {
  for (const path of files(folder, '.css')) {
    for (const [, , href] of read(folder, path).matchAll(/url\(\s*(["']?)(.*?)\1\s*\)/g)) {
      await follow(way, path, new URL(path, way.home).href, { href });
    }
  }
  for (const path of files(folder, 'feed.xml')) await checkAtom(way, path);
  for (const path of files(folder, '.json', '.ndjson', '.geojson')) await checkJson(way, path);
  if (existsSync(join(folder, 'robots.txt'))) {
    for (const [, href] of read(folder, 'robots.txt').matchAll(/^sitemap:\s*(\S+)/gim)) {
      await follow(way, 'robots.txt', way.home, { href }, { absolute: 'own' });
    }
  }
}

async function checkAtom(way, path) {
  const found = [];
  readXml(read(folder, path), ({ name, attributes, text, base: at, line }) => {
    if (name === 'link') found.push({ href: attributes.href, line, at, absolute: attributes.rel === 'self' ? 'own' : !at });
    if (['icon', 'logo', 'uri'].includes(name)) found.push({ href: text.trim(), line, at, absolute: !at });
    if (attributes.type === 'html') {
      for (const link of readHtml(text, { fragment: true }).links) found.push({ ...link, line, at, absolute: !at });
    }
  });
  for (const link of found) await follow(way, path, ofBase(way, link.at), link, { absolute: link.absolute });
}

async function checkJson(way, path) {
  // A feed is read away from its site; what the data files name is below the home page.
  const isFeed = path.endsWith('feed.json');
  const texts = isLines(path) ? read(folder, path).split('\n').filter(Boolean) : [read(folder, path)];
  const found = [];
  const collect = (value) => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      const isUrl = typeof inner === 'string' && /(^|_)url$|^(icon|favicon|image|banner_image)$/.test(key);
      if (isUrl && isFeed) found.push({ href: inner, absolute: ['feed_url', 'home_page_url'].includes(key) ? 'own' : true });
      const urls = isUrl && !isFeed ? [inner] : key === 'sourceUrl' ? inner : [];
      for (const url of urls) found.push({ href: URL.canParse(url, base) ? new URL(url, base).href : url });
      if (key === 'content_html') {
        for (const { href } of readHtml(inner, { fragment: true }).links) found.push({ href, at: value.url });
      }
      collect(inner);
    }
  };
  texts.forEach((text) => collect(JSON.parse(text)));
  for (const link of found) await follow(way, path, ofBase(way, link.at), link, { absolute: link.absolute });
}

/** Where a feed says that its content stands, as an address of this way of looking at the site. */
function ofBase(way, at) {
  if (at === undefined) return way.home;
  if (!at.startsWith(base)) return at;
  const url = new URL(at.slice(base.length), way.home).href;
  return way === onDisk && url.endsWith('/') ? `${url}index.html` : url;
}

if (process.argv.includes('--deep-404') && existsSync(join(folder, '404.html'))) {
  const at = new URL('no/such/page/', served.home).href;
  for (const link of readHtml(read(folder, '404.html')).links) {
    if (link.href.startsWith('#')) continue;
    await follow({ ...served, name: 'served in a folder below' }, '404.html', at, link);
  }
}

await host.close();
finish(
  'links',
  [...problems].map(([problem, ways]) => (ways.size > 0 ? `${problem} (${[...ways].join(', ')})` : problem)),
  `${checked} links followed from ${pages.length} pages, ${reached.size} of them reachable from the home page, ` +
    `${external.size} addresses on other hosts not asked for`,
);
