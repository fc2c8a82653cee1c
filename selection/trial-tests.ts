/**
 * What a selection's trials prove together: the returns that each scored set made on the tested
 * bars, handed to the tests. Must not know: features, forests.
 */

import type { TestedMarket } from '../engine/backtest/tested-market.ts';
import { testsOfTrials, type TrialTests } from '../engine/statistics/tests-of-trials.ts';
import { accountOf } from '../engine/trade/account.ts';
import { buyAndHold } from '../engine/trade/trade.ts';
import type { ScoreSettings } from './objective.ts';
import { decisionsOf, type SetRows } from './set-rows.ts';

/**
 * The tests of trials that traded these test rows; undefined if the selected one's returns do not
 * vary. There is no test against holding for an account in bitcoin: holding bitcoin earns nothing
 * in it. O(trials · bars · resamples).
 */
export function trialTests(
  trials: readonly SetRows[],
  selected: SetRows,
  on: {
    readonly tested: TestedMarket;
    readonly score: ScoreSettings;
    readonly seed: number;
    readonly onResample?: ((done: number, total: number) => void) | undefined;
  },
): TrialTests | undefined {
  const { tested, score, seed, onResample } = on;
  const { terms, periodsPerYear, capital, positions } = score;
  const { market, bar } = tested;
  const netOf = (rows: SetRows): Float64Array =>
    accountOf(market, decisionsOf(rows, positions, bar), terms).net;
  const figures = { payoff: terms.payoff, periodsPerYear, capital };
  const benchmark =
    terms.payoff === 'inverse'
      ? undefined
      : buyAndHold(market, decisionsOf(selected, positions, bar), figures).account.net;
  const own = netOf(selected);
  return testsOfTrials(trials.map(netOf), own, { benchmark, periodsPerYear, seed, onResample })
    ?.tests;
}
