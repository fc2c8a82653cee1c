/**
 * From the words after the command's name to the options of the command. Flags win over the
 * file of `--config`, which wins over the defaults of the option table.
 * Must not know: any particular command.
 */

import { parseArgs } from 'node:util';
import type { OptionTable, OptionValues } from '../../engine/core/options.ts';
import type { Command } from './command.ts';
import { InputError } from '../../engine/core/errors.ts';
import { flagOf, nearest, resolveOptions } from '../../engine/core/options.ts';
import { commandLine, refuseKeptByNpm, type Call } from './call.ts';
import { COMMON_OPTIONS } from './command.ts';
import { readJsonFile } from './json-file.ts';
import { placeholderOf } from './placeholder.ts';

/** The values of a command's own options and of the options that every command has. */
export type CommandOptions = Readonly<Record<string, unknown>> &
  OptionValues<typeof COMMON_OPTIONS>;

/**
 * `'help'` if the words contain `--help` or `-h`, otherwise the values of all options, frozen.
 * @throws InputError if npm kept an option, and for words that are no options of the command
 */
export async function readArguments(
  command: Command,
  words: readonly string[],
  call: Call,
): Promise<'help' | CommandOptions> {
  const given = parseWords(command, tableOf(command), words, call);
  return given === 'help' ? 'help' : await completeOptions(command, given);
}

/** Throws if one of the values is not allowed. It is asked before a file that they name is read. */
export type ValuesCheck = (values: Readonly<Record<string, unknown>>) => Promise<void>;

/**
 * The values of all options of `command`, frozen, from those that were `given`.
 * @param check looks at the given values, at those of the --config file, and at the result
 * @throws InputError for values that are no options of the command or do not fit them
 */
export async function completeOptions(
  command: Command,
  given: Readonly<Record<string, unknown>>,
  check: ValuesCheck = async () => {},
): Promise<CommandOptions> {
  await check(given);
  const path = given['config'];
  const fromFile = typeof path === 'string' ? await readConfigFile(command, path) : {};
  await check(fromFile);
  requirePositionals(command, { ...fromFile, ...given });
  // The values of the file are checked alone first, so that an error message names the file.
  if (typeof path === 'string') resolveOptions(command.options, fromFile, path);
  const presets = (await command.presets?.({ ...fromFile, ...given })) ?? {};
  const values = { ...presets, ...fromFile, ...given };
  const options = resolveOptions(tableOf(command), values, 'command line');
  await check(options);
  return options;
}

function tableOf(command: Command): OptionTable & typeof COMMON_OPTIONS {
  return { ...command.options, ...COMMON_OPTIONS };
}

function parseWords(
  command: Command,
  table: OptionTable,
  words: readonly string[],
  call: Call,
): 'help' | Record<string, unknown> {
  const names = new Map(Object.keys(table).map((name) => [flagOf(name), name]));
  const options = Object.fromEntries(
    Array.from(names, ([flag, name]) => {
      const type = table[name]!.kind === 'flag' ? ('boolean' as const) : ('string' as const);
      return [flag.slice(2), { type }];
    }),
  );
  const { tokens } = parseArgs({
    args: withBareValues(words, table),
    options,
    strict: false,
    tokens: true,
  });
  if (tokens.some((t) => t.kind === 'option' && (t.name === 'help' || t.rawName === '-h'))) {
    return 'help';
  }
  // Before the words are looked at: the values of kept options are among them.
  refuseKeptByNpm(call, command.name, table);
  const given: Record<string, unknown> = {};
  let position = 0;
  for (const token of tokens) {
    if (token.kind === 'option') {
      const { name, value } = flagValue(token, table, names);
      give(given, name, value, table);
    } else if (token.kind === 'positional') {
      const positional = command.positionals[position++];
      if (positional === undefined) throw unexpected(command, token.value, call);
      give(given, positional.option, token.value, table);
    }
  }
  return given;
}

