/** The TypeScript files of the repository as texts, for tests that check rules for all files. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file and its path from the root of the repository, with forward slashes. */
export type Source = { readonly path: string; readonly text: string };

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the two kernels in AssemblyScript. */
export const ASSEMBLY = 'engine/forest/assembly/';

export const SOURCE_FOLDERS = [
  'engine',
  'features',
  'data',
  'door',
  'selection',
  'lambda',
  'cdk',
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
    .filter((path) => path.endsWith('.ts') && !path.includes('/node_modules/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

/** A folder that does not exist has no files, because Git does not keep empty folders. */
function filesBelow(folder: string): readonly string[] {
  if (folder.endsWith('.ts')) return existsSync(join(ROOT, folder)) ? [folder] : [];
  if (!existsSync(join(ROOT, folder))) return [];
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

/** Each line that matches `pattern`, as `path:line: message`. */
export function findLines(source: Source, pattern: RegExp, message: string): readonly string[] {
  return source.text
    .split('\n')
    .flatMap((line, i) => (pattern.test(line) ? [`${source.path}:${i + 1}: ${message}`] : []));
}
