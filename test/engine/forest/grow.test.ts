import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ForestProblem } from '../../../engine/forest/problem.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { binCodes, binEdges, sortColumn } from '../../../engine/forest/bins.ts';
import { growCart, type CartNode } from './cart.ts';
import {
  growTree,
  leafOf,
  treeBag,
  type BinnedColumns,
  type TreeNode,
} from '../../../engine/forest/grow.ts';
import { matrixOf } from './matrix-of.ts';
import { anyPlan, problemOf } from './random-problem.ts';

const SEED = 20_260_216;

/** All columns of a problem with the edges of all its rows. */
function binned({ matrix, labels, settings }: Omit<ForestProblem, 'folds'>): BinnedColumns {
  const sorted = matrix.names.map((_, column) => sortColumn(matrix, column));
  const edges = sorted.map((column) => binEdges(column, matrix.rows, settings.bins));
  const codes = sorted.map((column, i) => {
    const target = new Uint8Array(matrix.rows);
    binCodes(column, edges[i]!, matrix.rows, target);
    return target;
  });
  return { codes, bins: edges.map(({ length }) => length + 1), keys: matrix.keys, labels };
}

function nodesOf(node: TreeNode): TreeNode[] {
  if (node.split === undefined) return [node];
  return [node, ...nodesOf(node.split.left), ...nodesOf(node.split.right)];
}

/** What a tree and a CART have in common, node by node: rows, weights, and whether it is split. */
function treeShape(root: TreeNode): unknown[] {
  return nodesOf(root).map((node) => [node.rowCount, node.totals, node.split !== undefined]);
}

function cartShape(node: CartNode): unknown[] {
  const here = [node.rows, node.classWeights, node.split !== undefined];
  if (node.split === undefined) return [here];
  return [here, ...cartShape(node.split.left), ...cartShape(node.split.right)];
}

describe('growTree', () => {
  it('is the exact CART where the bins hold every value and one column is all there is', () => {
    const anyData = fc.record({
      seed: fc.nat(),
      rows: fc.integer({ min: 1, max: 500 }),
      values: fc.integer({ min: 1, max: 256 }),
      maxDepth: fc.integer({ min: 1, max: 6 }),
      minLeafRows: fc.integer({ min: 1, max: 40 }),
    });
    // No two cuts here are so close that float32 takes another one than float64.
    let compared = 0;
    const property = fc.property(anyData, ({ seed, rows, values, maxDepth, minLeafRows }) => {
      const random = randomStream(seed);
      const column = Float64Array.from({ length: rows }, () => random.below(values));
      const labels = Uint8Array.from(column, (value) => {
        return Math.floor((value / values) * 2 + random.uniform() * 2) % 3;
      });
      const settings = { maxDepth, minLeafRows, trees: 1, bins: 256, epochFolds: 1, seed };
      const bag = treeBag(seed, 0, rows);
      const columns = binned({ matrix: matrixOf({ x: column }), labels, settings });
      const weights = bag.weights;
      const cart = growCart({ columns: [column], labels, weights, maxDepth, minLeafRows });
      const tree = growTree(columns, bag, settings);
      compared += nodesOf(tree).length;
      expect(treeShape(tree)).toEqual(cartShape(cart));
    });
    fc.assert(property, { seed: SEED, numRuns: 400 });
    expect(compared).toBeGreaterThan(3000);
  });

  it('keeps leaves large enough, depth below its limit, and every row in one leaf', () => {
    const property = fc.property(anyPlan, (plan) => {
      const problem = problemOf(plan);
      const { settings } = problem;
      const bag = treeBag(settings.seed, 0, problem.matrix.rows);
      const columns = binned(problem);
      const root = growTree(columns, bag, settings);
      const nodes = nodesOf(root);
      for (const { heap, totals, rowCount, split } of nodes) {
        expect(heap).toBeLessThan(2 ** (settings.maxDepth + 1));
        if (split === undefined) continue;
        const { left, right } = split;
        expect([left.heap, right.heap]).toEqual([2 * heap, 2 * heap + 1]);
        const fewest = Math.min(left.rowCount, right.rowCount);
        expect(fewest).toBeGreaterThanOrEqual(settings.minLeafRows);
        expect(left.rowCount + right.rowCount).toBe(rowCount);
        expect(left.totals.map((weight, code) => weight + right.totals[code]!)).toEqual(totals);
        expect(totals.filter((weight) => weight > 0).length).toBeGreaterThan(1);
      }
      const held = new Map<TreeNode, number>();
      for (const row of bag.rows) {
        const leaf = leafOf(root, (column) => columns.codes[column]![row]!);
        held.set(leaf, (held.get(leaf) ?? 0) + 1);
      }
      for (const leaf of nodes.filter(({ split }) => split === undefined)) {
        expect(held.get(leaf) ?? 0).toBe(leaf.rowCount);
      }
    });
    fc.assert(property, { seed: SEED, numRuns: 200 });
  });

  it('draws on past constant columns until one varies', () => {
    const random = randomStream(3);
    const telling = Float64Array.from({ length: 200 }, () => random.below(2));
    const flat = { a: telling.map(() => 1), b: telling.map(() => 2), c: telling.map(() => 3) };
    const matrix = matrixOf({ ...flat, telling });
    const labels = Uint8Array.from(telling);
    const settings = { maxDepth: 1, minLeafRows: 5, trees: 1, bins: 16, epochFolds: 1, seed: 1 };
    const columns = binned({ matrix, labels, settings });
    for (let tree = 0; tree < 20; tree++) {
      const root = growTree(columns, treeBag(1, tree, 200), settings);
      expect(root.split).toMatchObject({ column: 3, bin: 0 });
    }
  });

  it('of an empty bag is a leaf of nothing', () => {
    const settings = { maxDepth: 3, minLeafRows: 1, trees: 1, bins: 2, epochFolds: 1, seed: 1 };
    const matrix = matrixOf({ x: [1, 2] });
    const columns = binned({ matrix, labels: Uint8Array.of(0, 1), settings });
    const root = growTree(columns, treeBag(1, 0, 0), settings);
    expect(root).toEqual({ heap: 1, totals: [0, 0, 0], rowCount: 0 });
  });
});
