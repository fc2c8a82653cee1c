import { expect, it } from 'vitest';
import { defineFeature } from '../../features/definition.ts';
import { definitionFingerprint } from '../../features/fingerprint.ts';
import { scaleOf } from '../../features/scale.ts';

const MEAN = {
  name: 'mean',
  inputs: ['close'],
  formula: 'sma(c, p)',
  periods: { p: { days: 20 } },
  lookback: ({ p }: { readonly p: number }) => p - 1,
  compute: () => new Float64Array(0),
} as const;

it('depends on name, inputs, formula, periods, lookback, warm-up and timeframe', () => {
  const print = (changed: object, scale = scaleOf('1d')): string =>
    definitionFingerprint(defineFeature({ ...MEAN, ...changed }), scale);
  const prints = [
    print({}),
    print({ name: 'other' }),
    print({ inputs: ['open'] }),
    print({ formula: 'sma(c, q)' }),
    print({ periods: { p: { days: 21 } } }),
    print({ lookback: () => 18 }),
    print({ warmup: () => 30 }),
    print({ warmup: 'never' }),
    print({}, scaleOf('4h')),
    print({}, scaleOf('4h', 6)),
  ];
  expect(new Set(prints).size).toBe(prints.length);
  expect(prints.every((one) => /^[0-9a-f]{16}$/.test(one))).toBe(true);
});
