/** Chooses the kernel to grow a forest, or the scratch forest if the kernel cannot. */

import { kernelBuildFor, kernelSupported, MAX_KERNEL_ROWS } from './kernel-build.ts';
import { createKernelForest } from './walk-forward-kernel.ts';
import type { ForestProblem, WalkForwardForest } from './problem.ts';
import { createScratchForest } from './scratch-forest.ts';

/**
 * A forest on `problem`. The votes do not depend on which of the two grows it.
 * @throws InputError (from `votes`) if a column holds a value that is not finite
 */
export function createWalkForwardForest(problem: ForestProblem): WalkForwardForest {
  return slowReason(problem) === null ? createKernelForest(problem) : createScratchForest(problem);
}

/**
 * Why the kernel cannot grow forests on `problem`, which then takes hundreds of times as long; null
 * if it can.
 */
export function slowReason({ folds }: Pick<ForestProblem, 'folds'>): string | null {
  if (!kernelSupported()) return 'this JavaScript engine has no WebAssembly SIMD';
  const rows = folds.at(-1)?.trainEnd ?? 0;
  if (kernelBuildFor(rows) !== undefined) return null;
  return `${rows} training rows are more than the kernel's ${MAX_KERNEL_ROWS}`;
}
