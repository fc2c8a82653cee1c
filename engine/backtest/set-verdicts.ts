/**
 * What the returns of a backtest's sets support: the same figures and the same five sentences as
 * for returns of any tool. Must not know: forests, the ledger of earlier runs.
 */

import { assessedFigures, type AssessedFigures } from '../assess/assessed-figures.ts';
import { assessmentVerdict } from '../assess/assessment-verdict.ts';
import { LEAST_RETURNS } from '../assess/check-returns.ts';
import { noSkill } from '../assess/verdict-words.ts';
import { returnPeriod } from '../core/return-period.ts';
import { simpleReturns } from '../trade/account.ts';
import type { BacktestResult } from './backtest-result.ts';
import type { SetFigures } from './set-figures.ts';

/** A set's figures and sentences; without figures if too few bars were tested. */
export type SetVerdict = {
  readonly figures: AssessedFigures | undefined;
  /** Five sentences, or the one that too few bars were tested. */
  readonly verdict: readonly string[];
};

/**
 * The verdicts of all sets, in their order, on buy and hold as the benchmark. An account in bitcoin
 * has none: holding bitcoin earns nothing in it. The sets of a run count as independent trials,
 * which they are not, so what is left of them is rather too little than too much.
 * @param seed of the resamples
 */
export function setVerdicts(result: BacktestResult, seed: number): readonly SetVerdict[] {
  return result.sets.map((set) => setVerdict(result, set, seed));
}

function setVerdict(result: BacktestResult, set: SetFigures, seed: number): SetVerdict {
  const { arena, buyHold, neutral, sets } = result;
  const { account } = set.modes[neutral];
  const returns = simpleReturns(account);
  if (returns.length < LEAST_RETURNS) {
    const reason = `only ${returns.length} bars were tested, ${LEAST_RETURNS} are needed`;
    return { figures: undefined, verdict: [noSkill(reason)] };
  }
  const figures = assessedFigures(
    {
      returns,
      time: account.earned,
      benchmark: account.payoff === 'inverse' ? undefined : simpleReturns(buyHold.account),
    },
    {
      periodsPerYear: arena.plan.periodsPerYear,
      period: returnPeriod(account.earned).name,
      trialCount: sets.length > 1 ? sets.length : undefined,
      seed,
    },
  );
  const compared = sets.length === 1 ? 'this set alone' : `${sets.length} sets`;
  const verdict = assessmentVerdict(figures, {
    benchmark: 'buy and hold',
    trials:
      `Trials: this run tested ${compared}; the ledger counts all that were ever made on these ` +
      'bars, and each one that was dropped makes this ratio worth less.',
    wrong:
      'a set that was named after a look at these bars' +
      (account.payoff === 'log' ? ', log returns that flatter shorts' : ''),
  });
  return { figures, verdict };
}
