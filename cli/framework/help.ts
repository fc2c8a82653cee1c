/** The text of `--help`: purpose, usage, all options with default, range and unit, two examples. */

import type { OptionRow } from '../../engine/core/options.ts';
import type { Command } from './command.ts';
import { flagOf, rangeText } from '../../engine/core/options.ts';
import { commandLine, type Call } from './call.ts';
import { COMMON_OPTIONS } from './command.ts';
import { placeholderOf } from './placeholder.ts';

const WIDTH = 100;
const FLAG_WIDTH = 26;
/** A list of choices that is longer than this stands beside the doc, where it can be wrapped. */
const LONGEST_CHOICES = 50;

/** The help of one command in the form of `call`, without a newline at the end. */
export function commandHelp(command: Command, call: Call): string {
  const positions = command.positionals.map(({ option, required }) => {
    const placeholder = placeholderOf(command.options[option]!);
    return required ? `<${placeholder}>` : `[${placeholder}]`;
  });
  const rows = Object.entries({ ...command.options, ...COMMON_OPTIONS });
  return [
    ...wrap(`${command.name}: ${command.purpose}`, WIDTH),
    '',
    `Usage: ${commandLine(call, command.name, [...positions, '[options]'].join(' '))}`,
    '',
    'Options:',
    ...rows.flatMap(([name, row]) => optionHelp(name, row)),
    ...columns('  --help', 'Print this'),
    '',
    'Examples:',
    ...command.examples.map((words) => `  ${commandLine(call, command.name, words)}`),
  ].join('\n');
}

/** The list of all commands with their purposes. */
export function overview(commands: readonly Command[], version: string, call: Call): string {
  return [
    `walkforest ${version}: walk-forward random forests for trading signals`,
    '',
    `Usage: ${commandLine(call, '<command>', '[options]')}`,
    '',
    ...commands.flatMap(({ name, purpose }) => columns(`  ${name}`, purpose)),
    '',
    `${commandLine(call, '<command>', '--help')} shows the options of a command.`,
  ].join('\n');
}

function optionHelp(name: string, row: OptionRow): readonly string[] {
  const manyChoices = row.kind === 'choice' && placeholderOf(row).length > LONGEST_CHOICES;
  const flag = `  ${flagOf(name)} ${manyChoices ? 'NAME' : placeholderOf(row)}`.trimEnd();
  const range = manyChoices ? rangeText(row) : rangeFact(row);
  const facts = [range, defaultFact(row)].filter((fact) => fact !== '');
  return columns(flag, facts.length === 0 ? row.doc : `${row.doc} (${facts.join('; ')})`);
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

/** `left`, and beside it (below it if `left` is long) `right`, wrapped to the width. */
function columns(left: string, right: string): readonly string[] {
  const indent = ' '.repeat(FLAG_WIDTH);
  const lines = wrap(right, WIDTH - FLAG_WIDTH).map((line) => `${indent}${line}`);
  if (left.length >= FLAG_WIDTH - 1) return [left, ...lines];
  return [left.padEnd(FLAG_WIDTH) + lines[0]!.slice(FLAG_WIDTH), ...lines.slice(1)];
}

function wrap(text: string, width: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
