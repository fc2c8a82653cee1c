import { catalogue } from '../../features/catalogue.ts';
import { expect, it } from 'vitest';
import { defineFeature } from '../../features/definition.ts';
import { InputError } from '../../engine/core/errors.ts';
import {
  BASE_FEATURES,
  DEFAULT_SETS,
  NAMED_SETS,
  ON_CHAIN_FEATURES,
  DEFAULT_CANDIDATES,
  INTRADAY_FEATURES,
  resolveFeatures,
} from '../../features/named-sets.ts';

it('the pool is the 37 base features without the six that nearly repeat others', () => {
  expect(DEFAULT_CANDIDATES).toHaveLength(31);
  expect(BASE_FEATURES.filter((name) => !DEFAULT_CANDIDATES.includes(name)).sort()).toEqual([
    'adi',
    'cci_20',
    'close_sma20_ratio',
    'ema_ratio_50',
    'ret_std_20d',
    'roc_10d',
  ]);
});

it('every named set has features that exist on all timeframes, each once', () => {
  const sizes = Object.entries(NAMED_SETS).map(([name, features]) => {
    expect(new Set(features).size).toBe(features.length);
    const known = new Set([...BASE_FEATURES, ...ON_CHAIN_FEATURES]);
    expect(features.every((feature) => known.has(feature))).toBe(true);
    return [name, features.length];
  });
  expect(Object.fromEntries(sizes)).toEqual({
    forward_4: 4,
    forward_5_onchain: 5,
    forward_6: 6,
    gini_8: 8,
    equity_curated: 14,
    all_features: 31,
  });
});

it('the default sets of a backtest need nothing but bars', () => {
  const others = Object.keys(NAMED_SETS).filter((name) => !DEFAULT_SETS.includes(name));
  expect(others).toEqual(['forward_5_onchain']);
});

it('a text can name own columns and series, exactly as they are written', () => {
  expect(resolveFeatures('obv,column:Funding Rate,series:sentiment~mean7', catalogue)).toEqual([
    'obv',
    'column:Funding Rate',
    'series:sentiment~mean7',
  ]);
  for (const text of ['series:', 'series:a~mean0', 'Series:a', 'column:a~median3']) {
    expect(() => resolveFeatures(text, catalogue), text).toThrow(/expected column:NAME/);
  }
});

it('a text can name sets and features; each feature comes once', () => {
  expect(resolveFeatures('obv, adi', catalogue)).toEqual(['obv', 'adi']);
  expect(resolveFeatures('mfi_14,forward_4', catalogue)).toEqual([
    'mfi_14',
    'ema_ratio_12',
    'atr_14',
    'log_ret_20d',
  ]);
  expect(resolveFeatures('intraday_features', catalogue)).toHaveLength(10);
  expect(resolveFeatures('pool', catalogue)).toEqual(resolveFeatures('all_features', catalogue));
});

it('the lists name features of the catalogue, in its order', () => {
  const inOrder = (list: readonly string[]): string[] =>
    catalogue.definitions.map(({ name }) => name).filter((name) => list.includes(name));
  expect(inOrder(BASE_FEATURES)).toHaveLength(37);
  expect(inOrder(INTRADAY_FEATURES)).toEqual(INTRADAY_FEATURES);
  expect(DEFAULT_CANDIDATES).toEqual(inOrder(DEFAULT_CANDIDATES));
});

it('upper and lower case are the same in names', () => {
  expect(resolveFeatures('RSI_14,Forward_4', catalogue)).toHaveLength(5);
});

it("a user's own feature can be named like any other", () => {
  const own = defineFeature({
    name: 'log_range',
    inputs: ['high', 'low'],
    formula: 'log(h / l)',
    lookback: () => 0,
    compute: ({ bars }) => bars.high.map((high, i) => Math.log(high / bars.low[i]!)),
  });
  expect(resolveFeatures('log_range', catalogue.with(own))).toEqual(['log_range']);
});

it('an unknown name is refused with the nearest ones', () => {
  expect(() => resolveFeatures('forward_4,rsi14', catalogue)).toThrow(InputError);
  expect(() => resolveFeatures('rsi14', catalogue)).toThrow(
    /^expected a feature or set, got "rsi14": the nearest are rsi_14, /,
  );
  expect(() => resolveFeatures('constructor', catalogue)).toThrow(InputError);
  expect(() => resolveFeatures('', catalogue)).toThrow(InputError);
});
