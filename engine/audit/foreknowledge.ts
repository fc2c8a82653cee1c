/**
 * Whether a column knows the future better than an honest one can. These checks look at values
 * only, so they also find leaks in columns that were computed elsewhere and came with the file.
 * Must not know: features by name, forests.
 */

import type { Bars } from '../core/bars.ts';
import { UNKNOWN_CODE } from '../core/feature-source.ts';
import { normalQuantile } from '../statistics/normal.ts';
import { PLACES, placeReadings } from './hidden-digits.ts';
import { finitePairs, rankCorrelation, runsShare } from './rank-association.ts';

/** What the columns are compared with. */
export type Future = {
  /** Float64Array (bars): log return over the target's horizon, NaN for the last bars. */
  readonly horizonReturn: Float64Array;
  /** Float64Array (bars): log return of the next bar, NaN for the last one. */
  readonly nextReturn: Float64Array;
  /** Float64Array (bars): the target's codes, NaN where they are not known. */
  readonly codes: Float64Array;
  readonly horizonBars: number;
  readonly barsPerYear: number;
  /** Number of columns that are looked at: the more, the better is the best of them by luck. */
  readonly columns: number;
};

/**
 * A yearly Sharpe ratio that no honest column earns alone. A column whose correlation with the next
 * return is r allows a Sharpe ratio of about r · √(decisions a year): the fundamental law, Grinold,
 * "The fundamental law of active management", Journal of Portfolio Management 15 (1989).
 */
const IMPOSSIBLE_SHARPE = 5;
/** However few decisions a year has, a correlation above this is too good. */
const HIGHEST_CORRELATION = 0.6;
/** Chance of one false accusation among all columns of an audit, by luck alone. */
const LEVEL = 1e-4;
/** With fewer rows nothing can be said. */
const LEAST_ROWS = 60;
/** A rank correlation above this is a copy: rounding and a few missing rows leave so much. */
const COPY = 0.95;
/** A column that orders labels into fewer than this share of the expected runs determines them. */
const FEW_RUNS = 0.1;
/** Earlier returns that a size is compared with. */
const PAST_BARS = 20;
/** If fewer runs are expected, a small share of them can be luck. */
const LEAST_RUNS = 40;

/** The future of `bars`, for a target's codes. */
export function futureOf(
  { close }: Bars,
  codes: Int8Array,
  facts: Pick<Future, 'horizonBars' | 'barsPerYear' | 'columns'>,
): Future {
  const ahead = (bars: number): Float64Array =>
    close.map((price, i) => Math.log((close[i + bars] ?? Number.NaN) / price));
  return {
    ...facts,
    horizonReturn: ahead(facts.horizonBars),
    nextReturn: ahead(1),
    codes: Float64Array.from(codes, (code) => (code === UNKNOWN_CODE ? Number.NaN : code)),
  };
}

/**
 * Why the values know the next return too well; undefined if they do not. Either the values
 * themselves or the bars on which they are defined may do so. The correlation must be too good by
 * more than luck: its lower bound, Bonferroni's over all columns, is compared with the limit.
 */
export function tooGoodFault(values: ArrayLike<number>, future: Future): string | undefined {
  const defined = Float64Array.from(values, (value) => (Number.isFinite(value) ? 1 : 0));
  const first = defined.indexOf(1);
  const readings = [
    { what: 'it', x: Float64Array.from(values) },
    { what: 'whether it is defined', x: defined.map((is, i) => (i < first ? Number.NaN : is)) },
  ];
  const returns = [
    { what: "the next bar's return", y: future.nextReturn, bars: 1 },
    {
      what: `the return of the next ${future.horizonBars} bars`,
      y: future.horizonReturn,
      bars: future.horizonBars,
    },
  ].slice(0, future.horizonBars === 1 ? 1 : 2);
  for (const { what, x } of readings) {
    for (const { what: ahead, y, bars } of returns) {
      const pairs = finitePairs(x, y);
      const correlation = rankCorrelation(pairs);
      const limit = correlationLimit(future.barsPerYear / bars);
      const least = Math.abs(correlation) - luckOf(pairs.x.length / bars, future.columns);
      if (pairs.x.length < LEAST_ROWS || !(least > limit)) continue;
      return (
        `the rank correlation of ${ahead} with ${what} is ${correlation.toFixed(3)}, surely ` +
        `above ${least.toFixed(3)}; more than ${limit.toFixed(3)} would be a Sharpe ratio of ` +
        `${IMPOSSIBLE_SHARPE} from this column alone`
      );
    }
  }
  return undefined;
}

