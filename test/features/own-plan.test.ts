import { describe, expect, it } from 'vitest';
import { sampleBars } from '../../data/sample-bars.ts';
import { sliceBars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { catalogue } from '../../features/catalogue.ts';
import { DATASET_OPTIONS, datasetPlan } from '../../features/dataset-options.ts';
import { defineFeature } from '../../features/definition.ts';
import { BASE_FEATURES } from '../../features/named-sets.ts';
import { ownPlan } from '../../features/own-plan.ts';
import { defineTarget, namedTarget, TARGET_NAMES } from '../../features/targets.ts';

const BARS = sliceBars(sampleBars('1d', 7), 0, 80);
const DAILY = { timeframe: '1d', barsPerDay: 1 } as const;
type Options = Parameters<typeof ownPlan<typeof DATASET_OPTIONS>>[2];
const planned = (options: Options, timeframe: '1d' | '4h' = '1d') =>
  ownPlan(DATASET_OPTIONS, timeframe, options, 'dataset');

describe("a program's plan", () => {
  it("has the options' defaults, the built-in features, and the names of sets", () => {
    const { values, plan } = planned({ names: ['obv', 'forward_4'] });
    expect(values).toEqual({ target: 'bucket', threshold: 0.01, rows: 'used', barsPerDay: 'auto' });
    expect(plan.features).toBe(catalogue);
    expect(plan.names).toEqual(['obv', 'ema_ratio_12', 'atr_14', 'log_ret_20d', 'mfi_14']);
    expect(plan.scale).toEqual(DAILY);
    expect(plan.target).toMatchObject({ name: 'bucket', threshold: 0.01 });
    expect([plan.rowFeatures, plan.rowTargets]).toEqual([[], []]);
  });

  it('takes a built-in target with its threshold, on 4-hour bars of its own scale', () => {
    const options = {
      names: ['gap'],
      target: 'forward_5',
      threshold: 0.03,
      barsPerDay: 6,
    } as const;
    const { values, plan } = planned(options, '4h');
    expect(values).toMatchObject({ target: 'forward_5', threshold: 0.03, barsPerDay: 6 });
    expect(plan.target).toMatchObject({ name: 'forward_5', threshold: 0.03 });
    expect(plan.target.horizonBars(plan.scale)).toBe(30);
    expect(plan.target.codes(BARS, DAILY)).toEqual(
      namedTarget('forward_5', 0.03).codes(BARS, DAILY),
    );
  });

  it('takes features and a target of its own', () => {
    const range = defineFeature({
      name: 'log_range',
      inputs: ['high', 'low'],
      formula: 'log(h / l)',
      lookback: () => 0,
      compute: ({ bars }) => bars.high.map((high, i) => Math.log(high / bars.low[i]!)),
    });
    const target = defineTarget({
      name: 'up',
      horizonBars: 2,
      codes: ({ close }) => new Int8Array(close.length).fill(1),
    });
    const features = catalogue.with(range);
    const { values, plan } = planned({ features, names: ['log_range'], target, rows: 'base' });
    expect(plan).toMatchObject({ features, names: ['log_range'], target });
    expect(plan.rowFeatures).toEqual(BASE_FEATURES);
    expect(values.target).toBe('bucket');
    expect(planned({ names: ['gap'], target: 'sign' }).plan.target.name).toBe('sign');
  });

  it.each<[string, object]>([
    ['dataset: expected names of features or sets, got none', { names: [] }],
    ['dataset: expected names of features or sets, got none', { names: 'gap' }],
    ['expected a feature or set, got "gapp": the nearest are gap, ', { names: ['gapp'] }],
    ['dataset: unknown option --treshold', { names: ['gap'], treshold: 0.02 }],
    ['dataset: --target: expected', { names: ['gap'], target: 'rises' }],
    ['dataset: --target: expected', { names: ['gap'], target: null }],
    ['dataset: --target: expected', { names: ['gap'], target: {} }],
    [
      'dataset: --threshold: expected none beside a target of your own, got 0.02',
      { names: ['gap'], threshold: 0.02, target: { name: 'own', codes: () => new Int8Array(0) } },
    ],
  ])('is refused: %s', (message, options) => {
    expect(() => planned(options as Options)).toThrow(InputError);
    expect(() => planned(options as Options)).toThrow(message);
  });
});

describe('the plan of a dataset', () => {
  const defaults = { target: 'bucket', threshold: 0.01, barsPerDay: 6.5, timeframe: '1d' } as const;

  it('decides rows by its own features, or by the base features and all targets as well', () => {
    const plan = (rows: 'used' | 'base' | 'original', rowFeatures?: readonly string[]) =>
      datasetPlan(catalogue, { ...defaults, rows, names: ['gap'], rowFeatures });
    expect(plan('used', ['obv', 'rsi_14', 'obv']).rowFeatures).toEqual(['obv', 'rsi_14']);
    expect(plan('base').rowFeatures).toEqual(BASE_FEATURES);
    expect(plan('base', ['obv']).rowFeatures).toHaveLength(BASE_FEATURES.length);
    expect(plan('base').rowTargets).toEqual([]);
    const original = plan('original');
    expect(original.rowFeatures).toEqual(BASE_FEATURES);
    expect(original.rowTargets.map(({ name }) => name)).toEqual(TARGET_NAMES);
  });
});
