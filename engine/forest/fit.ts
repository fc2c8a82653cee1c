/**
 * Fits one forest on rows [0, trainEnd): the one that `train` saves, and those from which
 * importances are computed.
 */

import { binEdges, sortColumn } from './bins.ts';
import { LEAF, type Forest } from './forest.ts';
import { windowStart, type FitSettings } from './forest-options.ts';
import type { TreeNode } from './grow.ts';
import { kernelBuildFor, kernelSupported } from './kernel-build.ts';
import { CLASS_COUNT, type FeatureMatrix } from './problem.ts';
import { growTreesFromScratch } from './scratch-forest.ts';
import { growTreesInKernel } from './walk-forward-kernel.ts';

/**
 * A forest fitted on `columns` (indices into `matrix`) and rows [0, trainEnd), of which the window
 * of the settings is the last ones.
 * @throws InputError if one of the columns holds a value that is not finite
 */
export function fitForest(
  matrix: FeatureMatrix,
  labels: Uint8Array,
  columns: readonly number[],
  trainEnd: number,
  settings: FitSettings,
): Forest {
  const rowStart = windowStart(trainEnd, settings.window);
  const edges = columns.map((column) =>
    binEdges(sortColumn(matrix, column), trainEnd, settings.bins, rowStart),
  );
  const inKernel = kernelSupported() && kernelBuildFor(trainEnd) !== undefined;
  const growTrees = inKernel ? growTreesInKernel : growTreesFromScratch;
  const source = { matrix, labels, settings: { ...settings, epochFolds: 1 } };
  const trees = growTrees(source, columns, trainEnd);
  return { columns: columns.map((column) => matrix.names[column]!), edges, ...flattened(trees) };
}

/** The trees' nodes as flat arrays, level by level. */
function flattened(trees: readonly TreeNode[]): Omit<Forest, 'columns' | 'edges'> {
  const nodes = [...trees];
  const left: number[] = [];
  // The loop also visits the children that it appends.
  for (const { split } of nodes) {
    left.push(split === undefined ? 0 : nodes.length);
    if (split !== undefined) nodes.push(split.left, split.right);
  }
  return {
    trees: trees.length,
    column: Uint8Array.from(nodes, (node) => node.split?.column ?? LEAF),
    bin: Uint8Array.from(nodes, (node) => node.split?.bin ?? 0),
    left: Uint32Array.from(left),
    totals: Uint32Array.from({ length: nodes.length * CLASS_COUNT }, (_, i) => {
      return nodes[Math.floor(i / CLASS_COUNT)]!.totals[i % CLASS_COUNT]!;
    }),
  };
}
