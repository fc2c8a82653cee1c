/**
 * Which column of a file is the strategy's returns, and which of its rows are used together with a
 * benchmark and trials. Must not know: how the columns were read, what is done with the returns.
 */

import { utcDate } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import { foundText } from './column-names.ts';
import type { ReturnColumn, ReturnsFile } from './read-returns.ts';

/** A column of numbers: NaN where there is no value. */
export type NamedReturns = {
  readonly name: string;
  /** Unix seconds (rows), increasing. */
  readonly time: Float64Array;
  /** Float64Array (rows). */
  readonly values: Float64Array;
};

/** Names of the strategy's own net returns, the likeliest first; signs and blanks do not count. */
const USUAL_NAMES = [
  'net',
  'netreturn',
  'netreturns',
  'strategy',
  'strategyreturn',
  'strategyreturns',
  'portfolio',
  'portfolioreturn',
  'portfolioreturns',
  'returns',
  'return',
  'dailyreturns',
  'dailyreturn',
  'ret',
];

/** Names of a benchmark, which is never the strategy unless asked for. */
const BENCHMARKS = new Set([
  'benchmark',
  'benchmarkreturn',
  'benchmarkreturns',
  'buyhold',
  'buyandhold',
]);

/**
 * The column of `file` that is `asked` for; without it `net`, else another usual name, else the
 * only column of numbers.
 * @throws InputError if there is none or no single one, and for a cell that is no number
 */
export function pickReturns(file: ReturnsFile, asked: string | undefined): NamedReturns {
  const { columns, header } = file;
  if (asked !== undefined) return numbersOf(file, askedColumn(file, asked));
  for (const name of USUAL_NAMES) {
    const found = columns.filter((column) => letters(column.name) === name);
    if (found.length === 1) return numbersOf(file, found[0]!);
  }
  const candidates = columns.filter(
    (column) => hasNumbers(column) && !BENCHMARKS.has(letters(column.name)),
  );
  if (candidates.length === 1) return numbersOf(file, candidates[0]!);
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) return numbersOf(file, only);
  const names = foundText(columns.map(({ name }) => name));
  throw new InputError(
    candidates.length === 0
      ? `${header}: expected a column of returns, got none of numbers; found ${names}`
      : `${header}: expected one column of returns, or one called net, strategy or returns; ` +
          `found ${names}: say which one it is (--column NAME)`,
  );
}

/**
 * Every column of numbers of `file`.
 * @throws InputError if there is none, or two of one name, and for a cell that is no number
 */
export function allReturns(file: ReturnsFile): readonly NamedReturns[] {
  const numbers = file.columns.filter(hasNumbers);
  if (numbers.length === 0) {
    const names = foundText(file.columns.map(({ name }) => name));
    throw new InputError(`${file.header}: expected a column of returns a trial; found ${names}`);
  }
  const twice = numbers.find(({ name }, i) => numbers.findIndex((one) => one.name === name) !== i);
  if (twice !== undefined) {
    throw new InputError(`${file.header}: expected one trial "${twice.name}", got two or more`);
  }
  return numbers.map((column) => numbersOf(file, column));
}

/** A column that looks like a benchmark's, undefined if there is none. */
export function benchmarkNameOf({ columns }: ReturnsFile): string | undefined {
  return columns.find(({ name }) => BENCHMARKS.has(letters(name)))?.name;
}

/** Series on the same rows, each Float64Array (rows) without a missing value. */
export type AlignedReturns = {
  readonly time: Float64Array;
  /** The assessed series first, then the others in their order. */
  readonly series: readonly Float64Array[];
  /** Rows of the assessed series without a value, and those beyond what the others have. */
  readonly empty: number;
  readonly outside: number;
};

/**
 * The rows on which `assessed` has a return, from the first on which all `others` have one to the
 * last. Rows before and after are left out: a percentage change has no value in its first row.
 * @throws InputError where another series has no value on a row between, and if no row is left
 */
export function alignReturns(
  assessed: NamedReturns,
  others: readonly NamedReturns[],
): AlignedReturns {
  const own = rowsOf(assessed);
  const tables = others.map((other) => ({ ...other, byTime: rowsOf(other) }));
  const all = [own, ...tables.map(({ byTime }) => byTime)];
  const start = Math.max(...all.map((rows) => firstOf(rows.keys())));
  const end = Math.min(...all.map((rows) => lastOf(rows.keys())));
  const time = Float64Array.from(own.keys()).filter((at) => at >= start && at <= end);
  if (time.length === 0) {
    throw new InputError(
      `${assessed.name}: expected times in common with ${foundText(others.map((o) => o.name))}, ` +
        'got none',
    );
  }
  const series = tables.map(({ name, byTime }) =>
    time.map((at) => {
      const value = byTime.get(at);
      if (value !== undefined) return value;
      const missing = time.reduce((count, t) => count + (byTime.has(t) ? 0 : 1), 0);
      throw new InputError(
        `${name}: expected a return on every row of ${assessed.name}, got none on ${missing} of ` +
          `${time.length} (the first: ${utcDate(at)}): take those rows out, or write 0 where ` +
          'nothing was earned',
      );
    }),
  );
  return {
    time,
    series: [time.map((at) => own.get(at)!), ...series],
    empty: assessed.time.length - own.size,
    outside: own.size - time.length,
  };
}

/** The rows that have a value, in order of time. @throws InputError if there is none */
function rowsOf({ name, time, values }: NamedReturns): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  for (const [row, at] of time.entries()) {
    if (!Number.isNaN(values[row]!)) rows.set(at, values[row]!);
  }
  if (rows.size === 0) throw new InputError(`${name}: expected returns, got empty cells only`);
  return rows;
}

/** Also true for numbers with a cell that is none: then `numbersOf` names the cell. */
function hasNumbers(column: ReturnColumn): boolean {
  return 'values' in column ? !column.values.every(Number.isNaN) : column.mostlyNumbers;
}

function firstOf(times: Iterable<number>): number {
  for (const time of times) return time;
  return Number.NaN;
}

function lastOf(times: Iterable<number>): number {
  let last = Number.NaN;
  for (const time of times) last = time;
  return last;
}

function askedColumn({ columns, header }: ReturnsFile, asked: string): ReturnColumn {
  const exact = columns.filter(({ name }) => name === asked);
  const found =
    exact.length > 0
      ? exact
      : columns.filter(({ name }) => name.toLowerCase() === asked.trim().toLowerCase());
  if (found.length === 1) return found[0]!;
  const names = foundText(columns.map(({ name }) => name));
  throw new InputError(
    `${header}: expected one column "${asked}", got ${found.length}; found ${names}`,
  );
}

function numbersOf({ time }: ReturnsFile, column: ReturnColumn): NamedReturns {
  if ('problem' in column) throw new InputError(column.problem);
  return { name: column.name, time, values: column.values };
}

/** `Net Return (%)` and `net_return` are `netreturn`. */
function letters(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '');
}
