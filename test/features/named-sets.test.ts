import { expect, it } from 'vitest';
import { InputError } from '../../engine/core/errors.ts';
import {
  BASE_FEATURES,
  NAMED_SETS,
  DEFAULT_CANDIDATES,
  resolveFeatures,
} from '../../features/named-sets.ts';

it('the pool is the 37 without the six that repeat others', () => {
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

it('every named set is made of features of all timeframes, each once', () => {
  const sizes = Object.entries(NAMED_SETS).map(([name, features]) => {
    expect(new Set(features).size).toBe(features.length);
    expect(features.every((feature) => BASE_FEATURES.includes(feature))).toBe(true);
    return [name, features.length];
  });
  expect(Object.fromEntries(sizes)).toEqual({
    forward_4: 4,
    forward_6: 6,
    gini_8: 8,
    equity_curated: 14,
    all_features: 31,
  });
});

it('a text names sets, features or both, each feature once', () => {
  expect(resolveFeatures('obv, adi')).toEqual(['obv', 'adi']);
  expect(resolveFeatures('mfi_14,forward_4')).toEqual([
    'mfi_14',
    'ema_ratio_12',
    'atr_14',
    'log_ret_20d',
  ]);
  expect(resolveFeatures('intraday_features')).toHaveLength(10);
  expect(resolveFeatures('pool')).toEqual(resolveFeatures('all_features'));
});

it('an unknown name is refused with the nearest ones', () => {
  expect(() => resolveFeatures('forward_4,rsi14')).toThrow(InputError);
  expect(() => resolveFeatures('rsi14')).toThrow(
    /^expected a feature or set, got "rsi14": the nearest are rsi_14, /,
  );
  expect(() => resolveFeatures('constructor')).toThrow(InputError);
  expect(() => resolveFeatures('')).toThrow(InputError);
});
