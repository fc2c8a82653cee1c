/**
 * The selected set scored once more with another number of trees: a selection may be made with a
 * few, and its answer measured with many. Nothing is chosen by this figure, so that it is no trial;
 * the set is still the best of the trials that chose it.
 */

import { assert } from '../engine/core/errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Evaluate, Evaluation } from './objective.ts';
import type { Selection } from './run-selection.ts';

type SelectedSet = NonNullable<Selection['selected']>;

/** The selected set's figures in forests of `trees` trees. */
export type RescoredSet = { readonly trees: number; readonly evaluation: Evaluation };

/**
 * The set that `selection` selected, scored by `evaluate`, whose forests have `trees` trees;
 * undefined if it selected none.
 */
export async function rescoredSet(
  { selected }: { readonly selected: Pick<SelectedSet, 'columns'> | undefined },
  parts: {
    readonly trees: number;
    readonly evaluate: Evaluate;
    readonly checkpoint: Checkpoint;
  },
): Promise<RescoredSet | undefined> {
  if (selected === undefined) return undefined;
  const { trees, evaluate, checkpoint } = parts;
  const columns = selected.columns.toSorted((a, b) => a - b);
  const [evaluation] = await checkpoint.remember(`rescored with ${trees} trees`, () =>
    evaluate([columns]),
  );
  assert(evaluation !== undefined, 'one evaluation a subset');
  return { trees, evaluation };
}
