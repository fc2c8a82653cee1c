import { describe, expect, it } from 'vitest';
import { pathSpread, purgedPaths } from '../../../engine/backtest/purged-paths.ts';
import { tradePlan } from '../../../engine/backtest/trade-plan.ts';
import { DAY_SECONDS } from '../../../engine/core/bar-time.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { marketCalendar } from '../../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../../engine/core/options.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { createKernelForest } from '../../../engine/forest/walk-forward-kernel.ts';
import type { Dataset } from '../../../engine/learn/dataset.ts';
import { purgedSplits, splitProblem, splitRows } from '../../../engine/learn/purged-rows.ts';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';
import { TRADE_OPTIONS } from '../../../engine/trade/trade-options.ts';
import { matrixOf } from '../../selection/toy-matrix.ts';

const ROWS = 900;
const SETTINGS = { trees: 20, maxDepth: 3, minLeafRows: 30, bins: 64, epochFolds: 16, seed: 1 };

/** Days of random returns; the feature knows the next one with this weight, the rest is noise. */
function toyDataset(skill: number, seed: number): Dataset {
  const random = randomStream(seed);
  const normal = (): number => random.normal();
  const returns = Array.from({ length: ROWS }, () => 0.02 * normal());
  const close = [100];
  for (const r of returns) close.push(close.at(-1)! * Math.exp(r));
  const feature = returns.map((r) => skill * (r / 0.02) + normal());
  const time = Float64Array.from(close, (_, i) => i * DAY_SECONDS);
  const column = Float64Array.from(close);
  const bars: Bars = {
    time,
    open: column,
    high: column,
    low: column,
    close: column,
    volume: column.map(() => 1),
  };
  return {
    bars,
    barIndex: Uint32Array.from({ length: ROWS }, (_, i) => i),
    scale: { timeframe: '1d' } as Dataset['scale'],
    time: time.subarray(0, ROWS),
    matrix: matrixOf({ feature }),
    labels: Uint8Array.from(returns, (r) => (r > 0.01 ? 2 : r < -0.01 ? 0 : 1)),
    nextReturn: Float64Array.from(returns),
    target: { name: 'bucket', threshold: 0.01, horizonBars: 1 },
    knownAfterBars: 1,
    droppedRows: { undefinedFeature: 0, unknownTarget: 0 },
  };
}

function pathsOf(dataset: Dataset) {
  const splits = purgedSplits(dataset, { groups: 6, testGroups: 2, embargo: 5 });
  const votes = splits.splits.map((split) => {
    const problem = splitProblem(splitRows(dataset, split), SETTINGS);
    return createKernelForest(problem).votes([[0]], 0, SETTINGS.trees);
  });
  const options = resolveOptions(TRADE_OPTIONS, { costBps: 0 }, 'test');
  const plan = tradePlan(options, marketCalendar(dataset.bars.time, '1d'));
  return purgedPaths(dataset, splits, { votes, plan });
}

describe('purged paths', () => {
  it('are five histories of all rows, and find a planted skill in each of them', () => {
    const dataset = toyDataset(1, 11);
    const { paths, splits } = pathsOf(dataset);
    expect(splits.splits).toHaveLength(15);
    expect(paths).toHaveLength(5);
    for (const { account, metrics } of paths) {
      expect(metrics.bars).toBe(ROWS);
      expect(metrics.sharpe).toBe(sharpeRatio(account.net, 365));
      expect(metrics.sharpe).toBeGreaterThan(3);
    }
    expect(pathSpread(paths).shareBelowZero).toBe(0);
  });

  it('have a median near 0 on noise, in the mean of 20 histories', () => {
    const medians = Array.from({ length: 20 }, (_, seed) =>
      pathSpread(pathsOf(toyDataset(0, 100 + seed)).paths),
    );
    const mean = medians.reduce((sum, { median }) => sum + median, 0) / medians.length;
    // A Sharpe ratio of 900 days has a standard error of 0.64: the mean of 20 has 0.14.
    expect(Math.abs(mean)).toBeLessThan(0.5);
    expect(medians.some(({ median }) => median < 0)).toBe(true);
  });

  it('spread by linear quantiles, and not at all if one is undefined', () => {
    const of = (sharpes: readonly number[]) =>
      pathSpread(sharpes.map((sharpe) => ({ metrics: { sharpe } as never })));
    expect(of([-1, 0, 1, 2, 3])).toEqual({ median: 1, p05: -0.8, p95: 2.8, shareBelowZero: 0.2 });
    expect(of([1, Number.NaN]).median).toBeNaN();
    expect(of([1, Number.NaN]).shareBelowZero).toBeNaN();
  });
});
