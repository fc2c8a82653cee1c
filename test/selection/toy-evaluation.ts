/** Evaluations with a given Sharpe ratio, for selections whose answer is known by construction. */

import { accountMetrics } from '../../engine/trade/account-metrics.ts';
import { accountOf } from '../../engine/trade/account.ts';
import type { Evaluate, Evaluation } from '../../selection/objective.ts';
import { scoreSettings, testedReturns } from './toy-tested.ts';

const { terms, ...figures } = scoreSettings({ neutral: 'hold', costBps: 0 });
const { market, bar } = testedReturns([0.01, -0.01, 0.02]);
const METRICS = accountMetrics(
  accountOf(market, { bar, classes: Int8Array.of(1, 1, 1) }, terms),
  figures,
);

/** An evaluation of this Sharpe ratio; the halves differ by `halfDifference`. */
export function toyEvaluation(sharpe: number, halfDifference = 0): Evaluation {
  return {
    metrics: { ...METRICS, sharpe },
    sharpeError: 0.3,
    sharpeHalves: [sharpe + halfDifference / 2, sharpe - halfDifference / 2],
    positions: Int8Array.of(1, 1, 1),
  };
}

/** Scores every subset by `sharpeOf` and writes each call into `calls`. */
export function toyEvaluate(
  sharpeOf: (columns: readonly number[]) => number,
  calls: (readonly (readonly number[])[])[] = [],
): Evaluate {
  return (subsets) => {
    calls.push(subsets);
    return Promise.resolve(subsets.map((columns) => toyEvaluation(sharpeOf(columns))));
  };
}
