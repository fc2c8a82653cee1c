/**
 * How sure the Sharpe ratio of a part of an account is: of each regime and of each year. Must not
 * know: how regimes are labelled.
 */

import { deriveSeed } from '../core/hash.ts';
import { annualSharpeInterval } from '../statistics/annual-sharpe-interval.ts';
import type { Interval } from '../statistics/bootstrap-intervals.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';
import { REGIMES, type Regime } from '../trade/regimes.ts';
import type { TradeResult } from '../trade/trade.ts';

/** A part of an account. */
export type PartInterval = {
  readonly name: string;
  readonly bars: number;
  /** Annualised net Sharpe ratio; NaN where undefined. */
  readonly sharpe: number;
  /** Its 95 % interval; undefined where the bars are too few for one. */
  readonly interval: Interval | undefined;
};

/**
 * A studentized bootstrap of fewer returns covers less than it says, since it estimates an error
 * and its lags from each resample.
 */
export const FEWEST_INTERVAL_BARS = 100;

/**
 * The Sharpe ratio of each regime's entries. They are taken as one series: the blocks of the
 * bootstrap run over the gaps between a regime's stretches.
 * @param regimes one label an entry
 * @param seed of the resamples
 */
export function regimeIntervals(
  { account, metrics }: TradeResult,
  regimes: readonly Regime[],
  seed: number,
): readonly PartInterval[] {
  const { periodsPerYear } = metrics;
  return REGIMES.map((name, i) => {
    const net = account.net.filter((_, entry) => regimes[entry] === name);
    return part(name, net, periodsPerYear, deriveSeed(seed, 'regime interval', i));
  });
}

/** The Sharpe ratio of each year's entries, on the days that earned. */
export function yearIntervals(
  { account, metrics, yearly }: TradeResult,
  seed: number,
): readonly PartInterval[] {
  let start = 0;
  return yearly.map(({ year, bars }) => {
    const net = account.net.subarray(start, start + bars);
    start += bars;
    const own = deriveSeed(seed, 'year interval', year);
    return part(String(year), net, metrics.periodsPerYear, own);
  });
}

function part(name: string, net: Float64Array, periodsPerYear: number, seed: number): PartInterval {
  return {
    name,
    bars: net.length,
    sharpe: sharpeRatio(net, periodsPerYear),
    interval:
      net.length < FEWEST_INTERVAL_BARS
        ? undefined
        : annualSharpeInterval(net, periodsPerYear, seed),
  };
}
