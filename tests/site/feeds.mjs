// Feeds of a built site: node feeds.mjs DIR
//
// Every feed.xml is well-formed, and feedsmith reads it as Atom with what RFC 4287 asks for: an id, a title, an
// update time and an author, in the feed and in each entry. Every feed.json is read by feedsmith, too, and fits a
// schema made after the text of JSON Feed 1.1. Ids are absolute and unique, and no feed is empty.
// The two feeds of a folder tell of the same items.

import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { parseAtomFeed, parseJsonFeed } from 'feedsmith';
import { files, finish, folderArgument, read, readXml } from './site.mjs';

const folder = folderArgument('feeds.mjs DIR');
const schema = JSON.parse(readFileSync(new URL('json-feed-1.1.schema.json', import.meta.url), 'utf8'));
const fits = addFormats(new Ajv({ allErrors: true })).compile(schema);
const problems = [];
const items = new Map();

const atom = files(folder, 'feed.xml');
const json = files(folder, 'feed.json');
for (const [kind, paths] of [['feed.xml', atom], ['feed.json', json]]) {
  if (!paths.includes(kind)) problems.push(`there is no ${kind} beside the home page`);
}

for (const path of atom) {
  attempt(path, () => {
    const xml = read(folder, path);
    readXml(xml, () => {});
    const feed = parseAtomFeed(xml);
    const wrong = (text) => problems.push(`${path}: ${text}`);
    required(feed, 'the feed', wrong);
    if (!feed.links?.some((link) => link.rel === 'self')) wrong('no link to itself');
    for (const entry of feed.entries ?? []) {
      const name = `entry \`${entry.id}\``;
      required(entry, name, wrong);
      if (!entry.authors?.length && !feed.authors?.length) wrong(`${name} has no author, and the feed has none`);
      const isLinked = entry.links?.some((link) => (link.rel ?? 'alternate') === 'alternate');
      if (!entry.content && !isLinked) wrong(`${name} has neither content nor a link`);
      if (!entry.content?.value && !entry.summary?.value) wrong(`${name} has neither content nor a summary`);
    }
    checkItems(path, (feed.entries ?? []).map((entry) => entry.id));
  });
}

for (const path of json) {
  attempt(path, () => {
    const feed = JSON.parse(read(folder, path));
    if (!fits(feed)) {
      for (const error of fits.errors) problems.push(`${path}: \`${error.instancePath || '/'}\` ${error.message}`);
    }
    const ids = (parseJsonFeed(feed).items ?? []).map((item) => item.id);
    checkItems(path, ids);
    const twin = items.get(path.replace(/json$/, 'xml'));
    if (twin && twin.join() !== ids.join()) problems.push(`${path}: other items than in the feed.xml beside it`);
  });
}

function attempt(path, check) {
  try {
    check();
  } catch (error) {
    problems.push(`${path}: ${error.message}`);
  }
}

function required(part, name, wrong) {
  if (!URL.canParse(part.id ?? '')) wrong(`${name} has no absolute id`);
  if (!part.title?.value) wrong(`${name} has no title`);
  // RFC 3339, as RFC 4287 §3.3 asks.
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(part.updated ?? '')) wrong(`${name} has no update time`);
}

function checkItems(path, ids) {
  items.set(path, ids);
  if (ids.length === 0) problems.push(`${path}: no entries`);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) problems.push(`${path}: two entries with the id \`${id}\``);
}

finish('feeds', problems, `${atom.length} Atom feeds and ${json.length} JSON feeds`);
