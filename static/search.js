// Search in the static index below search/: see src/page/search in the source of Situs for its files.
//
// What a reader types and what the index says become text of the page and nothing else. The only addresses that are asked
// for are those of index files by number.
(() => {
  'use strict';

  const form = document.querySelector('form.search');
  const count = document.querySelector('.search-count');
  const list = document.querySelector('.found');
  const more = document.querySelector('.search-more');
  const STEP = 10;

  // ---------- Files ----------

  const waiting = new Map();
  // With the terms of a text, for those who check that they are those of the index.
  globalThis.situsSearch = Object.assign((name, content) => waiting.get(name)?.done(content), { terms });

  /** A file of the index, by its name. It is a script, so that it can be read from a disk, too. */
  function file(name) {
    let entry = waiting.get(name);
    if (!entry) {
      entry = {};
      waiting.set(name, entry);
      entry.content = new Promise((resolve, reject) => {
        entry.done = resolve;
        const script = document.createElement('script');
        script.src = `${name}.js`;
        script.onerror = () => { waiting.delete(name); script.remove(); reject(new Error(name)); };
        script.onload = () => { script.remove(); reject(new Error(name)); };
        document.head.append(script);
      });
    }
    return entry.content;
  }

  /** The keys and lists of a sorted table that begin with `prefix`: at most `most` files of it; `cut` says that there are more. */
  async function keysFrom(table, first, prefix, most) {
    let at = 0;
    while (at + 1 < first.length && first[at + 1] <= prefix) at += 1;
    const found = [];
    for (let number = at; number < first.length; number += 1) {
      if (number > at && !first[number].startsWith(prefix)) break;
      if (number === at + most) {
        found.cut = true;
        break;
      }
      for (const [key, lists] of Object.entries(await file(`${table}-${number}`))) {
        if (key.startsWith(prefix)) found.push([key, lists]);
      }
    }
    return found;
  }

  // ---------- Lists of numbers ----------

  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const VALUE = new Uint8Array(128);
  for (let at = 0; at < 64; at += 1) VALUE[DIGITS.charCodeAt(at)] = at;

  /** Calls `take` with each number that a text has in steps. */
  function numbers(text, take) {
    let step = 0;
    let shift = 0;
    for (let at = 0; at < text.length; at += 1) {
      const digit = VALUE[text.charCodeAt(at)];
      step += (digit & 31) * 2 ** shift;
      shift += 5;
      if (digit < 32) {
        take(step);
        step = 0;
        shift = 0;
      }
    }
  }

  /** Calls `take` with each document of a list. */
  function each(text, take) {
    if (text.startsWith('!')) {
      for (let at = 1; at < text.length; at += 1) {
        const bits = VALUE[text.charCodeAt(at)];
        for (let bit = 0; bit < 6; bit += 1) if (bits & (1 << bit)) take((at - 1) * 6 + bit);
      }
      return;
    }
    let next = 0;
    numbers(text, (step) => { take(next + step); next += step + 1; });
  }

  // ---------- Words ----------

  const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
  const LETTERS = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', ς: 'σ', ى: 'ي', ی: 'ي', ة: 'ه', ک: 'ك', ٱ: 'ا' };
  const UNSPACED = '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3041-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{323af}';
  const PIECES = new RegExp(`[${UNSPACED}]+|(?<![\\p{Alphabetic}\\p{N}\\p{M}])(?:(?![${UNSPACED}])\\p{Alphabetic}\\.)+(?:(?![${UNSPACED}])\\p{Alphabetic}(?![\\p{Alphabetic}\\p{N}\\p{M}]))?|(?:(?![${UNSPACED}])[\\p{Alphabetic}\\p{N}\\p{M}])+`, 'gu');
  const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

  /** The terms of a text, as `page/search/tokens.rs` makes them: each as the list of its forms. */
  function terms(text) {
    const folded = text.normalize('NFKD').replace(MARKS, '').toLowerCase().replace(MARKS, '')
      .replace(/[ßæœþøđðłıςىیةکٱ]/g, (letter) => LETTERS[letter])
      .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
      .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
    const found = [];
    for (const [piece] of folded.matchAll(PIECES)) {
      if (IS_UNSPACED.test(piece)) {
        const letters = [...piece];
        if (letters.length === 1) found.push([piece]);
        for (let at = 0; at + 1 < letters.length; at += 1) found.push([letters[at] + letters[at + 1]]);
        continue;
      }
      const initials = piece.includes('.') && piece.replaceAll('.', '');
      const word = initials || piece;
      const letters = [...word];
      if (letters.length === 1 && !/\p{N}/u.test(word)) continue;
      found.push(forms(letters.slice(0, 64).join('')));
    }
    return found;
  }

  /** A word in its forms: that of Arabic without its article, or with and without a particle before it. */
  function forms(word) {
    if (!/^[\u0600-\u06ff]/.test(word)) return [word];
    for (const article of ['وال', 'بال', 'كال', 'فال', 'ال', 'لل']) {
      const rest = word.startsWith(article) ? word.slice(article.length) : '';
      if ([...rest].length >= 3) return [rest];
    }
    const rest = word.slice(1);
    return 'وفبلك'.includes(word[0]) && [...rest].length >= 4 ? [word, rest] : [word];
  }

  // ---------- Answers ----------

  /** What a word counts in a name, in a summary, often in a text, in a text. */
  const WEIGHT = [8, 3, 2, 1];

  /** Characters of lists of common words that one query reads, about. */
  const MOST = 70_000;

  /** The lists of a word and of those that begin as it does; `cut` says that there are more of these. */
  async function listsOf(index, [form], isLast) {
    // "hospital" finds "hospitals", and one letter finds no more than itself before the last word.
    const begins = [...form].length >= 3 || isLast;
    const keys = await keysFrom('words', index.words, form, isLast ? 3 : begins ? 2 : 1);
    const lists = [];
    for (const [key, texts] of keys) {
      const exact = key === form;
      if (!exact && !begins) continue;
      texts.split(' ').forEach((text, field) => {
        if (text) lists.push({ text, exact, weight: WEIGHT[field] * (exact ? 1 : 0.6) });
      });
    }
    return { lists, cut: begins && keys.cut };
  }

  /** Reads the long lists of all words as far as a query may load them, short ones first; the others stay without text. */
  async function readLong(words) {
    const long = words.flatMap(({ lists }) => lists.filter(({ text }) => text.startsWith('~')));
    for (const list of long) [list.number, list.length] = list.text.slice(1).split(':').map(Number);
    long.sort((a, b) => b.exact - a.exact || a.length - b.length);
    let sum = 0;
    await Promise.all(long.map(async (list) => {
      sum += list.length;
      list.text = sum <= MOST ? await file(`long-${list.number}`) : null;
    }));
  }

  /** How well each document fits one word; `open` says that the word is too common to tell which do not. */
  function scoresOf(index, { lists, cut }) {
    const scores = new Float32Array(index.documents);
    let fits = 0;
    for (const { text, weight } of lists) {
      if (text === null) continue;
      each(text, (number) => {
        if (scores[number] === 0) fits += 1;
        if (scores[number] < weight) scores[number] = weight;
      });
    }
    const left = lists.filter(({ text }) => text === null);
    const open = left.some(({ exact }) => exact);
    const rare = Math.log(1 + index.documents / (1 + (open ? index.documents : fits)));
    return { scores, rare, open, partial: cut || left.length > 0 };
  }

  /** The scores of all words. Where one of them can tell, those that are too common are asked of no document. */
  async function scoresOfAll(index, words) {
    const lists = await Promise.all(words.map((word, at) => listsOf(index, word, at === words.length - 1)));
    await readLong(lists);
    const found = lists.map((word) => scoresOf(index, word));
    const common = found.some(({ open }) => !open) ? found.filter(({ open }) => open) : [];
    for (const { scores } of common) {
      for (let number = 0; number < scores.length; number += 1) scores[number] ||= 0.01;
    }
    const partial = found.some((word) => word.partial && !common.includes(word));
    return { found, partial, common: words.filter((_, at) => common.includes(found[at])).map(([form]) => form) };
  }

  /** The numbers of the documents of a facet; nothing where it has none. */
  async function facet(index, key) {
    const found = (await keysFrom('facets', index.facets, key, 1)).find(([name]) => name === key);
    const numbers = new Set();
    if (found) each(found[1], (number) => numbers.add(number));
    return numbers;
  }

  const dayOf = (text) => Math.round((Date.parse(`${text}T00:00:00Z`) - Date.parse('0001-01-01T00:00:00Z')) / 864e5) + 1;

  /** Which documents are from these days: ranges of numbers. */
  async function during(index, from, to) {
    const days = await file('days');
    const [first, last] = [from ? dayOf(from) : 1, to ? dayOf(to) : Infinity];
    return index.kinds.filter(([kind]) => days[kind] !== undefined).map(([kind, start]) => {
      let [day, at, low, high, step] = [0, start, null, start, null];
      numbers(days[kind], (number) => {
        if (step === null) { step = number; return; }
        day += step;
        step = null;
        if (day >= first && day <= last) {
          low ??= at;
          high = at + number;
        }
        at += number;
      });
      return [low ?? 0, low === null ? 0 : high];
    });
  }

  /** The documents that fit a query, best first, and whether all words are in each of them. */
  async function answer(asked) {
    const index = await file('index');
    const words = terms(asked.q);
    const { found, partial, common } = await scoresOfAll(index, words);
    const [kind, country, actor, days] = await Promise.all([
      asked.kind && index.kinds.filter(([name]) => name === asked.kind),
      asked.country && facet(index, `country:${asked.country}`),
      asked.actor && facet(index, `actor:${await idOf(index, asked.actor)}`),
      (asked.from || asked.to) && during(index, asked.from, asked.to),
    ]);
    if (words.length === 0 && !kind && !country && !actor && !days) return null;
    const bearers = index.kinds.filter(([name]) => name === 'actor' || name === 'country');
    const inRange = (ranges, number, start) => ranges.some((range) => number >= range[start] && number < range[start + 1]);
    const [every, some] = [[], []];
    for (let number = 0; number < index.documents; number += 1) {
      if (kind && !inRange(kind, number, 1)) continue;
      if (days && !inRange(days, number, 0)) continue;
      if ((country && !country.has(number)) || (actor && !actor.has(number))) continue;
      let [score, missing, named] = [0, 0, found.length > 0];
      for (const { scores, rare } of found) {
        if (scores[number] === 0) missing += 1;
        if (scores[number] < WEIGHT[0]) named = false;
        score += scores[number] * rare;
      }
      // Who bears the name comes before who writes of it.
      if (named && inRange(bearers, number, 1)) score *= 2;
      if (missing === 0) every.push([score, number]);
      else if (missing < found.length) some.push([score, number]);
    }
    const best = every.length > 0 ? every : some;
    best.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
    return { index, numbers: best.map(([, number]) => number), all: every.length > 0 || some.length === 0, partial, common };
  }

  /** A row of the index. */
  async function row(index, number) {
    const rows = await file(`docs-${Math.floor(number / index.each)}`);
    return { ...rows[number % index.each], kind: index.kinds.find(([, start, end]) => number >= start && number < end)[0] };
  }

  // ---------- Actors by name ----------

  const actors = new Map();

  async function idOf(index, name) {
    if (!actors.has(name)) await suggest(name);
    return actors.get(name) ?? name;
  }

  /** Offers actors whose names begin with what is typed. */
  async function suggest(typed) {
    const found = typed.trim() && (await answer({ q: typed, kind: 'actor' }));
    const options = [];
    for (const number of found && found.all ? found.numbers.slice(0, 8) : []) {
      const { t: name, h: address } = await row(found.index, number);
      actors.set(name, address.split('/').at(-2));
      const option = document.createElement('option');
      option.value = name;
      options.push(option);
    }
    document.getElementById('search--actors').replaceChildren(...options);
  }

  // ---------- The page ----------

  const fields = ['q', 'kind', 'country', 'actor', 'from', 'to'];
  let latest = 0;

  /** A text with the words that were looked for marked. */
  function marked(element, text, words) {
    for (const part of text.split(/([\p{Alphabetic}\p{N}\p{M}]+(?:\.\p{Alphabetic})*)/u)) {
      const forms = terms(part).flat();
      const hit = forms.length > 0 && words.some((word) => forms.some((form) => form.startsWith(word)));
      if (hit) {
        const mark = document.createElement('mark');
        mark.textContent = part;
        element.append(mark);
      } else {
        element.append(part);
      }
    }
    return element;
  }

  function item({ h, t, l, d, s, kind }, words) {
    const li = document.createElement('li');
    const kicker = document.createElement('p');
    kicker.className = 'kicker';
    for (const text of [form.elements.kind.querySelector(`option[value="${kind}"]`)?.textContent, d]) {
      if (!text) continue;
      const span = document.createElement('span');
      span.textContent = text;
      kicker.append(span, ' ');
    }
    const heading = document.createElement('h2');
    const link = document.createElement('a');
    if (/^(\.\.\/)[a-z0-9./-]*$/.test(h)) link.href = h;
    heading.append(marked(link, t, words));
    li.append(kicker, heading);
    if (s) {
      const text = document.createElement('p');
      text.className = 'snippet';
      li.append(marked(text, s, words));
      if (l) text.lang = l;
    }
    if (l) Object.assign(heading, { lang: l, dir: 'auto' });
    return li;
  }

  const forNumber = new Intl.PluralRules(document.documentElement.lang || 'en');

  /** What the line above the results says of an answer. */
  function said({ numbers: { length }, all, partial, common }) {
    const forms = JSON.parse(form.dataset.results);
    const number = (forms[length] ?? forms[forNumber.select(length)] ?? forms.other).replace('{n}', String(length));
    const parts = [length === 0 ? form.dataset.none : partial ? form.dataset.atLeast.replace('{pages}', () => number) : number];
    if (length > 0 && !all) parts.unshift(form.dataset.some);
    if (common.length > 0) parts.push(form.dataset.common.replace('{words}', () => common.join(', ')));
    return parts.join(' ');
  }

  async function show() {
    latest += 1;
    const turn = latest;
    const asked = Object.fromEntries(fields.map((name) => [name, form.elements[name].value.trim()]));
    const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    try {
      history.replaceState(null, '', query.size ? `?${query}` : location.pathname);
    } catch {
      // From a disk the address stays as it is.
    }
    try {
      const found = await answer(asked);
      if (turn !== latest) return;
      const words = terms(asked.q).flat();
      list.replaceChildren();
      more.hidden = true;
      if (!found) {
        count.textContent = form.dataset.hint;
        return;
      }
      const total = found.numbers.length;
      count.textContent = said(found);
      let shown = 0;
      const next = async () => {
        const numbers = found.numbers.slice(shown, shown + STEP);
        shown += STEP;
        const rows = await Promise.all(numbers.map((number) => row(found.index, number)));
        if (turn !== latest) return;
        list.append(...rows.map((row) => item(row, words)));
        more.hidden = shown >= total;
      };
      more.onclick = async () => {
        const before = list.children.length;
        await next();
        list.children[before]?.querySelector('a')?.focus();
      };
      await next();
    } catch {
      if (turn === latest) count.textContent = form.dataset.failed;
    }
  }

  let timer = 0;
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(show, 120);
  }

  const given = new URLSearchParams(location.search);
  for (const name of fields) form.elements[name].value = given.get(name) ?? '';
  form.addEventListener('input', (event) => {
    if (event.target.name === 'actor') suggest(event.target.value).catch(() => {});
    soon();
  });
  form.addEventListener('change', soon);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && event.target.name === 'q') {
      event.target.value = '';
      soon();
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey || event.target.closest?.('input, select, textarea')) return;
    event.preventDefault();
    form.elements.q.select();
    form.elements.q.focus();
  });
  form.hidden = false;
  show();
})();
