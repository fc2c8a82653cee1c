/**
 * Compiles the AssemblyScript modules of this folder to WebAssembly. The binary is written as
 * text into a TypeScript file beside the module's host, so that neither a worker nor a bundle has
 * to find a file at run time.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { main } from 'assemblyscript/asc';

const FAST_WITH_SIMD = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--enable', 'simd'];

/** The files that count in 16 bits, and those that take their places to count in 32. */
const WIDE = { 'lanes.ts': 'wide-lanes.ts', 'best-cut.ts': 'wide-best-cut.ts' };

const MODULES = [
  {
    entry: 'run-tree.ts',
    options: FAST_WITH_SIMD,
    target: 'walk-forward-kernel-code.ts',
    name: 'WALK_FORWARD_KERNEL_CODE',
    what: 'The walk-forward kernel, WebAssembly with SIMD',
  },
  {
    entry: 'run-tree.ts',
    options: FAST_WITH_SIMD,
    inPlaceOf: WIDE,
    target: 'wide-kernel-code.ts',
    name: 'WIDE_KERNEL_CODE',
    what: 'The walk-forward kernel with 32-bit counts, WebAssembly with SIMD',
  },
  {
    entry: 'rebuild-nodes.ts',
    options: ['--optimizeLevel', '3', '--shrinkLevel', '2'],
    target: 'model-decoder-code.ts',
    name: 'MODEL_DECODER_CODE',
    what: 'The model decoder, WebAssembly without SIMD',
  },
  {
    entry: 'explain-row.ts',
    options: ['--optimizeLevel', '3', '--shrinkLevel', '2'],
    target: 'row-explainer-code.ts',
    name: 'ROW_EXPLAINER_CODE',
    what: 'The row explainer, WebAssembly without SIMD',
  },
];

const folder = mkdtempSync(join(tmpdir(), 'walkforest-assembly-'));
try {
  for (const module of MODULES) await compile(module);
} finally {
  rmSync(folder, { recursive: true });
}

async function compile({ entry, options, inPlaceOf = {}, target, name, what }) {
  const binary = join(folder, 'module.wasm');
  const args = [
    join(import.meta.dirname, entry),
    '--outFile',
    binary,
    ...options,
    '--runtime',
    'stub',
    '--use',
    'abort=',
  ];
  const { error, stderr } = await main(args, {
    readFile: (path, base) => readSource(resolve(base, path), inPlaceOf),
  });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const lines = readFileSync(binary)
    .toString('base64')
    .match(/.{1,90}/g);
  writeFileSync(
    join(import.meta.dirname, '..', target),
    [
      '// Written by `npm run build` from assembly/: do not edit, do not commit.',
      '',
      `/** ${what}, as base64. */`,
      `export const ${name} = [`,
      ...lines.map((line) => `  '${line}',`),
      "].join('');",
      '',
    ].join('\n'),
  );
}

/** The text of a file, or of the file in its place; null if there is none. */
function readSource(path, inPlaceOf) {
  const name = basename(path);
  const inFolder = dirname(path) === import.meta.dirname;
  const source = inFolder && name in inPlaceOf ? join(dirname(path), inPlaceOf[name]) : path;
  return existsSync(source) ? readFileSync(source, 'utf8') : null;
}
