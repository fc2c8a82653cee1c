/** Evaluations with given Sharpe ratios, for selections whose answer is known. */

import { accountMetrics } from '../../engine/trade/account-metrics.ts';
import { accountOf } from '../../engine/trade/account.ts';
import type { Evaluate, Evaluation } from '../../selection/objective.ts';
import { scoreSettings, testedReturns } from './toy-tested.ts';

const { terms, ...figures } = scoreSettings({ neutral: 'hold', costBps: 0 });
const { market, bar } = testedReturns([0.01, -0.01, 0.02]);

/** An account that is long on three bars. */
export const TOY_ACCOUNT = accountOf(market, { bar, classes: Int8Array.of(1, 1, 1) }, terms);
const METRICS = accountMetrics(TOY_ACCOUNT, figures);

/** An evaluation with this Sharpe ratio, whose halves differ by `halfDifference`. */
export function toyEvaluation(sharpe: number, halfDifference = 0): Evaluation {
  return {
    score: sharpe,
    scoreHalves: [sharpe + halfDifference / 2, sharpe - halfDifference / 2],
    metrics: { ...METRICS, sharpe },
    sharpeError: 0.3,
    rows: { signals: Int8Array.of(1, 1, 1) },
  };
}

/** A function that scores every subset by `sharpeOf` and adds each call to `calls`. */
export function toyEvaluate(
  sharpeOf: (columns: readonly number[]) => number,
  calls: (readonly (readonly number[])[])[] = [],
): Evaluate {
  return (subsets) => {
    calls.push(subsets);
    return Promise.resolve(subsets.map((columns) => toyEvaluation(sharpeOf(columns))));
  };
}
