/**
 * Trees of the package ml-random-forest, to compare ours with. They differ in three ways: they
 * split between all values, without bins; they draw features once for a tree, not for each node;
 * and they have no setting for the smallest leaf, so a node with fewer than twice as many rows
 * becomes a leaf. Must not know: how the package is loaded.
 */

import type { RandomForestClassifier } from 'ml-random-forest';
import { columnsPerSplit } from '../forest/bootstrap.ts';
import type { ForestSettings } from '../forest/forest-options.ts';
import type { WindowedFold } from '../forest/bins.ts';
import type { ForestSource } from '../forest/problem.ts';

/** The package's name. */
export const FOREST_PACKAGE = 'ml-random-forest';

/** The package's class of forests, as its import gives it. */
export type PackageForest = typeof RandomForestClassifier;

/** The rows of a fold as the package wants them. */
export type PackageRows = {
  readonly train: number[][];
  /** Class codes of the training rows. */
  readonly classes: number[];
  readonly tested: number[][];
};

/** The rows of `fold` with the columns `subset`. */
export function packageRows(
  { matrix, labels }: Pick<ForestSource, 'matrix' | 'labels'>,
  subset: readonly number[],
  { trainStart, trainEnd, testStart, testEnd }: WindowedFold,
): PackageRows {
  const row = (index: number): number[] =>
    subset.map((column) => matrix.values[column * matrix.rows + index]);
  return {
    train: Array.from({ length: trainEnd - trainStart }, (_, i) => row(trainStart + i)),
    classes: Array.from(labels.subarray(trainStart, trainEnd)),
    tested: Array.from({ length: testEnd - testStart }, (_, i) => row(testStart + i)),
  };
}

/** The class codes that one tree of the package gives to the tested rows. It takes a second. */
export function packageTree(
  Forest: PackageForest,
  { train, classes, tested }: PackageRows,
  settings: Pick<ForestSettings, 'seed' | 'maxDepth' | 'minLeafRows'>,
): number[] {
  const count = train[0]!.length;
  const forest = new Forest({
    nEstimators: 1,
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
  });
  forest.train(train, classes);
  return forest.predict(tested);
}
