// Makes countries.json: codes, English names, regions and names in other
// scripts for every ISO 3166-1 entry and Kosovo, all taken from the Unicode
// CLDR. Development tool: the program itself never runs this, it embeds the
// result, which is kept beside this script.
//
//   mkdir scratch && cd scratch && npm init -y
//   npm install cldr-core@48.2.0 cldr-localenames-full@48.2.0
//   node /path/to/countries.mjs . > /path/to/countries.json
//
// DIR (the argument) is a folder that holds the two packages, either as
// DIR/node_modules/NAME or as DIR/NAME. No network, no other dependency,
// Node 20 or later. The same packages always give the same bytes.
//
// One object a line, sorted by alpha3:
//   alpha2, alpha3, numeric   ISO 3166-1; Kosovo has the user-assigned XK and
//                             XKX, and an empty numeric code
//   name                      English, in house style (see NAMES below)
//   cldr                      every other English form that CLDR gives, with
//                             "&" and "and", "St.", "St" and "Saint"
//   region, subregion         M49 as CLDR holds it (finest grouping: "Eastern
//                             Africa", not "Sub-Saharan Africa")
//   latin                     locale -> name, the other languages of the interface
//   local                     locale -> name, non-Latin scripts only
//   local_alt                 locale -> further names, where CLDR has any

import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const CLDR = '48.2.0';

// Locales whose names are written in another script than Latin.
const LOCALES = [
  'am', 'ar', 'be', 'bg', 'bn', 'el', 'fa', 'he', 'hi', 'hy', 'ja', 'ka', 'ko', 'mk',
  'my', 'ne', 'ps', 'ru', 'sr', 'th', 'uk', 'ur', 'zh', 'zh-Hant',
];

// Other languages of the interface that are written in Latin script. Their names are found only in texts of the language.
const LATIN = ['es', 'fr'];

// English locales: the first decides the name, all add forms.
const ENGLISH = ['en', 'en-001', 'en-GB', 'en-AU', 'en-CA', 'en-IN'];

// Entries whose short form ("alt-short") is the house name. The others keep
// CLDR's main form: "Bosnia and Herzegovina", "United States".
const SHORT = new Set(['HK', 'MO', 'MM', 'PS']);

// House names where CLDR's form is made for a menu rather than for prose.
const NAMES = {
  CD: 'Democratic Republic of the Congo',
  CG: 'Republic of the Congo',
  GS: 'South Georgia and the South Sandwich Islands',
  HM: 'Heard Island and McDonald Islands',
  UM: 'U.S. Minor Outlying Islands',
  VC: 'Saint Vincent and the Grenadines',
};

// Codes that CLDR treats as territories and ISO 3166-1 does not assign
// (exceptionally reserved, or CLDR's own).
const NOT_ISO = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA']);

const dir = process.argv[2];
if (!dir) {
  console.error('usage: node countries.mjs DIR > countries.json');
  process.exit(2);
}

