import { describe, expect, it } from 'vitest';
import { cartLeaf, growCart, type CartNode } from './cart.ts';
import { describeShared, readGoldenCsv, sharedFile } from '../../shared-data.ts';

/** A node of golden/trees/NAME.json. */
type GoldenNode = {
  readonly id: number;
  readonly rows: number;
  readonly class_counts: readonly number[];
  readonly impurity: number;
  readonly feature?: string;
  readonly threshold?: number;
  readonly left?: number;
  readonly right?: number;
};

type GoldenTree = {
  readonly features: readonly string[];
  readonly max_depth: number;
  readonly min_samples_leaf: number;
  readonly nodes: readonly GoldenNode[];
};

/** The tree's nodes, left before right: a node's place is its golden id. */
function preorder(node: CartNode): CartNode[] {
  if (node.split === undefined) return [node];
  return [node, ...preorder(node.split.left), ...preorder(node.split.right)];
}

/** The node as the golden file has it. */
function asGolden(
  node: CartNode,
  features: readonly string[],
  idOf: (node: CartNode) => number,
): GoldenNode {
  const { rows, classWeights, impurity, split } = node;
  const counts = { id: idOf(node), rows, class_counts: classWeights, impurity };
  if (split === undefined) return counts;
  const { column, threshold, left, right } = split;
  return { ...counts, feature: features[column]!, threshold, left: idOf(left), right: idOf(right) };
}

function growGolden(golden: GoldenTree, name: string): CartNode {
  const train = readGoldenCsv(`golden/trees/${name}_train.csv`);
  return growCart({
    columns: golden.features.map((feature) => Float64Array.from(train, (row) => row[feature]!)),
    labels: Uint8Array.from(train, (row) => row['class']! + 1),
    weights: train.map((row) => row['weight'] ?? 1),
    maxDepth: golden.max_depth,
    minLeafRows: golden.min_samples_leaf,
  });
}

describe('growCart', () => {
  const columns = [Float64Array.of(1, 2, 3, 4, 5, 6)];
  const labels = Uint8Array.of(0, 0, 1, 1, 2, 2);
  const input = { columns, labels, weights: [1, 1, 1, 1, 1, 1], maxDepth: 2, minLeafRows: 1 };

  it('cuts at mid-points, the lowest cut of a tie first', () => {
    const root = growCart(input);
    expect(root.rows).toBe(6);
    expect(root.impurity).toBeCloseTo(2 / 3, 14);
    expect(root.split).toMatchObject({ column: 0, threshold: 2.5 });
    expect(root.split!.left).toEqual({ rows: 2, classWeights: [2, 0, 0], impurity: 0 });
    expect(root.split!.right.split).toMatchObject({ column: 0, threshold: 4.5 });
  });

  it('leaves rows of weight 0 out, and counts rows, not weights, in a leaf', () => {
    const root = growCart({ ...input, weights: [9, 0, 9, 1, 1, 1], minLeafRows: 2, maxDepth: 1 });
    expect(root.rows).toBe(5);
    expect(root.classWeights).toEqual([9, 10, 2]);
    // After one row, of weight 9, would be better.
    expect(root.split).toMatchObject({ threshold: 4.5 });
    expect(root.split!.left).toMatchObject({ rows: 3, classWeights: [9, 10, 0] });
  });

  it('does not cut between values that are one', () => {
    const close = Float64Array.of(1, 1 + 9e-8, 1 + 9e-8, 1, 1, 1 + 9e-8);
    expect(growCart({ ...input, columns: [close] }).split).toBeUndefined();
  });

  it('sends a value on the threshold to the left', () => {
    const root = growCart(input);
    expect(cartLeaf(root, [2.5]).classWeights).toEqual([2, 0, 0]);
    expect(cartLeaf(root, [2.500001]).classWeights).toEqual([0, 2, 0]);
  });
});

describeShared('golden trees', () => {
  for (const name of ['mixed', 'integers', 'market', 'weighted']) {
    it(`${name}: every node is scikit-learn's`, () => {
      const golden = JSON.parse(sharedFile(`golden/trees/${name}.json`)) as GoldenTree;
      const nodes = preorder(growGolden(golden, name));
      const idOf = (node: CartNode): number => nodes.indexOf(node);
      const got = nodes.map((node) => asGolden(node, golden.features, idOf));
      golden.nodes.forEach(({ impurity }, id) => {
        expect(Math.abs(got[id]!.impurity - impurity)).toBeLessThanOrEqual(1e-12);
      });
      const close = expect.any(Number) as number;
      expect(got).toEqual(golden.nodes.map((node) => Object.assign(node, { impurity: close })));
    });

    it(`${name}: held rows fall into the same leaves, with their shares and class`, () => {
      const golden = JSON.parse(sharedFile(`golden/trees/${name}.json`)) as GoldenTree;
      const root = growGolden(golden, name);
      const idOf = new Map(preorder(root).map((node, id) => [node, id]));
      const held = readGoldenCsv(`golden/trees/${name}_held.csv`);
      expect(held.length).toBeGreaterThan(200);
      const wrong = held.filter((row) => {
        const leaf = cartLeaf(
          root,
          golden.features.map((feature) => row[feature]!),
        );
        const total = leaf.classWeights.reduce((sum, weight) => sum + weight, 0);
        const shares = leaf.classWeights.map((weight) => weight / total);
        const expected = [row['p_down']!, row['p_neutral']!, row['p_up']!];
        return (
          idOf.get(leaf) !== row['leaf'] ||
          shares.indexOf(Math.max(...shares)) - 1 !== row['class'] ||
          shares.some((share, i) => Math.abs(share - expected[i]!) > 1e-12)
        );
      });
      expect(wrong).toEqual([]);
    });
  }
});
