import { RandomForestClassifier } from 'ml-random-forest';
import { describe, expect, it } from 'vitest';
import { syntheticBars } from '../../../../data/synthetic.ts';
import {
  packageComparison,
  sampledFolds,
} from '../../../../engine/backtest/baselines/package-comparison.ts';
import { arenaOf, setFigures } from '../../../../engine/backtest/set-figures.ts';
import { tradePlan } from '../../../../engine/backtest/trade-plan.ts';
import { sliceBars } from '../../../../engine/core/bars.ts';
import { Cancelled } from '../../../../engine/core/errors.ts';
import { marketCalendar } from '../../../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../../../engine/core/options.ts';
import { createWalkForwardForest } from '../../../../engine/forest/walk-forward-forest.ts';
import { buildDataset } from '../../../../engine/learn/dataset.ts';
import { foldDataset } from '../../../../engine/learn/folds.ts';
import { TRADE_OPTIONS } from '../../../../engine/trade/trade-options.ts';
import { planOf } from '../../../dataset-plan.ts';

const bars = sliceBars(syntheticBars('1d').bars, 0, 450);
const names = ['log_ret_5d', 'rsi_14'];
const dataset = buildDataset(bars, planOf(names));
const folded = foldDataset(dataset, { initialTrain: 200, step: 40, embargo: 0 });
const options = resolveOptions(TRADE_OPTIONS, {}, 'test');
const arena = arenaOf(folded, tradePlan(options, marketCalendar(bars.time, '1d')));
const settings = { trees: 3, maxDepth: 3, minLeafRows: 20, epochFolds: 2 };
const { matrix, labels } = dataset;
const forest = createWalkForwardForest({
  matrix,
  labels,
  folds: folded.folds,
  settings: { ...settings, bins: 32, seed: 1 },
});
const set = setFigures(arena, { name: 'two', features: names }, [1], forest.votes([[0, 1]], 0, 3));

describe('sampledFolds', () => {
  it('takes the middle of equal parts, and all if there are fewer', () => {
    expect(sampledFolds(162, 3)).toEqual([27, 81, 135]);
    expect(sampledFolds(10, 4)).toEqual([1, 3, 6, 8]);
    expect(sampledFolds(3, 3)).toEqual([0, 1, 2]);
    expect(sampledFolds(2, 5)).toEqual([0, 1]);
  });
});

describe('packageComparison', () => {
  const plan = { Forest: RandomForestClassifier, settings, seed: 1, foldCount: 2 };

  it('says which folds were run, and compares both forests on exactly these', async () => {
    const progress: string[] = [];
    const onProgress = (done: number, total: number): number => progress.push(`${done}/${total}`);
    const found = await packageComparison(arena, set, { ...plan, onProgress });
    const sample = sampledFolds(folded.folds.length, 2).map((at) => folded.folds[at]!);
    expect(found.folds.map(({ trainRows }) => trainRows)).toEqual(
      sample.map(({ trainEnd }) => trainEnd),
    );
    expect(found.rows).toBe(80);
    expect(progress.at(-1)).toBe('6/6');
    const first = folded.folds[0]!.testStart;
    let right = 0;
    for (const { testStart, testEnd } of sample) {
      for (let row = testStart; row < testEnd; row++) {
        if (set.rows.classes[row - first]! + 1 === labels[row]) right++;
      }
    }
    expect(found.ours.accuracy).toBeCloseTo(right / 80, 14);
    expect(found.theirs).not.toEqual(found.ours);
    expect(found.sameClass).toBeGreaterThan(0.2);
    expect(found.sameClass).toBeLessThan(1);
    expect(await packageComparison(arena, set, plan)).toEqual(found);
  });

  it('trains on the rows of a window, as our forest does', async () => {
    const windowed = { ...plan, settings: { ...settings, window: 100 } };
    const { folds, theirs } = await packageComparison(arena, set, windowed);
    const trained = sampledFolds(folded.folds.length, 2).map((at) => {
      const first = folded.folds[at - (at % 2)]!;
      return folded.folds[at]!.trainEnd - (first.trainEnd - 100);
    });
    expect(folds.map(({ trainRows }) => trainRows)).toEqual(trained);
    expect(theirs).not.toEqual((await packageComparison(arena, set, plan)).theirs);
  });

  it('trades each fold from flat, so that all folds together cost somewhat more', async () => {
    const foldCount = folded.folds.length;
    const { ours } = await packageComparison(arena, set, {
      ...plan,
      settings: { ...settings, trees: 1 },
      foldCount,
    });
    const whole = set.modes.hold.metrics;
    expect(ours.accuracy).toBeCloseTo(set.classes.accuracy, 14);
    // A fold that starts flat buys again what the fold before held.
    expect(ours.turnover).toBeGreaterThanOrEqual(whole.turnover - 1 / whole.bars);
    expect(ours.turnover * whole.bars).toBeLessThan(whole.turnover * whole.bars + 2 * foldCount);
  });

  it('stops between two trees', async () => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    const comparing = packageComparison(arena, set, { ...plan, signal: stop.signal, onProgress });
    await expect(comparing).rejects.toThrow(Cancelled);
  });
});
