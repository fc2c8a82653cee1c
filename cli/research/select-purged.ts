/** What `select --cpcv` is made of: the splits of all rows, and the forests inside them. */

import { InputError } from '../../engine/core/errors.ts';
import type { Dataset } from '../../engine/learn/dataset.ts';
import type { FoldSettings } from '../../engine/learn/folds.ts';
import { purgedSplits } from '../../engine/learn/purged-rows.ts';
import type { ForestPool } from '../../engine/pool/forest-pool.ts';
import { selectionForests, type SelectionForestPlan } from '../../selection/selection-forests.ts';
import type { CommandContext } from '../framework/command.ts';
import { cpcvGroups, type CpcvChoice } from './cpcv-option.ts';
import type { SelectRun } from './select-run.ts';

type SplitOptions = Omit<FoldSettings, 'from'> & CpcvChoice;

/** What `--cpcv` asks for, if it was given: splits of all rows, and forests in them. */
export function purgedOf(
  dataset: Dataset,
  plan: SelectionForestPlan,
  {
    pool,
    options,
    context: { timer, signal },
  }: {
    readonly pool: ForestPool;
    readonly options: SplitOptions;
    readonly context: CommandContext;
  },
): SelectRun['purged'] {
  const groups = cpcvGroups(options);
  if (groups === undefined) return undefined;
  if (plan.score.fundingOf !== undefined) {
    throw new InputError(
      'command line: --cpcv: expected no --funding: the history of a split leaves bars out, and ' +
        'funding that was paid on them belongs to no position',
    );
  }
  const { initialTrain, step, embargo } = options;
  return {
    splits: purgedSplits(dataset, { ...groups, embargo }),
    // The groups are of all rows, whatever the first tested day is.
    forestsOn: (change) =>
      selectionForests(
        {
          ...plan,
          datasetAt: (threshold) => change(plan.datasetAt(threshold)),
          folds: { initialTrain, step, embargo },
        },
        { pool, timer, signal },
      ),
    votesOf: async (problem, columns) => {
      const [votes] = await pool.votes(problem, [columns], { signal });
      return votes!;
    },
  };
}
