/**
 * What a selection's trials prove together: the returns that each scored set made on the tested
 * bars, handed to the tests. Must not know: features, forests.
 */

import type { TestedMarket } from '../engine/backtest/tested-market.ts';
import {
  overfittingFigures,
  type OverfittingFigures,
} from '../engine/statistics/overfitting-figures.ts';
import { testsOfTrials, type TrialTests } from '../engine/statistics/tests-of-trials.ts';
import { accountOf } from '../engine/trade/account.ts';
import { buyAndHold } from '../engine/trade/trade.ts';
import type { ScoreSettings } from './objective.ts';
import { decisionsOf, type SetRows } from './set-rows.ts';

/** On which bars and terms the sets of a selection traded. */
type TradedOn = {
  readonly tested: TestedMarket;
  readonly score: ScoreSettings;
  readonly seed: number;
};

/**
 * The tests of trials that traded these test rows; undefined if the selected one's returns do not
 * vary. There is no test against holding for an account in bitcoin: holding bitcoin earns nothing
 * in it. O(trials · bars · resamples).
 */
export function trialTests(
  trials: readonly SetRows[],
  selected: SetRows,
  on: TradedOn & {
    readonly onResample?: ((done: number, total: number) => void) | undefined;
  },
): TrialTests | undefined {
  const { tested, score, seed, onResample } = on;
  const { terms, periodsPerYear, capital, positions } = score;
  const { market, bar } = tested;
  const figures = { payoff: terms.payoff, periodsPerYear, capital };
  const benchmark =
    terms.payoff === 'inverse'
      ? undefined
      : buyAndHold(market, decisionsOf(selected, positions, bar), figures).account.net;
  const [own, ...returns] = [selected, ...trials].map((rows) => netReturns(rows, on));
  return testsOfTrials(returns, own!, { benchmark, periodsPerYear, seed, onResample })?.tests;
}

/** Draws of noise beside the probability of overfitting: a few tenths of a second. */
const NOISE_DRAWS = 10;

/** The probability of overfitting of these trials, as `overfittingFigures` has it. */
export function trialOverfitting(
  trials: readonly SetRows[],
  on: TradedOn & { readonly onDraw?: ((done: number, total: number) => void) | undefined },
): OverfittingFigures | undefined {
  const { seed, onDraw } = on;
  const returns = trials.map((rows) => netReturns(rows, on));
  return overfittingFigures(returns, { seed, draws: NOISE_DRAWS, onDraw });
}

/** Float64Array (tested bars): what a set that traded these rows earned after costs. */
function netReturns(rows: SetRows, { tested, score }: TradedOn): Float64Array {
  const { market, bar } = tested;
  return accountOf(market, decisionsOf(rows, score.positions, bar), score.terms).net;
}
