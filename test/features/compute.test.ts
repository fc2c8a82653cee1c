import { expect, it } from 'vitest';
import { InputError } from '../../engine/core/errors.ts';
import { catalogue } from '../../features/catalogue.ts';
import { scaleOf } from '../../features/scale.ts';
import { BASE_FEATURES } from '../../features/named-sets.ts';
import { barsOf } from './random-bars.ts';

const BARS = barsOf({ seed: 1, rows: 100, timeframe: '1d', tick: 0, quiet: 0 });

it('returns columns in the order of the names; a column is the same alone and among others', () => {
  const all = catalogue.columns(BARS, BASE_FEATURES, scaleOf('1d'));
  const names = ['vol_ratio', 'log_ret_1d'];
  const two = catalogue.columns(BARS, names, scaleOf('1d'));
  for (const [k, name] of names.entries()) {
    expect(two[k]).toEqual(all[BASE_FEATURES.indexOf(name)]);
  }
});

it('does not change the bars', () => {
  const before = structuredClone(BARS);
  catalogue.columns(BARS, BASE_FEATURES, scaleOf('1d'));
  expect(BARS).toEqual(before);
});

it('has NaN in place of an infinite value', () => {
  const close = BARS.close.slice();
  close[50] = 0;
  const names = ['gap', 'roc_10d', 'log_ret_1d', 'intraday_range'];
  const columns = catalogue.columns({ ...BARS, close }, names, scaleOf('1d'));
  expect(columns.map((column) => column.includes(Number.POSITIVE_INFINITY))).not.toContain(true);
  expect([columns[0]![51], columns[1]![60], columns[2]![50], columns[3]![50]]).toEqual(
    Array(4).fill(Number.NaN),
  );
});

it('refuses a feature that does not exist on the timeframe', () => {
  const ask = (): unknown => catalogue.columns(BARS, ['rsi_30'], scaleOf('1d'));
  expect(ask).toThrow(InputError);
  expect(ask).toThrow('feature rsi_30: expected timeframe 4h or 1h, got 1d');
});

it('takes bars of length 0', () => {
  const empty = barsOf({ seed: 1, rows: 0, timeframe: '1d', tick: 0, quiet: 0 });
  const columns = catalogue.columns(empty, BASE_FEATURES, scaleOf('1d'));
  expect(columns.every(({ length }) => length === 0)).toBe(true);
});
