// Data of a built site: node json-ld.mjs DIR [CONTENT]
//
// Every block of JSON-LD is JSON with an `@context` and an `@type`; every .json and .geojson file and every line of
// every .ndjson and .ftm.json file is JSON. Given the folder of the content, the bytes that each mention names in its report's source begin with
// the first word of what the mention says stands there (markup may follow it).

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, finish, folderArgument, isLines, read, readHtml } from './site.mjs';

const folder = folderArgument('json-ld.mjs DIR [CONTENT]');
const content = process.argv[3];
const problems = [];
const count = { blocks: 0, files: 0, lines: 0, mentions: 0 };

for (const path of files(folder, '.html')) {
  for (const script of readHtml(read(folder, path)).scripts) {
    if (script.type !== 'application/ld+json') continue;
    count.blocks += 1;
    const where = `${path}:${script.line}`;
    const value = parsed(script.text, where);
    if (value === undefined) continue;
    for (const node of [value].flat()) {
      if (!node?.['@context']) problems.push(`${where}: no \`@context\``);
      const types = node?.['@graph'] ?? [node];
      if (types.length === 0 || !types.every((one) => one?.['@type'])) problems.push(`${where}: no \`@type\``);
    }
  }
}
if (count.blocks === 0) problems.push('no page has any JSON-LD');

for (const path of files(folder, '.json', '.geojson').filter((path) => !isLines(path))) {
  count.files += 1;
  parsed(read(folder, path), path);
}

for (const path of files(folder, '.ndjson', '.ftm.json')) {
  const text = read(folder, path);
  if (!text.endsWith('\n')) problems.push(`${path}: the last line has no end`);
  text.trimEnd().split('\n').forEach((line, i) => {
    count.lines += 1;
    const where = `${path}:${i + 1}`;
    const value = parsed(line, where);
    if (value && content && path.endsWith('mentions.ndjson')) checkMention(value, where);
  });
}
if (content && count.mentions === 0) problems.push('there are no mentions to compare with the content');

function parsed(text, where) {
  try {
    return JSON.parse(text);
  } catch (error) {
    problems.push(`${where}: not JSON: ${error.message}`);
    return undefined;
  }
}

function checkMention({ report, surface, start, end }, where) {
  count.mentions += 1;
  const path = join(content, 'reports', `${report}.md`);
  if (!existsSync(path)) return problems.push(`${where}: there is no report \`${report}\``);
  const source = readFileSync(path);
  if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start < end && end <= source.length)) {
    return problems.push(`${where}: bytes ${start} to ${end} are not a piece of \`${report}\`, which has ${source.length}`);
  }
  const there = source.subarray(start, end).toString('utf8');
  const [word] = surface.split(/\s/);
  if (!there.startsWith(word)) problems.push(`${where}: \`${word}\` expected at byte ${start} of \`${report}\`, found \`${there}\``);
}

finish(
  'json-ld',
  problems,
  `${count.blocks} blocks of JSON-LD, ${count.files} JSON files, ${count.lines} lines of NDJSON, ` +
    `${count.mentions} mentions compared with their source`,
);
