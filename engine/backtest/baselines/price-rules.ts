/**
 * Rules that decide from closes alone, as everybody knows them. Vocabulary: a signal is +1 up, 0
 * none, -1 down, one a bar, known at the bar's close. Must not know: which bars are tested, money.
 */

/** Closes of the two means of the moving-average cross, by convention. */
export const CROSS_BARS = { fast: 50, slow: 200 } as const;

/** Bars over which the momentum's sign is taken: a quarter of a year of days. */
export const MOMENTUM_BARS = 90;

/**
 * The signal of each bar by the moving-average cross, Int8Array (bars): up where the mean of the
 * last `fast` closes is above that of the last `slow`, down where it is below; none before there
 * are `slow` closes. O(bars · slow), summed anew for each bar, so that a bar's signal does not
 * depend on where the file begins.
 */
export function movingAverageCross(
  close: Float64Array,
  { fast, slow }: { readonly fast: number; readonly slow: number } = CROSS_BARS,
): Int8Array {
  return Int8Array.from(close, (_, bar) => {
    if (bar + 1 < slow) return 0;
    return Math.sign(lastMean(close, bar, fast) - lastMean(close, bar, slow));
  });
}

/**
 * The signal of each bar by its momentum, Int8Array (bars): the sign of the close's change over
 * `bars`; none on the first `bars`.
 */
export function momentumSign(close: Float64Array, bars = MOMENTUM_BARS): Int8Array {
  return Int8Array.from(close, (price, bar) => {
    return bar < bars ? 0 : Math.sign(price - close[bar - bars]);
  });
}

/** Mean of the `count` closes up to and including `bar`. */
function lastMean(close: Float64Array, bar: number, count: number): number {
  let total = 0;
  for (let i = bar - count + 1; i <= bar; i++) total += close[i];
  return total / count;
}
