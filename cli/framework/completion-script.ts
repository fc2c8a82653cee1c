/**
 * Scripts by which a shell completes a command line: commands, options, choices, files. They are
 * made from the option tables. Must not know: any particular command.
 */

import { flagOf, type OptionRow } from '../../engine/core/options.ts';
import { bashScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import { zshScript } from './completion-zsh.ts';
import { COMMON_OPTIONS, type Command } from './command.ts';
import type { Completed, CompletedFlag, CompletedValues } from './completed-command.ts';

/** The shells that there are scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script for `shell`, with a newline at the end. */
export function completionScript(shell: Shell, commands: readonly Command[]): string {
  const completed = commands.map(completedCommand);
  const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
  return `${script(completed).join('\n')}\n`;
}

function completedCommand({ name, purpose, options, positionals }: Command): Completed {
  const positional = new Set(positionals.map(({ option }) => option));
  const rows = Object.entries({ ...options, ...COMMON_OPTIONS });
  const flags = rows.filter(([option]) => !positional.has(option)).map(flagOfRow);
  const help = { flag: '--help', takesValue: false, words: [], path: undefined, doc: 'Print help' };
  return {
    name,
    purpose,
    flags: [...flags, help],
    positions: positionals.map(({ option }) => valuesOf(options[option]!)),
  };
}

function flagOfRow([name, row]: readonly [string, OptionRow]): CompletedFlag {
  return { flag: flagOf(name), takesValue: row.kind !== 'flag', doc: row.doc, ...valuesOf(row) };
}

function valuesOf(row: OptionRow): CompletedValues {
  switch (row.kind) {
    case 'choice':
      return { words: row.choices, path: undefined };
    case 'number':
      return { words: row.orChoice === undefined ? [] : [row.orChoice], path: undefined };
    case 'text':
    case 'list':
      return { words: row.words ?? [], path: row.path };
    case 'integer':
    case 'integers':
    case 'flag':
      return { words: [], path: undefined };
  }
}
