/**
 * Drawdowns of a row of simple returns.
 * Vocabulary: equity is the product of 1 + return (`nextEquity`), 1 before the first bar; a bar's
 * drawdown is equity over its highest value so far, less 1: 0 at a new high, negative under water.
 * A drawdown is a run of bars under water. Must not know: how the returns came about.
 */

import { nextEquity } from './equity.ts';

/** One drawdown; bars are indices of returns. */
export type Drawdown = {
  /** First bar under water. */
  readonly start: number;
  /** Bar of the least equity, the first where several are equal. */
  readonly trough: number;
  /** Last bar under water. */
  readonly end: number;
  /** end - start + 1. */
  readonly bars: number;
  /** Drawdown at the trough, a fraction below 0. */
  readonly depth: number;
  /** False where the series ends under water. */
  readonly recovered: boolean;
};

/** Drawdown of every bar, Float64Array (bars) of fractions ≤ 0. The first bar counts its loss. */
export function drawdownSeries(returns: ArrayLike<number>): Float64Array {
  const series = new Float64Array(returns.length);
  let equity = 1;
  let highest = 1;
  for (let i = 0; i < returns.length; i++) {
    equity = nextEquity(equity, returns[i]);
    if (equity > highest) highest = equity;
    series[i] = equity / highest - 1;
  }
  return series;
}

/** The deepest drawdown of simple returns, a fraction ≤ 0; 0 without a loss, NaN without bars. */
export function deepestDrawdown(returns: ArrayLike<number>): number {
  if (returns.length === 0) return Number.NaN;
  let equity = 1;
  let highest = 1;
  let deepest = 0;
  for (let i = 0; i < returns.length; i++) {
    equity = nextEquity(equity, returns[i]);
    if (equity > highest) highest = equity;
    deepest = Math.min(deepest, equity / highest - 1);
  }
  return deepest;
}

/** All drawdowns of simple returns in time order. */
export function drawdownsOf(returns: ArrayLike<number>): readonly Drawdown[] {
  return drawdownsIn(drawdownSeries(returns));
}

/** All drawdowns in a `drawdownSeries`, in time order. */
export function drawdownsIn(series: ArrayLike<number>): readonly Drawdown[] {
  const drawdowns: Drawdown[] = [];
  let start = 0;
  while (start < series.length) {
    if (!(series[start] < 0)) {
      start++;
      continue;
    }
    // Invariant: every bar of [start, end) is under water, and trough is the lowest of them.
    let trough = start;
    let end = start;
    for (; end < series.length && series[end] < 0; end++) {
      if (series[end] < series[trough]) trough = end;
    }
    drawdowns.push({
      start,
      trough,
      end: end - 1,
      bars: end - start,
      depth: series[trough],
      recovered: end < series.length,
    });
    start = end;
  }
  return drawdowns;
}

/** The `count` deepest of drawdowns, deepest first, earlier first where two are equal. */
export function deepestOf(drawdowns: readonly Drawdown[], count: number): readonly Drawdown[] {
  return [...drawdowns].sort((a, b) => a.depth - b.depth).slice(0, count);
}
