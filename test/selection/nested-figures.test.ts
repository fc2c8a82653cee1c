import { describe, expect, it } from 'vitest';
import { sampleBars } from '../../data/sample-bars.ts';
import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import { sliceBars } from '../../engine/core/bars.ts';
import { marketCalendar } from '../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../engine/core/options.ts';
import { buildDataset } from '../../engine/learn/dataset.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import { nestedFigures } from '../../selection/nested-figures.ts';
import { planOf } from '../dataset-plan.ts';

const BARS = sliceBars(sampleBars('1d', 7), 0, 420);
/** Bars on which nothing can be decided: their range is 0. */
const GAPS = [320, 321, 380];
for (const gap of GAPS) BARS.high[gap] = BARS.low[gap] = BARS.close[gap]!;
const dataset = buildDataset(BARS, planOf(['close_pos_range']));
const { rows } = dataset.matrix;
const rowOfBar = (bar: number): number => dataset.barIndex.indexOf(bar);
const folds = [
  { trainEnd: 200, testStart: 200, testEnd: 300 },
  { trainEnd: 300, testStart: 300, testEnd: rows },
];
const starts = [rowOfBar(310), rowOfBar(350)];
const choices = [
  { window: { rowStart: starts[0]!, rowEnd: starts[1]!, knownFolds: [] } },
  { window: { rowStart: starts[1]!, rowEnd: rows, knownFolds: [] } },
];
const LAST = dataset.barIndex.at(-1)!;

function figures(payoff: 'linear' | 'log', sign = 1) {
  const options = { ...resolveOptions(TRADE_OPTIONS, {}, 'test'), payoff, costBps: 0 };
  return nestedFigures({
    dataset,
    folds,
    choices,
    rows: { signals: new Int8Array(rows - starts[0]!).fill(sign) },
    naive: { signals: new Int8Array(rows - 200).fill(1) },
    score: {
      ...tradePlan({ ...options, regimeLabels: 'known' }, marketCalendar(BARS.time, '1d')),
      objective: 'sharpe',
      positions: 'signal',
    },
    seed: 42,
  });
}

describe('the figures of nested windows', () => {
  it('count the bars of a window up to the next one, decided or not', () => {
    const { windows, metrics } = figures('linear');
    expect(windows.map(({ bars }) => bars)).toEqual([350 - 310, LAST + 1 - 350]);
    expect(windows.map(({ from }) => from)).toEqual([BARS.time[310], BARS.time[350]]);
    expect(windows.map(({ to }) => to)).toEqual([BARS.time[349], BARS.time[LAST]]);
    expect(metrics.bars).toBe(LAST + 1 - 310);
  });

  it('count decisions in the accounting of the original system', () => {
    const { windows } = figures('log');
    expect(windows.map(({ bars }) => bars)).toEqual([40 - 2, LAST + 1 - 350 - 1]);
  });

  it('compare with the set selected on all bars and with holding, on the same bars', () => {
    const long = figures('linear');
    expect(long.metrics.sharpe).toBe(long.buyHoldSharpeOnSameBars);
    expect(long.naiveSharpeOnSameBars).toBe(long.buyHoldSharpeOnSameBars);
    const short = figures('linear', -1);
    expect(short.metrics.sharpe).toBeCloseTo(-long.metrics.sharpe, 12);
    expect(short.naiveSharpeOnSameBars).toBe(long.naiveSharpeOnSameBars);
    expect(long.interval.lower).toBeLessThan(long.metrics.sharpe);
    expect(long.interval.upper).toBeGreaterThan(long.metrics.sharpe);
    expect(long.standardError).toBeGreaterThan(0);
  });
});
