import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { binColumn, epochsOf, sortColumn } from '../../../engine/forest/bins.ts';
import { epochCodes } from '../../../engine/forest/epoch-codes.ts';
import { matrixOf } from './matrix-of.ts';
import { tellingData } from './tiny-forest.ts';

describe('epochCodes', () => {
  const { matrix } = tellingData();
  const folds = [100, 150, 200, 250, 300].map((start) => {
    return { trainEnd: start, testStart: start, testEnd: start + 50 };
  });
  const epochs = epochsOf(folds, { epochFolds: 2 });

  it('are those of the bins, whatever is asked first', () => {
    const codesOf = epochCodes(matrix, epochs, 16);
    for (const column of [3, 0, 3]) {
      const expected = binColumn(sortColumn(matrix, column), epochs, 16);
      for (const epoch of [2, 0, 1]) expect(codesOf(column, epoch)).toEqual(expected[epoch]);
    }
  });

  it('are kept up to a limit, and computed anew beyond it', () => {
    // The first two epochs have 200 and 300 rows.
    const codesOf = epochCodes(matrix, epochs, 16, 250);
    expect(codesOf(0, 0)).toBe(codesOf(0, 0));
    expect(codesOf(0, 1)).not.toBe(codesOf(0, 1));
    expect(codesOf(0, 1)).toEqual(codesOf(0, 1));
  });

  it('refuse a column that is not finite', () => {
    const codesOf = epochCodes(matrixOf({ x: [1, Number.NaN, 2] }), epochs, 16);
    expect(() => codesOf(0, 0)).toThrow(InputError);
  });
});
