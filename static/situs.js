// Previews: rest the pointer on a link, or reach it by keyboard, and a card says what is there: the text of whatever
// the linked page marks with `data-preview`, in its order. Text only: no markup of that page gets into this one.
(() => {
  'use strict';
  const LINKS = 'main a:is(.actor, .country, .event, .report, .source)';
  const WAIT = 300; // before it opens: a pointer on its way elsewhere asks for nothing
  const GRACE = 250; // before it closes: time to move onto the card
  const GAP = 6;

  // On a disk no page may read another.
  if (!location.protocol.startsWith('http')) return;

  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const card = make('div', { id: 'situs-card', className: 'preview', role: 'tooltip' });
  const known = new Map();
  let next = null; // the link that waits
  let open = null; // the link whose card is open, or will be when its page is there
  let pointer, timer;

  function read(html) {
    // What the parser makes is inert: nothing in it runs or is loaded.
    const { documentElement: root, body } = new DOMParser().parseFromString(html, 'text/html');
    const lines = [...body.querySelectorAll('[data-preview]')].map((marked) => {
      const line = make('p', { className: marked.dataset.preview });
      // Of a whole text, its first paragraph.
      for (const node of (marked.querySelector(':scope > p') ?? marked).childNodes) {
        const textContent = node.textContent.replace(/\s+/g, ' ');
        line.append(node.tagName ? make(node.querySelector('mark') ? 'mark' : 'span', { textContent }) : textContent);
      }
      return line;
    });
    if (lines.length === 0) throw new Error('nothing to preview');
    return { lines, lang: root.lang, dir: root.dir, kind: body.dataset.kind };
  }

  // Below the line of text that was pointed at, or above it where there is more room, and inside the window.
  function place(link) {
    const lines = [...link.getClientRects()];
    const { left, right, top, bottom } = lines.find((line) => line.top <= pointer && pointer <= line.bottom) ?? lines[0];
    const { clientWidth, clientHeight, dir } = document.documentElement;
    const { offsetWidth: width, offsetHeight: height } = card;
    const isBelow = bottom + GAP + height <= clientHeight || top < clientHeight - bottom;
    const x = Math.min(dir === 'rtl' ? right - width : left, clientWidth - width - GAP);
    card.style.left = `${scrollX + Math.max(GAP, x)}px`;
    card.style.top = `${scrollY + Math.max(GAP, isBelow ? bottom + GAP : top - GAP - height)}px`;
  }

  async function show(link) {
    close();
    open = link;
    const address = link.origin + link.pathname;
    try {
      if (!known.has(address)) known.set(address, fetch(address).then((page) => page.text()).then(read));
      const { lines, lang, dir, kind } = await known.get(address);
      if (open !== link) return;
      Object.assign(card, { lang, dir }).replaceChildren(...lines);
      card.dataset.kind = kind;
      document.body.append(card);
      place(link);
      link.setAttribute('aria-describedby', card.id);
    } catch {
      known.delete(address); // the next time asks again
    }
  }

  function close() {
    clearTimeout(timer);
    open?.removeAttribute('aria-describedby');
    open = next = null;
    card.remove();
  }

  function want(link) {
    clearTimeout(timer);
    const isOther = link.origin === location.origin && link.pathname !== location.pathname;
    if (link === open || !isOther || navigator.connection?.saveData) return;
    next = link;
    timer = setTimeout(show, WAIT, link);
  }

  const on = (event, action) => document.addEventListener(event, action);
  on('pointerover', ({ target, pointerType, clientY }) => {
    if (pointerType !== 'mouse') return; // a finger scrolls
    const link = target.closest(LINKS);
    if (link) {
      pointer = clientY;
      want(link);
    } else if (!(next ?? open)?.matches(':focus-visible')) {
      clearTimeout(timer);
      if (open && !card.contains(target)) timer = setTimeout(close, GRACE);
    }
  });
  on('focusin', ({ target }) => {
    close();
    pointer = undefined;
    if (target.matches(`:focus-visible:is(${LINKS})`)) want(target);
  });
  on('focusout', close);
  on('keydown', ({ key }) => key === 'Escape' && close());
  addEventListener('resize', close);
  addEventListener('pagehide', close);
})();
