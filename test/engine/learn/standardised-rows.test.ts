import { describe, expect, it } from 'vitest';
import { standardisedRows, standardiserOf } from '../../../engine/learn/standardised-rows.ts';
import { matrixOf } from '../forest/matrix-of.ts';

const MATRIX = matrixOf({ a: [1, 3, 100, 5], constant: [0.1, 0.1, 0.1, 7], b: [-2, 2, 0, 4] });

describe('standardisedRows', () => {
  it('follows a table worked out by hand: mean and deviation of the training rows alone', () => {
    const standardiser = standardiserOf(MATRIX, [2, 0], { start: 0, end: 2 });
    expect(standardiser.means).toEqual([0, 2]);
    expect(standardiser.deviations).toEqual([2, 1]);
    const rows = standardisedRows(MATRIX, standardiser, { start: 1, end: 4 });
    expect(rows).toMatchObject({ count: 3, width: 2 });
    expect([...rows.values]).toEqual([1, 1, 0, 98, 2, 3]);
  });

  it('leaves a column that is constant on the training rows in its own unit', () => {
    const standardiser = standardiserOf(MATRIX, [1], { start: 0, end: 3 });
    const { values } = standardisedRows(MATRIX, standardiser, { start: 2, end: 4 });
    expect(values[0]).toBeCloseTo(0, 15);
    expect(values[1]).toBeCloseTo(6.9, 12);
  });
});
