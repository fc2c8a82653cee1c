import { describe, expect, it } from 'vitest';
import { InputError } from '../../engine/core/errors.ts';
import { catalogue } from '../../features/catalogue.ts';
import { checkDefinition } from '../../features/check-definition.ts';
import { defineFeature, type FeatureDefinition } from '../../features/definition.ts';

const RANGE = {
  name: 'log_range',
  inputs: ['high', 'low'],
  formula: 'log(h / l)',
  lookback: () => 0,
  compute: ({ bars }) => bars.high.map((high, i) => Math.log(high / bars.low[i]!)),
} as const satisfies Parameters<typeof defineFeature>[0];

const MEAN_3 = {
  name: 'mean_3',
  inputs: ['close'],
  formula: '(c + c[-1] + c[-2]) / 3',
  lookback: () => 2,
  compute: ({ bars: { close } }) =>
    close.map((c, i) => (i < 2 ? Number.NaN : (c + close[i - 1]! + close[i - 2]!) / 3)),
} as const satisfies Parameters<typeof defineFeature>[0];

describe('a feature that does what its definition says', () => {
  it('can be added to a catalogue, which gives another catalogue', () => {
    const own = catalogue.with(defineFeature(RANGE), defineFeature(MEAN_3));
    expect(own.definitions).toHaveLength(catalogue.definitions.length + 2);
    expect(own.definition('log_range').group).toBe('own');
    expect(() => catalogue.definition('log_range')).toThrow('unknown feature "log_range"');
  });

  it('can read a further column of the bars', () => {
    const funding = defineFeature({
      ...RANGE,
      name: 'funding',
      inputs: ['funding_rate'],
      compute: ({ column }) => column('funding_rate').slice(),
    });
    const own = catalogue.with(funding);
    const column = Float64Array.of(1, 2, 3);
    const bars = { time: column, open: column, high: column, low: column, close: column };
    const scale = { timeframe: '1d', barsPerDay: 1 } as const;
    const full = { ...bars, volume: column, extra: { funding_rate: Float64Array.of(7, 8, 9) } };
    expect([...own.columns(full, ['funding'], scale)[0]!]).toEqual([7, 8, 9]);
    expect(() => own.columns({ ...bars, volume: column }, ['funding'], scale)).toThrow(
      'expected bars with a column "funding_rate", got bars with time, open, high, low, close',
    );
  });

  it.each(catalogue.definitions.filter(({ name }) => name !== 'adx_14'))(
    '$name of the catalogue itself',
    (definition) => checkDefinition(definition),
  );
});

describe('a feature that does not', () => {
  const refusal = (definition: FeatureDefinition): string => {
    try {
      catalogue.with(definition);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return (error as InputError).message;
    }
    return 'not refused';
  };

  it.each<[string, object, RegExp]>([
    [
      'a name that exists already',
      { name: 'rsi_14' },
      /^feature rsi_14: the catalogue has a feature/,
    ],
    ['a name with a comma', { name: 'a,b' }, /expected a name of letters, digits and _/],
    [
      'a lookback that is too short',
      { lookback: () => 1 },
      /should be row 1, its lookback, but it is row 2$/,
    ],
    [
      'a lookback that is too long',
      { lookback: () => 5 },
      /should be row 5, its lookback, but it is row 2$/,
    ],
    [
      'no whole lookback',
      { lookback: () => 1.5 },
      /expected a lookback of 0, 1, 2, … bars, got 1.5/,
    ],
    ['a warm-up below the lookback', { warmup: () => 1 }, /a warm-up of at least the lookback, 2/],
    [
      'a look at the next bar',
      { compute: shifted },
      /it looks into the future: without the bars after row \d+, its value at row/,
    ],
    [
      'a mean over the whole file',
      { lookback: () => 0, compute: scaled },
      /it looks into the future/,
    ],
    [
      'a warm-up that is too short',
      { lookback: () => 0, compute: total },
      /its warm-up of 0 bars is too short: .* write warmup: 'never'/,
    ],
    [
      'a column of another length',
      { compute: () => new Float64Array(3) },
      /expected \d+ values for \d+ bars, got 3/,
    ],
    ['no defined value', { compute: nothing }, /but no row is defined/],
  ])('is refused for %s', (_, changed, message) => {
    expect(refusal(defineFeature({ ...MEAN_3, ...changed }))).toMatch(message);
  });

  it('is refused if it is added twice', () => {
    const twice = defineFeature(RANGE);
    expect(() => catalogue.with(twice, twice)).toThrow('has a feature with this name');
  });

  it('may have any memory if it is anchored', () => {
    expect(
      refusal(defineFeature({ ...MEAN_3, lookback: () => 0, warmup: 'never', compute: total })),
    ).toBe('not refused');
  });
});

type Compute = FeatureDefinition['compute'];

/** The close of the next bar; the last bar has no value. */
const shifted: Compute = ({ bars: { close } }) =>
  close.map((_, i) => (i < 2 ? Number.NaN : (close[i + 1] ?? Number.NaN)));

/** The close divided by the mean of all closes, including later ones. */
const scaled: Compute = ({ bars: { close } }) => {
  const mean = close.reduce((sum, c) => sum + c, 0) / close.length;
  return close.map((c) => c / mean);
};

/** A running sum, which always depends on the start of the history. */
const total: Compute = ({ bars: { close } }) => {
  let sum = 0;
  return close.map((c) => (sum += c));
};

const nothing: Compute = ({ bars: { close } }) => close.map(() => Number.NaN);
