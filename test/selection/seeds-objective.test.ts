import { describe, expect, it } from 'vitest';
import { votesObjective, type Votes } from '../../selection/objective.ts';
import { seedsObjective } from '../../selection/seeds-objective.ts';
import { scoreSettings, testedReturns } from './toy-tested.ts';

const SETTINGS = scoreSettings({ neutral: 'flat', costBps: 0 });
const SCORED = {
  trees: 2,
  tested: testedReturns([0.01, -0.02, 0.03, 0.01]),
  labels: Uint8Array.of(2, 0, 2, 2),
  settings: SETTINGS,
};

/** Votes of a seed: row after row the class that both halves vote for, with this weight. */
const votesFor =
  (classes: readonly number[], weight: number): Votes =>
  (subsets) => {
    const rows = classes.flatMap((code) => [0, 1, 2].map((c) => (c === code ? weight : 1)));
    return Promise.resolve(subsets.map(() => Uint32Array.from(rows)));
  };

/** Right on every row; and wrong on the second, but less sure of it. */
const RIGHT = votesFor([2, 0, 2, 2], 8);
const WRONG = votesFor([2, 2, 2, 2], 4);

describe('the objective over seeds', () => {
  it('is the mean of what each seed scores alone, figure by figure', async () => {
    const [both] = await seedsObjective({ ...SCORED, votesOf: [RIGHT, WRONG] })([[0]]);
    const [right] = await votesObjective({ ...SCORED, votes: RIGHT })([[0]]);
    const [wrong] = await votesObjective({ ...SCORED, votes: WRONG })([[0]]);
    expect(both!.score).toBe((right!.score + wrong!.score) / 2);
    expect(both!.metrics.sharpe).toBe((right!.metrics.sharpe + wrong!.metrics.sharpe) / 2);
    expect(both!.metrics.turnover).toBe((right!.metrics.turnover + wrong!.metrics.turnover) / 2);
    expect(both!.scoreHalves).toEqual(both!.scoreHalves.map(() => both!.score));
    const { rows: _right, ...first } = right!;
    const { rows: _wrong, ...second } = wrong!;
    expect(both!.bySeed).toEqual([first, second]);
  });

  it('keeps the rows of each seed, and those of the mean probabilities', async () => {
    const [both] = await seedsObjective({ ...SCORED, votesOf: [RIGHT, WRONG] })([[0]]);
    const { signals, bySeed } = both!.rows;
    // P(down) of the second row is 8/10 and 1/6, P(up) 1/10 and 4/6: down has more.
    expect([...signals]).toEqual([1, -1, 1, 1]);
    expect(bySeed!.map((own) => Array.from(own.signals))).toEqual([
      [1, -1, 1, 1],
      [1, 1, 1, 1],
    ]);
  });

  it('has the expected positions of the mean probabilities', async () => {
    const settings = { ...SETTINGS, objective: 'expected', positions: 'expected' } as const;
    const on = { ...SCORED, settings };
    const [both] = await seedsObjective({ ...on, votesOf: [RIGHT, WRONG] })([[0]]);
    const second = (1 / 10 + 4 / 6 - (8 / 10 + 1 / 6)) / 2;
    expect(both!.rows.expected![1]).toBeCloseTo(second, 6);
    expect(both!.rows.bySeed![0]!.expected![1]).toBeCloseTo(-0.7, 6);
  });

  it('of one seed is the objective of its votes', async () => {
    const one = await seedsObjective({ ...SCORED, votesOf: [WRONG] })([[0], [1]]);
    expect(one).toEqual(await votesObjective({ ...SCORED, votes: WRONG })([[0], [1]]));
  });
});
