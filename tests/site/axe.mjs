// Accessibility of a built site: node axe.mjs DIR [KIND...]
//
// axe-core finds nothing on one page of each kind and every listing, narrow and wide, light and dark.

import axe from 'axe-core';
import { openEach, pagesOfEachKind } from './browser.mjs';
import { finish, folderArgument } from './site.mjs';

const folder = folderArgument('axe.mjs DIR [KIND...]');
const problems = [];
const pages = pagesOfEachKind(folder, process.argv.slice(3), problems);
const found = new Map();
let runs = 0;

await openEach(folder, pages, problems, async ({ page, path, scheme }) => {
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(axe.source);
    const { violations, passes } = await page.evaluate(() =>
      // Off unless asked for, though WCAG 2.2 has it at level AA.
      globalThis.axe.run(document, { rules: { 'target-size': { enabled: true } } }),
    );
    if (passes.length === 0) throw new Error(`axe-core looked at nothing on ${path}`);
    runs += 1;
    for (const { id, help, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        const why = failureSummary.split('\n').slice(1).join(' ').trim();
        const key = `${path}: ${id}: ${help}: \`${target.join(' ')}\`: ${why}`;
        found.set(key, [...(found.get(key) ?? []), `${scheme} ${width} px`]);
      }
    }
  }
});

for (const [violation, where] of found) problems.push(`${violation} (${where.join(', ')})`);
finish('axe', problems, `${pages.length} pages, ${runs} looks`);
