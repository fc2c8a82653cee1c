import { describe, expect, it } from 'vitest';
import { rankColumns, topSets } from '../../selection/top-sets.ts';

describe('ranking', () => {
  it('puts the most important column first, and of equal ones the lowest column', () => {
    expect(rankColumns([7, 2, 5, 3], [0.1, 0.4, 0.4, -0.1])).toEqual([2, 5, 7, 3]);
  });
});

describe('top sets', () => {
  const ranking = [9, 8, 7, 6, 5, 4, 3, 2];

  it('are the first 4, 6, 8, … up to the largest number of features', () => {
    expect(topSets(ranking, 15).map((set) => set.length)).toEqual([4, 6, 8]);
    expect(topSets(ranking, 7)).toEqual([
      [9, 8, 7, 6],
      [9, 8, 7, 6, 5, 4],
    ]);
  });

  it('are one set of all columns if there are fewer than 4', () => {
    expect(topSets([3, 1], 15)).toEqual([[3, 1]]);
    expect(topSets(ranking, 2)).toEqual([[9, 8]]);
  });
});
