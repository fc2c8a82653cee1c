/**
 * A backtest of feature sets over several seeds, from votes to figures.
 * Vocabulary: a run is the votes of one seed for one set; a mode is what a neutral signal does
 * (`hold` or `flat`). The main figures of a set come from the mean probabilities of all its runs.
 * Must not know: pools, files, the terminal.
 */

import type { FoldedDataset } from '../learn/folds.ts';
import {
  classFigures,
  outOfSample,
  type ClassFigures,
  type OutOfSample,
} from '../learn/out-of-sample.ts';
import { sharpeStandardError } from '../statistics/sharpe-error.ts';
import type { AccountMetrics } from '../trade/account-metrics.ts';
import type { NeutralPolicy } from '../trade/positions.ts';
import { buyAndHold, trade, type TradeOptions, type TradeResult } from '../trade/trade.ts';
import { seedSpread, type SeedSpread } from './seed-spread.ts';
import { testedMarket, testedRegimes, type TestedMarket } from './tested-market.ts';
import { termsOn, type TradePlan } from './trade-plan.ts';

/** A set of features and its name. */
export type FeatureSet = { readonly name: string; readonly features: readonly string[] };

/** The figures of a single seed. */
type SeedFigures = {
  readonly seed: number;
  readonly accuracy: number;
  readonly metrics: Readonly<Record<NeutralPolicy, AccountMetrics>>;
  /** Float64Array (entries of the account) each. */
  readonly positions: Readonly<Record<NeutralPolicy, Float64Array>>;
};

/** The same signals, traded in both modes. */
type Modes = Readonly<Record<NeutralPolicy, TradeResult>>;

/** The figures of one set. */
export type SetFigures = FeatureSet & {
  /** The tested rows with the mean probabilities of all seeds. */
  readonly rows: OutOfSample;
  readonly modes: Modes;
  /** For each mode the standard error of the annual Sharpe ratio, from the number of bars. */
  readonly sharpeError: Readonly<Record<NeutralPolicy, number>>;
  readonly classes: ClassFigures;
  readonly bySeed: readonly SeedFigures[];
  readonly seedSpread: SeedSpread;
};

/** The market and the options that all sets of a backtest are traded with; made only once. */
export type Arena = TestedMarket & {
  readonly folded: FoldedDataset;
  readonly plan: TradePlan;
  /** The options of `trade`, without the policy for neutral. */
  readonly options: Omit<TradeOptions, 'neutral'>;
};

/** The arena of `folded` and `plan`. */
export function arenaOf(folded: FoldedDataset, plan: TradePlan): Arena {
  const { periodsPerYear, capital, sessionDay } = plan;
  const tested = testedMarket(folded);
  const regimes = testedRegimes(folded, plan);
  const terms = termsOn(plan, tested.market);
  const options = { ...terms, periodsPerYear, capital, sessionDay, regimes };
  return { ...tested, folded, plan, options };
}

/**
 * The figures of one set.
 * @param runs the votes of each seed, Uint32Array (test rows × 3), in the order of the seeds
 */
export function setFigures(
  arena: Arena,
  set: FeatureSet,
  seeds: readonly number[],
  runs: readonly Uint32Array[],
): SetFigures {
  const { dataset, folds } = arena.folded;
  const rows = outOfSample(dataset, folds, runs);
  const single = runs.map((run) => outOfSample(dataset, folds, [run]));
  const modes = tradeModes(arena, rows);
  const error = ({ account }: TradeResult): number =>
    sharpeStandardError(account.net, arena.plan.periodsPerYear);
  return {
    ...set,
    rows,
    modes,
    sharpeError: { hold: error(modes.hold), flat: error(modes.flat) },
    classes: classFigures(rows),
    bySeed: single.map((own, i) => {
      // A single run of one seed equals the main figures.
      const { hold, flat } = runs.length === 1 ? modes : tradeModes(arena, own);
      return {
        seed: seeds[i]!,
        accuracy: classFigures(own).accuracy,
        metrics: { hold: hold.metrics, flat: flat.metrics },
        positions: { hold: hold.account.positions, flat: flat.account.positions },
      };
    }),
    seedSpread: seedSpread(single),
  };
}

/** Buy and hold: long on every tested bar, without cost. */
export function buyHoldFigures({ market, bar, options }: Arena): TradeResult {
  return buyAndHold(market, { bar, classes: new Int8Array(bar.length) }, options);
}

function tradeModes({ market, bar, options }: Arena, { classes }: OutOfSample): Modes {
  const decisions = { bar, classes };
  return {
    hold: trade(market, decisions, { ...options, neutral: 'hold' }),
    flat: trade(market, decisions, { ...options, neutral: 'flat' }),
  };
}
