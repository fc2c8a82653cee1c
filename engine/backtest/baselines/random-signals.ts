/**
 * A thousand random traders that trade as much as a set does: the band of their Sharpe ratios and
 * the set's place in it. Must not know: how the set decides.
 */

import { deriveSeed } from '../../core/hash.ts';
import { randomStream } from '../../core/random.ts';
import { ascending, quantileOfSorted } from '../../statistics/quantile.ts';
import { accountSeries } from '../../trade/account-series.ts';
import { accountEntries } from '../../trade/account.ts';
import { fillPositions } from '../../trade/fill-positions.ts';
import { tradedSharpe } from '../../trade/trade.ts';
import type { Arena } from '../set-figures.ts';
import { changesOf, shufflePositions } from './shuffled-positions.ts';

/** How many random series of positions are drawn. */
export const RANDOM_SIGNALS = 1000;

/** The Sharpe ratios of random signals; NaN if they are undefined. */
export type RandomSignals = {
  readonly count: number;
  readonly p05: number;
  readonly median: number;
  readonly p95: number;
  /**
   * The share of them, this set among them, whose Sharpe ratio is at least the set's: a p-value
   * of the question whether the times of its positions are better than random ones.
   */
  readonly place: number;
  /** The share of them whose Sharpe ratio is below the set's. */
  readonly percentile: number;
};

/**
 * Random signals beside `classes`, Int8Array (decisions), which the arena's policy turns into
 * positions. The positions on decided bars are shuffled and traded on the arena's terms.
 * @param sharpe the set's own annualised Sharpe ratio
 * @param seed of the draws
 */
export function randomSignals(
  { market, bar, plan, options }: Arena,
  { classes, sharpe }: { readonly classes: Int8Array; readonly sharpe: number },
  seed: number,
): RandomSignals {
  const { terms } = plan;
  const decided = new Float64Array(classes.length);
  const own = { bar: Uint32Array.from(classes.keys()), classes };
  fillPositions(own, { ...terms, delayBars: 0 }, decided);
  const changes = changesOf(decided);
  const weights = new Float64Array(classes.length);
  const decisions = { bar, weights };
  const series = accountSeries(accountEntries(market, decisions, terms.payoff));
  const tradeTerms = { ...options, neutral: terms.neutral };
  const sharpes = Float64Array.from({ length: RANDOM_SIGNALS }, (_, i) => {
    shufflePositions(changes, randomStream(deriveSeed(seed, 'random signals', i)), weights);
    return tradedSharpe(market, decisions, tradeTerms, series);
  });
  return bandOf(sharpes, sharpe);
}

/** The band of `sharpes` and the place of `own` in it; all NaN if one of them is undefined. */
export function bandOf(sharpes: Float64Array, own: number): RandomSignals {
  const count = sharpes.length;
  const known = !Number.isNaN(own) && !sharpes.some(Number.isNaN);
  const sorted = ascending(sharpes);
  const ifKnown = (value: number): number => (known ? value : Number.NaN);
  return {
    count,
    p05: ifKnown(quantileOfSorted(sorted, 0.05)),
    median: ifKnown(quantileOfSorted(sorted, 0.5)),
    p95: ifKnown(quantileOfSorted(sorted, 0.95)),
    place: ifKnown((1 + sharpes.filter((sharpe) => sharpe >= own).length) / (1 + count)),
    percentile: ifKnown(sharpes.filter((sharpe) => sharpe < own).length / count),
  };
}
