import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/core/random.ts';
import { sampleDeviation } from '../../engine/statistics/moments.ts';
import { openCheckpoint } from '../../selection/checkpoint.ts';
import {
  runSelection,
  type Selection,
  type SelectionParts,
} from '../../selection/run-selection.ts';
import type { SelectionMethod, SelectionPlan } from '../../selection/choose-set.ts';
import { memoryStore, type MemoryStore } from './memory-store.ts';
import { toyEvaluation } from './toy-evaluation.ts';
import { matrixOf } from './toy-matrix.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
/** Columns 1, 4 and 6 raise the score; each other column lowers it by 0.3. */
const WORTH = [0, 1, 0.1, 0, 0.9, 0.2, 0.5];
const IMPORTANCE = { gini: [0.3, 0.2, 0, 0, 0.2, 0.1, 0.2], permutation: WORTH };

const PLAN: SelectionPlan = {
  method: 'all',
  candidates: [0, 1, 2, 3, 4, 5, 6],
  maxFeatures: 6,
  patience: 2,
  threshold: 0.01,
  sweep: [0.005, 0.01],
  objective: 'sharpe',
};

/** A run with known scores for all sets; it fails before its piece of work number `breakAt`. */
async function run(
  plan: SelectionPlan,
  store: MemoryStore,
  breakAt = Number.POSITIVE_INFINITY,
  bestAt = 0.01,
): Promise<{ selection: Selection; work: string[] }> {
  const random = randomStream(5);
  const matrix = matrixOf(
    Object.fromEntries(NAMES.map((name) => [name, Array.from({ length: 30 }, random.normal)])),
  );
  const work: string[] = [];
  const begin = (piece: string): void => {
    if (work.length === breakAt) throw new Error('interrupted');
    work.push(piece);
  };
  const parts: SelectionParts = {
    matrix,
    evaluateAt: (threshold) => async (subsets) => {
      begin(`${subsets.length} at ${threshold}`);
      return subsets.map((columns) => {
        const worth = columns.reduce((sum, column) => sum + WORTH[column]! - 0.3, 0.1);
        return toyEvaluation(threshold === bestAt ? worth : Number.NaN, worth / 7);
      });
    },
    importance: async (_columns, threshold) => {
      begin(threshold === 0.01 ? 'importance' : `importance at ${threshold}`);
      return IMPORTANCE;
    },
    checkpoint: await openCheckpoint(store, 'key'),
    onPhase: () => {},
    onStep: () => {},
  };
  return { selection: await runSelection(plan, parts), work };
}

