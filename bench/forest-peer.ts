/** The package ml-random-forest as a case: one of its trees is trained and asked on one fold. */

import { windowedFolds } from '../engine/forest/bins.ts';
import type { ForestProblem } from '../engine/forest/problem.ts';
import { FOREST_PACKAGE, packageRows, packageTree } from '../engine/learn/package-forest.ts';
import type { BenchCase } from './measure.ts';

/** The case for a subset of a problem's columns. */
export type ForestPeer = (problem: ForestProblem, subset: readonly number[]) => BenchCase;

/** Loads the package. */
export async function loadForestPeer(): Promise<ForestPeer> {
  const { RandomForestClassifier } = await import('ml-random-forest');
  return (problem, subset) => {
    const { folds, settings } = problem;
    const fold = windowedFolds(folds, settings)[folds.length >> 1]!;
    const rows = packageRows(problem, subset, fold);
    return {
      name: `${FOREST_PACKAGE}, k = ${subset.length}, exact splits`,
      run: () =>
        packageTree(RandomForestClassifier, rows, settings).reduce(
          (digest, label) => digest * 3 + label,
          0,
        ),
      work: 1,
      checked: false,
      note: `sample: 1 tree, 1 fold of ${fold.trainEnd} rows; other random numbers`,
    };
  };
}
