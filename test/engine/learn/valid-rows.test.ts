import { expect, it } from 'vitest';
import { finiteRows } from '../../../engine/learn/valid-rows.ts';
import { columnOf } from '../../features/kernels/column.ts';

it('a row is finite if all columns are finite there', () => {
  const columns = [columnOf(null, 1, 2, 3), columnOf(1, 1, Number.POSITIVE_INFINITY, 0)];
  expect(Array.from(finiteRows(columns))).toEqual([1, 3]);
  expect(finiteRows([])).toHaveLength(0);
});
