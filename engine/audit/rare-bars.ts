/**
 * Whether a column knows the future on a few bars only, where a correlation over the whole file is
 * small. Two traces can be seen in values alone: values that are one multiple of later returns,
 * digit for digit, and extremes before which returns go one way, or are large, nearly every time.
 * Must not know: how a column was computed.
 */

import type { Bars } from '../core/bars.ts';

/** Copies agree to this share: doubles of the same formula in another order differ by less. */
const SAME = 1e-9;
/** Later bars whose return from this bar may be copied. */
const HORIZONS = [1, 2, 3, 5] as const;
/** So many copies at least, and so many times as many as with changes of price at other times. */
const LEAST_COPIES = 5;
const TIMES_CHANCE = 5;
const MOVES = [37, 101, 211] as const;
/** Prices repeat: a close that was a price of these earlier bars gives returns that repeat, too. */
const REPEATING_BARS = 100;

/** Numbers of extremes that are looked at, of either end. */
const EXTREMES = [24, 32, 48, 64, 96, 128, 192, 256, 384, 512] as const;
/** More extremes than this share of the rows are no rare bars. */
const MOST = 0.2;
/** No honest column is right so often before its extremes. */
const HONEST_SHARE = 0.7;
/** Chance of one false accusation among all columns of an audit, by luck alone. */
const LEVEL = 1e-4;
/** A return is large if it is above this many times the mean size of the last returns. */
const LARGE = 1.5;
const PAST_BARS = 20;

/** What may be copied from later bars, made once for all columns. */
export type LaterReturns = readonly {
  readonly ahead: number;
  /** The return of the next `ahead` bars, in two forms: Float64Array (bars), NaN if it repeats. */
  readonly own: readonly Float64Array[];
  /** The same with the change of price of other bars, by how many bars they are later. */
  readonly others: readonly (readonly Float64Array[])[];
}[];

/** The returns of later bars of which no honest value is a multiple. O(bars). */
export function laterReturns({ open, high, low, close }: Bars): LaterReturns {
  const isNew = (row: number, price: number): boolean => {
    for (let i = Math.max(0, row - REPEATING_BARS); i <= row; i++) {
      if (price === close[i] || price === open[i] || price === high[i] || price === low[i]) {
        return false;
      }
    }
    return true;
  };
  return HORIZONS.map((ahead) => {
    const fresh = close.map((_, i) => Number(isNew(i, close[i + ahead] ?? close[i]!)));
    // The change of another time, as a return of this bar's price: as coarse as the own one.
    const returnsOf = (move: number): readonly Float64Array[] => {
      const simple = close.map((price, i) => {
        const change = close[i + ahead + move]! - close[i + move]!;
        return fresh[i] === 1 && change !== 0 ? change / price : Number.NaN;
      });
      return [simple.map(Math.log1p), simple];
    };
    const [own, ...others] = [0, ...MOVES].map(returnsOf);
    return { ahead, own: own!, others };
  });
}

/** Why `values` know the future on a few bars; undefined if nothing shows it. */
export function rareBarsFault(
  values: ArrayLike<number>,
  {
    bars,
    later,
    columns,
  }: {
    readonly bars: Bars;
    readonly later: LaterReturns;
    readonly columns: number;
  },
): string | undefined {
  return copiesFault(values, later) ?? extremesFault(values, bars, columns);
}

/** A value that is the same multiple of a later return on several bars was made from it. */
function copiesFault(values: ArrayLike<number>, later: LaterReturns): string | undefined {
  for (const { ahead, own, others } of later) {
    const copies = Math.max(...own.map((returns) => equalRatios(values, returns)));
    if (copies < LEAST_COPIES) continue;
    const chance = others.flat().map((returns) => equalRatios(values, returns));
    if (Math.max(...chance) * TIMES_CHANCE > copies) continue;
    const what = ahead === 1 ? "the next bar's return" : `the return of the next ${ahead} bars`;
    return `on ${copies} bars it is the same multiple of ${what}, digit for digit`;
  }
  return undefined;
}

/** How often the most frequent ratio of `values` to `returns` occurs. O(n log n). */
function equalRatios(values: ArrayLike<number>, returns: Float64Array): number {
  const ratios = returns
    .map((value, i) => values[i]! / value)
    .filter((ratio) => Number.isFinite(ratio) && ratio !== 0)
    .sort();
  let [most, start] = [0, 0];
  for (let i = 0; i < ratios.length; i++) {
    while (ratios[i]! - ratios[start]! > SAME * Math.abs(ratios[i]!)) start++;
    most = Math.max(most, i - start + 1);
  }
  return most;
}

function extremesFault(
  values: ArrayLike<number>,
  { close }: Bars,
  columns: number,
): string | undefined {
  const next = close.map((price, i) => Math.log((close[i + 1] ?? Number.NaN) / price));
  const rows = Array.from(close.keys()).filter(
    (row) => row >= PAST_BARS && Number.isFinite(values[row]!) && Number.isFinite(next[row]!),
  );
  const order = rows.toSorted((a, b) => values[a]! - values[b]!);
  const events = [
    { what: 'the next bar rises', is: next.map((r) => Number(r > 0)) },
    { what: 'the next bar falls', is: next.map((r) => Number(r < 0)) },
    { what: 'the next return is large', is: next.map((r, i) => Number(isLarge(next, i, r))) },
  ];
  const looks = EXTREMES.length * events.length * 2 * Math.max(1, columns);
  for (const { side, own } of [
    { side: 'largest', own: order.toReversed() },
    { side: 'least', own: order },
  ]) {
    for (const count of EXTREMES.map((least) => withTies(values, own, least))) {
      if (count > MOST * rows.length) break;
      for (const { what, is } of events) {
        const hits = own.slice(0, count).reduce((sum, row) => sum + is[row]!, 0);
        if (!(chanceOf(hits / count, count) < LEVEL / looks)) continue;
        return (
          `after ${hits} of the ${count} bars with its ${side} values ${what}, more often than ` +
          'an honest column can know'
        );
      }
    }
  }
  return undefined;
}

/** How many of the first `rows` have a value as extreme as that at place `least`. */
function withTies(values: ArrayLike<number>, rows: readonly number[], least: number): number {
  let count = Math.min(least, rows.length);
  while (count < rows.length && values[rows[count]!] === values[rows[count - 1]!]) count++;
  return count;
}

/** The return after bar `row` against the mean size of those before it. */
function isLarge(next: Float64Array, row: number, value: number): boolean {
  let sum = 0;
  for (let i = row - PAST_BARS; i < row; i++) sum += Math.abs(next[i] ?? Number.NaN);
  return Math.abs(value) > (LARGE * sum) / PAST_BARS;
}

/**
 * A bound on the chance of this share of hits in `count` tries if a try hits with `HONEST_SHARE`
 * (Chernoff 1952; Hoeffding, "Probability inequalities", JASA 58 (1963), formula 2.1).
 */
function chanceOf(share: number, count: number): number {
  if (!(share > HONEST_SHARE)) return 1;
  const miss = share === 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - HONEST_SHARE));
  return Math.exp(-count * (share * Math.log(share / HONEST_SHARE) + miss));
}