/** `words` with the value of a flag that stands alone and has one for that: `--onchain --json`. */
function withBareValues(words: readonly string[], table: OptionTable): string[] {
  const bare = new Map<string, string>();
  for (const [name, row] of Object.entries(table)) {
    if (row.kind === 'text' && row.bare !== undefined) bare.set(flagOf(name), row.bare);
  }
  return words.map((word, i) => {
    const alone = words[i + 1]?.startsWith('-') ?? true;
    return alone && bare.has(word) ? `${word}=${bare.get(word)}` : word;
  });
}

/** Ends a message about a name that is unlike any other. */
const LISTED = '; --help lists them';

type OptionToken = {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

/** The option that a flag names, and its value as given; `--no-json` means `json` is false. */
function flagValue(
  token: OptionToken,
  table: OptionTable,
  names: ReadonlyMap<string, string>,
): { readonly name: string; readonly value: unknown } {
  const negated = names.get(`--${token.name.replace(/^no-/, '')}`);
  if (token.name.startsWith('no-') && negated !== undefined && table[negated]!.kind === 'flag') {
    return { name: negated, value: false };
  }
  const name = names.get(token.rawName);
  if (name === undefined) {
    const near = nearest(token.rawName, [...names.keys()]);
    const hint = near === undefined ? LISTED : `, did you mean ${near}?`;
    throw new InputError(`command line: unknown option ${token.rawName}${hint}`);
  }
  if (table[name]!.kind === 'flag') return { name, value: token.value ?? true };
  const swallowed = token.inlineValue !== true && token.value?.startsWith('--') === true;
  if (token.value === undefined || swallowed) {
    throw new InputError(
      `command line: ${token.rawName}: expected a value ${placeholderOf(table[name]!)}, got none`,
    );
  }
  return { name, value: token.value };
}

/** Adds a value to `given`. Only a repeatable list may be given twice. */
function give(
  given: Record<string, unknown>,
  name: string,
  value: unknown,
  table: OptionTable,
): void {
  const row = table[name]!;
  const repeatable = row.kind === 'list' && row.repeatable === true;
  if (!Object.hasOwn(given, name)) given[name] = value;
  else if (repeatable) given[name] = [given[name], value].flat();
  else throw new InputError(`command line: ${flagOf(name)}: expected once, got it twice`);
}

function unexpected(command: Command, word: string, call: Call): InputError {
  const line = commandLine(call, command.name, '--option value');
  return new InputError(`command line: unexpected argument "${word}"; options are written ${line}`);
}

function requirePositionals(command: Command, given: Readonly<Record<string, unknown>>): void {
  for (const { option, required } of command.positionals) {
    if (required && given[option] === undefined) {
      const expected = placeholderOf(command.options[option]!);
      throw new InputError(`command line: expected ${expected}, got nothing; --help tells more`);
    }
  }
}

async function readConfigFile(command: Command, path: string): Promise<Record<string, unknown>> {
  const expected = 'a JSON object of options (cli/config.schema.json lists them)';
  const content = await readJsonFile(path, expected);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    const got = Array.isArray(content) ? 'an array' : JSON.stringify(content);
    throw new InputError(`${path}: expected ${expected}, got ${got}`);
  }
  const { $schema: _schema, ...rest } = content as Record<string, unknown>;
  const options = sectionOf(command, rest, path);
  const known = Object.keys(command.options);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    const hint = near === undefined ? LISTED : `, did you mean "${near}"?`;
    throw new InputError(`${path}: unknown key "${key}" for ${command.name}${hint}`);
  }
  return options;
}

/**
 * The options for `command`: all of `content`, or, if its values are objects, the one under the
 * command's name. No option has an object as its value, so that a file is one or the other.
 */
function sectionOf(
  command: Command,
  content: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, unknown> {
  const names = Object.keys(content);
  const isSection = (name: string): boolean =>
    typeof content[name] === 'object' && content[name] !== null && !Array.isArray(content[name]);
  const option = names.find((name) => !isSection(name));
  if (!names.some(isSection)) return content;
  if (option !== undefined) {
    throw new InputError(
      `${path}: expected options, or one object of options for each command, got both: ` +
        `"${option}" is no object`,
    );
  }
  if (!names.includes(command.name)) {
    throw new InputError(
      `${path}: expected options for ${command.name}, got only those for ${names.join(', ')}`,
    );
  }
  return content[command.name] as Record<string, unknown>;
}
