/**
 * One forest fitted on rows [0, trainEnd): what `train` saves and what importances are read from.
 */

import { binEdges, sortColumn } from './bins.ts';
import { LEAF, type Forest } from './forest.ts';
import type { TreeNode } from './grow.ts';
import { growTreesInKernel, kernelHolds, kernelSupported } from './kernel.ts';
import { CLASS_COUNT, type FeatureMatrix, type ForestSettings } from './problem.ts';
import { growTreesFromScratch } from './scratch-forest.ts';

/** What a forest is fitted with; a walk-forward problem's settings but for its epochs. */
export type FitSettings = Omit<ForestSettings, 'epochFolds'>;

/**
 * The forest on `columns` (indices into `matrix`) and rows [0, trainEnd).
 * @throws InputError where a column holds a value that is not finite
 */
export function fitForest(
  matrix: FeatureMatrix,
  labels: Uint8Array,
  columns: readonly number[],
  trainEnd: number,
  settings: FitSettings,
): Forest {
  const edges = columns.map((column) =>
    binEdges(sortColumn(matrix, column), trainEnd, settings.bins),
  );
  const growTrees =
    kernelSupported() && kernelHolds(trainEnd) ? growTreesInKernel : growTreesFromScratch;
  const source = { matrix, labels, settings: { ...settings, epochFolds: 1 } };
  const trees = growTrees(source, columns, trainEnd);
  return { columns: columns.map((column) => matrix.names[column]!), edges, ...flattened(trees) };
}

function flattened(trees: readonly TreeNode[]): Omit<Forest, 'columns' | 'edges'> {
  const nodes: TreeNode[] = [];
  const right: number[] = [];
  const visit = (node: TreeNode): void => {
    const index = nodes.push(node) - 1;
    right.push(0);
    if (node.split === undefined) return;
    visit(node.split.left);
    right[index] = nodes.length;
    visit(node.split.right);
  };
  const roots = Uint32Array.from(trees, (tree) => {
    const root = nodes.length;
    visit(tree);
    return root;
  });
  return {
    roots,
    column: Uint8Array.from(nodes, (node) => node.split?.column ?? LEAF),
    bin: Uint8Array.from(nodes, (node) => node.split?.bin ?? 0),
    right: Uint32Array.from(right),
    totals: Uint32Array.from({ length: nodes.length * CLASS_COUNT }, (_, i) => {
      return nodes[Math.floor(i / CLASS_COUNT)]!.totals[i % CLASS_COUNT]!;
    }),
  };
}
