/** Evaluations with a given Sharpe ratio, for selections whose answer is known by construction. */

import { computeMetrics } from '../../engine/trade/metrics.ts';
import type { Evaluate, Evaluation } from '../../selection/objective.ts';

const METRICS = computeMetrics({
  net: Float64Array.of(0.01, -0.01, 0.02),
  positions: Int8Array.of(1, 1, 1),
  turnover: Float64Array.of(1, 0, 0),
  periodsPerYear: 252,
});

/** An evaluation of this Sharpe ratio; the halves differ by `halfDifference`. */
export function toyEvaluation(sharpe: number, halfDifference = 0): Evaluation {
  return {
    metrics: { ...METRICS, sharpe },
    sharpeError: 0.3,
    sharpeHalves: [sharpe + halfDifference / 2, sharpe - halfDifference / 2],
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
