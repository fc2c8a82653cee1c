/**
 * The result of a portfolio: each asset's figures, the assets as one account, buy and hold of all,
 * correlations, and what diversification was worth. Text and JSON outputs are made from it.
 */

import { InputError } from '../core/errors.ts';
import { mean } from '../statistics/moments.ts';
import { assetFigures, type AssetFigures, type AssetRun } from './asset-figures.ts';
import {
  combinationOf,
  combined,
  earnedReturns,
  type CombinedFigures,
  type PortfolioPlan,
} from './combined-figures.ts';
import { returnCorrelation, type ReturnCorrelation } from './return-correlation.ts';

/** Everything that a portfolio found. */
export type PortfolioResult = {
  readonly assets: readonly AssetFigures[];
  readonly plan: PortfolioPlan;
  /** The default signals of all assets, traded as one account. */
  readonly portfolio: CombinedFigures;
  /** Long positions in all assets with the same rule for weights, at no cost. */
  readonly buyHold: CombinedFigures;
  /** Correlations of the assets' net returns. */
  readonly correlation: ReturnCorrelation;
  /** Mean of the assets' Sharpe ratios in dollars, each by its own market's periods a year. */
  readonly meanSharpe: number;
  /** The portfolio's Sharpe ratio / `meanSharpe`; NaN if the mean is not positive. */
  readonly diversificationRatio: number;
};

/**
 * The result of the runs of assets that were walked forward with the same options.
 * @param thresholds thresholds of probability to compare with the default
 * @throws InputError without an asset, for two of one name, and if an asset has two daily bars on
 *   one session day
 */
export function portfolioResult(
  runs: readonly AssetRun[],
  { thresholds, ...plan }: PortfolioPlan & { readonly thresholds: readonly number[] },
): PortfolioResult {
  checkRuns(runs);
  const assets = runs.map((run) => assetFigures(run, thresholds));
  const combination = combinationOf(assets, plan);
  const portfolio = combined(combination, { held: false });
  const { joined, returns } = earnedReturns(combination);
  const meanSharpe = mean(assets.map(({ trade }) => (trade.dollars ?? trade).metrics.sharpe));
  const { sharpe } = portfolio.figures.metrics;
  return {
    assets,
    plan,
    portfolio,
    buyHold: combined(combination, { held: true }),
    correlation: returnCorrelation(joined, returns),
    meanSharpe,
    diversificationRatio: meanSharpe > 0 ? sharpe / meanSharpe : Number.NaN,
  };
}

function checkRuns(runs: readonly AssetRun[]): void {
  const names = runs.map(({ name }) => name);
  if (names.length === 0 || new Set(names).size < names.length) {
    throw new InputError(`expected one asset or more, each once, got [${names.join()}]`);
  }
}
