// Pictures of a built site: node shots.mjs DIR OUT [KIND...]
//
// One page of each kind and every listing at three widths, light and dark, as OUT/KIND-WIDTH-SCHEME.png.
// No page scrolls sideways at 320 px or wider, says an error on the console, or asks anything of another host.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openEach, pagesOfEachKind } from './browser.mjs';
import { finish, folderArgument } from './site.mjs';

const folder = folderArgument('shots.mjs DIR OUT [KIND...]');
const [, , , out, ...only] = process.argv;
if (!out) throw new Error('usage: node shots.mjs DIR OUT [KIND...]');
mkdirSync(out, { recursive: true });

const problems = [];
const pages = pagesOfEachKind(folder, only, problems);
let pictures = 0;

await openEach(folder, pages, problems, async ({ page, name, path, scheme }) => {
  for (const width of [320, 360, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const { needs, culprit } = await page.evaluate(sideways);
    if (needs > width) problems.push(`${path}: scrolls sideways at ${width} px (${scheme}): ${needs} px, by ${culprit}`);
    if (width === 320) continue;
    await page.screenshot({ path: join(out, `${name}-${width}-${scheme}.png`), fullPage: true });
    pictures += 1;
  }
});

/** How wide the page is in all, and the innermost element that makes it so. Runs in the page. */
function sideways() {
  const needs = document.documentElement.scrollWidth;
  const scrolls = (element) =>
    element && element !== document.body && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
  const outside = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(element.parentElement),
  );
  const last = outside.at(-1);
  return { needs, culprit: last ? `<${last.localName} class="${last.className}">` : 'an unknown element' };
}

finish('shots', problems, `${pages.length} pages, ${pictures} pictures`);
