/**
 * Makes the functions of the daily run compile while the function starts. V8 skips a function until
 * it is first called, and an event calls some 500 of them once. But it compiles a function in
 * parentheses at once. That is a hint for speed only: without it the code does the same.
 */

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Files that may be ours, as source and as compiled. */
const FILES = /\/(?:engine|features|lambda)\/.+\.(?:ts|js)$/;

/** The esbuild plugin that does so, for the files below `root`. */
export function compileEarly(root: string): Plugin {
  return {
    name: 'compile-early',
    setup: (build) => {
      build.onLoad({ filter: FILES }, async ({ path }) => {
        const ours = path.startsWith(root) && !path.slice(root.length).includes('node_modules');
        if (!ours) return undefined;
        const loader = path.endsWith('.ts') ? 'ts' : 'js';
        return { contents: withEagerFunctions(await readFile(path, 'utf8')), loader };
      });
    },
  };
}

/** A function at the top level of a formatted file: its end is the first line that is a `}`. */
const FUNCTION = /^(export )?((?:async )?function\*?) (\w+)([(<][^]*?\n\})$/gm;

/**
 * `source` with `var name = (function …);` for each function of its top level. They come first, so
 * that they exist before the other code runs, as functions do.
 */
export function withEagerFunctions(source: string): string {
  const hoisted: string[] = [];
  const rest = source.replaceAll(
    FUNCTION,
    (_, exported: string | undefined, kind: string, name: string, body: string) => {
      hoisted.push(`var ${name} = (${kind} ${body});`);
      if (exported !== undefined) hoisted.push(`export { ${name} };`);
      return '';
    },
  );
  return [...hoisted, rest].join('\n');
}
