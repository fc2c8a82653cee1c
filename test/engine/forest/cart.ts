/**
 * Exact CART: one classification tree on raw columns, no bootstrap, every column at every split.
 * Not used by the forest: it is the reading of Gini, mid-points and the leaf minimum that is held
 * to scikit-learn's own trees node by node, and the forest's grower is held to it.
 */

import { CLASS_COUNT } from '../../../engine/forest/problem.ts';

/** Neighbouring values this close make no cut (scikit-learn's FEATURE_THRESHOLD). */
const SAME_VALUE = 1e-7;

export type CartNode = {
  /** Number of different rows of weight above 0. */
  readonly rows: number;
  /** Weights by class (CLASS_COUNT). */
  readonly classWeights: readonly number[];
  /** Gini impurity: 1 - Σ share². */
  readonly impurity: number;
  /** Values <= threshold of `column` go left. */
  readonly split?: {
    readonly column: number;
    readonly threshold: number;
    readonly left: CartNode;
    readonly right: CartNode;
  };
};

export type CartInput = {
  /** One Float64Array (rows) a column, finite. */
  readonly columns: readonly Float64Array[];
  /** Uint8Array (rows): class codes. */
  readonly labels: Uint8Array;
  /** (rows): integers; a row of weight 0 is out. */
  readonly weights: ArrayLike<number>;
  readonly maxDepth: number;
  readonly minLeafRows: number;
};

/**
 * The tree, as scikit-learn's DecisionTreeClassifier(max_features=None) builds it: the cut with
 * the greatest Gini gain, at the mid-point of two neighbouring values, the first column and the
 * lowest cut on a tie. O(depth × columns × rows · log rows).
 */
export function growCart(input: CartInput): CartNode {
  const rows = Array.from({ length: input.labels.length }, (_, row) => row);
  return growNode(
    input,
    rows.filter((row) => input.weights[row]! > 0),
    0,
  );
}

/** The leaf that `row` (one value a column) falls into. */
export function cartLeaf(tree: CartNode, row: ArrayLike<number>): CartNode {
  let node = tree;
  while (node.split !== undefined) {
    node = row[node.split.column]! <= node.split.threshold ? node.split.left : node.split.right;
  }
  return node;
}

function growNode(input: CartInput, rows: readonly number[], depth: number): CartNode {
  const classWeights = Array.from({ length: CLASS_COUNT }, () => 0);
  for (const row of rows) classWeights[input.labels[row]!]! += input.weights[row]!;
  const impurity = gini(classWeights);
  const node = { rows: rows.length, classWeights, impurity };
  const small = rows.length < 2 * input.minLeafRows;
  if (depth === input.maxDepth || small || impurity === 0) return node;
  const cut = bestCut(input, rows, classWeights);
  if (cut === undefined) return node;
  const values = input.columns[cut.column]!;
  const child = (keep: (value: number) => boolean): CartNode =>
    growNode(
      input,
      rows.filter((row) => keep(values[row]!)),
      depth + 1,
    );
  const left = child((value) => value <= cut.threshold);
  const right = child((value) => value > cut.threshold);
  return { ...node, split: { ...cut, left, right } };
}

/** The cut with the least weighted impurity of its sides. */
function bestCut(
  input: CartInput,
  rows: readonly number[],
  classWeights: readonly number[],
): { column: number; threshold: number } | undefined {
  let best: { column: number; threshold: number } | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  input.columns.forEach((values, column) => {
    const order = rows.toSorted((a, b) => values[a]! - values[b]!);
    const left = Array.from({ length: CLASS_COUNT }, () => 0);
    for (let i = 1; i < order.length; i++) {
      // rows order[0, i) go left.
      const row = order[i - 1]!;
      left[input.labels[row]!]! += input.weights[row]!;
      const [below, above] = [values[row]!, values[order[i]!]!];
      if (above - below <= SAME_VALUE) continue;
      if (i < input.minLeafRows || order.length - i < input.minLeafRows) continue;
      const score = purity(left) + purity(classWeights.map((weight, code) => weight - left[code]!));
      if (score > bestScore) {
        bestScore = score;
        best = { column, threshold: below + (above - below) / 2 };
      }
    }
  });
  return best;
}

/** Σ w_c² / w: the greater over both sides, the less impure (scikit-learn's proxy). */
function purity(weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight) => sum + weight * weight, 0) / total;
}

function gini(weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.some((weight) => weight === total)) return 0;
  return 1 - weights.reduce((sum, weight) => sum + (weight / total) ** 2, 0);
}
