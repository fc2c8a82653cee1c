/** The forest's settings as options: commands that grow forests have these rows. */

import type { OptionTable } from '../core/options.ts';
import { MAX_BINS } from '../forest/bins.ts';
import { MAX_TREES } from '../forest/problem.ts';

/** One forest, as `train` fits it. Defaults are the original system's, bins apart. */
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
} as const satisfies OptionTable;

/** The forests of a walk: as `train`'s, their bins renewed every so many folds. */
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
