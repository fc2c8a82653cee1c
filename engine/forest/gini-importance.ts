/** Which columns a fitted forest used most: the mean decrease of impurity for each column. */

import { LEAF, type Forest } from './forest.ts';
import { CLASS_COUNT } from './problem.ts';

/**
 * Gini importance (Breiman, Friedman, Olshen, Stone 1984, section 5.3; scikit-learn's
 * feature_importances_). For each tree, the splits' decreases of weighted impurity are summed by
 * column and scaled to add up to 1. The mean over all trees that have a split is scaled to add up
 * to 1 again.
 * @returns Float64Array (columns); all NaN if no tree has a split
 */
export function giniImportance(forest: Forest): Float64Array {
  const importance = new Float64Array(forest.columns.length);
  for (const decrease of treeDecreases(forest)) {
    const sum = decrease.reduce((total, value) => total + value, 0);
    if (sum > 0) decrease.forEach((value, i) => (importance[i]! += value / sum));
  }
  const sum = importance.reduce((total, value) => total + value, 0);
  return importance.map((value) => (sum > 0 ? value / sum : Number.NaN));
}

/** For each tree and column, the sum of its splits' decreases of weighted impurity. */
function treeDecreases(forest: Forest): readonly Float64Array[] {
  const { columns, trees, column, left } = forest;
  const decreases = Array.from({ length: trees }, () => new Float64Array(columns.length));
  const treeOf = Uint32Array.from(column, (_, node) => node);
  for (let node = 0; node < column.length; node++) {
    if (column[node] === LEAF) continue;
    const child = left[node]!;
    treeOf.fill(treeOf[node]!, child, child + 2);
    const children = weightedGini(forest, child) + weightedGini(forest, child + 1);
    decreases[treeOf[node]!]![column[node]!]! += weightedGini(forest, node) - children;
  }
  return decreases;
}

/** Weight times Gini impurity: W·(1 - Σ (T_c/W)²) = W - Σ T_c²/W. */
function weightedGini(forest: Forest, node: number): number {
  let weight = 0;
  let squares = 0;
  for (let code = 0; code < CLASS_COUNT; code++) {
    const total = forest.totals[node * CLASS_COUNT + code]!;
    weight += total;
    squares += total * total;
  }
  return weight === 0 ? 0 : weight - squares / weight;
}
