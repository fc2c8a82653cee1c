/**
 * The text of `--help`: purpose, usage, all options in groups with default, range and unit, two
 * examples; and the list of all commands. No line is longer than the terminal has columns.
 */

import type { OptionRow } from '../../engine/core/options.ts';
import type { Command } from './command.ts';
import { flagOf, rangeText } from '../../engine/core/options.ts';
import { commandLine, type Call } from './call.ts';
import { optionGroups } from './option-groups.ts';
import { placeholderOf } from './placeholder.ts';

/** Longer lines are hard to read, however wide a terminal is. */
const WIDEST = 100;
const FLAG_WIDTH = 26;
/** So much is left for the text beside a flag; on a narrower terminal it stands below the flag. */
const LEAST_TEXT_WIDTH = 30;
const MARGIN = '  ';
const BELOW = 6;
/** A list of choices that is longer than this stands beside the doc, where it can be wrapped. */
const LONGEST_CHOICES = 40;

/** How a help text is laid out. */
export type HelpLayout = {
  /** Commands are shown in the form of this call. */
  readonly call: Call;
  /** Columns of the terminal. */
  readonly columns: number;
};

/** Commands under one title. */
export type CommandGroup = { readonly title: string; readonly commands: readonly Command[] };

/** The help of one command, without a newline at the end. */
export function commandHelp(command: Command, layout: HelpLayout): string {
  const width = Math.min(layout.columns, WIDEST);
  const positions = command.positionals.map(({ option, required }) => {
    const placeholder = placeholderOf(command.options[option]!);
    return required ? `<${placeholder}>` : `[${placeholder}]`;
  });
  const usage = commandLine(layout.call, command.name, [...positions, '[options]'].join(' '));
  const groups = optionGroups(command.options).flatMap(({ title, rows }) =>
    ['', `${title}:`].concat(rows.flatMap(([name, row]) => optionHelp(name, row, width))),
  );
  return [
    ...wrap(`${command.name}: ${command.purpose}`, width),
    '',
    ...hanging('Usage: ', usage, width),
    ...groups,
    ...beside(`${MARGIN}--help`, 'Print this', { indent: FLAG_WIDTH, width }),
    '',
    'Examples:',
    ...command.examples.flatMap((words) =>
      shellLines(commandLine(layout.call, command.name, words), width),
    ),
  ].join('\n');
}

/** The list of all commands in their groups, each with the first sentence of its purpose. */
export function overview(
  groups: readonly CommandGroup[],
  { call, columns, version }: HelpLayout & { readonly version: string },
): string {
  const width = Math.min(columns, WIDEST);
  const names = groups.flatMap(({ commands }) => commands.map(({ name }) => name));
  const indent = Math.max(...names.map((name) => name.length)) + 2 * MARGIN.length;
  const lists = groups.flatMap(({ title, commands }) => [
    `${title}:`,
    ...commands.flatMap(({ name, purpose }) =>
      beside(`${MARGIN}${name}`, firstSentence(purpose), { indent, width }),
    ),
    '',
  ]);
  return [
    ...wrap(`walkforest ${version}: walk-forward random forests for trading signals`, width),
    '',
    ...hanging('Usage: ', commandLine(call, '<command>', '[options]'), width),
    '',
    ...lists,
    ...wrap(`${commandLine(call, '<command>', '--help')} shows the options of a command.`, width),
  ].join('\n');
}

/** The first sentence of a purpose, without its full stop. */
function firstSentence(purpose: string): string {
  return purpose.split(/\.(?:\s|$)/, 1)[0]!;
}

function optionHelp(name: string, row: OptionRow, width: number): readonly string[] {
  const manyChoices = row.kind === 'choice' && placeholderOf(row).length > LONGEST_CHOICES;
  const flag = `${MARGIN}${flagOf(name)} ${manyChoices ? 'NAME' : placeholderOf(row)}`.trimEnd();
  const range = manyChoices ? rangeText(row) : rangeFact(row);
  const facts = [range, defaultFact(row)].filter((fact) => fact !== '');
  const text = facts.length === 0 ? row.doc : `${row.doc} (${facts.join('; ')})`;
  return beside(flag, text, { indent: FLAG_WIDTH, width });
}

function rangeFact(row: OptionRow): string {
  const numeric = row.kind === 'integer' || row.kind === 'number' || row.kind === 'integers';
  const repeated = row.kind === 'list' && row.repeatable === true ? 'repeatable' : '';
  return numeric ? rangeText(row) : (row.unit ?? repeated);
}

function defaultFact(row: OptionRow): string {
  if (row.kind === 'flag') return row.default ? 'default: on' : '';
  if (row.default === undefined) return '';
  const text = Array.isArray(row.default) ? row.default.join(',') : String(row.default);
  return text === '' ? '' : `default: ${text}`;
}

type Columns = { readonly indent: number; readonly width: number };

/** `left`, and beside it (below it if `left` is long) `right`, wrapped to the width. */
function beside(left: string, right: string, { indent, width }: Columns): readonly string[] {
  const below = width - indent < LEAST_TEXT_WIDTH;
  const margin = ' '.repeat(below ? BELOW : indent);
  const lines = wrap(right, width - margin.length).map((line) => `${margin}${line}`);
  if (below || left.length >= indent - 1) return [left, ...lines];
  return [left.padEnd(indent) + lines[0]!.slice(indent), ...lines.slice(1)];
}

/** `text` after `title`; further lines begin below its first word. */
function hanging(title: string, text: string, width: number): readonly string[] {
  const margin = ' '.repeat(title.length);
  return wrap(text, width - title.length).map((line, i) => (i === 0 ? title : margin) + line);
}

/** A command line that a shell reads, with a backslash at the end of each line but the last. */
function shellLines(command: string, width: number): readonly string[] {
  const hang = MARGIN.length * 2;
  // An option stays beside its value.
  const lines = wrapWords(command.split(/ (?=--\w)/), width - hang - ' \\'.length);
  return lines.map((line, i) => {
    const end = i < lines.length - 1 ? ' \\' : '';
    return `${MARGIN}${i === 0 ? '' : MARGIN}${line}${end}`;
  });
}

/** The lines of `text`, broken at blanks; within a list `a,b,c` that is too long, after commas. */
function wrap(text: string, width: number): readonly string[] {
  return wrapWords(text.split(' '), width);
}

function wrapWords(words: readonly string[], width: number): readonly string[] {
  const lines = [''];
  for (const word of words) {
    const parts = word.length <= width ? [word] : word.split(/(?<=,)/);
    for (const [i, part] of parts.entries()) {
      const line = lines.at(-1)!;
      const longer = line === '' || i > 0 ? `${line}${part}` : `${line} ${part}`;
      if (line === '' || longer.length <= width) lines[lines.length - 1] = longer;
      else lines.push(part);
    }
  }
  return lines;
}
