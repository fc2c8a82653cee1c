/**
 * Compiles the two AssemblyScript modules of this folder to WebAssembly. The binary is written as
 * text into a TypeScript file beside the module's host, so that neither a worker nor a bundle has
 * to find a file at run time.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from 'assemblyscript/asc';

const MODULES = [
  {
    entry: 'run-tree.ts',
    options: ['--optimizeLevel', '3', '--shrinkLevel', '0', '--enable', 'simd'],
    target: 'walk-forward-kernel-code.ts',
    name: 'WALK_FORWARD_KERNEL_CODE',
    what: 'The walk-forward kernel, WebAssembly with SIMD',
  },
  {
    entry: 'rebuild-nodes.ts',
    options: ['--optimizeLevel', '3', '--shrinkLevel', '2'],
    target: 'model-decoder-code.ts',
    name: 'MODEL_DECODER_CODE',
    what: 'The model decoder, WebAssembly without SIMD',
  },
];

const folder = mkdtempSync(join(tmpdir(), 'walkforest-assembly-'));
try {
  for (const module of MODULES) await compile(module);
} finally {
  rmSync(folder, { recursive: true });
}

async function compile({ entry, options, target, name, what }) {
  const binary = join(folder, 'module.wasm');
  const { error, stderr } = await main([
    join(import.meta.dirname, entry),
    '--outFile',
    binary,
    ...options,
    '--runtime',
    'stub',
    '--use',
    'abort=',
  ]);
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
