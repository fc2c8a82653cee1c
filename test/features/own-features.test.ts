import { describe, expect, it } from 'vitest';
import { InputError } from '../../engine/core/errors.ts';
import { catalogue } from '../../features/catalogue.ts';
import { checkDefinition } from '../../features/check-definition.ts';
import { ownColumns, ownFeature } from '../../features/own-features.ts';
import { scaleOf } from '../../features/scale.ts';
import { barsOf } from './random-bars.ts';

const DAILY = scaleOf('1d');

function barsWith(column: string, values: readonly number[]) {
  const bars = barsOf({ seed: 5, rows: values.length, timeframe: '1d', tick: 0, quiet: 0 });
  return { ...bars, extra: { [column]: Float64Array.from(values) } };
}

describe('features of own columns', () => {
  it('are the column, its trailing mean and its change', () => {
    const bars = barsWith('series:x', [1, 2, 6, NaN, 4, 5, 9]);
    const names = ['series:x', 'series:x~mean2', 'series:x~change2'];
    const columns = catalogue.columns(bars, names, DAILY).map((column) => Array.from(column));
    expect(columns).toEqual([
      [1, 2, 6, NaN, 4, 5, 9],
      [NaN, 1.5, 4, NaN, NaN, 4.5, 7],
      [NaN, NaN, 5, NaN, -2, NaN, 5],
    ]);
  });

  it('count bars on every timeframe, and leave the column as it is', () => {
    const bars = barsWith('funding', [1, 2, Infinity]);
    const [column] = catalogue.columns(bars, ['column:funding'], scaleOf('4h'));
    expect([...column!]).toEqual([1, 2, NaN]);
    expect(bars.extra['funding']![2]).toBe(Infinity);
    const { periods, lookback } = catalogue.facts('column:funding~change7', scaleOf('4h'));
    expect({ periods, lookback }).toEqual({ periods: { p: 7 }, lookback: 7 });
  });

  it('do what their definitions say', () => {
    const names = ['column:x', 'series:x', 'series:x~mean7', 'column:x~mean1', 'series:x~change30'];
    for (const name of names) expect(() => checkDefinition(ownFeature(name)!)).not.toThrow();
  });

  it('have fingerprints of their own', () => {
    const names = ['column:x', 'series:x', 'series:y', 'series:x~mean7', 'series:x~mean8'];
    const prints = names.map((name) => catalogue.facts(name, DAILY).fingerprint);
    expect(new Set(prints).size).toBe(names.length);
  });

  it('are refused if the bars have no such column, with the columns that there are', () => {
    const bars = barsWith('funding', [1, 2, 3]);
    expect(() => catalogue.columns(bars, ['column:rate'], DAILY)).toThrow(InputError);
    expect(() => catalogue.columns(bars, ['column:rate'], DAILY)).toThrow(/"rate".*funding/);
    expect(() => catalogue.definition('series:x~mean')).toThrow(/unknown feature.*~mean7/);
  });

  it('say which columns of the file they read', () => {
    expect(ownColumns(['obv', 'column:a', 'series:b', 'column:a~mean3', 'column:c'])).toEqual([
      'a',
      'c',
    ]);
  });
});
