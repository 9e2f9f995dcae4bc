// What the overlay and the panel are made of: findings and decisions of the linker as elements.
//
// Text from the site is set as text and never as markup.

window.situsView = (() => {
  'use strict';

  /** An element with attributes and children; texts are text. */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === 'onclick') element.addEventListener('click', value);
      else if (value !== undefined && value !== null) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== undefined && child !== null));
    return element;
  }

  const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;

  const placeOf = (one) => (one.file ? `${one.file}${one.line ? `:${one.line}:${one.column}` : ''}` : 'site');

  function finding(one) {
    return make(
      'article',
      { class: one.severity },
      make('h3', {}, one.message),
      make('p', { class: 'place' }, make('span', { class: 'file' }, placeOf(one)), ` ${one.code}`),
      one.line ? make('pre', { tabindex: '0', 'aria-label': 'The lines of the file' }, picture(one.drawn)) : undefined,
      one.help ? make('p', { class: 'help' }, one.help) : undefined,
    );
  }

  /** The lines with the caret: what stands above and below them is told beside. */
  function picture(drawn) {
    const lines = drawn.split('\n').filter((line) => !/^\s*= help: /.test(line));
    const from = lines.findIndex((line) => /^\s*--> /.test(line));
    while (/^\s*\|?\s*$/.test(lines.at(-1))) lines.pop();
    return lines.slice(from + 1).join('\n').replace(/^\s*\|\s*\n/, '');
  }

  function audit(links, refusals, more) {
    const at = (one) => make('span', { class: 'at' }, `${one.line}:${one.column}`);
    const link = (one) =>
      make(
        'li',
        { class: one.linked ? 'linked' : 'unlinked' },
        at(one),
        make(
          'span',
          {},
          make('q', {}, one.surface),
          ' is ',
          one.href ? make('a', { href: one.href }, one.name) : one.name,
          make('span', { class: 'why' }, ` ${one.kind}/${one.id}: ${one.reason}; ${one.linked ? 'linked' : `not linked: ${one.unlinked}`}`),
        ),
      );
    const refusal = (one) =>
      make(
        'li',
        {},
        at(one),
        make(
          'span',
          {},
          make('q', {}, one.surface),
          make('span', { class: 'why' }, ` ${one.reason}${one.candidates.length > 0 ? `; not ${one.candidates.join(' or ')}` : ''}`),
        ),
      );
    const list = (items) => (items.length > 0 ? [make('ul', {}, ...items)] : []);
    return [
      make('h3', { class: 'part' }, `Names that were found (${links.length})`),
      ...list(links.map(link)),
      make('h3', { class: 'part' }, `Names that were refused (${refusals.length})`),
      ...list(refusals.map(refusal)),
      ...(more > 0 ? [make('p', {}, `and ${more} more`)] : []),
    ];
  }

  return { make, count, finding, audit };
})();
