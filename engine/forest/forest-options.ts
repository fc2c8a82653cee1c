/**
 * The settings of a forest as an options table. Types, the commands' help and the model file's
 * fields are derived from it.
 */

import { pickOptions, type OptionTable, type OptionValues } from '../core/options.ts';

/** Largest number of trees: with more, a sum of votes could exceed an unsigned 32-bit integer. */
export const MAX_TREES = 4000;

/** Largest number of bins, because a code is one byte. */
export const MAX_BINS = 256;

/**
 * Settings of one forest, as `train` fits it. Except for `bins`, the original system's defaults.
 */
export const FIT_OPTIONS = {
  trees: {
    kind: 'integer',
    default: 500,
    min: 1,
    max: MAX_TREES,
    unit: 'trees',
    doc: 'Trees of a forest',
  },
  maxDepth: {
    kind: 'integer',
    default: 5,
    min: 1,
    max: 8,
    unit: 'levels',
    doc: 'Splits from the root to the deepest leaf',
  },
  minLeafRows: {
    kind: 'integer',
    default: 50,
    min: 1,
    max: 10_000,
    unit: 'rows',
    doc: 'Different in-bag rows that a leaf must hold',
  },
  bins: {
    kind: 'integer',
    default: MAX_BINS,
    min: 2,
    max: MAX_BINS,
    unit: 'bins',
    doc: 'Most bins of a feature; fewer are faster and further from exact splits',
  },
  window: {
    kind: 'integer',
    default: undefined,
    min: 100,
    max: 1_000_000,
    unit: 'rows',
    doc:
      'Train on the last rows alone; left out: on all. In a walk the start of this window moves ' +
      "when the bins' edges are renewed, and rows join it until then",
  },
} as const satisfies OptionTable;

/** Settings of the forests of a walk: also how often the bins are computed anew. */
export const FOREST_OPTIONS = {
  ...FIT_OPTIONS,
  epochFolds: {
    kind: 'integer',
    default: 16,
    min: 1,
    max: 100_000,
    unit: 'folds',
    doc: "Folds from one renewal of the bins' edges to the next",
  },
} as const satisfies OptionTable;

/** Whoever draws random numbers has this row. */
export const SEED_OPTIONS = {
  seed: {
    kind: 'integer',
    default: 42,
    min: 0,
    max: 2147483647,
    doc: 'Master seed of all random numbers',
  },
} as const satisfies OptionTable;

/** How one forest is fitted. */
export type FitSettings = Settings<typeof FIT_OPTIONS>;

/** How the forests of a walk are grown. */
export type ForestSettings = Settings<typeof FOREST_OPTIONS>;

/** The values of a table with a seed; without a window the field may be left out. */
type Settings<T extends typeof FIT_OPTIONS> = Omit<OptionValues<T>, 'window'> & {
  readonly window?: number | undefined;
  readonly seed: number;
};

/** The fit settings among the values of a command's options. */
export function fitSettings(options: FitSettings): FitSettings {
  const picked = pickOptions(FIT_OPTIONS, { window: undefined, ...options });
  return withoutUnset({ ...picked, seed: options.seed });
}

/** The forest settings among the values of a command's options, with one of its seeds. */
export function forestSettings(options: ForestSettings): ForestSettings {
  const picked = pickOptions(FOREST_OPTIONS, { window: undefined, ...options });
  return withoutUnset({ ...picked, seed: options.seed });
}

/** A window that is left out is no field: a model's file then has the bytes that it always had. */
function withoutUnset<T extends { readonly window?: number | undefined }>(settings: T): T {
  const { window, ...others } = settings;
  return window === undefined ? (others as T) : settings;
}

/** The first row of a window of training rows that ends before row `trainEnd`. */
export function windowStart(trainEnd: number, window: number | undefined): number {
  return window === undefined ? 0 : Math.max(0, trainEnd - window);
}
