// Compiles the kernel: AssemblyScript in this folder to WebAssembly, written as text into
// ../kernel-code.ts, so that it needs no file at run time, in a worker or in a bundle.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const folder = mkdtempSync(join(tmpdir(), 'walkforest-kernel-'));
const binary = join(folder, 'kernel.wasm');
try {
  const { error, stderr } = await asc.main([
    join(import.meta.dirname, 'index.ts'),
    '--outFile', binary,
    '--optimizeLevel', '3',
    '--shrinkLevel', '0',
    '--enable', 'simd',
    '--runtime', 'stub',
    '--use', 'abort=',
  ]);
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const lines = readFileSync(binary).toString('base64').match(/.{1,90}/g);
  writeFileSync(
    join(import.meta.dirname, '..', 'kernel-code.ts'),
    [
      '// Written by `npm run build` from assembly/: do not edit, do not commit.',
      '',
      '/** The kernel, WebAssembly with SIMD, as base64. */',
      'export const KERNEL_CODE = [',
      ...lines.map((line) => `  '${line}',`),
      "].join('');",
      '',
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true });
}
