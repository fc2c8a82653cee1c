/**
 * Cases of figures that were silently wrong, as a folder of them is written: a command on a file,
 * and what its document and its text must say. Knows how a case is run and read, and no case.
 */

import { join } from 'node:path';
import type { Printed } from './run-here.ts';
import { COMMANDS } from '../../cli/commands.ts';
import { wallClock } from '../../cli/framework/process-world.ts';
import { loadBars } from '../../data/load-bars.ts';
import { isoTime } from '../../engine/core/bar-time.ts';
import { runHere } from './run-here.ts';

type Call = { readonly command: string; readonly options: readonly string[] };

type Expectation = {
  /** A path in the JSON document, or `stdout`, `stderr`, `exit`. */
  readonly path: string;
  readonly equals?: unknown;
  readonly near?: number;
  readonly tolerance?: number;
  /** Some line has all of these; `a|b` is one of the two. */
  readonly contains?: readonly string[];
  /** The text has none of these. */
  readonly absent?: readonly string[];
  /** Paths of two times: log(close of the bar after `to` / close of the bar at `from`). */
  readonly logCloseRatio?: { readonly from: string; readonly to: string };
};

export type MoneyCase = Call & {
  readonly file: string;
  readonly kind: string;
  readonly why: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly before?: readonly Call[];
  readonly expect: readonly Expectation[];
};

/** Where a case is run: the folder of the files, and an empty one. */
export type Places = { readonly files: string; readonly tmp: string };

/**
 * What is wrong about a case, a line for each expectation that does not hold; empty: all hold.
 */
export async function moneyProblems(money: MoneyCase, places: Places): Promise<string[]> {
  for (const call of money.before ?? []) {
    const { code, stderr } = await runCall(call, money, places);
    if (code !== 0) return [`before: ${call.command} ended with ${code}: ${stderr}`];
  }
  const printed = await runCall(money, money, places);
  const problems = await Promise.all(
    money.expect.map((expected) => problemOf(expected, printed, { money, places })),
  );
  const found = problems.filter((problem) => problem !== undefined);
  return found.length === 0 ? [] : [...found, `stderr: ${printed.stderr.trimEnd()}`];
}

async function runCall(call: Call, money: MoneyCase, { files, tmp }: Places): Promise<Printed> {
  const [name, ...words] = call.command.split(' ');
  const load = COMMANDS[name!];
  if (load === undefined) return { code: 2, stdout: '', stderr: `no command ${name}` };
  const options = call.options.map((option) =>
    option.replaceAll('{file}', join(files, money.file)).replaceAll('{tmp}', tmp),
  );
  const env = money.env ?? {};
  return runHere(await load(), [...words, ...options, '--json'], { env, now: wallClock(env) });
}

type Run = { readonly money: MoneyCase; readonly places: Places };

async function problemOf(
  expected: Expectation,
  printed: Printed,
  run: Run,
): Promise<string | undefined> {
  const { path, contains, absent } = expected;
  if (contains !== undefined || absent !== undefined) {
    const raw = String(valueAt(path, printed));
    const text = withoutName(raw, run).toLowerCase();
    const has = (part: string, words: string): boolean =>
      words.split('|').some((word) => part.includes(word.toLowerCase()));
    const lines = text.split('\n');
    if (contains && !lines.some((line) => contains.every((words) => has(line, words)))) {
      return `${path}: expected a line with ${contains.join(' and ')}`;
    }
    const seen = (absent ?? []).filter((words) => has(text, words));
    return seen.length === 0 ? undefined : `${path}: expected no "${seen.join('", "')}"`;
  }
  const value = valueAt(path, printed);
  const wanted = await wantedValue(expected, printed, run);
  if (expected.tolerance === undefined) {
    return same(value, wanted)
      ? undefined
      : `${path}: expected ${text(wanted)}, got ${text(value)}`;
  }
  const limit = expected.tolerance * Math.max(1, Math.abs(Number(wanted)));
  const near = typeof value === 'number' && Math.abs(value - Number(wanted)) <= limit;
  return near ? undefined : `${path}: expected ${text(wanted)} ± ${limit}, got ${text(value)}`;
}

async function wantedValue(
  { path, equals, near, logCloseRatio }: Expectation,
  printed: Printed,
  { money, places }: Run,
): Promise<unknown> {
  if (equals !== undefined) return equals;
  if (near !== undefined) return near;
  if (logCloseRatio === undefined) throw new Error(`${path}: an expectation of an unknown form`);
  const timeframe = money.options.includes('4h') ? '4h' : '1d';
  const { bars } = await loadBars(join(places.files, money.file), { timeframe });
  const index = (where: string): number =>
    [...bars.time].findIndex((time) => isoTime(time) === valueAt(where, printed));
  const [from, to] = [index(logCloseRatio.from), index(logCloseRatio.to)];
  return from < 0 || to < 0 ? Number.NaN : Math.log(bars.close[to + 1]! / bars.close[from]!);
}

/** The value at `a.b[0].c` of the document, or an output of the process; undefined: none. */
function valueAt(path: string, { code, stdout, stderr }: Printed): unknown {
  if (path === 'exit') return code;
  if (path === 'stdout') return stdout;
  if (path === 'stderr') return stderr;
  if (stdout === '') return undefined;
  let value: unknown = JSON.parse(stdout);
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

/** A file's own name must not pass for what is said about it. */
function withoutName(raw: string, { money, places }: Run): string {
  return raw.replaceAll(join(places.files, money.file), '').replaceAll(money.file, '');
}

function same(value: unknown, wanted: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(wanted);
}

function text(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
