/**
 * How the program was called: by `npm run`, by npx, or by its own name. Usage lines and hints show
 * that form. And what npm kept for itself: an option before the `--` of `npm run` does not reach
 * the program; npm puts it into the environment as one of its own settings (`npm_config_dry_run`).
 * If one setting of npm begins with the option's name, npm takes the option for that setting.
 * Tried with npm 10 and 11. Two options cannot be seen here, because npm takes them for old
 * settings of its own and hands neither on: `--local`, which its command asks for again, and
 * `--key`, of which npm itself warns, as it does of a value of `--lock` that is none of its own.
 * Pure: environment and files are handed in.
 */

import { join } from 'node:path';
import { InputError } from '../../engine/core/errors.ts';
import { flagOf, type OptionTable } from '../../engine/core/options.ts';
import { placeholderOf } from './placeholder.ts';

/** The program's name on the command line and in the registry. */
export const PROGRAM = 'walkforest';

/** A call of the program. */
export type Call = {
  readonly by: 'npm run' | 'npx' | 'name';
  /** npm's settings that are neither its own nor a .npmrc's, by their names: `dry_run`. */
  readonly keptByNpm: Readonly<Record<string, string>>;
};

type Environment = Readonly<Record<string, string | undefined>>;

const SETTING = 'npm_config_';

/**
 * The call that `env` shows.
 * @param command the command's name, undefined if there is none
 * @param readText the text of a file, undefined if it cannot be read: npm hands on what a .npmrc
 *   says, which was meant for npm
 */
export function callOf(
  env: Environment,
  command: string | undefined,
  readText: (path: string) => string | undefined,
): Call {
  const npmCommand = env['npm_command'];
  if (npmCommand === undefined) return { by: 'name', keptByNpm: {} };
  return { by: formOf(env, npmCommand, command), keptByNpm: keptByNpm(env, readText) };
}

/** The line by which `command` is called with `words`, in the form of `call`. */
export function commandLine({ by }: Pick<Call, 'by'>, command: string, words = ''): string {
  const rest = words === '' ? '' : ` ${words}`;
  if (by === 'npm run') return `npm run ${command}${rest === '' ? '' : ` --${rest}`}`;
  return `${by === 'npx' ? `npx ${PROGRAM}` : PROGRAM} ${command}${rest}`;
}

/**
 * Refuses a call of which npm kept an option.
 * @param table all options of the command `name`
 * @throws InputError that names the options and the line that would be right
 */
export function refuseKeptByNpm(call: Call, name: string, table: OptionTable): void {
  const rows: OptionTable = { ...table, help: HELP };
  const kept = Object.keys(rows).flatMap((row) => {
    const setting = settingsOf(row).find((name) => Object.hasOwn(call.keptByNpm, name));
    return setting === undefined ? [] : [{ row, setting }];
  });
  if (kept.length === 0) return;
  const flags = kept.map(({ row }) => flagOf(row)).join(' and ');
  const words = kept.map(({ row, setting }) => withValue(row, call.keptByNpm[setting]!, rows));
  const settings = kept.map(({ setting }) => SETTING + setting).join(' and ');
  const where = {
    'npm run': 'after --',
    npx: `after ${PROGRAM}`,
    // A script of another name calls the program.
    name: 'after --, so that npm calls',
  }[call.by];
  const line = commandLine(call, name, words.join(' '));
  throw new InputError(
    `npm kept ${flags} for itself: write it ${where}: ${line} ` +
      `(or, if it was meant for npm, unset ${settings})`,
  );
}

/** `--help` is no row of a table, but npm may keep it all the same. */
const HELP = { kind: 'flag', default: false, doc: 'Print this' } as const;

/**
 * The settings of npm 10 and 11 that are the only one to begin with the name of an option; with
 * --silent npm does not say that it takes the one for the other.
 */
const LONGER_SETTINGS: Readonly<Record<string, string>> = {
  lock: 'lockfile_version',
  to: 'token_description',
};

/** Where an option may be among npm's settings: `dryRun` is `dry_run`. */
function settingsOf(name: string): readonly string[] {
  const setting = flagOf(name).slice('--'.length).replaceAll('-', '_');
  const longer = LONGER_SETTINGS[setting];
  return longer === undefined ? [setting] : [setting, longer];
}

/** npm gives `true` for an option whose value follows: the value becomes a word of its own. */
function withValue(name: string, value: string, table: OptionTable): string {
  const row = table[name]!;
  if (row.kind === 'flag') return flagOf(name);
  const known = !value.split(/\s+/).includes('true');
  return `${flagOf(name)} ${known ? value : placeholderOf(row)}`;
}

function formOf(env: Environment, npmCommand: string, command: string | undefined): Call['by'] {
  const script = env['npm_lifecycle_script'] ?? '';
  if (npmCommand === 'exec') {
    // Other programs that npx runs may start this one: then the script is theirs.
    return /^['"]?walkforest['"]?(\s|$)/.test(script) ? 'npx' : 'name';
  }
  const isRun = npmCommand === 'run' || npmCommand === 'run-script';
  return isRun && command !== undefined && env['npm_lifecycle_event'] === command
    ? 'npm run'
    : 'name';
}

function keptByNpm(
  env: Environment,
  readText: (path: string) => string | undefined,
): Readonly<Record<string, string>> {
  const folder = env[`${SETTING}local_prefix`];
  const files = [
    env[`${SETTING}userconfig`],
    env[`${SETTING}globalconfig`],
    folder === undefined ? undefined : join(folder, '.npmrc'),
  ];
  const ofFiles = files.flatMap((path) =>
    path === undefined ? [] : settingsIn(readText(path) ?? ''),
  );
  // A file that says false did not turn the setting on: that was an option.
  const isOfFile = (name: string, value: string): boolean =>
    ofFiles.some((line) => line.name === name && !(line.value === 'false' && value === 'true'));
  const settings = Object.entries(env).flatMap(([key, value]) =>
    key.startsWith(SETTING) && value !== undefined ? [[key.slice(SETTING.length), value]] : [],
  );
  return Object.fromEntries(settings.filter(([name, value]) => !isOfFile(name!, value!)));
}

type FileSetting = { readonly name: string; readonly value: string | undefined };

/** What a .npmrc sets, with the names that npm writes into the environment. */
function settingsIn(text: string): readonly FileSetting[] {
  const lines = text.matchAll(/^\s*([\w-]+)[ \t]*(?:=[ \t]*(.*?))?[ \t\r]*$/gm);
  return Array.from(lines, ([, name, value]) => {
    return { name: name!.replaceAll('-', '_').toLowerCase(), value };
  });
}
