// Compiles this folder's two modules from AssemblyScript to WebAssembly, written as text into
// ../kernel-code.ts and ../model-code.ts, so that they need no file at run time, in a worker or in
// a bundle.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const FAST = ['--optimizeLevel', '3', '--shrinkLevel', '0', '--enable', 'simd'];
const SMALL = ['--optimizeLevel', '3', '--shrinkLevel', '2'];

const folder = mkdtempSync(join(tmpdir(), 'walkforest-assembly-'));
try {
  await compile('index.ts', FAST, 'kernel-code.ts', 'The kernel, WebAssembly with SIMD,');
  await compile('model.ts', SMALL, 'model-code.ts', "A model's nodes put together, WebAssembly");
} finally {
  rmSync(folder, { recursive: true });
}

async function compile(entry, options, target, what) {
  const binary = join(folder, 'module.wasm');
  const { error, stderr } = await asc.main([
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
  const name = target.replace('.ts', '').replace('-', '_').toUpperCase();
  writeFileSync(
    join(import.meta.dirname, '..', target),
    [
      '// Written by `npm run build` from assembly/: do not edit, do not commit.',
      '',
      `/** ${what} as base64. */`,
      `export const ${name} = [`,
      ...lines.map((line) => `  '${line}',`),
      "].join('');",
      '',
    ].join('\n'),
  );
}
