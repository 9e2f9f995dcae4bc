// Previews: rest the pointer on a link to another page, or reach it by keyboard, and a card says what is there.
// The card takes the text of what the linked page marks with `data-preview`: kind and name; one line about it; the
// date (`when`) and sentence (`said`) of its latest mention. Text only: no markup of that page gets into this one.
(() => {
  'use strict';
  // On a disk no page may read another.
  if (!location.protocol.startsWith('http')) return;

  const LINKS = 'main a:is(.actor, .country, .event, .report, .source)';
  const PARTS = ['kind', 'name', 'line', 'when', 'said'];
  const WAIT = 300; // before it opens: a pointer on its way elsewhere asks for nothing
  const GRACE = 250; // before it closes: time to move onto the card
  const GAP = 6;

  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const card = make('div', { id: 'situs-card', className: 'preview', role: 'tooltip' });
  const known = new Map();
  let wanted = null; // the link whose card is open, or will be when its page is there
  let pointer, timer;

  function read(html) {
    // What the parser makes is inert: nothing in it runs or is loaded.
    const page = new DOMParser().parseFromString(html, 'text/html');
    const parts = PARTS.map((part) => [part, page.querySelector(`[data-preview="${part}"]`)]).filter(([, found]) => found);
    if (parts.length === 0) throw new Error('a page without previews');
    const { lang, dir } = page.documentElement;
    const lines = parts.map(([className, found]) => {
      const line = make('p', { className });
      for (const node of found.childNodes) {
        const text = node.textContent.replace(/\s+/g, ' ');
        line.append(node.querySelector?.('mark') ? make('mark', { textContent: text }) : text);
      }
      return line;
    });
    return { lang, dir, lines };
  }

  /** Below the line of text that was pointed at, or above it where there is more room, and inside the window. */
  function place(link) {
    const lines = [...link.getClientRects()];
    const { left, right, top, bottom } = lines.find((line) => line.top <= pointer && pointer <= line.bottom) ?? lines[0];
    const { clientWidth, clientHeight, dir } = document.documentElement;
    const { offsetWidth: width, offsetHeight: height } = card;
    const isBelow = bottom + GAP + height <= clientHeight || top < clientHeight - bottom;
    const x = Math.min(dir === 'rtl' ? right - width : left, clientWidth - width - GAP);
    const y = isBelow ? bottom + GAP : top - GAP - height;
    card.style.left = `${scrollX + Math.max(GAP, x)}px`;
    card.style.top = `${scrollY + Math.max(GAP, y)}px`;
  }

  async function open(link) {
    wanted = link;
    const address = link.origin + link.pathname;
    try {
      if (!known.has(address)) known.set(address, fetch(address).then((page) => page.text()).then(read));
      const { lang, dir, lines } = await known.get(address);
      if (wanted !== link) return;
      Object.assign(card, { lang, dir }).replaceChildren(...lines);
      document.body.append(card);
      place(link);
      link.setAttribute('aria-describedby', card.id);
    } catch {
      known.delete(address); // the next time asks again
    }
  }

  function close() {
    clearTimeout(timer);
    wanted?.removeAttribute('aria-describedby');
    wanted = null;
    card.remove();
  }

  function want(link) {
    clearTimeout(timer);
    const isOther = link.origin === location.origin && link.pathname !== location.pathname;
    if (link === wanted || !isOther || navigator.connection?.saveData) return;
    timer = setTimeout(() => (close(), open(link)), WAIT);
  }

  // A finger that scrolls is no pointer that rests.
  document.addEventListener('pointerover', ({ target, pointerType, clientY }) => {
    if (pointerType !== 'mouse') return;
    pointer = clientY;
    const link = target.closest(LINKS);
    if (link) return want(link);
    clearTimeout(timer);
    if (wanted && !card.contains(target) && !wanted.matches(':focus-visible')) timer = setTimeout(close, GRACE);
  });
  document.addEventListener('focusin', ({ target }) => {
    close();
    pointer = undefined;
    if (target.matches(':focus-visible') && target.closest(LINKS)) want(target);
  });
  document.addEventListener('focusout', close);
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
  addEventListener('resize', close);
  addEventListener('pagehide', close);
})();
