// The Nu Html Checker over a built site: node validate.mjs DIR
//
// No page, style sheet or SVG picture has an error.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { files, finish, folderArgument } from './site.mjs';

const folder = folderArgument('validate.mjs DIR');
const jar = fileURLToPath(new URL('node_modules/vnu-jar/build/dist/vnu.jar', import.meta.url));
const paths = files(folder, '.html', '.css', '.svg');
const options = ['--errors-only', '--also-check-css', '--also-check-svg', '--format', 'json'];
const { error, stderr } = spawnSync('java', ['-jar', jar, ...options, ...paths.map((path) => join(folder, path))], {
  encoding: 'utf8',
  maxBuffer: 1 << 30,
});
if (error) throw error;

// Without this, a checker that did not start would count as a site without errors.
const start = stderr.indexOf('{"');
if (start < 0) throw new Error(`the checker gave no answer: ${stderr}`);
const problems = JSON.parse(stderr.slice(start)).messages.map(({ url, lastLine, message, type }) => {
  const path = url ? fileURLToPath(url).slice(folder.length + 1) : type;
  return `${path}:${lastLine ?? 0}: ${message}`;
});
finish('validate', problems, `${paths.length} pages, style sheets and pictures`);
