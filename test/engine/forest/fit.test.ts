import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import { binCodes, binEdges, sortColumn } from '../../../engine/forest/bins.ts';
import { fitForest } from '../../../engine/forest/fit.ts';
import { LEAF, type Forest } from '../../../engine/forest/forest.ts';
import { growTree, leafOf, treeBag, type TreeNode } from '../../../engine/forest/grow.ts';
import { createPredictor, leafVote } from '../../../engine/forest/predictor.ts';
import { createWalkForwardForest } from '../../../engine/forest/walk-forward-forest.ts';
import { matrixOf } from './matrix-of.ts';
import { tellingData, TELLING_SETTINGS as SETTINGS } from './tiny-forest.ts';

const { matrix, labels } = tellingData();

/** The same trees, grown by the oracle. */
function grownTrees(columns: readonly number[], trainEnd: number): TreeNode[] {
  const sorted = columns.map((column) => sortColumn(matrix, column));
  const edges = sorted.map((column) => binEdges(column, trainEnd, SETTINGS.bins));
  const codes = sorted.map((column, i) => {
    const target = new Uint8Array(matrix.rows);
    binCodes(column, edges[i]!, matrix.rows, target);
    return target;
  });
  const keys = Uint32Array.from(columns, (column) => matrix.keys[column]!);
  const binned = { codes, bins: edges.map(({ length }) => length + 1), keys, labels };
  return Array.from({ length: SETTINGS.trees }, (_, tree) =>
    growTree(binned, treeBag(SETTINGS.seed, tree, trainEnd), SETTINGS),
  );
}

/** The subtree at `node` as [totals, column, bin, left, right]. */
function flatShape(forest: Forest, node: number): unknown {
  const totals = [...forest.totals.subarray(node * 3, node * 3 + 3)];
  if (forest.column[node] === LEAF) return [totals];
  const left = forest.left[node]!;
  const children = [left, left + 1].map((child) => flatShape(forest, child));
  return [totals, forest.column[node], forest.bin[node], ...children];
}

function treeShape({ totals, split }: TreeNode): unknown {
  if (split === undefined) return [totals];
  return [totals, split.column, split.bin, treeShape(split.left), treeShape(split.right)];
}

describe('fitForest', () => {
  const subsets = [[[0, 1, 2, 3, 4]], [[4, 1]], [[3]]];

  it.each(subsets)('of columns %j holds the oracle’s trees', (columns) => {
    const forest = fitForest(matrix, labels, columns, 300, SETTINGS);
    expect(forest.columns).toEqual(columns.map((column) => matrix.names[column]));
    const shapes = Array.from({ length: forest.trees }, (_, root) => flatShape(forest, root));
    expect(shapes).toEqual(grownTrees(columns, 300).map(treeShape));
    expect(forest.column.filter((column) => column !== LEAF).length).toBeGreaterThan(20);
    expect(forest.totals.length).toBe(3 * forest.column.length);
  });

  it('takes its edges from training rows alone', () => {
    const forest = fitForest(matrix, labels, [0, 3], 300, SETTINGS);
    const edges = [0, 3].map((column) => binEdges(sortColumn(matrix, column), 300, SETTINGS.bins));
    expect(forest.edges).toEqual(edges);
  });

  it('of rows without a say are single leaves', () => {
    const empty = fitForest(matrix, labels, [0], 0, SETTINGS);
    expect(empty.trees).toBe(SETTINGS.trees);
    expect(empty.column.every((column) => column === LEAF)).toBe(true);
    const votes = new Uint32Array(3);
    createPredictor(empty).votes([0], votes);
    expect(new Set(votes).size).toBe(1);
    const pure = fitForest(matrix, new Uint8Array(matrix.rows).fill(2), [0, 1], 300, SETTINGS);
    createPredictor(pure).votes([0, 0], votes);
    expect([...votes]).toEqual([0, 0, SETTINGS.trees * 2 ** 20]);
  });

  it('refuses a column that is not finite', () => {
    const bad = matrixOf({ x: [1, Number.NaN, 3] });
    const fit = (): unknown => fitForest(bad, Uint8Array.of(0, 1, 2), [0], 2, SETTINGS);
    expect(fit).toThrow('x: expected finite values, got NaN at row 1');
  });
});

describe('a fitted forest predicts', () => {
  const columns = [1, 0, 4, 3];
  const forest = fitForest(matrix, labels, columns, 300, SETTINGS);
  const predictor = createPredictor(forest);
  const rowOf = (row: number): number[] =>
    columns.map((column) => matrix.values[column * matrix.rows + row]!);

  it('what walking its grown trees gives, on rows it knows and rows it does not', () => {
    const trees = grownTrees(columns, 300);
    const codes = columns.map((column, i) => {
      const target = new Uint8Array(matrix.rows);
      binCodes(sortColumn(matrix, column), forest.edges[i]!, matrix.rows, target);
      return target;
    });
    for (let row = 0; row < matrix.rows; row++) {
      const votes = Uint32Array.of(7, 7, 7);
      predictor.votes(rowOf(row), votes);
      const leaves = trees.map((tree) => leafOf(tree, (i) => codes[i]![row]!));
      const expected = [0, 1, 2].map((code) =>
        leaves.reduce((sum, leaf) => sum + leafVote(leaf.totals, 0, code), 0),
      );
      expect([...votes]).toEqual(expected);
    }
  });

  it('what the walk-forward forest votes in a fold that renews its edges', () => {
    const folds = [250, 275, 300, 325].map((start) => {
      return { trainEnd: start, testStart: start, testEnd: start + 25 };
    });
    const settings = { ...SETTINGS, epochFolds: 2 };
    const problem = { matrix, labels, folds, settings };
    const [votes] = createWalkForwardForest(problem).votes([columns], 0, SETTINGS.trees);
    for (let row = 300; row < 325; row++) {
      const got = new Uint32Array(3);
      predictor.votes(rowOf(row), got);
      expect([...got]).toEqual([...votes!.subarray((row - 250) * 3, (row - 250) * 3 + 3)]);
    }
  });

  it('the same for values between the same edges', () => {
    const random = randomStream(9);
    for (let n = 0; n < 200; n++) {
      const row = columns.map(() => random.normal() * 2);
      const moved = row.map((value, i) => {
        const edges = forest.edges[i]!;
        // The upper edge of its bin belongs to it.
        return edges.find((edge) => value <= edge) ?? 1e300;
      });
      const [votes, movedVotes] = [new Uint32Array(3), new Uint32Array(3)];
      predictor.votes(row, votes);
      predictor.votes(moved, movedVotes);
      expect([...movedVotes]).toEqual([...votes]);
    }
  });
});