/** Why the digits of the values know the next return or its size; undefined if they do not. */
export function hiddenDigitsFault(values: ArrayLike<number>, future: Future): string | undefined {
  const looks = [
    {
      ahead: "the direction of the next bar's return",
      later: future.nextReturn,
      limit: correlationLimit(future.barsPerYear),
    },
    {
      ahead: "whether the next bar's return is large",
      later: excessSize(future.nextReturn),
      limit: HIGHEST_CORRELATION,
    },
  ];
  for (const { ahead, later, limit } of looks) {
    for (const { what, correlation, rows } of placeReadings(values, later)) {
      const least = correlation - luckOf(rows, future.columns * PLACES * looks.length);
      if (rows < LEAST_ROWS || !(least > limit)) continue;
      return (
        `${what} of its values tells ${ahead}: correlation ${correlation.toFixed(3)}, surely ` +
        `above ${least.toFixed(3)}; an honest column has at most ${limit.toFixed(3)}`
      );
    }
  }
  return undefined;
}

/** The size of each return less the mean size of those that are known at the bar. */
function excessSize(nextReturn: Float64Array): Float64Array {
  return nextReturn.map((r, i) => {
    let sum = 0;
    for (let k = 1; k <= PAST_BARS; k++) sum += Math.abs(nextReturn[i - k] ?? Number.NaN);
    return Math.abs(r) - sum / PAST_BARS;
  });
}

/** What `tooGoodFault` tries, as a text. */
export function tooGoodTried(values: ArrayLike<number>, future: Future): string {
  const correlation = rankCorrelation(finitePairs(values, future.nextReturn));
  const limit = correlationLimit(future.barsPerYear);
  const text = Number.isNaN(correlation) ? 'undefined' : correlation.toFixed(3);
  return `rank correlation with the next return ${text}, too good above ${limit.toFixed(3)}`;
}

/** Why the values are the target in disguise; undefined if they are not. */
export function targetCopyFault(values: ArrayLike<number>, future: Future): string | undefined {
  const sizes = [
    { what: "the next bar's return", y: future.nextReturn },
    { what: "the size of the next bar's return", y: future.nextReturn.map(Math.abs) },
    { what: `the return of the next ${future.horizonBars} bars`, y: future.horizonReturn },
  ];
  for (const { what, y } of sizes) {
    const pairs = finitePairs(values, y);
    const correlation = rankCorrelation(pairs);
    if (pairs.x.length < LEAST_ROWS || !(Math.abs(correlation) > COPY)) continue;
    return `it orders the bars as ${what} does: rank correlation ${correlation.toFixed(4)}`;
  }
  const share = runsShare(finitePairs(values, future.codes), LEAST_RUNS);
  if (!(share < FEW_RUNS)) return undefined;
  return (
    "it determines the target's class: sorted by it, the labels change " +
    `${(100 * share).toFixed(1)} % as often as they would if it told nothing`
  );
}

/** The largest honest correlation if there are so many decisions a year. */
function correlationLimit(decisionsPerYear: number): number {
  return Math.min(HIGHEST_CORRELATION, IMPOSSIBLE_SHARPE / Math.sqrt(decisionsPerYear));
}

/** How much luck adds to the largest of `columns` correlations of `count` independent pairs. */
function luckOf(count: number, columns: number): number {
  return normalQuantile(1 - LEVEL / (2 * Math.max(1, columns))) / Math.sqrt(Math.max(1, count - 1));
}
