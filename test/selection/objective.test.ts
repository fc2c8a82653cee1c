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
const LABELS = Uint8Array.of(2, 0, 2, 1);
const SETTINGS = scoreSettings({ neutral: 'hold', costBps: 10 });

describe('votesObjective', () => {
  it('is the net Sharpe ratio of the traded votes, as computed by hand', async () => {
    const signals = [1, 0, -1, 0] as const;
    const votes = toyVotes((_column, _tree, row) => signals[row]!, 4);
    const scored = { votes, trees: 3, tested: TESTED, labels: LABELS };
    // Hold: +1 +1 -1 -1, turnover 1 0 2 0, cost 0.001 each.
    const [hold] = await votesObjective({ ...scored, settings: SETTINGS })([[0]]);
    expect(hold!.metrics.sharpe).toBeCloseTo(sharpe([0.019, -0.01, -0.032, -0.01]), 12);
    expect(hold!.metrics.turnover).toBe(0.75);
    expect(hold!.sharpeError).toBeGreaterThan(0);
    expect(hold!.rows.signals).toEqual(Int8Array.of(1, 0, -1, 0));
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
      labels: LABELS,
      settings: SETTINGS,
    });
    const [evaluation] = await evaluate([[0]]);
    const long = sharpe([0.019, -0.01, 0.03, 0.01]);
    const short = sharpe([-0.021, 0.01, -0.03, -0.01]);
    expect(evaluation!.scoreHalves).toEqual([expect.closeTo(long, 9), expect.closeTo(short, 9)]);
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
      labels: LABELS,
      settings: SETTINGS,
    });
    expect((await evaluate([[0]]))[0]!.scoreHalves).toEqual([Number.NaN, Number.NaN]);
  });

  it('returns the scores in the order of the subsets', async () => {
    const votes = toyVotes((column) => (column === 0 ? 1 : -1), 4);
    const evaluate = votesObjective({
      votes,
      trees: 2,
      tested: TESTED,
      labels: LABELS,
      settings: SETTINGS,
    });
    const sharpes = (await evaluate([[1], [0]])).map(({ metrics }) => metrics.sharpe);
    expect(sharpes[0]).toBeLessThan(0);
    expect(sharpes[1]).toBeGreaterThan(0);
  });
});

describe('the objectives', () => {
  // Of four trees on the four rows: up, down and neutral votes.
  const up = [3, 1, 4, 0];
  const down = [1, 3, 0, 1];
  const votes = toyVotes(
    (_column, tree, row) => (tree < up[row]! ? 1 : tree < up[row]! + down[row]! ? -1 : 0),
    4,
  );
  const scored = { votes, trees: 4, tested: TESTED, labels: LABELS };
  const returns = [0.02, -0.01, 0.03, 0.01];
  /** Net returns of holding `positions`, at 10 basis points. */
  const net = (positions: readonly number[]): number[] =>
    positions.map((p, i) => p * returns[i]! - 0.001 * Math.abs(p - (positions[i - 1] ?? 0)));
  const EXPECTED = [0.5, -0.5, 1, -0.25];
  const SIGNALS = [1, -1, 1, 1];

  it('compare by expected positions and trade the classes', async () => {
    const settings = { ...SETTINGS, objective: 'expected' as const };
    const [found] = await votesObjective({ ...scored, settings })([[0]]);
    expect(found!.rows.expected).toEqual(Float32Array.from(EXPECTED));
    expect(found!.score).toBeCloseTo(sharpe(net(EXPECTED)), 12);
    expect(found!.metrics.sharpe).toBeCloseTo(sharpe(net(SIGNALS)), 12);
  });

  it('trade expected positions, cut to a side', async () => {
    const settings = { ...SETTINGS, positions: 'expected' as const };
    const [found] = await votesObjective({ ...scored, settings })([[0]]);
    expect(found!.metrics.sharpe).toBeCloseTo(sharpe(net(EXPECTED)), 12);
    expect(found!.score).toBeCloseTo(sharpe(net(SIGNALS)), 12);
    const long = { ...settings, terms: { ...SETTINGS.terms, sides: 'long' as const } };
    const [cut] = await votesObjective({ ...scored, settings: long })([[0]]);
    expect(cut!.metrics.sharpe).toBeCloseTo(sharpe(net([0.5, 0, 1, 0])), 12);
  });

  it('give the same figure where what is compared is what is traded', async () => {
    const settings = { ...SETTINGS, objective: 'expected', positions: 'expected' } as const;
    const [found] = await votesObjective({ ...scored, settings })([[0]]);
    expect(found!.score).toBe(found!.metrics.sharpe);
    expect(found!.rows.logLikelihood).toBeUndefined();
  });

  it('take the mean log probability of the true classes, of whole forest and halves', async () => {
    const settings = { ...SETTINGS, objective: 'log-loss' as const };
    const [found] = await votesObjective({ ...scored, settings })([[0]]);
    // P(true) is 3/4, 3/4, 1 and 3/4.
    expect(found!.score).toBeCloseTo((3 * Math.log(0.75)) / 4, 6);
    // The first two trees: 1, 1/2, 1, 1/2. The last two: 1/2, 1, 1, 1.
    const [first, second] = found!.scoreHalves;
    expect(first).toBeCloseTo((2 * Math.log(0.5)) / 4, 6);
    expect(second).toBeCloseTo(Math.log(0.5) / 4, 6);
  });

  it('stay finite where a true class has no vote', async () => {
    const settings = { ...SETTINGS, objective: 'log-loss' as const };
    const wrong = toyVotes(() => -1, 4);
    const [found] = await votesObjective({ ...scored, votes: wrong, settings })([[0]]);
    expect(found!.score).toBeCloseTo((3 * Math.log(Number.EPSILON)) / 4, 5);
  });
});

function sharpe(returns: readonly number[]): number {
  const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
  const squares = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0);
  return (mean / Math.sqrt(squares / (returns.length - 1))) * Math.sqrt(252);
}
