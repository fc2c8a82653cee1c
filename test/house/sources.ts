/** The repository's own TypeScript files as text, for the tests that hold the house in order. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file by its path from the repository's root, with forward slashes. */
export type Source = { readonly path: string; readonly text: string };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the two kernels in AssemblyScript. */
export const ASSEMBLY = 'engine/forest/assembly/';

export const SOURCE_FOLDERS = [
  'engine',
  'features',
  'data',
  'selection',
  'lambda',
  'cli',
  'bench',
  'index.ts',
];

/**
 * Every .ts file below the folders, the AssemblyScript of the kernels included, in order of path.
 */
export function readSources(folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap(filesBelow)
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** Git keeps no empty folder: one that is not there yet has no files. */
function filesBelow(folder: string): readonly string[] {
  if (folder.endsWith('.ts')) return existsSync(join(ROOT, folder)) ? [folder] : [];
  if (!existsSync(join(ROOT, folder))) return [];
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

/** Each line that `pattern` finds something in, as `path:line: message`. */
export function findLines(source: Source, pattern: RegExp, message: string): readonly string[] {
  return source.text
    .split('\n')
    .flatMap((line, i) => (pattern.test(line) ? [`${source.path}:${i + 1}: ${message}`] : []));
}
