/** Every cell of the golden feature files, which were made with pandas from the real bars. */

import { expect, it } from 'vitest';
import type { Bars } from '../../engine/core/bars.ts';
import { catalogue } from '../../features/catalogue.ts';
import { BASE_FEATURES } from '../../features/named-sets.ts';
import { scaleOf } from '../../features/scale.ts';
import { namedTarget } from '../../features/targets.ts';
import { buildDataset, nextReturns } from '../../engine/learn/dataset.ts';
import { planOf } from '../dataset-plan.ts';
import { BTC_4H, BTC_DAILY, describeShared, readGoldenCsv } from '../shared-data.ts';

/** The largest relative difference that the golden files allow. */
const TOLERANCE = 1e-9;

const FILES = [
  { timeframe: '1d', data: BTC_DAILY, golden: 'features_btc_daily.csv', valid: 4467 },
  { timeframe: '4h', data: BTC_4H, golden: 'features_btc_4h.csv', valid: 21766 },
] as const;

describeShared('golden features', () => {
  for (const { timeframe, data, golden, valid } of FILES) {
    it(`${golden}: all 37 features and both targets agree in every cell`, () => {
      const bars = readBars(data);
      const scale = scaleOf(timeframe);
      const columns = catalogue.columns(bars, BASE_FEATURES, scale);
      const codes = namedTarget('bucket', 0.01).codes(bars, scale);
      const returns = nextReturns(bars);
      const rowOf = new Map([...bars.time].map((time, i) => [time, i]));
      const rows = readGoldenCsv(`golden/${golden}`);
      expect(rows).toHaveLength(460);
      const wrong: string[] = [];
      for (const expected of rows) {
        const i = rowOf.get(expected['time']!)!;
        const check = (name: string, got: number): void => {
          const want = expected[name]!;
          const close = Math.abs(got - want) <= TOLERANCE * Math.max(1, Math.abs(want));
          if (!close && !(Number.isNaN(got) && Number.isNaN(want))) {
            wrong.push(`${expected['time']} ${name}: expected ${want}, got ${got}`);
          }
        };
        BASE_FEATURES.forEach((name, k) => check(name, columns[k]![i]!));
        check('target_ret', returns[i]!);
        if (i + 1 < bars.time.length) check('target_class', codes[i]!);
      }
      expect(wrong).toEqual([]);
    });

    it(`${timeframe}: ${valid} rows by the base features, for every model`, () => {
      const bars = readBars(data);
      for (const names of [BASE_FEATURES, ['dow_sin']]) {
        const { matrix } = buildDataset(bars, planOf(names, { timeframe, rows: 'base' }));
        expect(matrix.rows).toBe(valid);
      }
    });
  }
});

function readBars(name: string): Bars {
  const rows = readGoldenCsv(name);
  const field = (key: string): Float64Array => Float64Array.from(rows, (row) => row[key]!);
  return {
    time: field('time'),
    open: field('open'),
    high: field('high'),
    low: field('low'),
    close: field('close'),
    volume: field('Volume'),
  };
}
