/**
 * Bars as they were not: with another future, with a last bar that still forms, or another market
 * at other times. They are possible bars (low ≤ open, close ≤ high), so that honest code can read
 * them. Must not know: what is computed from them.
 */

import { DAY_SECONDS } from '../core/bar-time.ts';
import { type Bars, sliceBars } from '../core/bars.ts';
import { deriveSeed } from '../core/hash.ts';
import { randomStream, type RandomStream } from '../core/random.ts';

/** Later prices are multiplied by factors up to exp(this), so that splits and crashes occur. */
const PRICE_SPREAD = 0.7;
/** Later volumes are multiplied by factors up to exp(this). */
const VOLUME_SPREAD = 2;

/**
 * `bars` with the bars from `cut` on exchanged among themselves and each multiplied by a factor of
 * its own. Times stay as they are. Further columns are exchanged and changed as well.
 * @param how.stretch multiplies the logarithms of the factors; more than 1 gives new extremes
 */
export function shuffledFuture(
  bars: Bars,
  cut: number,
  { seed, stretch = 1 }: { readonly seed: number; readonly stretch?: number },
): Bars {
  const rows = bars.time.length;
  const random = randomStream(deriveSeed(seed, 'future-shuffle', cut));
  const from = shuffledIndices(cut, rows, random);
  const price = factors(rows - cut, stretch * PRICE_SPREAD, random);
  const volume = factors(rows - cut, stretch * VOLUME_SPREAD, random);
  const altered = (column: Float64Array, factor: Float64Array): Float64Array => {
    const target = column.slice();
    for (let i = cut; i < rows; i++) target[i] = column[from[i - cut]!]! * factor[i - cut]!;
    return target;
  };
  return withColumns(bars, {
    prices: (column) => altered(column, price),
    volume: (column) => altered(column, volume),
    extra: (column) => altered(column, volume),
  });
}

/**
 * Bars [0, count) of which the last one has formed only in part: it has opened, and its price has
 * gone the share `progress` (0 to 1) of its way. Further columns keep their values.
 */
export function withFormingBar(bars: Bars, count: number, progress: number): Bars {
  const last = count - 1;
  const [open, close] = [bars.open[last]!, bars.close[last]!];
  const now = open + progress * (close - open);
  const top = Math.max(open, now);
  const bottom = Math.min(open, now);
  const replaced = (column: Float64Array, value: number): Float64Array => {
    const target = column.slice(0, count);
    target[last] = value;
    return target;
  };
  return {
    ...sliceBars(bars, 0, count),
    high: replaced(bars.high, top + progress * (bars.high[last]! - top)),
    low: replaced(bars.low, bottom + progress * (bars.low[last]! - bottom)),
    close: replaced(bars.close, now),
    volume: replaced(bars.volume, progress * bars.volume[last]!),
  };
}

/**
 * A market of as many bars with other prices, volumes and further columns. It begins a bar later,
 * and pauses for a bar after each tenth, so that days, hours and gaps are others as well.
 */
export function otherMarket(bars: Bars, seed: number): Bars {
  const altered = shuffledFuture(bars, 0, { seed });
  const lengths = bars.time.subarray(1).map((time, i) => time - bars.time[i]!);
  const length = lengths.reduce((least, one) => Math.min(least, one), DAY_SECONDS);
  const pauses = (bar: number): number => 1 + Math.floor(bar / PAUSE_BARS);
  return { ...altered, time: bars.time.map((time, i) => time + pauses(i) * length) };
}

/** Bars of another market between two of its pauses. */
const PAUSE_BARS = 10;

function withColumns(
  bars: Bars,
  change: Readonly<Record<'prices' | 'volume' | 'extra', (column: Float64Array) => Float64Array>>,
): Bars {
  const { time, extra } = bars;
  return {
    time,
    open: change.prices(bars.open),
    high: change.prices(bars.high),
    low: change.prices(bars.low),
    close: change.prices(bars.close),
    volume: change.volume(bars.volume),
    ...(extra === undefined
      ? {}
      : {
          extra: Object.fromEntries(
            Object.entries(extra).map(([name, column]) => [name, change.extra(column)]),
          ),
        }),
  };
}

/** The indices [start, end) in random order (Fisher and Yates). */
function shuffledIndices(start: number, end: number, random: RandomStream): Uint32Array {
  const indices = Uint32Array.from({ length: end - start }, (_, i) => start + i);
  for (let i = indices.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [indices[i], indices[j]] = [indices[j]!, indices[i]!];
  }
  return indices;
}

function factors(count: number, spread: number, random: RandomStream): Float64Array {
  return Float64Array.from({ length: count }, () => Math.exp(spread * (2 * random.uniform() - 1)));
}
