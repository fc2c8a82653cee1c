/** How many threads grow the forests: an option of whoever starts a pool. */

import type { OptionTable } from '../core/options.ts';

/** Whoever grows forests over walk-forward folds has this row. */
export const WORKER_OPTIONS = {
  workers: {
    kind: 'integer',
    default: undefined,
    min: 1,
    max: 256,
    unit: 'threads',
    doc: 'Worker threads; left out: one for each core. The result does not depend on it',
    recorded: false,
  },
} as const satisfies OptionTable;
