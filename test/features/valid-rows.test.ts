import { expect, it } from 'vitest';
import { computeFeatures } from '../../features/compute.ts';
import { finiteRows, validFeatures } from '../../features/valid-rows.ts';
import { columnOf } from './kernels/column.ts';
import { barsOf } from './random-bars.ts';

it('finite rows are those where every column is finite', () => {
  const columns = [columnOf(null, 1, 2, 3), columnOf(1, 1, Number.POSITIVE_INFINITY, 0)];
  expect(Array.from(finiteRows(columns))).toEqual([1, 3]);
  expect(finiteRows([])).toHaveLength(0);
});

it('validity hangs on all 37 features, whatever is modelled', () => {
  const bars = barsOf({ seed: 3, rows: 200, timeframe: '1d', tick: 0, quiet: 0 });
  bars.high[100] = bars.low[100]!; // no close_pos_range
  const { features, rows } = validFeatures(bars, ['log_ret_1d'], { timeframe: '1d' });
  expect(features.columns).toEqual(
    computeFeatures(bars, ['log_ret_1d'], { timeframe: '1d' }).columns,
  );
  expect(rows[0]).toBe(20);
  expect(rows).not.toContain(100);
  expect(rows).toHaveLength(179);
});

it('opt-in features narrow it', () => {
  const bars = barsOf({ seed: 3, rows: 400, timeframe: '4h', tick: 0, quiet: 0 });
  const first = (names: readonly string[]): number =>
    validFeatures(bars, names, { timeframe: '4h' }).rows[0]!;
  expect(first(['rsi_14'])).toBe(130);
  expect(first(['stoch_k_200'])).toBe(199);
});
