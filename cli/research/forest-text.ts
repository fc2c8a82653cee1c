/** Texts on how forests were grown. */

import type { ForestProblem } from '../../engine/forest/problem.ts';
import { slowReason } from '../../engine/forest/walk-forward-forest.ts';
import { FOREST_OPTIONS, type ForestSettings } from '../../engine/forest/forest-options.ts';
import type { CommandContext } from '../framework/command.ts';

/** `500 trees`; if there are fewer bins than by default, also the fast mode. */
export function treesText({ trees, bins }: Pick<ForestSettings, 'trees' | 'bins'>): string {
  const count = trees === 1 ? '1 tree' : `${trees} trees`;
  if (bins >= FOREST_OPTIONS.bins.default) return count;
  return `${count} of ${bins} bins (fast mode, less exact)`;
}

/** If the kernel cannot run on `problem`, a note says so and gives the reason. */
export function noteSlowForest(
  context: CommandContext,
  problem: Pick<ForestProblem, 'folds'>,
): void {
  const reason = slowReason(problem);
  if (reason === null) return;
  context.note(`slow: ${reason}; the plain TypeScript forest runs instead, with the same result`);
}
