/**
 * The walk of a backtest with one setting changed: other labels, other folds. Each variant needs
 * forests of its own, and its result is that of a backtest with this setting.
 * Must not know: how the rows of a threshold are made, money.
 */

import type { ForestSettings } from '../forest/forest-options.ts';
import type { Dataset } from '../learn/dataset.ts';
import {
  FOLD_OPTIONS,
  foldDataset,
  type FoldedDataset,
  type FoldSettings,
} from '../learn/folds.ts';
import { testRows } from '../learn/out-of-sample.ts';

/** The settings that are varied, in the order in which they are shown. */
export const WALK_AXES = ['threshold', 'initialTrain', 'step', 'window'] as const;
type WalkAxis = (typeof WALK_AXES)[number];

/** A walk with one setting changed. */
export type WalkVariant = {
  readonly axis: WalkAxis;
  readonly value: number | typeof NO_WINDOW;
  readonly folded: FoldedDataset;
  /** The window of training rows, where it is what is varied. */
  readonly changes?: Pick<ForestSettings, 'window'> | undefined;
};

/** The value of a walk that trains on all rows. */
export const NO_WINDOW = 'none';

/** Windows of training rows; one that no fold would notice is left out. */
const WINDOWS = [500, 1000, 2000];

/** Half to double the rows before the first test. */
const INITIAL_FACTORS = [0.5, 0.75, 1.5, 2];

/** Models that are fitted twice as often, and up to four times as rarely. */
const STEP_FACTORS = [0.5, 2, 4];

/**
 * The variants of `base`, its own values left out. An initial window of which no row is left to
 * test, or that is below the least, has no variant; with `from`, the rows before it are varied.
 * @param labelled the dataset at each other threshold; none if the target has no threshold
 */
export function walkVariants(
  base: FoldedDataset,
  settings: FoldSettings & Pick<ForestSettings, 'window'>,
  labelled: readonly { readonly threshold: number; readonly dataset: Dataset }[],
): readonly WalkVariant[] {
  const { dataset, folds } = base;
  const { rows } = dataset.matrix;
  const own = testRows(folds).start;
  const purge = dataset.target.horizonBars - 1 + settings.embargo;
  const fits = (initial: number): boolean =>
    initial >= FOLD_OPTIONS.initialTrain.min && initial > purge && initial < rows;
  const initials = scaled(own, INITIAL_FACTORS).filter(fits);
  const steps = scaled(settings.step, STEP_FACTORS);
  const folded = (changes: Partial<FoldSettings>): FoldedDataset =>
    foldDataset(dataset, { ...settings, ...changes });
  return [
    ...labelled.map((own): WalkVariant => ({
      axis: 'threshold',
      value: own.threshold,
      folded: foldDataset(own.dataset, settings),
    })),
    ...initials.map((value): WalkVariant => ({
      axis: 'initialTrain',
      value,
      folded: folded({ initialTrain: value, from: undefined }),
    })),
    ...steps.map((value): WalkVariant => ({
      axis: 'step',
      value,
      folded: folded({ step: value }),
    })),
    ...windows(base, settings.window).map((window): WalkVariant => ({
      axis: 'window',
      value: window ?? NO_WINDOW,
      folded: base,
      changes: { window },
    })),
  ];
}

/** The windows that leave out rows of the last fold, and none, without the walk's own. */
function windows(
  { folds }: FoldedDataset,
  own: number | undefined,
): readonly (number | undefined)[] {
  const longest = folds.at(-1)!.trainEnd;
  return [...WINDOWS.filter((window) => window < longest), undefined].filter(
    (window) => window !== own,
  );
}

/** `own` times each factor, rounded; each other value once, at least 1. */
function scaled(own: number, factors: readonly number[]): readonly number[] {
  const values = factors.map((factor) => Math.max(1, Math.round(own * factor)));
  return [...new Set(values)].filter((value) => value !== own);
}
