/** Baselines, random signals and the comparison with another forest, as JSON. */

import type { PackageComparison } from '../../engine/backtest/baselines/package-comparison.ts';
import { CROSS_BARS, MOMENTUM_BARS } from '../../engine/backtest/baselines/price-rules.ts';
import {
  BASELINES,
  type Baseline,
  type SetBaselines,
} from '../../engine/backtest/baselines/set-baselines.ts';
import { NETWORK_SETTINGS } from '../../engine/learn/small-network.ts';
import { SOFTMAX_PENALTY } from '../../engine/learn/softmax-regression.ts';
import { FOREST_PACKAGE } from '../../engine/learn/package-forest.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import type { Baselines } from './baselines-option.ts';

/** The set's keys `baselines` and `randomSignals`. */
export function setBaselinesJson({ baselines, random }: SetBaselines) {
  return {
    baselines: Object.fromEntries(
      BASELINES.map((name) => [name, baselineJson(baselines[name])] as const),
    ),
    randomSignals: random,
  };
}

/** The document's key `baselineSettings`: what each baseline is. */
export function baselineSettingsJson({ tensors, seed }: Baselines): JsonInput {
  const computed = tensors && {
    package: tensors.package,
    version: tensors.library.version_core,
    backend: tensors.backend,
  };
  return {
    movingAverageCross: CROSS_BARS,
    momentumSign: { bars: MOMENTUM_BARS },
    softmaxRegression: { penalty: SOFTMAX_PENALTY },
    smallNetwork: computed === undefined ? NO_NETWORK : { ...computed, ...NETWORK_SETTINGS, seed },
    randomSignals: { seed },
  };
}

/** The set's key `packageForest`. */
export function packageForestJson(comparison: PackageComparison): JsonInput {
  const { folds, rows, ours, theirs, sameClass } = comparison;
  return {
    package: FOREST_PACKAGE,
    folds: folds.map(({ fold, trainRows, testFrom, testTo, testRows }) => ({
      fold,
      trainRows,
      testFrom,
      testTo,
      testRows,
    })),
    rows,
    ours,
    theirs,
    sameClass,
  };
}

const NO_NETWORK = missing('TensorFlow.js is not installed');

function baselineJson(baseline: Baseline | undefined): JsonInput {
  if (baseline === undefined) return NO_NETWORK;
  const { metrics, accuracy } = baseline;
  return {
    sharpe: Number.isNaN(metrics.sharpe) ? missing('its returns do not vary') : metrics.sharpe,
    annualReturn: metrics.annualReturn,
    maxDrawdown: metrics.maxDrawdown,
    turnover: metrics.turnover,
    totalLogReturn: metrics.totalLogReturn,
    volatility: metrics.volatility,
    exposure: metrics.exposure,
    finalCapital: metrics.finalCapital,
    accuracy,
  };
}
