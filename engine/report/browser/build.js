/**
 * Bundles the page's script with uPlot into one text, and writes it with uPlot's style sheet into a
 * TypeScript file, so that neither an installed package nor a page has to find a file.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const uplot = dirname(createRequire(import.meta.url).resolve('uplot/package.json'));
const text = (path) => readFileSync(join(uplot, path), 'utf8');
const { version } = JSON.parse(text('package.json'));
const license = text('LICENSE')
  .trim()
  .replaceAll(/\s*\n\s*/g, ' ');

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'page-script.ts')],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  charset: 'ascii',
  banner: { js: `/* uPlot ${version}: ${license} */` },
  write: false,
});

writeFileSync(
  join(import.meta.dirname, '..', 'page-script-code.ts'),
  [
    '// Written by `npm run build` from browser/: do not edit, do not commit.',
    '',
    "/** The page's script, with uPlot in it. */",
    `export const PAGE_SCRIPT = ${JSON.stringify(outputFiles[0].text.trim())};`,
    '',
    '/** The style sheet of uPlot. */',
    `export const CHART_STYLE = ${JSON.stringify(text('dist/uPlot.min.css').trim())};`,
    '',
  ].join('\n'),
);
