/**
 * Whether values were fitted to the whole file: standardised, scaled to a range, or ranked. Each
 * bar of such a column knows all others. Nobody can compute a given column again without later
 * bars, but what a fit makes exact over the file, no honest column hits by chance.
 * Must not know: bars.
 */

import { mean, populationDeviation } from '../statistics/moments.ts';
import { quantileOfSorted } from '../statistics/quantile.ts';

/** With fewer values an exact mean or range proves nothing. */
const LEAST_VALUES = 60;
/** What rounding of doubles leaves of a figure that a fit made exact. */
const ROUNDING = 1e-9;
/** Relative rounding of a product of doubles. */
const EPSILON = 1e-15;
/** What is left if floats of 32 bits were fitted and stored. */
const SINGLE_ROUNDING = 1e-5;
/** Decimals of a file's text: with fewer than two, figures are exact by chance. */
const DECIMALS = { least: 2, most: 9 };
/** A mean this small beside the deviation is no chance. */
const NO_MEAN = 1e-5;
/** Values nearer than this share of their range are the same: a sine that recurs is rounded. */
const SAME = 1e-12;
/** So many different values at least, or moments are exact by chance. */
const LEAST_DIFFERENT = 20;
/** Bins of equal counts, such as deciles: so many at least, with counts so near each other. */
const LEAST_BINS = 5;
const COUNTS_APART = 2;
/** Bars after which values may recur: the days of a year, and some. */
const LONGEST_PERIOD = 400;

/** Why `values` look fitted to the whole file; undefined if they do not. NaN counts as missing. */
export function wholeFileFault(values: ArrayLike<number>): string | undefined {
  const known = Float64Array.from(values).filter(Number.isFinite);
  const count = known.length;
  if (count < LEAST_VALUES) return undefined;
  const sorted = known.slice().sort();
  const bins = binCounts(sorted);
  const continuous = bins.length * 2 >= count;
  // A column of -1 and 1 has a mean of 0 and a deviation of 1 as well.
  const varied = bins.length >= LEAST_DIFFERENT;
  const step = storedStep(known);
  const slack = Math.max(ROUNDING, (2 * step) / Math.sqrt(count));
  return (
    (varied ? standardFault(known, slack) : undefined) ??
    ranksFault(sorted, step) ??
    (continuous ? (meanFault(known, slack) ?? rangeFault(sorted, step, slack)) : undefined) ??
    (isMonotone(known) ? undefined : orderFault(known, sorted, bins))
  );
}

function standardFault(known: Float64Array, slack: number): string | undefined {
  const deviation = populationDeviation(known);
  const deviations = [deviation, deviation * Math.sqrt(known.length / (known.length - 1))];
  const fitted = Math.abs(mean(known)) <= slack;
  return fitted && deviations.some((one) => Math.abs(one - 1) <= slack)
    ? 'its mean is 0 and its deviation 1 over the whole file: it was standardised with both'
    : undefined;
}

function meanFault(known: Float64Array, slack: number): string | undefined {
  const least = Math.min(slack, NO_MEAN * populationDeviation(known));
  return Math.abs(mean(known)) <= least
    ? 'its mean is 0 over the whole file: the mean of all bars was taken off'
    : undefined;
}

function rangeFault(sorted: Float64Array, step: number, slack: number): string | undefined {
  const count = sorted.length;
  const [middle, spread] = [
    quantileOfSorted(sorted, 0.5),
    quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25),
  ];
  if (Math.abs(middle) <= slack && Math.abs(spread - 1) <= slack) {
    return 'its median is 0 and its quartiles are 1 apart over the whole file: it was scaled';
  }
  // Rounded values may reach an end more than once. Oscillators reach theirs often.
  const most = step === 0 ? 1 : 3;
  const atEnds = sorted[0] === 0 && sorted[count - 1] === 1;
  const rarely = sorted[most]! > 0 && sorted[count - 1 - most]! < 1;
  return atEnds && rarely
    ? 'its least value is 0 and its greatest 1 over the whole file: it was scaled to its range'
    : undefined;
}

function ranksFault(sorted: Float64Array, stored: number): string | undefined {
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const step = (most - least) / (sorted.length - 1);
  const slack = Math.max(ROUNDING, stored);
  if (step <= 2 * slack || least < 0 || !(most <= 1 + ROUNDING)) return undefined;
  const even = sorted.every((value, i) => Math.abs(value - (least + i * step)) <= slack);
  return even
    ? 'its values are the ranks of all bars of the file, from 0 to 1: each bar changes them'
    : undefined;
}

/** Ranks as whole numbers, and bins that hold as many bars each. Time itself is no rank. */
function orderFault(
  known: Float64Array,
  sorted: Float64Array,
  bins: readonly number[],
): string | undefined {
  const count = known.length;
  const whole = sorted[0] === 0 || sorted[0] === 1;
  if (whole && sorted.every((value, i) => value === sorted[0]! + i)) {
    return 'its values are the ranks of all bars of the file: each bar changes them';
  }
  const size = bins.length;
  const [fewest, most] = [
    bins.reduce((a, b) => Math.min(a, b)),
    bins.reduce((a, b) => Math.max(a, b)),
  ];
  if (size < LEAST_BINS || size * 3 > count || most - fewest > COUNTS_APART) return undefined;
  if (recurs(known)) return undefined;
  return `its ${size} values occur equally often: bins with edges from all bars of the file`;
}

/**
 * True if most values are those of some bars before: weekdays and seasons recur, and a weekly value
 * stands for a week, so that all of them are as frequent as each other.
 */
function recurs(values: Float64Array): boolean {
  const longest = Math.min(LONGEST_PERIOD, values.length >> 1);
  for (let period = 1; period <= longest; period++) {
    let same = 0;
    for (let i = period; i < values.length; i++) {
      if (Math.abs(values[i]! - values[i - period]!) <= ROUNDING) same++;
    }
    if (same * 2 > values.length - period) return true;
  }
  return false;
}

/** The distance of the numbers that the values were rounded to; 0 if they were not. */
function storedStep(values: Float64Array): number {
  for (let decimals = DECIMALS.least; decimals <= DECIMALS.most; decimals++) {
    const power = 10 ** decimals;
    const isRounded = (value: number): boolean => {
      const scaled = value * power;
      return Math.abs(scaled - Math.round(scaled)) <= ROUNDING + EPSILON * Math.abs(scaled);
    };
    if (values.every(isRounded)) return 1 / power;
  }
  return values.every((value) => Math.fround(value) === value) ? SINGLE_ROUNDING : 0;
}

/** How often each of the different values occurs, in their order. Rounding makes none different. */
function binCounts(sorted: Float64Array): readonly number[] {
  const least = SAME * (sorted.at(-1)! - sorted[0]!);
  const counts: number[] = [];
  for (let i = 0; i < sorted.length; i++) {
    if (i > 0 && sorted[i]! - sorted[i - 1]! <= least) counts[counts.length - 1]!++;
    else counts.push(1);
  }
  return counts;
}

function isMonotone(values: Float64Array): boolean {
  const steps = new Set(values.subarray(1).map((value, i) => Math.sign(value - values[i]!)));
  return !(steps.has(1) && steps.has(-1));
}
