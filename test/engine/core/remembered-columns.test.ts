import { expect, it } from 'vitest';
import type { Bars } from '../../../engine/core/bars.ts';
import type { FeatureSource } from '../../../engine/core/feature-source.ts';
import { rememberedColumns } from '../../../engine/core/remembered-columns.ts';

const DAILY = { timeframe: '1d', barsPerDay: 1 } as const;

/** A source that counts: the columns of its nth computation hold n. */
function counting(): FeatureSource {
  let computed = 0;
  return {
    facts: (name) => ({ fingerprint: name, periods: {}, lookback: 0, warmup: 0 }),
    columns: (_, names) => {
      computed++;
      return names.map(() => Float64Array.of(computed));
    },
  };
}

it('the same question in a row is answered by the same columns', () => {
  const source = rememberedColumns(counting());
  const bars = {} as Bars;
  const first = source.columns(bars, ['a', 'b'], DAILY);
  const second = source.columns(bars, ['a', 'b'], { ...DAILY });
  expect(first).toEqual([Float64Array.of(1), Float64Array.of(1)]);
  expect(second.map((column, i) => column === first[i])).toEqual([true, true]);
});

it.each([
  ['other bars of the same content', {} as Bars, ['a', 'b'], DAILY],
  ['other names', undefined, ['b', 'a'], DAILY],
  ['fewer names', undefined, ['a'], DAILY],
  ['more names', undefined, ['a', 'b', 'c'], DAILY],
  ['another timeframe', undefined, ['a', 'b'], { ...DAILY, timeframe: '4h' }],
  ['another number of bars in a day', undefined, ['a', 'b'], { ...DAILY, barsPerDay: 6 }],
] as const)('%s are computed', (_, others, names, scale) => {
  const source = rememberedColumns(counting());
  const bars = {} as Bars;
  source.columns(bars, ['a', 'b'], DAILY);
  expect(source.columns(others ?? bars, names, scale)[0]).toEqual(Float64Array.of(2));
  // Only the latest answer is kept.
  expect(source.columns(bars, ['a', 'b'], DAILY)[0]).toEqual(Float64Array.of(3));
});

it('a question that failed is asked again', () => {
  let fails = true;
  const source = rememberedColumns({
    ...counting(),
    columns: () => {
      if (fails) throw new Error('once');
      return [];
    },
  });
  const bars = {} as Bars;
  expect(() => source.columns(bars, ['a'], DAILY)).toThrow('once');
  fails = false;
  expect(source.columns(bars, ['a'], DAILY)).toEqual([]);
});

it('facts are those of the source', () => {
  expect(rememberedColumns(counting()).facts('a', DAILY).fingerprint).toBe('a');
});
