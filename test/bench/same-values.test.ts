import { expect, it } from 'vitest';
import { requireSameValues } from '../../bench/same-values.ts';

const compare = (expected: readonly number[], got: readonly number[], tolerance = 0.01): void =>
  requireSameValues({ name: 'x', expected, got: (row) => got[row]!, start: 1, tolerance });

it('passes within the tolerance, from the start row on', () => {
  compare([1, 100, 0.5, Number.NaN], [9, 100.9, 0.509, Number.NaN]);
  compare([1, 2], [1, 2], 0);
});

it.each([
  [[1, 100], [1, 102], 'x: values differ: row 1: expected 100, got 102'],
  [[1, 0.5], [1, 0.52], 'x: values differ: row 1: expected 0.5, got 0.52'],
  [[1, Number.NaN], [1, 1], 'x: values differ: row 1: expected NaN, got 1'],
  [[1, 1], [1, Number.NaN], 'x: values differ: row 1: expected 1, got NaN'],
  [[1, 2], [1], 'x: values differ: row 1: expected 2, got undefined'],
  [[1], [1], 'x: nothing to compare: 1 rows, settled from 1'],
])('fails for %j and %j', (expected, got, message) => {
  expect(() => compare(expected, got)).toThrow(message);
});
