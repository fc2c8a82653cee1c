/** Chooses who grows the forest: the WebAssembly kernel, or the scratch forest where it cannot. */

import { createKernelForest, kernelHolds, kernelSupported } from './walk-forward-kernel.ts';
import type { ForestProblem, WalkForwardForest } from './problem.ts';
import { createScratchForest } from './scratch-forest.ts';

/**
 * A forest on `problem`: the same votes from either.
 * @throws InputError where a column holds a value that is not finite
 */
export function createWalkForwardForest(problem: ForestProblem): WalkForwardForest {
  return slowReason(problem) === null ? createKernelForest(problem) : createScratchForest(problem);
}

/** Why `problem` must go without the kernel, hundreds of times slower; null where it need not. */
export function slowReason({ folds }: Pick<ForestProblem, 'folds'>): string | null {
  if (!kernelSupported()) return 'this JavaScript engine has no WebAssembly SIMD';
  const rows = folds.at(-1)?.trainEnd ?? 0;
  if (!kernelHolds(rows)) return `${rows} training rows do not fit the kernel's 16-bit counts`;
  return null;
}
