/**
 * The package ml-random-forest as a case: one of its trees is trained on one fold and predicts the
 * fold's test rows. It differs from our forest in three ways: it splits between all values,
 * without bins; it draws features once for a tree, not for each node; and it has no setting for
 * the smallest leaf, so a node with fewer than twice as many rows becomes a leaf.
 */

import { columnsPerSplit } from '../engine/forest/bootstrap.ts';
import type { ForestProblem } from '../engine/forest/problem.ts';
import type { BenchCase } from './measure.ts';

/** The case for a subset of a problem's columns. */
export type ForestPeer = (problem: ForestProblem, subset: readonly number[]) => BenchCase;

export const FOREST_PEER_PACKAGE = 'ml-random-forest';

/** Trees of the case: one takes long enough to be timed. */
const TREES = 1;

/** Loads the package. */
export async function loadForestPeer(): Promise<ForestPeer> {
  const { RandomForestClassifier } = await import('ml-random-forest');
  return (problem, subset) => {
    const count = subset.length;
    const { matrix, labels, folds, settings } = problem;
    const { trainEnd, testStart, testEnd } = folds[folds.length >> 1]!;
    const row = (index: number): number[] =>
      subset.map((column) => matrix.values[column * matrix.rows + index]!);
    const train = Array.from({ length: trainEnd }, (_, i) => row(i));
    const test = Array.from({ length: testEnd - testStart }, (_, i) => row(testStart + i));
    const classes = Array.from(labels.subarray(0, trainEnd));
    const options = {
      nEstimators: TREES,
      noOOB: true,
      seed: settings.seed,
      useSampleBagging: true,
      replacement: false,
      // The package takes a share of the columns and rounds down; it would read an integer 1 as
      // "all".
      maxFeatures: Math.min(1, (columnsPerSplit(count) + 0.5) / count),
      treeOptions: {
        gainFunction: 'gini',
        gainThreshold: 0,
        maxDepth: settings.maxDepth,
        minNumSamples: 2 * settings.minLeafRows,
      },
    };
    return {
      name: `${FOREST_PEER_PACKAGE}, k = ${count}, exact splits`,
      run: () => {
        const forest = new RandomForestClassifier(options);
        forest.train(train, classes);
        return forest.predict(test).reduce((digest, label) => digest * 3 + label, 0);
      },
      work: TREES,
      checked: false,
      note: `sample: ${TREES} tree, 1 fold of ${trainEnd} rows; other random numbers`,
    };
  };
}
