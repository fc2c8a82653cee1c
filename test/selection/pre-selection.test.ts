import { describe, expect, it } from 'vitest';
import { importanceOf, preSelectedColumns } from '../../selection/pre-selection.ts';

const COLUMNS = [2, 3, 5, 7];
const IMPORTANCE = { gini: [0.1, 0.4, 0.1, 0.4], permutation: [0.9, -0.1, 0, 0.2] };

describe('a pre-selection', () => {
  it('keeps the first by Gini importance, in rising order, the lower one of equals', () => {
    expect(preSelectedColumns(COLUMNS, IMPORTANCE, 1)).toEqual([3]);
    expect(preSelectedColumns(COLUMNS, IMPORTANCE, 2)).toEqual([3, 7]);
    expect(preSelectedColumns(COLUMNS, IMPORTANCE, 3)).toEqual([2, 3, 7]);
  });

  it('keeps all columns if there are no more than asked for', () => {
    expect(preSelectedColumns(COLUMNS, IMPORTANCE, 9)).toEqual(COLUMNS);
  });

  it('keeps the figures of each column with it', () => {
    expect(importanceOf([3, 7], COLUMNS, IMPORTANCE)).toEqual({
      gini: [0.4, 0.4],
      permutation: [-0.1, 0.2],
    });
  });
});
