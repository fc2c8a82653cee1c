/**
 * What the returns of a backtest's sets support: the same figures and the same five sentences as
 * for returns of any tool. Must not know: forests, the ledger of earlier runs.
 */

import { assessedFigures, type AssessedFigures } from '../assess/assessed-figures.ts';
import { assessmentVerdict } from '../assess/assessment-verdict.ts';
import { placeLine, type BaselinePlace } from '../assess/baseline-place.ts';
import { LEAST_RETURNS } from '../assess/check-returns.ts';
import { noSkill } from '../assess/verdict-words.ts';
import { returnPeriod } from '../core/return-period.ts';
import { simpleReturns } from '../trade/account.ts';
import type { BacktestResult } from './backtest-result.ts';
import { CROSS_BARS, MOMENTUM_BARS } from './baselines/price-rules.ts';
import { BASELINES, type BaselineName, type SetBaselines } from './baselines/set-baselines.ts';
import type { SetFigures } from './set-figures.ts';

/** A set's figures and sentences; without figures if too few bars were tested. */
export type SetVerdict = {
  readonly figures: AssessedFigures | undefined;
  /**
   * Five sentences, with baselines six, or the one that too few bars were tested (and that on the
   * baselines).
   */
  readonly verdict: readonly string[];
};

/** How a verdict calls the baselines. */
export const BASELINE_TITLES: Readonly<Record<BaselineName, string>> = {
  alwaysFlat: 'always flat',
  movingAverageCross: `moving-average cross ${CROSS_BARS.fast}/${CROSS_BARS.slow}`,
  momentumSign: `momentum sign ${MOMENTUM_BARS}`,
  lastClass: 'last class',
  softmaxRegression: 'softmax regression',
  smallNetwork: 'small network',
};

/**
 * The verdicts of all sets, in their order, on buy and hold as the benchmark. An account in bitcoin
 * has none: holding bitcoin earns nothing in it. The sets of a run count as independent trials,
 * which they are not, so what is left of them is rather too little than too much.
 * @param options.seed of the resamples
 * @param options.baselines those of each set, in their order; left out: none were computed
 */
export function setVerdicts(
  result: BacktestResult,
  {
    seed,
    baselines,
    onProgress,
  }: {
    readonly seed: number;
    readonly baselines?: readonly SetBaselines[] | undefined;
    /** Called with the number of sets that are done, which is a fraction within a set. */
    readonly onProgress?: (done: number, total: number) => void;
  },
): readonly SetVerdict[] {
  return result.sets.map((set, i) => {
    const own = baselines?.[i];
    const { sharpe } = set.modes[result.neutral].metrics;
    const total = result.sets.length;
    const onShare = (share: number): void => onProgress?.(i + share, total);
    const verdict = setVerdict(result, set, { seed, place: own && placeOf(sharpe, own), onShare });
    onProgress?.(i + 1, total);
    return verdict;
  });
}

function placeOf(sharpe: number, { baselines, random }: SetBaselines): BaselinePlace {
  const known = BASELINES.flatMap((name) => {
    const own = baselines[name];
    return own === undefined ? [] : [{ name: BASELINE_TITLES[name], sharpe: own.metrics.sharpe }];
  });
  return { sharpe, baselines: known, random };
}

function setVerdict(
  result: BacktestResult,
  set: SetFigures,
  {
    seed,
    place,
    onShare,
  }: {
    readonly seed: number;
    readonly place: BaselinePlace | undefined;
    readonly onShare: (share: number) => void;
  },
): SetVerdict {
  const { arena, buyHold, neutral, sets } = result;
  const { account } = set.modes[neutral];
  const returns = simpleReturns(account);
  if (returns.length < LEAST_RETURNS) {
    const reason = `only ${returns.length} bars were tested, ${LEAST_RETURNS} are needed`;
    const lines = place === undefined ? [] : [placeLine(place)];
    return { figures: undefined, verdict: [noSkill(reason), ...lines] };
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
      onShare,
    },
  );
  const compared = sets.length === 1 ? 'this set alone' : `${sets.length} sets`;
  const verdict = assessmentVerdict(figures, {
    benchmark: 'buy and hold',
    place,
    trials:
      `Trials: this run tested ${compared}; the ledger counts all that were ever made on these ` +
      'bars, and each one that was dropped makes this ratio worth less.',
    wrong:
      'a set that was named after a look at these bars' +
      (account.payoff === 'log' ? ', log returns that flatter shorts' : ''),
  });
  return { figures, verdict };
}
