/** Paths of combinatorial purged cross-validation as the JSON document's `cpcv`. */

import { pathSpread, type PurgedPaths } from '../../engine/backtest/purged-paths.ts';
import type { JsonInput } from '../framework/json-document.ts';

/** What must stand beside the figures. */
const CPCV_NOTE =
  'Every path tests all rows, each by a model that was not trained on it, but on rows before and ' +
  'after it. Paths share models and rows, so that they are far from independent.';

/** The value of `cpcv`, without what a selection adds. */
export function cpcvJson({
  splits: { groups, splits },
  paths,
  buyHoldSharpe,
}: PurgedPaths): Readonly<Record<string, JsonInput>> {
  const { shareBelowZero, ...sharpe } = pathSpread(paths);
  const trainRows = splits.map(({ train }) => train.length);
  return {
    groups: groups.length,
    testGroups: splits[0]!.groups.length,
    splits: splits.length,
    trainRows: { min: Math.min(...trainRows), max: Math.max(...trainRows) },
    paths: paths.map(({ metrics }) => ({
      sharpe: metrics.sharpe,
      annualReturn: metrics.annualReturn,
      totalLogReturn: metrics.totalLogReturn,
      maxDrawdown: metrics.maxDrawdown,
      turnover: metrics.turnover,
      bars: metrics.bars,
    })),
    sharpe,
    shareBelowZero,
    buyHoldSharpeOnSameBars: buyHoldSharpe,
    note: CPCV_NOTE,
  };
}
