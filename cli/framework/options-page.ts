/**
 * The page cli/OPTIONS.md with the options of every command. `npm run references` makes it from the
 * option tables; a test checks that the committed page is equal.
 */

import { flagOf, rangeText, type OptionRow } from '../../engine/core/options.ts';
import { COMMON_OPTIONS, type Command } from './command.ts';

/** The page in Markdown, for all commands. */
export function optionsPage(commands: readonly Command[]): string {
  return [
    '# Options',
    '',
    'Written by `npm run references` from the option tables that validation and `--help` use.',
    ...commands.flatMap(({ name, purpose, options }) => section(name, purpose, options)),
    ...section('every command', 'Every command has these options.', COMMON_OPTIONS),
    '',
  ].join('\n');
}

function section(
  title: string,
  purpose: string,
  options: Readonly<Record<string, OptionRow>>,
): readonly string[] {
  const rows = Object.entries(options).map(([name, row]) => {
    const cells = [`\`${flagOf(name)}\``, defaultText(row), rangeText(row), row.doc];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const head = ['| option | default | range | meaning |', '| --- | --- | --- | --- |'];
  return ['', `## ${title}`, '', purpose, '', ...(rows.length === 0 ? [] : [...head, ...rows])];
}

function defaultText(row: OptionRow): string {
  if (row.default === undefined || row.kind === 'flag') return '';
  return Array.isArray(row.default) ? row.default.join(',') : String(row.default);
}
