/** A whole selection on a small file, held to runs of each of its sets alone. */

import { beforeAll, describe, expect, it } from 'vitest';
import { sampleBars } from '../../data/sample-bars.ts';
import { testedMarket } from '../../engine/backtest/tested-market.ts';
import { walkDataset } from '../../engine/backtest/walk-forward.ts';
import { sliceBars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { buildDataset } from '../../engine/learn/dataset.ts';
import { accountMetrics } from '../../engine/trade/account-metrics.ts';
import { accountOf } from '../../engine/trade/account.ts';
import { comparedWith } from '../../engine/trade/trade.ts';
import type { NamedSelection } from '../../selection/named-selection.ts';
import { selectFeatures } from '../../selection/select-features.ts';
import { planOf } from '../dataset-plan.ts';

const NAMES = ['rsi_14', 'gap', 'ema_ratio_12', 'gk_vol', 'log_ret_5d'];
const BARS = sliceBars(sampleBars('1d', 7), 0, 620);
const data = buildDataset(BARS, planOf(NAMES));
const WALK = { initialTrain: 400, step: 60, maxDepth: 3, minLeafRows: 10, workers: 1 };
const FEW = { ...WALK, trees: 6, maxFeatures: 3, patience: 3 };
const TERMS = {
  payoff: 'linear',
  neutral: 'hold',
  sides: 'both',
  delayBars: 0,
  costBps: 5,
} as const;

/** The metrics of a set, walked forward alone with its first `trees` trees. */
async function metricsOf(names: readonly string[], trees = FEW.trees) {
  const run = await walkDataset(data, { ...WALK, names, trees, seeds: [42] }, 1);
  const { market, bar } = testedMarket(run);
  const account = accountOf(market, { bar, classes: run.rows.classes }, TERMS);
  const benchmark = comparedWith(market, TERMS.payoff);
  return accountMetrics(account, { periodsPerYear: 365, capital: 1000, benchmark });
}

/** The best of `scores`; of equal ones the one that the dataset has first. */
function bestName(scores: readonly (readonly [string, number])[]): string {
  const inOrder = NAMES.flatMap((name) => scores.filter(([other]) => other === name));
  return inOrder.reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

describe('a selection by forward steps', () => {
  const phases = new Map<string, [number, number]>();
  let best: NamedSelection;
  beforeAll(async () => {
    const onProgress = (phase: string, done: number, total: number): void => {
      phases.set(phase, [done, total]);
    };
    best = await selectFeatures(data, { ...FEW, onProgress }, 1);
  });

  it('scores each candidate of a step as a run of its own set does', async () => {
    const chosen: string[] = [];
    for (const [i, step] of best.steps.entries()) {
      expect(step.step).toBe(i + 1);
      const left = NAMES.filter((name) => !chosen.includes(name));
      expect(step.candidates.map(({ feature }) => feature)).toEqual(left);
      for (const { feature, sharpe } of step.candidates) {
        expect(sharpe).toBe((await metricsOf([...chosen, feature])).sharpe);
      }
      const scores = step.candidates.map(({ feature, sharpe }) => [feature, sharpe] as const);
      expect(step.feature).toBe(bestName(scores));
      const others = scores.filter(([name]) => name !== step.feature).map(([, sharpe]) => sharpe);
      expect(step.margin).toBe(step.sharpe - Math.max(...others));
      expect(step.delta).toBe(step.sharpe - (best.steps[i - 1]?.sharpe ?? 0));
      expect(step.marginNoise).toBeGreaterThan(0);
      chosen.push(step.feature);
    }
    expect(best.steps).toHaveLength(3);
    const top = best.steps.reduce((a, b) => (b.sharpe > a.sharpe ? b : a));
    expect(best.selected).toEqual(chosen.slice(0, top.step));
    expect(best.sharpe).toBe(top.sharpe);
  });

  it('says what the first half of the trees would have added', async () => {
    const scores = NAMES.map(async (name) => [name, (await metricsOf([name], 3)).sharpe] as const);
    expect(best.steps[0]!.firstHalfFeature).toBe(bestName(await Promise.all(scores)));
    const oneTree = await selectFeatures(data, { ...FEW, trees: 1, maxFeatures: 1 }, 1);
    expect(oneTree.steps[0]).toMatchObject({ firstHalfFeature: null, marginNoise: Number.NaN });
  });

  it('counts its trials, folds and trees, and names its set', async () => {
    expect(best.trials).toBe(5 + 4 + 3);
    expect(best.foldCount).toBe(Math.ceil((data.matrix.rows - 400) / 60));
    expect(best.treesGrown).toBe(best.foldCount * 6 * 12);
    expect(best.statistics.trials).toBe(12);
    expect(best.importance).toBeUndefined();
    expect(Object.keys(best.sets)).toEqual(['selected']);
    expect(best.selectedBy).toBe('forward');
    expect(best.sets['selected']).toMatchObject({
      features: best.selected,
      metrics: await metricsOf(best.selected),
    });
    expect(best.sets['selected']!.sharpeError).toBe(best.statistics.sharpeError);
  });

  it('has buy and hold of the tested bars beside it', () => {
    const { close } = BARS;
    const first = data.barIndex[400]!;
    const last = data.barIndex.at(-1)! + 1;
    expect(best.buyHold.totalLogReturn).toBeCloseTo(Math.log(close[last]! / close[first]!), 12);
    expect(best.buyHold.turnover).toBeCloseTo(1 / (last - first), 12);
    expect(best.buyHold.finalCapital).toBeCloseTo((1000 * close[last]!) / close[first]!, 9);
  });

  it('tells of its work, of which all is done at the end of each phase', () => {
    expect(Object.fromEntries(phases)).toEqual({
      'step 1': [6 * 5, 6 * 5],
      'step 2': [6 * 4, 6 * 4],
      'step 3': [6 * 3, 6 * 3],
    });
  });
});

describe('a selection by importance', () => {
  it('ranks all features, and scores the first of them', async () => {
    const phases = new Set<string>();
    const best = await selectFeatures(
      data,
      { ...FEW, maxFeatures: 5, method: 'all', onProgress: (phase) => phases.add(phase) },
      1,
    );
    for (const ranking of ['gini', 'permutation'] as const) {
      const rows = best.importance![ranking];
      const figures = rows.map(({ importance }) => importance);
      expect(rows.map(({ feature }) => feature).toSorted()).toEqual(NAMES.toSorted());
      expect(figures).toEqual(figures.toSorted((a, b) => b - a));
      const features = rows.slice(0, 4).map(({ feature }) => feature);
      const name = best.selectedBy === ranking ? 'selected' : `${ranking}_top_4`;
      expect(best.sets[name]).toMatchObject({
        features,
        metrics: await metricsOf(features),
      });
    }
    const shares = best.importance!.gini.reduce((sum, { importance }) => sum + importance, 0);
    expect(shares).toBeCloseTo(1, 12);
    expect(best.sets['all_candidates']).toMatchObject({ metrics: await metricsOf(NAMES) });
    expect([...phases]).toEqual(
      expect.arrayContaining(['importance', 'top sets', 'all candidates']),
    );
  });

  it('alone makes no steps', async () => {
    const best = await selectFeatures(data, { ...FEW, maxFeatures: 4, method: 'gini' }, 1);
    expect(best.steps).toEqual([]);
    expect(Object.keys(best.sets)).toEqual(['selected']);
    expect(best.selectedBy).toBe('gini');
    expect(best.selected).toEqual(best.importance!.gini.slice(0, 4).map(({ feature }) => feature));
  });

  it('before forward steps shuffles nothing', async () => {
    const best = await selectFeatures(data, { ...FEW, preSelect: 2 }, 1);
    const first = best.importance!.gini.slice(0, 2).map(({ feature }) => feature);
    expect(best.importance!.permutation).toEqual([]);
    expect(best.steps[0]!.candidates.map(({ feature }) => feature).toSorted()).toEqual(
      first.toSorted(),
    );
  });
});

describe('a selection of a program', () => {
  it('chooses among the named features alone', async () => {
    const best = await selectFeatures(data, { ...FEW, names: ['gap', 'rsi_14'] }, 1);
    expect(best.trials).toBe(3);
    expect(best.steps[0]!.candidates.map(({ feature }) => feature)).toEqual(['rsi_14', 'gap']);
  });

  it('takes targets without a threshold, and sweeps none', async () => {
    const own = { ...data, target: { ...data.target, threshold: null } };
    const best = await selectFeatures(own, { ...FEW, maxFeatures: 1 }, 1);
    expect(best.sharpe).toBe((await metricsOf(best.selected)).sharpe);
  });

  it('refuses features that the dataset does not have, and too few rows', async () => {
    await expect(selectFeatures(data, { names: ['obv'] }, 1)).rejects.toBeInstanceOf(InputError);
    await expect(selectFeatures(data, {}, 1)).rejects.toThrow('--initial-train 1250');
  });
});
