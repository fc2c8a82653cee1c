import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/core/random.ts';
import { createWalkForwardForest } from '../../engine/forest/walk-forward-forest.ts';
import { walkForwardFolds } from '../../engine/learn/folds.ts';
import { testRows } from '../../engine/learn/out-of-sample.ts';
import { forwardSelection } from '../../selection/forward.ts';
import { OBJECTIVES, votesObjective, type Objective } from '../../selection/objective.ts';
import { matrixOf } from './toy-matrix.ts';
import { scoreSettings, testedReturns } from './toy-tested.ts';

const ROWS = 900;

/** Selects with real forests among noise and the columns `pull` and `push`, which cause returns. */
async function selectPlanted(objective: Objective): Promise<readonly string[]> {
  const random = randomStream(21);
  const normals = (): number[] => Array.from({ length: ROWS }, () => random.normal());
  const columns = { noiseA: normals(), push: normals(), noiseB: normals(), pull: normals() };
  const nextReturn = Float64Array.from(
    columns.push,
    (push, row) => 0.02 * (push - columns.pull[row]! + random.normal()),
  );
  const labels = Uint8Array.from(nextReturn, (r) => (r < -0.01 ? 0 : r > 0.01 ? 2 : 1));
  const matrix = matrixOf(columns);
  const fold = { rows: ROWS, initialTrain: 500, step: 100, horizonBars: 1, embargo: 0 };
  const folds = walkForwardFolds(fold);
  const { start, end } = testRows(folds);
  const trees = 16;
  const settings = { trees, maxDepth: 4, minLeafRows: 20, bins: 64, epochFolds: 2, seed: 42 };
  const forest = createWalkForwardForest({ matrix, labels, folds, settings });
  const evaluate = votesObjective({
    votes: async (subsets, { treeStart, treeEnd }) => forest.votes(subsets, treeStart, treeEnd),
    trees,
    tested: testedReturns(nextReturn.subarray(start, end)),
    labels: labels.subarray(start, end),
    settings: { ...scoreSettings({ neutral: 'hold', costBps: 5 }), objective },
  });
  const plan = { candidates: [0, 1, 2, 3], maxFeatures: 4, patience: 1, evaluate };
  return (await forwardSelection(plan)).selected.map((column) => matrix.names[column]!);
}

describe('a selection with real forests', () => {
  it.each(OBJECTIVES)('chooses the two planted features first, by %s', async (objective) => {
    expect((await selectPlanted(objective)).slice(0, 2).toSorted()).toEqual(['pull', 'push']);
  });
});
