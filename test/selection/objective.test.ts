import { describe, expect, it } from 'vitest';
import type { TreeRange } from '../../engine/forest/problem.ts';
import { votesObjective, type Votes } from '../../selection/objective.ts';
import { scoreSettings, testedReturns } from './toy-tested.ts';

const UNIT = 2 ** 20;

/** Votes of which each tree gives all to one class: for subset [c] it is `classes[c][tree]`. */
function toyVotes(
  classesOf: (column: number, tree: number, row: number) => -1 | 0 | 1,
  rows: number,
  ranges: TreeRange[] = [],
): Votes {
  return (subsets, range) => {
    ranges.push(range);
    return Promise.resolve(
      subsets.map(([column]) => {
        const votes = new Uint32Array(rows * 3);
        for (let tree = range.treeStart; tree < range.treeEnd; tree++) {
          for (let row = 0; row < rows; row++) {
            votes[row * 3 + classesOf(column!, tree, row) + 1]! += UNIT;
          }
        }
        return votes;
      }),
    );
  };
}

const TESTED = testedReturns([0.02, -0.01, 0.03, 0.01]);
const SETTINGS = scoreSettings({ neutral: 'hold', costBps: 10 });

describe('votesObjective', () => {
  it('is the net Sharpe ratio of the traded votes, as computed by hand', async () => {
    const signals = [1, 0, -1, 0] as const;
    const votes = toyVotes((_column, _tree, row) => signals[row]!, 4);
    const scored = { votes, trees: 3, tested: TESTED };
    // Hold: +1 +1 -1 -1, turnover 1 0 2 0, cost 0.001 each.
    const [hold] = await votesObjective({ ...scored, settings: SETTINGS })([[0]]);
    expect(hold!.metrics.sharpe).toBeCloseTo(sharpe([0.019, -0.01, -0.032, -0.01]), 12);
    expect(hold!.metrics.turnover).toBe(0.75);
    expect(hold!.sharpeError).toBeGreaterThan(0);
    expect(hold!.signals).toEqual(Int8Array.of(1, 0, -1, 0));
    // Flat: +1 0 -1 0, turnover 1 each.
    const flatSettings = scoreSettings({ neutral: 'flat', costBps: 10 });
    const [flat] = await votesObjective({ ...scored, settings: flatSettings })([[0]]);
    expect(flat!.metrics.sharpe).toBeCloseTo(sharpe([0.019, -0.001, -0.031, -0.001]), 12);
  });

  it('scores the whole forest and both of its halves', async () => {
    const ranges: TreeRange[] = [];
    // Trees 0 and 1 are long, 2 to 4 short: the whole is short.
    const votes = toyVotes((_column, tree) => (tree < 2 ? 1 : -1), 4, ranges);
    const evaluate = votesObjective({
      votes,
      trees: 5,
      tested: TESTED,
      settings: SETTINGS,
    });
    const [evaluation] = await evaluate([[0]]);
    const long = sharpe([0.019, -0.01, 0.03, 0.01]);
    const short = sharpe([-0.021, 0.01, -0.03, -0.01]);
    expect(evaluation!.sharpeHalves).toEqual([expect.closeTo(long, 9), expect.closeTo(short, 9)]);
    expect(evaluation!.metrics.sharpe).toBeCloseTo(short, 9);
    expect(ranges).toEqual([
      { treeStart: 0, treeEnd: 2 },
      { treeStart: 2, treeEnd: 5 },
    ]);
  });

  it('has no halves of a forest of one tree', async () => {
    const votes = toyVotes(() => 1, 4);
    const evaluate = votesObjective({
      votes,
      trees: 1,
      tested: TESTED,
      settings: SETTINGS,
    });
    expect((await evaluate([[0]]))[0]!.sharpeHalves).toEqual([Number.NaN, Number.NaN]);
  });

  it('returns the scores in the order of the subsets', async () => {
    const votes = toyVotes((column) => (column === 0 ? 1 : -1), 4);
    const evaluate = votesObjective({
      votes,
      trees: 2,
      tested: TESTED,
      settings: SETTINGS,
    });
    const sharpes = (await evaluate([[1], [0]])).map(({ metrics }) => metrics.sharpe);
    expect(sharpes[0]).toBeLessThan(0);
    expect(sharpes[1]).toBeGreaterThan(0);
  });
});

function sharpe(returns: readonly number[]): number {
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const squares = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0);
  return (mean / Math.sqrt(squares / (returns.length - 1))) * Math.sqrt(252);
}
