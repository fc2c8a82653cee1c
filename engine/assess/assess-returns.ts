/**
 * The assessment of a strategy's returns, whichever tool made them. Returns are simple ones, 0.01
 * is 1 %. Must not know: files, forests.
 */

import { InputError } from '../core/errors.ts';
import { returnPeriod, type ReturnPeriod } from '../core/return-period.ts';
import { assessedFigures, type AssessedFigures } from './assessed-figures.ts';
import { assessmentVerdict } from './assessment-verdict.ts';
import { checkRange, checkReturns } from './check-returns.ts';

/** What is known beside the returns. */
export type AssessOptions = {
  /** Unix seconds, one a return, increasing. */
  readonly time: ArrayLike<number>;
  /** Returns of a benchmark on the same bars; left out: none. */
  readonly benchmark?: ArrayLike<number> | undefined;
  /** Returns of all that was tried, by name, on the same bars; left out: not told. */
  readonly trials?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  /** How many trials were ever made; left out: not told. */
  readonly trialCount?: number | undefined;
  /** Returns in a year; `auto`, which is the default, finds it from the times. */
  readonly periodsPerYear?: number | 'auto' | undefined;
  /** Of the resamples; 42 if left out. */
  readonly seed?: number | undefined;
  /** What the returns and the benchmark are called in messages and in the verdict. */
  readonly name?: string | undefined;
  readonly benchmarkName?: string | undefined;
  /** Called after each draw of the noise that many trials are compared with, the longest part. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** Figures, how much of them is luck, and what they support. */
export type Assessment = AssessedFigures & {
  readonly returnPeriod: ReturnPeriod;
  /** Where the returns in a year come from: the times, or the caller. */
  readonly periodsFrom: 'times' | 'option';
  /** Five sentences: support, luck, fragility, trials, what would make it wrong. */
  readonly verdict: readonly string[];
};

const DEFAULT_SEED = 42;

/**
 * The assessment of simple returns of a strategy: figures, intervals, what is left after selection
 * and luck, what kills it, and a verdict in five sentences. Prices and equity are refused.
 * @throws InputError for fewer than 20 returns, values that no return has, series of different
 *   lengths, times that do not increase, and a period that is not known
 *
 * @example
 * const { verdict, statistics } = assessReturns(returns, { time, benchmark, trialCount: 120 });
 * verdict[0]; // What the data support: a Sharpe ratio of …
 * statistics.intervals.sharpe; // { lower, upper }
 */
export function assessReturns(returns: ArrayLike<number>, options: AssessOptions): Assessment {
  const { name = 'returns', benchmarkName = 'the benchmark', seed = DEFAULT_SEED } = options;
  const { periodsPerYear = 'auto', trialCount, onProgress } = options;
  const own = Float64Array.from(returns);
  const time = increasing(Float64Array.from(options.time));
  checkReturns(own, name);
  const benchmark =
    options.benchmark === undefined ? undefined : Float64Array.from(options.benchmark);
  if (benchmark !== undefined) checkReturns(benchmark, benchmarkName);
  const trials = Object.entries(options.trials ?? {}).map(([trial, values]) => {
    const named = { name: trial, returns: Float64Array.from(values) };
    checkRange(named.returns, trial);
    return named;
  });
  checkCount(trialCount, trials.length);
  const period = returnPeriod(time);
  const perYear = periodsPerYear === 'auto' ? period.perYear : periodsPerYear;
  if (perYear === undefined) {
    throw new InputError(
      `${name}: expected returns of a minute to a day, a week, a month, a quarter or a year, got ` +
        `${period.name} ones: say how many there are in a year (--periods-per-year N)`,
    );
  }
  const series = { returns: own, time, benchmark, trials };
  const terms = { periodsPerYear: perYear, period: period.name, trialCount, seed, onProgress };
  const figures = assessedFigures(series, terms);
  return {
    ...figures,
    returnPeriod: period,
    periodsFrom: periodsPerYear === 'auto' ? 'times' : 'option',
    verdict: assessmentVerdict(figures, { benchmark: benchmarkName }),
  };
}

function increasing(time: Float64Array): Float64Array {
  const odd = time.findIndex((value, i) => !(value > (i === 0 ? -Infinity : time[i - 1]!)));
  if (odd < 0) return time;
  throw new InputError(`time: expected unix seconds that increase, got ${time[odd]} at ${odd}`);
}

function checkCount(count: number | undefined, given: number): void {
  if (count === undefined || (Number.isInteger(count) && count >= Math.max(1, given))) return;
  throw new InputError(
    `number of trials: expected a whole number of at least ${Math.max(1, given)}` +
      `${given > 0 ? ', the trials that are given' : ''}, got ${count}`,
  );
}
