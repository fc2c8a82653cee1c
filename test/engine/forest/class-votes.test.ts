import { describe, expect, it } from 'vitest';
import { mostProbableClasses, voteProbabilities } from '../../../engine/forest/class-votes.ts';

describe('voteProbabilities', () => {
  it('are votes over their row sum', () => {
    const votes = Uint32Array.of(1, 1, 2, 0, 0, 4_000_000_000);
    expect([...voteProbabilities(votes)]).toEqual([0.25, 0.25, 0.5, 0, 0, 1]);
  });

  it('a row without votes is a bug', () => {
    expect(() => voteProbabilities(Uint32Array.of(0, 0, 0))).toThrow('every row has votes');
  });
});

describe('mostProbableClasses', () => {
  it('takes the most probable class, the lowest on a tie', () => {
    const rows = [
      [2, 3, 5],
      [5, 3, 2],
      [2, 6, 2],
      [4, 2, 4],
      [2, 4, 4],
    ].flat();
    const expected = [1, -1, 0, -1, 0];
    expect([...mostProbableClasses(Uint32Array.from(rows))]).toEqual(expected);
    expect([...mostProbableClasses(Float64Array.from(rows, (x) => x / 10))]).toEqual(expected);
  });
});
