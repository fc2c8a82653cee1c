import { describe, expect, it } from 'vitest';
import { fitForest } from '../../../engine/forest/fit.ts';
import { LEAF, type Forest } from '../../../engine/forest/forest.ts';
import { giniImportance } from '../../../engine/forest/gini-importance.ts';
import { HAND_FOREST, tellingData, TELLING_SETTINGS } from './tiny-forest.ts';

/** Weight and Gini impurity of a node. */
function nodeFigures({ totals }: Forest, node: number): { weight: number; impurity: number } {
  const weights = [...totals.subarray(node * 3, node * 3 + 3)];
  const weight = weights.reduce((sum, value) => sum + value, 0);
  return { weight, impurity: 1 - weights.reduce((sum, w) => sum + (w / weight) ** 2, 0) };
}

/** scikit-learn's: compute_feature_importances of each tree, then BaseForest's mean of them. */
function sklearnImportance(forest: Forest): number[] {
  const trees = Array.from({ length: forest.trees }, (_, root) => {
    const sums = forest.columns.map(() => 0);
    const visit = (node: number): void => {
      if (forest.column[node] === LEAF) return;
      const left = forest.left[node]!;
      const children = [left, left + 1].map((child) => nodeFigures(forest, child));
      const here = nodeFigures(forest, node);
      const below = children.reduce((sum, { weight, impurity }) => sum + weight * impurity, 0);
      sums[forest.column[node]!]! += here.weight * here.impurity - below;
      visit(left);
      visit(left + 1);
    };
    visit(root);
    const total = sums.reduce((sum, value) => sum + value, 0);
    return total > 0 ? sums.map((value) => value / total) : undefined;
  });
  const split = trees.filter((tree) => tree !== undefined);
  const means = forest.columns.map((_, i) => {
    return split.reduce((sum, tree) => sum + tree[i]!, 0) / split.length;
  });
  const total = means.reduce((sum, value) => sum + value, 0);
  return means.map((value) => value / total);
}

describe('giniImportance', () => {
  it('by hand, of the only tree that splits', () => {
    // W - Σ w²/W: [6 3 3] 12 - 54/12 = 7.5, [6 1 1] 8 - 38/8 = 3.25, [0 2 2] 2, [0 1 1] 1.
    const [x, y] = [7.5 - 3.25 - 2, 3.25 - 1];
    expect(giniImportance(HAND_FOREST)[0]).toBeCloseTo(x / (x + y), 14);
    expect(giniImportance(HAND_FOREST)[1]).toBeCloseTo(y / (x + y), 14);
  });

  it("is scikit-learn's, and finds the columns that tell", () => {
    const { matrix, labels } = tellingData();
    const forest = fitForest(matrix, labels, [0, 1, 2, 3, 4], 400, TELLING_SETTINGS);
    const importance = giniImportance(forest);
    sklearnImportance(forest).forEach((value, i) => expect(importance[i]).toBeCloseTo(value, 12));
    expect(importance.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(importance[0]).toBeGreaterThan(2 * importance[2]!);
  });

  it('is undefined where no tree splits', () => {
    const { matrix } = tellingData();
    const forest = fitForest(matrix, new Uint8Array(400), [0, 1], 400, TELLING_SETTINGS);
    expect([...giniImportance(forest)]).toEqual([Number.NaN, Number.NaN]);
  });
});
