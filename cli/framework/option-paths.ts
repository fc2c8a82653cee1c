/**
 * Which files and folders the values of options name. Completion and the tools of agents ask this.
 * Must not know: any particular option, and whether a path exists.
 */

import type { OptionRow, OptionTable } from '../../engine/core/options.ts';

/** A path among the values of options. */
export type GivenPath = {
  readonly option: string;
  readonly path: string;
  readonly kind: 'file' | 'folder';
};

/** A word that stands for a source on the internet or elsewhere, where a path could stand. */
export type GivenWord = { readonly option: string; readonly word: string };

/** All paths, and all words instead of paths, that `values` give to options of `table`. */
export function pathsIn(
  table: OptionTable,
  values: Readonly<Record<string, unknown>>,
): { readonly paths: readonly GivenPath[]; readonly words: readonly GivenWord[] } {
  const texts = Object.entries(table).flatMap(([option, row]) =>
    textsOf(values[option]).flatMap((text) => {
      const kind = pathKind(row, text);
      return kind === undefined ? [] : [{ option, text, kind }];
    }),
  );
  return {
    paths: texts.flatMap(({ option, text, kind }) =>
      kind === 'word' ? [] : [{ option, path: text, kind }],
    ),
    words: texts.flatMap(({ option, text, kind }) =>
      kind === 'word' ? [{ option, word: text }] : [],
    ),
  };
}

function pathKind(row: OptionRow, text: string): 'file' | 'folder' | 'word' | undefined {
  if ((row.kind !== 'text' && row.kind !== 'list') || row.path === undefined) return undefined;
  if (row.words?.includes(text) === true) return 'word';
  const { pathEnding = '' } = row;
  return text.toLowerCase().endsWith(pathEnding) ? row.path : undefined;
}

/** The texts of a value of any kind, as a reader of a list or a text takes them. */
function textsOf(value: unknown): readonly string[] {
  return value === undefined || value === null ? [] : [value].flat().map(String);
}
