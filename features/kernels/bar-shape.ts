/**
 * Kernels that read several prices of a bar: its range, body, typical price and variance. All
 * arrays of a call have the same length. Must not know: names, dates.
 */

/** The columns of a bar's prices, Float64Array (rows) each. */
export type Prices = {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
};

/** `(high + low + close) / 3`. */
export function typicalPrice(prices: Prices, target: Float64Array): void {
  const { high, low, close } = prices;
  for (let i = 0; i < close.length; i++) target[i] = (high[i] + low[i] + close[i]) / 3;
}

/**
 * Wilder's true range, `max(h - l, |h - c[-1]|, |l - c[-1]|)`; for the first bar `h - l`
 * (J. Welles Wilder, New Concepts in Technical Trading Systems, 1978).
 */
export function trueRange(prices: Prices, target: Float64Array): void {
  const { high, low, close } = prices;
  let before = close.length > 0 ? close[0] : 0;
  for (let i = 0; i < close.length; i++) {
    const top = i > 0 && before > high[i] ? before : high[i];
    const bottom = i > 0 && before < low[i] ? before : low[i];
    target[i] = top - bottom;
    before = close[i];
  }
}

/** `(high - low) / close`. */
export function relativeRange(prices: Prices, target: Float64Array): void {
  const { high, low, close } = prices;
  for (let i = 0; i < close.length; i++) target[i] = (high[i] - low[i]) / close[i];
}

/** `(close - open) / (high - low)`; 0 if high = low. */
export function bodyRatio(prices: Prices, target: Float64Array): void {
  const { open, high, low, close } = prices;
  for (let i = 0; i < close.length; i++) {
    const range = high[i] - low[i];
    target[i] = range === 0 ? 0 : (close[i] - open[i]) / range;
  }
}

/**
 * Number of bars in a row, up to this one, that closed above their open; if they closed below it,
 * the number is negative. 0 if this bar's close equals its open.
 */
export function bodyRun(prices: Prices, target: Float64Array): void {
  const { open, close } = prices;
  let run = 0;
  for (let i = 0; i < close.length; i++) {
    if (close[i] > open[i]) run = run > 0 ? run + 1 : 1;
    else if (close[i] < open[i]) run = run < 0 ? run - 1 : -1;
    else run = 0;
    target[i] = run;
  }
}

const CLOSE_WEIGHT = 2 * Math.LN2 - 1;

/**
 * Garman and Klass's estimate of one bar's variance, `0.5·log(h/l)² - (2·log 2 - 1)·log(c/o)²`
 * (On the Estimation of Security Price Volatilities from Historical Data, 1980, estimator 5 of
 * the practical form).
 */
export function garmanKlassVariance(prices: Prices, target: Float64Array): void {
  const { open, high, low, close } = prices;
  for (let i = 0; i < close.length; i++) {
    const range = Math.log(high[i] / low[i]);
    const body = Math.log(close[i] / open[i]);
    target[i] = 0.5 * range * range - CLOSE_WEIGHT * body * body;
  }
}
