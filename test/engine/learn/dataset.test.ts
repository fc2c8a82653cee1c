import { defineFeature } from '../../../features/definition.ts';
import { planOf } from '../../dataset-plan.ts';
import { describe, expect, it } from 'vitest';
import { loadBars } from '../../../data/load-bars.ts';
import { sampleBars } from '../../../data/sample-bars.ts';
import { sliceBars } from '../../../engine/core/bars.ts';
import { InputError } from '../../../engine/core/errors.ts';
import { hashText } from '../../../engine/core/hash.ts';
import { buildDataset, columnsOf, nextReturns } from '../../../engine/learn/dataset.ts';
import { catalogue } from '../../../features/catalogue.ts';
import { scaleOf } from '../../../features/scale.ts';
import { BTC_DAILY, describeShared, readGoldenCsv, sharedPath } from '../../shared-data.ts';

const NAMES = ['mfi_14', 'atr_14'];
const plan = planOf(NAMES);
const bars = sliceBars(sampleBars('1d', 7), 0, 300);
const add = (a: number, b: number): number => a + b;

describe('buildDataset', () => {
  const dataset = buildDataset(bars, plan);

  it('stores the features of valid bars column by column in shared memory', () => {
    const { matrix, time } = dataset;
    const columns = catalogue.columns(bars, NAMES, scaleOf('1d'));
    expect(matrix.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(matrix.names).toEqual(['mfi_14', 'atr_14']);
    expect([...matrix.keys]).toEqual([hashText('mfi_14'), hashText('atr_14')]);
    for (const row of [0, 100, matrix.rows - 1]) {
      const bar = bars.time.indexOf(time[row]!);
      expect(matrix.values[row]).toBe(columns[0]![bar]);
      expect(matrix.values[matrix.rows + row]).toBe(columns[1]![bar]);
    }
  });

  it('labels a row by the return of the bar after it', () => {
    for (const row of [0, 50, dataset.matrix.rows - 1]) {
      const bar = bars.time.indexOf(dataset.time[row]!);
      const ahead = Math.log(bars.close[bar + 1]! / bars.close[bar]!);
      expect(dataset.nextReturn[row]).toBe(ahead);
      expect(dataset.labels[row]).toBe(ahead > 0.01 ? 2 : ahead <= -0.01 ? 0 : 1);
    }
  });

  it('drops the last bar, whose return is not known, and accounts for every bar', () => {
    expect(dataset.time.includes(bars.time.at(-1)!)).toBe(false);
    const { undefinedFeature, unknownTarget } = dataset.droppedRows;
    expect(unknownTarget).toBe(1);
    expect(dataset.matrix.rows + undefinedFeature + unknownTarget).toBe(300);
  });

  it('drops the last five bars for a target of five bars, and records this horizon', () => {
    const longer = buildDataset(bars, planOf(NAMES, { target: 'forward_5' }));
    expect(longer.target.horizonBars).toBe(5);
    expect(longer.droppedRows.unknownTarget).toBe(5);
    expect([...longer.nextReturn]).toEqual([...dataset.nextReturn.subarray(0, longer.matrix.rows)]);
  });

  it.each([
    ['the next bar', {}, 1],
    ['five bars', { target: 'forward_5' }, 5],
    ['every target there is', { rows: 'original' }, 5],
  ] as const)(
    'of a history cut at any bar has the rows that its known bars say: %s',
    (_, changes, after) => {
      const whole = buildDataset(bars, planOf(NAMES, changes));
      expect(whole.knownAfterBars).toBe(after);
      for (const last of [150, 151, 200, 298]) {
        const cut = buildDataset(sliceBars(bars, 0, last + 1), planOf(NAMES, changes));
        const known = whole.barIndex.filter((bar) => bar <= last - after);
        expect(cut.barIndex).toEqual(known);
        expect(cut.labels).toEqual(whole.labels.subarray(0, known.length));
      }
    },
  );

  it('decides its rows by its own features alone', () => {
    const flat = { ...bars, high: bars.high.slice() };
    flat.high[100] = flat.low[100]!; // no close_pos_range
    const own = buildDataset(flat, planOf(['log_ret_1d']));
    expect([...own.barIndex]).toEqual(Array.from({ length: 298 }, (_, i) => i + 1));
    const added = defineFeature({
      name: 'mean_50',
      inputs: ['close'],
      formula: 'sma(c, 50)',
      lookback: () => 49,
      compute: ({ bars: { close } }) =>
        close.map((_, i) => (i < 49 ? Number.NaN : close.subarray(i - 49, i + 1).reduce(add) / 50)),
    });
    const withMore = { ...planOf(['log_ret_1d']), features: catalogue.with(added) };
    expect(buildDataset(flat, withMore)).toEqual(own);
    const used = buildDataset(flat, { ...withMore, names: ['log_ret_1d', 'mean_50'] });
    expect(used.barIndex[0]).toBe(49);
    const base = buildDataset(flat, planOf(['log_ret_1d'], { rows: 'base' }));
    expect(base.barIndex[0]).toBe(20);
    expect(base.barIndex).not.toContain(100);
    expect(base.matrix.names).toEqual(['log_ret_1d']);
  });

  it('names the features that are undefined on every bar', () => {
    const silent = { ...bars, volume: bars.volume.map(() => 0) };
    expect(() => buildDataset(silent, planOf(['rsi_14', 'mfi_14', 'vol_ratio_20d']))).toThrow(
      'mfi_14, vol_ratio_20d are undefined on all 300 bars (their volume is 0): choose features',
    );
    expect(buildDataset(silent, planOf(['rsi_14'])).matrix.rows).toBe(298);
    const volume = bars.volume.with(7, 0); // one silent bar does not make a silent file
    const flat = { ...bars, high: bars.close, low: bars.close, volume };
    expect(() => buildDataset(flat, planOf(['rsi_14', 'close_pos_range']))).toThrow(
      new InputError(
        'close_pos_range is undefined on all 300 bars: ' +
          'choose features that are defined on these bars',
      ),
    );
  });

  it('names no features if the history may only be too short for them', () => {
    const upTo = (count: number): string => {
      const short = { ...sliceBars(bars, 0, count), volume: new Float64Array(count) };
      try {
        buildDataset(short, planOf(['mfi_14']));
      } catch (error) {
        return (error as Error).message;
      }
      return 'rows';
    };
    expect(upTo(59)).toContain('got 59 bars without one usable row');
    expect(upTo(60)).toContain('mfi_14 is undefined on all 60 bars');
  });

  it('has no row if each feature is defined somewhere, but never all of them', () => {
    const half = (wanted: (bar: number) => boolean) =>
      bars.close.map((value, bar) => (wanted(bar) ? value : Number.NaN));
    const columns = [half((bar) => bar < 150), half((bar) => bar >= 150)];
    const features = { ...catalogue, columns: () => columns };
    const halves = { ...planOf(['atr_14', 'mfi_14']), features };
    expect(() => buildDataset(bars, halves)).toThrow(
      'expected enough bars for every feature and for the target, got 300 bars without',
    );
  });

  it('refuses too few bars for a single row', () => {
    expect(() => buildDataset(sliceBars(bars, 0, 15), plan)).toThrow(
      'expected enough bars for every feature and for the target, got 15 bars without one usable',
    );
  });
});

describe('nextReturns', () => {
  it('are log returns, and the last one is unknown', () => {
    const returns = nextReturns({ ...bars, close: Float64Array.of(100, 110, 99) });
    expect([...returns]).toEqual([Math.log(1.1), Math.log(0.9), Number.NaN]);
    expect(nextReturns({ ...bars, close: new Float64Array(0) })).toHaveLength(0);
  });
});

describe('columnsOf', () => {
  it('gives indices in ascending order', () => {
    expect(columnsOf(buildDataset(bars, plan).matrix, ['atr_14', 'mfi_14'])).toEqual([0, 1]);
  });
});

describeShared('the daily file', () => {
  it("has the original system's rows if every target must be known", async () => {
    const { bars } = await loadBars(sharedPath(BTC_DAILY), { timeframe: '1d' });
    expect(buildDataset(bars, planOf(NAMES, { rows: 'original' })).matrix.rows).toBe(4463);
  });

  it('has the rows, classes and returns of the golden files', async () => {
    const loaded = await loadBars(sharedPath(BTC_DAILY), { timeframe: '1d' });
    const dataset = buildDataset(loaded.bars, planOf(NAMES, { rows: 'base' }));
    expect(dataset.matrix.rows).toBe(4467);
    const counts = [0, 0, 0];
    for (const label of dataset.labels) counts[label]!++;
    expect(counts).toEqual([1307, 1646, 1514]);
    const golden = readGoldenCsv('golden/walk_forward_forward_4.csv');
    expect([...dataset.time.subarray(1250)]).toEqual(golden.map((row) => row['time']));
    expect([...dataset.labels.subarray(1250)]).toEqual(
      golden.map((row) => row['target_class']! + 1),
    );
    for (const [i, row] of golden.entries()) {
      expect(Math.abs(dataset.nextReturn[1250 + i]! - row['target_ret']!)).toBeLessThan(1e-12);
    }
  });
});
