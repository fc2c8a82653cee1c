/** How a dataset is walked forward: the options of `backtest` and of programs. */

import { InputError } from '../core/errors.ts';
import type { OptionTable } from '../core/options.ts';
import { FOREST_OPTIONS } from '../forest/forest-options.ts';
import { FOLD_OPTIONS } from '../learn/folds.ts';
import { WORKER_OPTIONS } from '../pool/worker-options.ts';

/** The seeds of a backtest. */
export const SEEDS_OPTIONS = {
  seeds: {
    kind: 'integers',
    default: [42, 1, 2],
    min: 0,
    max: 2147483647,
    doc: 'Seeds; their probabilities are averaged, and each seed is shown alone as well',
  },
} as const satisfies OptionTable;

/** The options of `walkForward`. */
export const WALK_FORWARD_OPTIONS = {
  ...SEEDS_OPTIONS,
  ...FOLD_OPTIONS,
  ...FOREST_OPTIONS,
  ...WORKER_OPTIONS,
} as const satisfies OptionTable;

/**
 * Refuses seeds of which one comes twice: its run would count double in the mean.
 * @param where what names the source in a message: `command line`
 */
export function checkSeeds(seeds: readonly number[], where: string): void {
  if (new Set(seeds).size === seeds.length) return;
  throw new InputError(`${where}: --seeds: expected each once, got ${seeds.join()}`);
}
