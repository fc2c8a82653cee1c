/** Leaves the help texts of options out of the function: only commands and the stack read them. */

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Our tables of options that the function has. */
const OPTION_TABLES = /engine\/(?:live\/live-settings|forest\/forest-options)\.(ts|js)$/;

/** The esbuild plugin that leaves out help texts. */
export const trimHelp: Plugin = {
  name: 'trim-help',
  setup: (build) => {
    build.onLoad({ filter: OPTION_TABLES }, async ({ path }) => {
      const loader = path.endsWith('.ts') ? 'ts' : 'js';
      return { contents: withoutHelp(await readFile(path, 'utf8')), loader };
    });
  },
};

/** `source` with an empty text for each `doc` that is one text. */
export function withoutHelp(source: string): string {
  return source.replaceAll(/\bdoc:\s*(?:'[^'\\\n]*'|"[^"\\\n]*")(?=,?\s*(?:\n|\}))/g, "doc: ''");
}
