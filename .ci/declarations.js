/**
 * The last step of `npm run build`: the compiler leaves a declaration file beside every compiled
 * file, with imports of `./name.ts`, which older compilers cannot follow. Here those that the door
 * (dist/index.d.ts) reaches get imports of `./name.js`, and the others go away: nobody can import
 * them from the package.
 */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SUFFIX = '.d.ts';
const IMPORT = /((?:from|import\()\s*['"])(\.[^'"]+)\.ts(['"])/g;

const dist = new URL('../dist/', import.meta.url);
const reached = new Set();

/** Mends the declaration file at `url` and those that it imports. */
function mend(url) {
  if (reached.has(url.href)) return;
  reached.add(url.href);
  const text = readFileSync(url, 'utf8');
  writeFileSync(url, text.replaceAll(IMPORT, '$1$2.js$3'));
  for (const [, , name] of text.matchAll(IMPORT)) mend(new URL(`${name}${SUFFIX}`, url));
}

mend(new URL(`index${SUFFIX}`, dist));
for (const name of readdirSync(dist, { recursive: true })) {
  if (!name.endsWith(SUFFIX)) continue;
  const url = new URL(name.replaceAll('\\', '/'), dist);
  if (!reached.has(url.href)) rmSync(fileURLToPath(url));
}
