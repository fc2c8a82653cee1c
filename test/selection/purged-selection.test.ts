import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleBars } from '../../data/sample-bars.ts';
import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import { marketCalendar } from '../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../engine/core/options.ts';
import { phaseTimer } from '../../engine/core/phase-timer.ts';
import { buildDataset, type Dataset } from '../../engine/learn/dataset.ts';
import { purgedSplits, testRowsOf } from '../../engine/learn/purged-rows.ts';
import { createForestPool, type ForestPool } from '../../engine/pool/forest-pool.ts';
import type { PurgedSplits } from '../../engine/statistics/combinatorial-purged.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import { NO_CHECKPOINT, openCheckpoint, type Checkpoint } from '../../selection/checkpoint.ts';
import { meanImportance } from '../../selection/feature-importance.ts';
import {
  chosenShares,
  purgedSelection,
  type PurgedSelection,
} from '../../selection/purged-selection.ts';
import { selectionForests } from '../../selection/selection-forests.ts';
import { planOf } from '../dataset-plan.ts';
import { memoryStore } from './memory-store.ts';

const NAMES = ['ema_ratio_12', 'rsi_14', 'log_ret_5d', 'gk_vol'];
const BARS = sampleBars('1d', 7);
const DATA = buildDataset(BARS, planOf(NAMES, { threshold: 0.01 }));
const SPLITS = purgedSplits(DATA, { groups: 4, testGroups: 1, embargo: 3 });
const SETTINGS = { trees: 4, maxDepth: 4, minLeafRows: 20, bins: 64, epochFolds: 4, seed: 42 };

/** The dataset with other labels, features and prices where `split` tests. */
function changedTest(data: Dataset, number: number): Dataset {
  const split = SPLITS.splits[number]!;
  const labels = data.labels.slice();
  const { matrix, bars } = data;
  const values = new Float64Array(new SharedArrayBuffer(matrix.values.byteLength));
  values.set(matrix.values);
  const close = bars.close.slice();
  for (const row of testRowsOf(split)) {
    labels[row] = (labels[row]! + 1) % 3;
    for (let c = 0; c < NAMES.length; c++) values[c * matrix.rows + row]! *= -3;
    close[data.barIndex[row]!]! *= 1 + (row % 7) / 10;
  }
  return { ...data, labels, matrix: { ...matrix, values }, bars: { ...bars, close } };
}

describe('a selection inside purged splits', () => {
  let pool: ForestPool;
  beforeAll(() => {
    pool = createForestPool({ workers: 2 });
  });
  afterAll(() => pool.close());

  async function find(
    data: Dataset,
    options: {
      readonly checkpoint?: Checkpoint;
      readonly seeds?: readonly number[];
      readonly breakAt?: number;
    } = {},
  ): Promise<PurgedSelection> {
    const { checkpoint = NO_CHECKPOINT, seeds, breakAt } = options;
    const trading = tradePlan(
      resolveOptions(TRADE_OPTIONS, {}, 'test'),
      marketCalendar(BARS.time, '1d'),
    );
    const score = { ...trading, objective: 'sharpe', positions: 'signal' } as const;
    const plan = {
      method: 'forward',
      threshold: 0.01,
      objective: 'sharpe',
      candidates: NAMES.map((_, column) => column),
      maxFeatures: 2,
      patience: 1,
      sweep: [],
    } as const;
    let phases = 0;
    const splits: PurgedSplits = SPLITS;
    return purgedSelection(plan, splits, {
      datasetAt: () => data,
      forestsOn: (change) =>
        selectionForests(
          {
            datasetAt: () => change(data),
            folds: { initialTrain: 2500, step: 100, embargo: 0 },
            settings: SETTINGS,
            seeds,
            score,
          },
          { pool, timer: phaseTimer(() => 0) },
        ),
      votesOf: async (problem, columns) => (await pool.votes(problem, [columns]))[0]!,
      importance: meanImportance,
      score,
      checkpoint,
      report: () => () => {},
      onPhase: () => {
        if (phases++ === breakAt) throw new Error('interrupted');
      },
      onChoice: () => {},
    });
  }

  it('chooses without what it tests: other tests change no choice', async () => {
    const { choices } = await find(DATA);
    expect(choices.every(({ columns }) => columns.length > 0)).toBe(true);
    for (const number of [0, 2, 3]) {
      const { choices: others } = await find(changedTest(DATA, number));
      expect(others[number]).toEqual(choices[number]);
      expect(others).not.toEqual(choices);
    }
  });

  it('interrupted and resumed ends with the same paths', async () => {
    const whole = await find(DATA, { seeds: [1, 2] });
    const store = memoryStore();
    const first = await openCheckpoint(store, 'key');
    const broken = find(DATA, { seeds: [1, 2], checkpoint: first, breakAt: 5 });
    await expect(broken).rejects.toThrow('interrupted');
    const again = await openCheckpoint(store, 'key');
    expect(again.resumedCount).toBeGreaterThan(2);
    const resumed = await find(DATA, { seeds: [1, 2], checkpoint: again });
    expect(JSON.stringify(resumed)).toBe(JSON.stringify(whole));
  });

  it('counts in what share of the splits each feature was chosen', () => {
    const [split] = SPLITS.splits;
    const of = (...columns: readonly number[]) => ({
      split: split!,
      threshold: 0.01,
      columns,
      sharpeInside: 1,
    });
    expect(chosenShares([of(2, 0), of(2), of(1), of()])).toEqual([
      { column: 2, share: 0.5 },
      { column: 0, share: 0.25 },
      { column: 1, share: 0.25 },
    ]);
  });
});