function folder(name) {
  for (const path of [join(dir, 'node_modules', name), join(dir, name)]) {
    if (!existsSync(join(path, 'package.json'))) continue;
    const { version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    if (version !== CLDR) console.error(`note: ${name} is ${version}, this script was written for ${CLDR}`);
    return path;
  }
  throw new Error(`${name} not found under ${dir}`);
}

const core = folder('cldr-core');
const names = folder('cldr-localenames-full');
const supplemental = (file, key) =>
  JSON.parse(readFileSync(join(core, 'supplemental', `${file}.json`), 'utf8')).supplemental[key];

function territories(locale) {
  const path = join(names, 'main', locale, 'territories.json');
  if (!existsSync(path)) return {};
  return JSON.parse(readFileSync(path, 'utf8')).main[locale].localeDisplayNames.territories;
}

// Which codes there are: the leaves of the M49 tree that have an ISO number,
// and Antarctica, which M49 puts under no region.
const codes = supplemental('codeMappings', 'codeMappings');
const containment = supplemental('territoryContainment', 'territoryContainment');
const parent = {};
for (const [group, { _contains, _grouping }] of Object.entries(containment)) {
  if (_grouping || !/^\d{3}$/.test(group)) continue; // EU, "-status-deprecated" ...
  for (const child of _contains) parent[child] = group;
}
const alpha2s = Object.keys(parent).filter((code) => /^[A-Z]{2}$/.test(code) && !NOT_ISO.has(code));
alpha2s.splice(alpha2s.indexOf('QO'), 1, 'AQ'); // "Outlying Oceania" is CLDR's own

const english = ENGLISH.map(territories);
const latin = LATIN.map((locale) => [locale, territories(locale)]);
const local = LOCALES.map((locale) => [locale, territories(locale)]);

// Every name that one locale gives for one code, main form first.
function forms(table, code) {
  return Object.keys(table)
    .filter((key) => key === code || key.startsWith(`${code}-alt-`))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .map((key) => table[key].normalize('NFC').trim());
}

// "St. Kitts & Nevis" -> "Saint Kitts and Nevis", with a straight apostrophe.
const plain = (name) =>
  name.replace(/\bSt\.? (?=\p{Lu})/gu, 'Saint ').replace(/ & /g, ' and ').replace(/’/g, "'");

// The spellings that a writer may use for one form.
function spellings(name) {
  const out = new Set();
  const straight = name.replace(/’/g, "'");
  for (const a of [straight, straight.replace(/ & /g, ' and ')]) {
    for (const b of ['Saint ', 'St. ', 'St ']) out.add(a.replace(/\b(Saint|St\.?) (?=\p{Lu})/gu, b));
  }
  for (const c of [...out]) if (c.includes('U.S.')) out.add(c.replace('U.S.', 'US'));
  return out;
}

// A name that is to be matched in another script has a letter of it, and none of ours.
const foreign = (name) => /\p{L}/u.test(name) && !/\p{Script=Latin}/u.test(name);

// Initials such as the Cyrillic for "UK" have other meanings and are left out.
const initials = (name) => /^[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]{1,2}$/u.test(name);

const region = (code) => english[0][code];

const rows = alpha2s.map((code) => {
  const kosovo = code === 'XK';
  const { _alpha3, _numeric } = codes[code];

  const all = english.flatMap((table) => forms(table, code));
  const name = NAMES[code] ?? plain(SHORT.has(code) ? english[0][`${code}-alt-short`] : english[0][code]);
  const others = new Set([name, ...all].flatMap((form) => [...spellings(form)]));
  others.delete(name);

  const main = {};
  const more = {};
  for (const [locale, table] of local) {
    // The short form reads better in prose wherever CLDR has one ("香港").
    const short = SHORT.has(code) ? table[`${code}-alt-short`]?.normalize('NFC').trim() : undefined;
    const list = [...new Set([short, ...forms(table, code)])].filter((form) => form && foreign(form) && !initials(form));
    if (list.length) main[locale] = list[0];
    if (list.length > 1) more[locale] = list.slice(1);
  }

  const row = {
    alpha2: code,
    alpha3: kosovo ? 'XKX' : _alpha3,
    numeric: kosovo ? '' : _numeric,
    name,
    cldr: [...others].sort(),
    region: code === 'AQ' ? region('AQ') : region(parent[parent[code]]),
    subregion: code === 'AQ' ? region('AQ') : region(parent[code]),
    latin: Object.fromEntries(
      latin.map(([locale, table]) => {
        const name = (SHORT.has(code) && table[`${code}-alt-short`]) || table[code];
        return [locale, name.normalize('NFC').trim().replace(/’/g, "'")];
      }),
    ),
    local: main,
  };
  if (Object.keys(more).length) row.local_alt = more;
  return row;
});

rows.sort((a, b) => (a.alpha3 < b.alpha3 ? -1 : 1));
if (rows.length !== 250) throw new Error(`expected 249 entries and Kosovo, found ${rows.length}`);
process.stdout.write(`[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
