// Makes a page of the preview follow what is saved: it hears of each new revision, fetches itself again, and takes over
// what is different, in place. It also shows what is wrong (the overlay) and what was linked (the panel).
//
// Text from the site is set as text and never as markup.

(() => {
  'use strict';

  const { make, count, finding, audit } = window.situsView;
  const OWN = '/_situs/';
  const CHANNEL = 'situs-preview';
  const script = document.currentScript;
  if (!script || window.situsPreview) return;

  // What this tab shows now.
  const shown = {
    etag: script.dataset.page,
    run: script.dataset.run,
    revision: Number(script.dataset.revision) || 0,
    problems: undefined,
    warnings: undefined,
    isLastGood: false,
  };
  // The newest that the server has told: { run, revision, assets, problems, warnings }.
  let news;

  /* The stream of events: one for all tabs of a browser, since a browser opens six connections to a host at most. */

  let stream;
  let channel;
  let letGo;

  function listen() {
    if (!('BroadcastChannel' in window) || !navigator.locks) {
      openStream(hear);
      return;
    }
    channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }) => {
      if (data === 'hello') {
        if (stream && news) channel.postMessage(news);
      } else {
        hear(data);
      }
    };
    channel.postMessage('hello');
    const ending = new AbortController();
    const lead = () =>
      new Promise((done) => {
        const release = letGo;
        letGo = () => {
          release();
          done();
        };
        openStream((message) => {
          hear(message);
          channel?.postMessage(news);
        });
      });
    letGo = () => ending.abort();
    navigator.locks.request(CHANNEL, { signal: ending.signal }, lead).catch(() => {});
  }

  function openStream(onNews) {
    stream = new EventSource(OWN + 'events');
    stream.onmessage = (event) => onNews(JSON.parse(event.data));
    stream.onerror = () => {
      // The browser connects again by itself unless the answer was no stream.
      if (stream?.readyState !== EventSource.CLOSED) return;
      stream = undefined;
      setTimeout(() => openStream(onNews), 1000);
    };
  }

  function hear(message) {
    if (news && news.run === message.run) {
      if (message.revision < news.revision) return;
      message.assets = { ...news.assets, ...message.assets };
    }
    news = message;
    follow();
  }

  addEventListener('pagehide', () => {
    stream?.close();
    stream = undefined;
    letGo?.();
    channel?.close();
    channel = undefined;
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) listen();
  });
  document.addEventListener('visibilitychange', () => follow());

  /* Following: one fetch at a time, and again as long as there is something newer. */

  let isFollowing = false;

  async function follow() {
    if (isFollowing) return;
    isFollowing = true;
    try {
      const isBehind = () =>
        news.run !== shown.run ||
        news.revision > shown.revision ||
        news.problems !== shown.problems ||
        news.warnings !== shown.warnings;
      while (news && !document.hidden && isBehind()) {
        const wanted = news;
        const isNewRun = wanted.run !== shown.run;
        refreshAssets(wanted, isNewRun);
        await refreshPage(wanted);
        shown.run = wanted.run;
        shown.revision = wanted.revision;
      }
    } catch {
      // The server has gone in the middle of it: its return is news.
      setTimeout(follow, 1000);
    } finally {
      isFollowing = false;
    }
  }

  async function refreshPage(wanted) {
    const isNew = wanted.run !== shown.run || wanted.revision > shown.revision;
    let changed = false;
    if (isNew) {
      const response = await fetch(location.pathname + location.search, {
        cache: 'no-store',
        headers: { 'If-None-Match': `"${shown.etag}"` },
      });
      const isLastGood = response.headers.get('situs-shown') === 'last-good';
      changed = isLastGood !== shown.isLastGood;
      shown.isLastGood = isLastGood;
      const etag = (response.headers.get('etag') ?? '').replaceAll('"', '');
      if (response.status !== 304 && etag !== shown.etag) {
        if (!/^text\/html/.test(response.headers.get('content-type') ?? '')) return location.reload();
        const html = await response.text();
        try {
          await takeOver(new DOMParser().parseFromString(html, 'text/html'));
        } catch (error) {
          console.error(error);
          return location.reload();
        }
        shown.etag = etag;
        script.dataset.page = etag;
        changed = true;
      }
    }
    const isSaid = wanted.problems === shown.problems && wanted.warnings === shown.warnings;
    if (changed || !isSaid || isOpen()) await refreshState();
    shown.problems = wanted.problems;
    shown.warnings = wanted.warnings;
  }

  /* Taking over another version of the page. */

  let morphing;

  function loadMorphing() {
    morphing ??= new Promise((done, fail) => {
      const element = document.createElement('script');
      element.src = OWN + 'idiomorph.js';
      element.onload = done;
      element.onerror = () => {
        morphing = undefined;
        fail(new Error('the preview cannot load its own script'));
      };
      host.append(element);
    });
    return morphing;
  }

  // Before the first save, so that none waits for it.
  addEventListener('load', () => setTimeout(() => loadMorphing().catch(() => {}), 0));

  const policyOf = (page) =>
    page.querySelector('meta[http-equiv="Content-Security-Policy" i]')?.content ?? '';
  const scriptsOf = (page) =>
    [...page.querySelectorAll('script[src]')]
      .map((element) => element.getAttribute('src'))
      .filter((source) => !source.startsWith(OWN))
      .join('\n');

  async function takeOver(next) {
    const isMoved = next.querySelector('meta[http-equiv="refresh" i]');
    if (isMoved || policyOf(next) !== policyOf(document) || scriptsOf(next) !== scriptsOf(document)) {
      // What only a browser does at the load of a page.
      location.reload();
      return;
    }
    await loadMorphing();
    next.querySelector(`script[src^="${OWN}"]`)?.remove();
    syncAttributes(document.documentElement, next.documentElement);
    takeOverHead(next.head);
    const values = new Map();
    window.Idiomorph.morph(document.body, next.body, {
      morphStyle: 'outerHTML',
      restoreFocus: true,
      callbacks: {
        beforeNodeRemoved: (node) => node !== script,
        beforeNodeMorphed: (old, fresh) => {
          if (old === script) return false;
          if (!(old instanceof HTMLElement) || !old.matches('input, textarea, select')) return true;
          // What a reader has typed or chosen is kept, unless the page itself sets another value.
          if (old.isEqualNode(fresh)) return false;
          if (defaultOf(old) === defaultOf(fresh)) values.set(old, [old.value, old.checked]);
          return true;
        },
        // Opened by the reader, closed by the reader.
        beforeAttributeUpdated: (name, node) => !(name === 'open' && node.matches('details, dialog')),
      },
    });
    for (const [element, [value, checked]] of values) {
      if (!element.isConnected) continue;
      if (element.type !== 'file') element.value = value;
      if (checked !== undefined) element.checked = checked;
    }
  }

  const defaultOf = (element) =>
    element.localName === 'select'
      ? [...element.options].map((option) => `${option.value} ${option.defaultSelected}`).join('\n')
      : `${element.defaultValue} ${element.defaultChecked}`;

  function syncAttributes(old, fresh) {
    for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const name of fresh.getAttributeNames()) {
      if (old.getAttribute(name) !== fresh.getAttribute(name)) old.setAttribute(name, fresh.getAttribute(name));
    }
  }

  /** Style sheets that are in use stay as they are; everything else in the head is exchanged where it differs. */
  function takeOverHead(fresh) {
    const isStyle = (element) => element.matches('link[rel~="stylesheet"]');
    const keyOf = (element) => (isStyle(element) ? `style ${withoutVersion(element.href)} ${element.media}` : element.outerHTML);
    const old = new Map([...document.head.children].map((element) => [keyOf(element), element]));
    for (const element of [...fresh.children]) {
      // An address is relative to the document that it stands in.
      const own = document.importNode(element, true);
      const key = keyOf(own);
      if (old.delete(key)) continue;
      if (own.localName === 'title') {
        document.title = own.textContent;
        for (const [key, element] of old) if (element.localName === 'title') old.delete(key);
      } else {
        document.head.append(own);
      }
    }
    for (const [, element] of old) element.remove();
  }

  /* Static files. */

  const withoutVersion = (address) => {
    const url = new URL(address, location.href);
    url.searchParams.delete('v');
    return url.href;
  };

  function refreshAssets(wanted, isNewRun) {
    const isChanged = (address) => {
      if (!address) return false;
      const url = new URL(address, location.href);
      if (url.origin !== location.origin) return false;
      let path;
      try {
        path = decodeURIComponent(url.pathname.slice(1));
      } catch {
        return false;
      }
      return isNewRun || (wanted.assets[path] ?? 0) > shown.revision;
    };
    const version = (address) => {
      const url = new URL(withoutVersion(address));
      url.searchParams.set('v', `${wanted.run}-${wanted.revision}`);
      return url.href;
    };
    for (const element of document.querySelectorAll('script[src]')) {
      if (element !== script && !isNewRun && isChanged(element.src)) return location.reload();
    }
    const imports = Object.keys(wanted.assets).some((path) => path.endsWith('.css') && wanted.assets[path] > shown.revision);
    for (const old of document.querySelectorAll('link[rel~="stylesheet"]')) {
      if (old.dataset.situsLeaving !== undefined) continue;
      // A style sheet may import another one that has changed.
      if (!isChanged(old.href) && !(imports && new URL(old.href).origin === location.origin)) continue;
      const fresh = old.cloneNode();
      fresh.href = version(old.href);
      old.dataset.situsLeaving = '';
      // Both hold until the new one is there, so that nothing flashes.
      fresh.onload = () => old.remove();
      fresh.onerror = () => old.remove();
      old.after(fresh);
    }
    for (const picture of document.querySelectorAll('img[src], source[srcset], img[srcset]')) {
      if (picture.hasAttribute('src') && isChanged(picture.src)) picture.src = version(picture.src);
      if (picture.srcset && picture.srcset.split(',').some((one) => isChanged(one.trim().split(/\s+/)[0]))) {
        picture.srcset = picture.srcset.replace(/[^\s,]+(?=\s|,|$)/, (one) => version(one));
      }
    }
    for (const icon of document.querySelectorAll('link[rel~="icon"]')) {
      if (isChanged(icon.href)) icon.href = version(icon.href);
    }
  }

  /* The overlay and the panel. */

  const host = document.createElement('situs-preview');
  const root = host.attachShadow({ mode: 'open' });
  let state;
  let dismissed = recall('dismissed');

  const isOpen = () => recall('panel') === 'open';

  function recall(name) {
    try {
      return sessionStorage.getItem(`situs-${name}`);
    } catch {
      return null;
    }
  }

  function remember(name, value) {
    try {
      sessionStorage.setItem(`situs-${name}`, value);
    } catch {
      // A browser may keep nothing; then it is forgotten at the next page.
    }
  }

  const sheet = make('section', { id: 'overlay', role: 'alert', 'aria-labelledby': 'overlay-title', hidden: '' });
  const panel = make('section', { id: 'panel', role: 'region', 'aria-label': 'Preview', tabindex: '-1', hidden: '' });
  const button = make('button', { id: 'toggle', type: 'button', 'aria-controls': 'panel', 'aria-expanded': 'false', onclick: () => toggle(panel.hidden) });

  function toggle(open) {
    remember('panel', open ? 'open' : 'closed');
    draw();
    if (open) panel.focus();
    else button.focus();
  }

  function dismiss() {
    dismissed = keyOf(state.errors);
    remember('dismissed', dismissed);
    draw();
  }

  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !panel.hidden && panel.contains(event.target)) {
      event.stopPropagation();
      toggle(false);
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !sheet.hidden) dismiss();
  });

  async function refreshState() {
    const response = await fetch(`${OWN}state?path=${encodeURIComponent(location.pathname)}`, { cache: 'no-store' });
    if (!response.ok) return;
    state = await response.json();
    shown.isLastGood = state.last_good;
    draw();
  }

  const keyOf = (errors) => JSON.stringify(errors.map((error) => error.drawn));

  function draw() {
    if (!state) return;
    drawOverlay();
    drawPanel();
  }

  function drawOverlay() {
    const { errors } = state;
    if (errors.length === 0) {
      dismissed = '';
      remember('dismissed', '');
    }
    const isShown = errors.length > 0 && keyOf(errors) !== dismissed;
    sheet.hidden = !isShown;
    if (!isShown) return;
    const total = errors.length + state.more_errors;
    sheet.replaceChildren(
      make(
        'div',
        { class: 'head' },
        make('h2', { id: 'overlay-title' }, count(total, 'error')),
        shown.isLastGood ? make('p', {}, 'The page is shown as it was before') : undefined,
        make('button', { type: 'button', onclick: dismiss, 'aria-label': 'Dismiss', title: 'Dismiss (Escape)' }, 'Dismiss'),
      ),
      ...errors.map(finding),
      ...(state.more_errors > 0 ? [make('p', {}, `and ${count(state.more_errors, 'error')} more`)] : []),
    );
  }

  function drawPanel() {
    const { errors, warnings, more_warnings, own_warnings, links, refusals } = state;
    const warned = warnings.length + more_warnings;
    const linked = links.filter((link) => link.linked).length;
    const counts = [
      errors.length > 0 ? count(errors.length + state.more_errors, 'error') : undefined,
      warned > 0 ? count(warned, 'warning') : undefined,
      state.document ? count(linked, 'link') : undefined,
    ].filter(Boolean);
    button.textContent = counts.length > 0 ? counts.join(', ') : 'Preview';
    button.className = errors.length > 0 ? 'error' : own_warnings > 0 ? 'warning' : '';
    const open = isOpen();
    button.setAttribute('aria-expanded', String(open));
    button.title = `Edition ${state.edition}`;
    panel.hidden = !open;
    if (!open) return;
    const scroll = panel.scrollTop;
    panel.replaceChildren(
      make(
        'div',
        { class: 'head' },
        make('h2', {}, state.document ?? 'This page has no file of its own'),
        make('button', { type: 'button', onclick: () => toggle(false), title: 'Close (Escape)' }, 'Close'),
      ),
      make('p', { class: 'place' }, `Edition ${state.edition}, revision ${state.revision}`),
      ...(errors.length > 0
        ? [make('button', { type: 'button', onclick: () => { dismissed = ''; remember('dismissed', ''); draw(); } }, `Show ${count(errors.length, 'error')}`)]
        : []),
      make('h3', { class: 'part' }, warned > 0 ? `Warnings (${warned}, ${own_warnings} about this file)` : 'No warnings'),
      ...warnings.map(finding),
      ...(more_warnings > 0 ? [make('p', {}, `and ${more_warnings} more`)] : []),
      ...(state.document ? audit(links, refusals, state.more_decisions) : []),
    );
    panel.scrollTop = scroll;
  }

  const style = make('link', { rel: 'stylesheet', href: OWN + 'preview.css' });
  const frame = make('div', { id: 'frame', hidden: '' }, sheet, make('div', { id: 'space' }), panel, button);
  style.onload = () => {
    frame.hidden = false;
  };
  root.append(style, frame);
  // Beside the body, so that taking over another body leaves it alone.
  document.documentElement.append(host);

  window.situsPreview = shown;
  listen();
})();