describe('a selection', () => {
  const names = (selection: Selection): string[] => selection.sets.map((set) => set.name);
  const only = async (method: SelectionMethod) =>
    (await run({ ...PLAN, method }, memoryStore())).selection;

  it('by forward steps computes nothing else', async () => {
    const { selection, work } = await run({ ...PLAN, method: 'forward' }, memoryStore());
    expect(work).toEqual(['7 at 0.01', '6 at 0.01', '5 at 0.01', '4 at 0.01', '3 at 0.01']);
    expect(selection.selected).toMatchObject({
      name: 'selected',
      by: 'forward',
      columns: [1, 4, 6],
    });
    expect(selection.statistics.trials).toBe(7 + 6 + 5 + 4 + 3);
    expect(selection.importance).toBeUndefined();
    expect(selection.thresholds).toBeUndefined();
    expect(selection.correlated).toBeUndefined();
  });

  it('by an importance scores the first columns of the ranking', async () => {
    const gini = await only('gini');
    expect(names(gini)).toEqual(['selected', 'gini_top_6']);
    expect(gini.sets[0]!.columns).toEqual([0, 1, 4, 6]);
    expect(gini.selected).toEqual({ ...gini.sets[0], by: 'gini' });
    expect(gini.forward).toBeUndefined();
    expect(names(await only('permutation'))).toEqual(['selected', 'permutation_top_6']);
  });

  it('by all methods compares their sets with all candidates, each scored once', async () => {
    const { selection, work } = await run(PLAN, memoryStore());
    expect(names(selection)).toEqual([
      'selected',
      'gini_top_4',
      'gini_top_6',
      'permutation_top_4',
      'permutation_top_6',
      'all_candidates',
    ]);
    // The sets of 4 were scored in the forward steps; both rankings have the same first 6.
    expect(work.slice(5)).toEqual(['importance', '1 at 0.01', '1 at 0.01', '1 at 0.005']);
    expect(selection.selected).toMatchObject({ name: 'selected', by: 'forward' });
    expect(selection.thresholds!.map(({ threshold }) => threshold)).toEqual([0.005, 0.01]);
    expect(selection.statistics.trials).toBe(25 + 1 + 1 + 1);
    expect(selection.correlated).toEqual([]);
  });

  it('is measured by the spread of all its trials', async () => {
    const { forward, statistics } = await only('forward');
    const sharpes = forward!.steps.flatMap(({ candidates }) =>
      candidates.map(({ sharpe }) => sharpe),
    );
    expect(statistics.trialSpread).toBe(sampleDeviation(sharpes));
    expect(statistics.sharpeError).toBe(0.3);
  });

  it('selects nothing if no set has a defined Sharpe ratio', async () => {
    const plan: SelectionPlan = { ...PLAN, method: 'forward' };
    const { selection } = await run(plan, memoryStore(), Number.POSITIVE_INFINITY, 0.005);
    expect(selection.selected).toBeUndefined();
    expect(selection.sets).toEqual([]);
    expect(selection.statistics).toMatchObject({ sharpeError: Number.NaN, trials: 7 + 6 });
  });

  it('never selects the set of all candidates, which no method proposed', async () => {
    const two = await run({ ...PLAN, candidates: [1, 4], maxFeatures: 1 }, memoryStore());
    expect(two.selection.selected!.by).toBe('forward');
    expect(two.selection.sets.at(-1)!.evaluation.metrics.sharpe).toBeGreaterThan(
      two.selection.selected!.evaluation.metrics.sharpe,
    );
  });

  it('does not depend on the order of the candidates', async () => {
    const { selection } = await run(PLAN, memoryStore());
    const candidates = [3, 6, 0, 2, 6, 5, 1, 4];
    expect((await run({ ...PLAN, candidates }, memoryStore())).selection).toEqual(selection);
  });

  it('at the best threshold sweeps first, and does all that follows at that one', async () => {
    const plan: SelectionPlan = { ...PLAN, threshold: 'best' };
    const { selection, work } = await run(plan, memoryStore(), Number.POSITIVE_INFINITY, 0.005);
    expect(work).toEqual([
      '1 at 0.005',
      '1 at 0.01',
      '7 at 0.005',
      '6 at 0.005',
      '5 at 0.005',
      '4 at 0.005',
      '3 at 0.005',
      'importance at 0.005',
      '1 at 0.005',
    ]);
    expect(selection.threshold).toBe(0.005);
    expect(selection.thresholds!.map(({ threshold }) => threshold)).toEqual([0.005, 0.01]);
    // The set of all candidates at 0.005 was scored by the sweep: one trial, not two.
    expect(selection.statistics.trials).toBe(2 + 25 + 1);
  });

  it('by forward steps alone sweeps too if the threshold is the best one', async () => {
    const plan: SelectionPlan = { ...PLAN, method: 'forward', threshold: 'best' };
    const { selection } = await run(plan, memoryStore());
    const fixed = await only('forward');
    expect(selection.threshold).toBe(0.01);
    expect(selection.selected).toEqual(fixed.selected);
    expect(selection.statistics.trials).toBe(fixed.statistics.trials + 2);
  });

  it('after a pre-selection chooses among the first by Gini importance alone', async () => {
    const plan: SelectionPlan = { ...PLAN, preSelect: 4 };
    const { selection, work } = await run(plan, memoryStore());
    expect(work.slice(0, 3)).toEqual(['importance', '4 at 0.01', '3 at 0.01']);
    expect(selection.preSelected).toEqual([0, 1, 4, 6]);
    expect(selection.selected).toMatchObject({
      name: 'selected',
      by: 'forward',
      columns: [1, 4, 6],
    });
    expect(names(selection)).toEqual([
      'selected',
      'gini_top_4',
      'permutation_top_4',
      'all_candidates',
    ]);
    // By permutation the columns 1 and 4 come first, as among all.
    expect(selection.sets[2]!.columns.slice(0, 3)).toEqual([1, 4, 6]);
    expect(selection.sets.at(-1)!.columns).toEqual(PLAN.candidates);
    expect((await run(PLAN, memoryStore())).selection.preSelected).toBeUndefined();
  });

  it.each([
    ['a plain plan', PLAN],
    ['the best threshold and a pre-selection', { ...PLAN, threshold: 'best', preSelect: 5 }],
  ] as const)('of %s, interrupted before any piece of work, ends alike', async (_name, plan) => {
    const whole = await run(plan, memoryStore());
    for (let breakAt = 0; breakAt < whole.work.length; breakAt++) {
      const store = memoryStore();
      await expect(run(plan, store, breakAt)).rejects.toThrow('interrupted');
      const resumed = await run(plan, store);
      expect(resumed.work).toEqual(whole.work.slice(breakAt));
      expect(JSON.stringify(resumed.selection)).toBe(JSON.stringify(whole.selection));
    }
  });

  it('that is interrupted again and again still ends', async () => {
    const whole = await run(PLAN, memoryStore());
    const store = memoryStore();
    for (let i = 1; i < whole.work.length; i++) {
      await expect(run(PLAN, store, 1)).rejects.toThrow('interrupted');
    }
    expect((await run(PLAN, store, 1)).selection).toEqual(whole.selection);
  });
});
