import { describe, expect, it } from 'vitest';
import { codeOf, createPredictor, leafVote } from '../../../engine/forest/predictor.ts';
import { HAND_FOREST } from './tiny-forest.ts';

const UNIT = 2 ** 20;

describe('createPredictor', () => {
  const predictor = createPredictor(HAND_FOREST);
  const third = Math.floor(UNIT / 3);

  it.each([
    { row: [0, 0], leaf: [UNIT, 0, 0] },
    { row: [2, 5], leaf: [UNIT, 0, 0] },
    { row: [2, 5.001], leaf: [0, UNIT / 2, UNIT / 2] },
    { row: [2.001, 0], leaf: [0, UNIT / 2, UNIT / 2] },
    { row: [-1e300, 1e300], leaf: [0, UNIT / 2, UNIT / 2] },
  ])('walks $row by hand', ({ row, leaf }) => {
    const votes = Uint32Array.of(9, 9, 9);
    predictor.votes(row, votes);
    expect([...votes]).toEqual(leaf.map((vote) => vote + third));
  });

  it('a row of another length or a value that is not finite is a bug', () => {
    const votes = new Uint32Array(3);
    expect(() => predictor.votes([1], votes)).toThrow('row.length = columns.length');
    expect(() => predictor.votes([1, Number.NaN], votes)).toThrow('value is finite');
  });
});

describe('codeOf', () => {
  it('counts the edges below a value', () => {
    const edges = Float64Array.of(-1, 0, 2.5);
    const expected = [
      [-2, 0],
      [-1, 0],
      [-0.5, 1],
      [0, 1],
      [2.5, 2],
      [2.6, 3],
      [1e308, 3],
    ];
    expect(expected.map(([value]) => [value, codeOf(edges, value!)])).toEqual(expected);
    expect(codeOf(new Float64Array(0), 7)).toBe(0);
  });
});

describe('leafVote', () => {
  it('is the share of 2^20, rounded down; equal shares where there is no weight', () => {
    expect([0, 1, 2].map((code) => leafVote([9, 1, 2, 0], 1, code))).toEqual([349_525, 699_050, 0]);
    expect([0, 1, 2].map((code) => leafVote([0, 0, 0], 0, code))).toEqual([
      349_525, 349_525, 349_525,
    ]);
  });

  it('of the greatest weights is exact integer arithmetic', () => {
    expect(leafVote([32_766, 1, 0], 0, 0)).toBe(Number((32_766n * 2n ** 20n) / 32_767n));
  });
});
