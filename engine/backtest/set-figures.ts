/**
 * A backtest of feature sets over several seeds, from votes to figures.
 * Vocabulary: a run is one seed's votes for one set; the headline is the runs' mean probabilities
 * traded; a mode is a policy for neutral. Pure: pools, files and the terminal are elsewhere.
 */

import type { FoldedDataset } from '../learn/folds.ts';
import {
  classFigures,
  outOfSample,
  testRows,
  type ClassFigures,
  type OutOfSample,
} from '../learn/out-of-sample.ts';
import { sharpeStandardError } from '../statistics/sharpe-error.ts';
import type { NeutralPolicy } from '../trade/positions.ts';
import { labelRegimes, type Regime, type RegimeReading } from '../trade/regimes.ts';
import { buyAndHold, tradeSignals, type TradeResult } from '../trade/trade-signals.ts';

/** How signals are traded. */
export type TradePlan = {
  readonly costBps: number;
  readonly periodsPerYear: number;
  readonly regimeLabels: RegimeReading;
};

/** A set of features by its name. */
export type FeatureSet = { readonly name: string; readonly features: readonly string[] };

/** One seed's own figures. */
export type SeedFigures = {
  readonly seed: number;
  readonly accuracy: number;
  readonly modes: Modes;
};

/** The same signals traded by either policy for neutral. */
export type Modes = Readonly<Record<NeutralPolicy, TradeResult>>;

/** How far runs that differ in the seed alone are apart, over all pairs; NaN for one seed. */
export type SeedSpread = {
  /** Mean absolute difference of the probabilities, over rows, classes and pairs. */
  readonly probabilityDifference: number;
  /** Share of rows with the same class, over pairs. */
  readonly sameClass: number;
};

/** A set's figures. */
export type SetFigures = FeatureSet & {
  /** Mean probabilities over the seeds, and what follows. */
  readonly rows: OutOfSample;
  readonly modes: Modes;
  /** Standard error of each mode's Sharpe ratio by the number of rows. */
  readonly sharpeError: Readonly<Record<NeutralPolicy, number>>;
  readonly classes: ClassFigures;
  readonly bySeed: readonly SeedFigures[];
  readonly seedSpread: SeedSpread;
};

/**
 * The figures of one set.
 * @param runs one Uint32Array (test rows × 3) of votes a seed, in the seeds' order
 */
export function setFigures(
  folded: FoldedDataset,
  set: FeatureSet,
  seeds: readonly number[],
  runs: readonly Uint32Array[],
  plan: TradePlan,
): SetFigures {
  const { dataset, folds } = folded;
  const regimes = outOfSampleRegimes(folded, plan);
  const rows = outOfSample(dataset, folds, runs);
  const single = runs.map((run) => outOfSample(dataset, folds, [run]));
  const modes = tradeModes(rows, regimes, plan);
  const error = ({ net }: TradeResult): number => sharpeStandardError(net, plan.periodsPerYear);
  return {
    ...set,
    rows,
    modes,
    sharpeError: { hold: error(modes.hold), flat: error(modes.flat) },
    classes: classFigures(rows),
    bySeed: single.map((own, i) => ({
      seed: seeds[i]!,
      accuracy: classFigures(own).accuracy,
      modes: tradeModes(own, regimes, plan),
    })),
    seedSpread: seedSpread(single),
  };
}

/** Long on every out-of-sample row, without cost. */
export function buyHoldFigures(folded: FoldedDataset, plan: TradePlan): TradeResult {
  const { start, end } = testRows(folded.folds);
  const { time, nextReturn } = folded.dataset;
  return buyAndHold(
    {
      time: time.subarray(start, end),
      nextReturn: nextReturn.subarray(start, end),
      regimes: outOfSampleRegimes(folded, plan),
    },
    plan.periodsPerYear,
  );
}

/** Labels of the test rows, by the history of all rows before them. */
function outOfSampleRegimes(
  { dataset, folds }: FoldedDataset,
  { regimeLabels }: TradePlan,
): Regime[] {
  const { start, end } = testRows(folds);
  return labelRegimes(dataset.nextReturn, regimeLabels).slice(start, end);
}

function tradeModes(rows: OutOfSample, regimes: readonly Regime[], plan: TradePlan): Modes {
  const traded = { ...rows, regimes };
  return {
    hold: tradeSignals(traded, { ...plan, neutral: 'hold' }),
    flat: tradeSignals(traded, { ...plan, neutral: 'flat' }),
  };
}

function seedSpread(runs: readonly OutOfSample[]): SeedSpread {
  let difference = 0;
  let same = 0;
  let pairs = 0;
  for (let i = 0; i < runs.length; i++) {
    for (let j = i + 1; j < runs.length; j++) {
      difference += meanDifference(runs[i]!.probabilities, runs[j]!.probabilities);
      same += shareEqual(runs[i]!.classes, runs[j]!.classes);
      pairs++;
    }
  }
  return { probabilityDifference: difference / pairs, sameClass: same / pairs };
}

function meanDifference(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += Math.abs(a[i]! - b[i]!);
  return total / a.length;
}

function shareEqual(a: Int8Array, b: Int8Array): number {
  let equal = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal++;
  return equal / a.length;
}
