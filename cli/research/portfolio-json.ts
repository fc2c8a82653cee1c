/** A portfolio as the JSON document's keys. */

import { outOfSampleRange } from '../../engine/backtest/backtest-result.ts';
import { isoTime } from '../../engine/core/bar-time.ts';
import type { AssetFigures, BestThreshold } from '../../engine/portfolio/asset-figures.ts';
import type { CombinedFigures } from '../../engine/portfolio/combined-figures.ts';
import type { PortfolioResult } from '../../engine/portfolio/portfolio-result.ts';
import { mean } from '../../engine/statistics/moments.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import {
  accountingJson,
  figuresJson,
  shortSampleJson,
  STANDARD_ERROR_FORMULA,
  tradeJson,
  undecidedJson,
} from './backtest-json.ts';
import { undecidedBars } from '../../engine/backtest/undecided-bars.ts';

/** A portfolio of each asset's own model, and that of the pooled one if there is one. */
export type ShownPortfolio = {
  readonly result: PortfolioResult;
  readonly pooled: PortfolioResult | undefined;
};

/** A note that must stand beside every Sharpe ratio of a portfolio. */
export const NOT_DEFLATED =
  'Not deflated: features, assets and thresholds may have been chosen on these same bars.';

/** The document's keys, in the order in which they are printed. */
export function portfolioJson({
  result,
  pooled,
}: ShownPortfolio): Readonly<Record<string, JsonInput>> {
  const { plan } = result.assets[0].run;
  const { periodsPerYear, periodsFrom } = result.portfolio;
  return {
    ...modelsJson(result),
    pooled: pooled === undefined ? missing('--pooled was not given') : modelsJson(pooled),
    buyHold: combinedJson(result, result.buyHold),
    accounting: {
      ...accountingJson(plan),
      periodsPerYear,
      periodsFrom,
      currency: { assets: plan.terms.payoff === 'inverse' ? 'coin' : 'USD', portfolio: 'USD' },
    },
    statistics: {
      sharpeStandardErrorFormula: STANDARD_ERROR_FORMULA,
      note: NOT_DEFLATED,
    },
  };
}

/** All that depends on whose models decided. */
function modelsJson(result: PortfolioResult) {
  const { assets, portfolio, correlation, meanSharpe, diversificationRatio } = result;
  const { matrix, commonBars } = correlation;
  return {
    assets: Object.fromEntries(assets.map((asset) => [asset.run.name, assetJson(asset)])),
    portfolio: combinedJson(result, portfolio),
    correlation: {
      names: assets.map(({ run }) => run.name),
      matrix: 'missing' in matrix ? missing(matrix.missing) : matrix,
      commonBars,
    },
    meanSharpe,
    diversificationRatio:
      meanSharpe > 0 ? diversificationRatio : missing('the mean Sharpe ratio is not positive'),
  };
}

function assetJson(asset: AssetFigures): JsonInput {
  const { run, arena, set, trade, sharpeError, byThreshold, best, buyHold } = asset;
  const { metrics, ...figures } = tradeJson(trade);
  const { neutral } = run.plan.terms;
  return {
    metrics,
    byThreshold: Object.fromEntries(
      byThreshold.map(({ probabilityThreshold, trade: own, sharpeError: error }) => {
        const { metrics: ownMetrics, positions } = tradeJson(own);
        const value = { metrics: ownMetrics, sharpeStandardError: error, positions };
        return [thresholdName(probabilityThreshold), value];
      }),
    ),
    best: best === undefined ? missing('no threshold has a Sharpe ratio') : bestJson(best),
    bySeed: set.bySeed.map(({ seed, accuracy, metrics: own }) => ({
      seed,
      accuracy,
      sharpe: own[neutral].sharpe,
    })),
    ...figures,
    statistics: {
      sharpeStandardError: sharpeError,
      noteShortSample: shortSampleJson(metrics.bars, sharpeError),
    },
    buyHold: { metrics: buyHold.metrics },
    undecided: undecidedJson(undecidedBars(arena)),
    outOfSample: outOfSampleRange(run.folded),
    droppedRows: run.folded.dataset.droppedRows,
  };
}

function bestJson({ probabilityThreshold, trade, lead, trials, sharpeError }: BestThreshold) {
  return {
    probabilityThreshold,
    sharpe: trade.metrics.sharpe,
    sharpeStandardError: sharpeError,
    lead,
    trials,
    note:
      `The best of ${trials} trials on the same days (each threshold and the default): known in ` +
      'hindsight only, no forecast.',
  };
}

function combinedJson({ assets, plan }: PortfolioResult, combined: CombinedFigures) {
  const { account, figures, sharpeError, weights, grossExposure } = combined;
  const { metrics, regimes: _none, ...others } = figuresJson(figures);
  return {
    metrics,
    sharpeStandardError: sharpeError,
    weights: {
      rule: plan.weights,
      volatilityWindow:
        plan.weights === 'equal' ? missing('equal shares need no volatility') : plan.windowBars,
      shares: Object.fromEntries(assets.map(({ run }, i) => [run.name, sharesJson(weights[i])])),
    },
    grossExposure,
    ...others,
    from: isoTime(account.time[0]),
    to: isoTime(account.earned.at(-1)!),
    ruinedAt:
      account.ruinedAt === undefined ? missing('equity was never lost') : isoTime(account.ruinedAt),
  };
}

/** An asset's shares over the entries in which it has one. */
function sharesJson(weights: Float64Array): JsonInput {
  const held = weights.filter((share) => share > 0);
  if (held.length === 0) return missing('the asset never has a share');
  return {
    mean: mean(held),
    min: held.reduce((least, share) => Math.min(least, share)),
    max: held.reduce((most, share) => Math.max(most, share)),
    bars: held.length,
  };
}

/** `0.40`, `0.425`: at least two decimals. */
export function thresholdName(threshold: number): string {
  const short = threshold.toFixed(2);
  return Number(short) === threshold ? short : String(threshold);
}
