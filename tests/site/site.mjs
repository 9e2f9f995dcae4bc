// What every check knows of a built site: its files, the links and anchors of its pages, its base address, a server.

import { createServer } from 'node:http';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { extname, join, posix, relative, resolve, sep } from 'node:path';
import { parse, parseFragment } from 'parse5';
import { SaxesParser } from 'saxes';

/** The folder that the command line names, which must hold a home page. */
export function folderArgument(usage) {
  const folder = process.argv[2];
  if (!folder || !existsSync(join(folder, 'index.html'))) {
    console.error(folder ? `\`${folder}\` has no index.html` : `usage: node ${usage}`);
    process.exit(2);
  }
  return resolve(folder);
}

/** Prints what is wrong, then one line that says what was looked at; the program's exit code follows. */
export function finish(check, problems, looked) {
  for (const problem of problems) console.error(`error: ${problem}`);
  const verdict = problems.length === 0 ? 'nothing wrong' : `${problems.length} wrong`;
  console.log(`${check}: ${looked}: ${verdict}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** Paths of all files below `folder` whose name ends in one of `endings`, with `/`, sorted. */
export function files(folder, ...endings) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .filter((path) => endings.length === 0 || endings.some((ending) => path.endsWith(ending)))
    .sort();
}

/** Whether each line of a file is JSON of its own. */
export const isLines = (path) => /\.(ndjson|ftm\.json)$/.test(path);

export const read = (folder, path) => readFileSync(join(folder, path), 'utf8');

/**
 * Links, anchors and facts of an HTML document (or, with `fragment`, of a piece of one).
 * A link is `{ href, line, element, rel }`.
 */
export function readHtml(html, { fragment = false } = {}) {
  const tree = (fragment ? parseFragment : parse)(html, { sourceCodeLocationInfo: true });
  const page = { links: [], ids: new Set(), scripts: [], base: undefined, kind: '', moved: false, noindex: false };
  for (const node of elements(tree)) {
    const attributes = Object.fromEntries(node.attrs.map((a) => [a.prefix ? `${a.prefix}:${a.name}` : a.name, a.value]));
    const line = node.sourceCodeLocation?.startLine ?? 0;
    const link = (href) => page.links.push({ href, line, element: node.tagName, rel: attributes.rel ?? '' });
    if (attributes.id) page.ids.add(attributes.id);
    if (node.tagName === 'a' && attributes.name) page.ids.add(attributes.name);
    if (node.tagName === 'body') page.kind = attributes['data-kind'] ?? '';
    if (node.tagName === 'base') {
      page.base ??= attributes.href;
      continue;
    }
    if (node.tagName === 'meta') {
      if (attributes.name === 'robots' && /noindex/.test(attributes.content)) page.noindex = true;
      const moved = attributes['http-equiv']?.toLowerCase() === 'refresh' && /url=\s*(.*)$/i.exec(attributes.content);
      if (moved) {
        page.moved = true;
        link(moved[1].trim());
      }
    }
    if (node.tagName === 'script') {
      page.scripts.push({ type: attributes.type, line, text: node.childNodes.map((n) => n.value).join('') });
    }
    for (const name of ['href', 'src', 'poster', 'xlink:href', 'action', 'cite']) {
      if (attributes[name] !== undefined) link(attributes[name]);
    }
    if (node.tagName === 'object' && attributes.data !== undefined) link(attributes.data);
    for (const candidate of attributes.srcset?.split(/,\s+/) ?? []) link(candidate.trim().split(/\s+/)[0]);
  }
  return page;
}

function* elements(node) {
  if (node.tagName) yield node;
  for (const child of node.childNodes ?? []) yield* elements(child);
  if (node.content) yield* elements(node.content);
}

/**
 * Walks an XML document, which must be well-formed, and calls `visit` at the end of each element with
 * `{ name, attributes, text, base, line }`, where `base` is the `xml:base` in force there.
 */
export function readXml(xml, visit) {
  const parser = new SaxesParser({ xmlns: true });
  const open = [];
  parser.on('opentag', (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map((a) => [a.name, a.value]));
    const outer = open.at(-1)?.base;
    const own = attributes['xml:base'];
    const base = own === undefined ? outer : new URL(own, outer).href;
    open.push({ name: tag.local, attributes, text: '', base, line: parser.line });
  });
  const text = (piece) => {
    if (open.length > 0) open.at(-1).text += piece;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => visit(open.pop()));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
}

/** The address that the site was built for, with a slash at the end: what its home page calls canonical. */
export function baseAddress(folder) {
  const canonical = readHtml(read(folder, 'index.html')).links.find((link) => link.rel === 'canonical');
  if (!canonical || !URL.canParse(canonical.href)) throw new Error('index.html has no absolute canonical link');
  return new URL('.', canonical.href).href;
}

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
};

/**
 * Serves `folder` on the loopback address below `prefix` as a plain static host does: a folder's address is its
 * index.html, a folder without its slash moves there, and all else is the site's own 404.html.
 * Gives the home address and `close`.
 */
export async function serve(folder, prefix = '/sub/path/') {
  const isFile = (path) => existsSync(path) && statSync(path).isFile();
  const server = createServer((request, response) => {
    const answer = (status, path) => {
      const there = isFile(path);
      response.writeHead(status, { 'content-type': there ? (TYPES[extname(path)] ?? 'application/octet-stream') : 'text/plain' });
      response.end(there ? readFileSync(path) : 'Nothing here');
    };
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    const missing = join(folder, '404.html');
    if (!pathname.startsWith(prefix)) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      return response.end('Outside the site');
    }
    const path = join(folder, posix.normalize(`/${decodeURIComponent(pathname.slice(prefix.length))}`));
    if (pathname.endsWith('/')) {
      const index = join(path, 'index.html');
      return isFile(index) ? answer(200, index) : answer(404, missing);
    }
    if (isFile(path)) return answer(200, path);
    if (isFile(join(path, 'index.html'))) {
      response.writeHead(301, { location: `${pathname}/` });
      return response.end();
    }
    return answer(404, missing);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { home: `http://127.0.0.1:${server.address().port}${prefix}`, close };
}
