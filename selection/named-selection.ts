/**
 * A selection by the features' names instead of column numbers: what the JSON document prints and
 * what a program gets.
 */

import type { AccountMetrics } from '../engine/trade/account-metrics.ts';
import { sampleDeviation } from '../engine/statistics/moments.ts';
import type { ForwardStep } from './forward.ts';
import { evaluationsBySeed } from './objective.ts';
import type { BestOfTrials } from './best-of-trials.ts';
import { rankedFeatures, treesGrown, type SelectionResult } from './selection-result.ts';

/** One feature added by the forward selection; the figures are those of `ForwardStep`. */
export type NamedStep = {
  /** From 1. */
  readonly step: number;
  readonly feature: string;
  /** Annualised net Sharpe ratio of what is traded. */
  readonly sharpe: number;
  /** The objective's figure, which `delta`, `margin` and `marginNoise` are differences of. */
  readonly score: number;
  readonly delta: number;
  /** NaN where there was no other candidate. */
  readonly margin: number;
  /** NaN with fewer than two candidates or a forest of one tree. */
  readonly marginNoise: number;
  /** What the first half of the trees alone would have added; null for a forest of one tree. */
  readonly firstHalfFeature: string | null;
  /** The Sharpe ratio of the set with each seed's forests alone, whose mean is `sharpe`. */
  readonly sharpeBySeed: readonly number[];
  /** Standard deviation (n - 1) of them; NaN for one seed. */
  readonly sharpeSpread: number;
  readonly candidates: readonly {
    readonly feature: string;
    readonly sharpe: number;
    readonly score: number;
  }[];
};

/** A proposed set and what it is worth. */
export type ScoredSet = {
  readonly features: readonly string[];
  readonly metrics: AccountMetrics;
  readonly sharpeError: number;
};

/** The features of an importance, the most important first. */
type Ranking = readonly { readonly feature: string; readonly importance: number }[];

/** A selection, as a program reads it. */
export type NamedSelection = {
  /** Empty where the method makes no steps. */
  readonly steps: readonly NamedStep[];
  /** The features of the best set, in the order in which they joined; empty where none has one. */
  readonly selected: readonly string[];
  /** The method that proposed it; null where none is selected. */
  readonly selectedBy: 'forward' | 'gini' | 'permutation' | null;
  /** Annualised net Sharpe ratio of the best set: the best of `trials`, no forecast; or NaN. */
  readonly sharpe: number;
  /** Sets scored, whatever the number of seeds. */
  readonly trials: number;
  readonly foldCount: number;
  /** Trees × folds × sets × seeds, however they were obtained. */
  readonly treesGrown: number;
  readonly statistics: BestOfTrials;
  /**
   * Every proposed set: the best one is `selected`, others are `forward`, `gini_top_4` and so on;
   * `all_candidates` is compared only.
   */
  readonly sets: Readonly<Record<string, ScoredSet>>;
  /** Long on every tested bar, without cost. */
  readonly buyHold: AccountMetrics;
  /** Undefined where the method needs no importance. */
  readonly importance: { readonly gini: Ranking; readonly permutation: Ranking } | undefined;
};

/** `result` by names. */
export function namedSelection(result: SelectionResult): NamedSelection {
  const { selection, problem } = result;
  const { forward, selected, statistics } = selection;
  const nameOf = (column: number): string => problem.matrix.names[column]!;
  return {
    steps: (forward?.steps ?? []).map((step) => namedStep(step, nameOf)),
    selected: (selected?.columns ?? []).map(nameOf),
    selectedBy: selected?.by ?? null,
    sharpe: selected?.evaluation.metrics.sharpe ?? Number.NaN,
    trials: statistics.trials,
    foldCount: problem.folds.length,
    treesGrown: treesGrown(result),
    statistics,
    sets: Object.fromEntries(
      selection.sets.map(({ name, columns, evaluation: { metrics, sharpeError } }) => [
        name,
        { features: columns.map(nameOf), metrics, sharpeError },
      ]),
    ),
    buyHold: result.buyHold,
    importance: selection.importance && {
      gini: rankedFeatures(result, 'gini'),
      permutation: rankedFeatures(result, 'permutation'),
    },
  };
}

function namedStep(step: ForwardStep, nameOf: (column: number) => string): NamedStep {
  const { evaluation, firstHalfColumn } = step;
  const sharpeBySeed = evaluationsBySeed(evaluation).map(({ metrics }) => metrics.sharpe);
  return {
    step: step.step,
    feature: nameOf(step.column),
    sharpe: evaluation.metrics.sharpe,
    score: evaluation.score,
    delta: step.delta,
    margin: step.margin,
    marginNoise: step.marginNoise,
    firstHalfFeature: firstHalfColumn === undefined ? null : nameOf(firstHalfColumn),
    sharpeBySeed,
    sharpeSpread: sampleDeviation(sharpeBySeed),
    candidates: step.candidates.map(({ column, sharpe, score }) => ({
      feature: nameOf(column),
      sharpe,
      score,
    })),
  };
}
