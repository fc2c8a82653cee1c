/**
 * The figures of one asset of a portfolio: its own walk-forward run traded by the most probable
 * class (the default), and by thresholds of probability. Must not know: the other assets.
 */

import {
  arenaOf,
  buyHoldFigures,
  setFigures,
  type Arena,
  type SetFigures,
} from '../backtest/set-figures.ts';
import type { TradePlan } from '../backtest/trade-plan.ts';
import { InputError } from '../core/errors.ts';
import type { MarketCalendar } from '../core/market-calendar.ts';
import type { FoldedDataset } from '../learn/folds.ts';
import { sharpeStandardError } from '../statistics/sharpe-error.ts';
import { trade, type TradeResult } from '../trade/trade.ts';
import { probabilityClasses } from './probability-classes.ts';

/** An asset that was walked forward. */
export type AssetRun = {
  /** `SPY`. */
  readonly name: string;
  readonly calendar: MarketCalendar;
  readonly folded: FoldedDataset;
  /** How its signals are traded, with its own market's periods a year. */
  readonly plan: TradePlan;
  readonly features: readonly string[];
  readonly seeds: readonly number[];
  /** Votes of each seed, Uint32Array (test rows × 3). */
  readonly votes: readonly Uint32Array[];
};

/** A run traded by one rule. */
type TradedRule = {
  readonly trade: TradeResult;
  /** Standard error of the annual Sharpe ratio by the number of bars. */
  readonly sharpeError: number;
};

/** A run traded by a threshold of probability. */
type ThresholdFigures = TradedRule & {
  readonly probabilityThreshold: number;
};

/** The threshold with the highest Sharpe ratio: it is known in hindsight only. */
export type BestThreshold = ThresholdFigures & {
  /** Its Sharpe ratio less that of the default. */
  readonly lead: number;
  /** Rules that were compared on the same days: the thresholds and the default. */
  readonly trials: number;
};

/** All figures of an asset. */
export type AssetFigures = TradedRule & {
  readonly run: AssetRun;
  readonly arena: Arena;
  /** The default with each seed alone, and both policies for neutral. */
  readonly set: SetFigures;
  readonly byThreshold: readonly ThresholdFigures[];
  /** Undefined without a threshold, or if no Sharpe ratio is defined. */
  readonly best: BestThreshold | undefined;
  readonly buyHold: TradeResult;
};

/** The figures of `run`. @param thresholds probabilities, in the order of the result */
export function assetFigures(run: AssetRun, thresholds: readonly number[]): AssetFigures {
  const arena = arenaOf(run.folded, run.plan);
  const { name, features, seeds, votes } = run;
  const set = setFigures(arena, { name, features }, seeds, votes);
  const { neutral } = run.plan.terms;
  const { market, bar, options } = arena;
  const byThreshold = thresholds.map((probabilityThreshold): ThresholdFigures => {
    const classes = probabilityClasses(set.rows.probabilities, probabilityThreshold);
    const traded = trade(market, { bar, classes }, { ...options, neutral });
    const { net } = traded.account;
    const sharpeError = sharpeStandardError(net, run.plan.periodsPerYear);
    return { probabilityThreshold, trade: traded, sharpeError };
  });
  const own = set.modes[neutral];
  return {
    run,
    arena,
    set,
    trade: own,
    sharpeError: set.sharpeError[neutral],
    byThreshold,
    best: bestOf(byThreshold, own.metrics.sharpe),
    buyHold: buyHoldFigures(arena),
  };
}

/** @throws InputError for a threshold that is no probability or that comes twice */
export function checkThresholds(thresholds: readonly number[], where: string): void {
  for (const [i, value] of thresholds.entries()) {
    if (value > 0 && value < 1 && thresholds.indexOf(value) === i) continue;
    throw new InputError(
      `${where}: --probability-thresholds: expected numbers above 0 and below 1, each once, ` +
        `got ${thresholds.join()}`,
    );
  }
}

/** The first of the highest. */
function bestOf(
  byThreshold: readonly ThresholdFigures[],
  ownSharpe: number,
): BestThreshold | undefined {
  const known = byThreshold.filter((figures) => !Number.isNaN(figures.trade.metrics.sharpe));
  if (known.length === 0) return undefined;
  const best = known.reduce((highest, figures) =>
    figures.trade.metrics.sharpe > highest.trade.metrics.sharpe ? figures : highest,
  );
  const lead = best.trade.metrics.sharpe - ownSharpe;
  return { ...best, lead, trials: byThreshold.length + 1 };
}
