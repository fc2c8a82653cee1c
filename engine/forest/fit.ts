/**
 * One forest fitted on rows [0, trainEnd): what `train` saves and what importances are read from.
 */

import { binCodes, binEdges, sortColumn } from './bins.ts';
import { LEAF, type Forest } from './forest.ts';
import { growTree, treeBag, type BinnedColumns, type TreeNode } from './grow.ts';
import { CLASS_COUNT, type FeatureMatrix, type ForestSettings } from './problem.ts';

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
  const { binned, edges } = binColumns(matrix, labels, columns, trainEnd, settings.bins);
  const trees = Array.from({ length: settings.trees }, (_, tree) =>
    growTree(binned, treeBag(settings.seed, tree, trainEnd), settings),
  );
  return { columns: columns.map((column) => matrix.names[column]!), edges, ...flattened(trees) };
}

function binColumns(
  matrix: FeatureMatrix,
  labels: Uint8Array,
  columns: readonly number[],
  trainEnd: number,
  bins: number,
): { binned: BinnedColumns; edges: Float64Array[] } {
  const sorted = columns.map((column) => sortColumn(matrix, column));
  const edges = sorted.map((column) => binEdges(column, trainEnd, bins));
  const codes = sorted.map((column, i) => {
    const target = new Uint8Array(trainEnd);
    binCodes(column, edges[i]!, trainEnd, target);
    return target;
  });
  const keys = Uint32Array.from(columns, (column) => matrix.keys[column]!);
  return { binned: { codes, bins: edges.map((column) => column.length + 1), keys, labels }, edges };
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
