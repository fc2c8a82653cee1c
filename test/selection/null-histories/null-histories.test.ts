import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cancelled } from '../../../engine/core/errors.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { createForestPool, type ForestPool } from '../../../engine/pool/forest-pool.ts';
import { NO_CHECKPOINT, openCheckpoint } from '../../../selection/checkpoint.ts';
import { NULL_KINDS, type NullKind } from '../../../selection/null-histories/null-bars.ts';
import {
  nullHistories,
  nullResult,
  nullRunner,
  type NullPlan,
  type NullRunner,
} from '../../../selection/null-histories/null-histories.ts';
import type { NestedOutcome } from '../../../selection/run-nested.ts';
import { memoryStore } from '../memory-store.ts';
import { toyEvaluation } from '../toy-evaluation.ts';
import { BARS, NAMES, toyPlan } from './toy-procedure.ts';

const QUIET = { checkpoint: NO_CHECKPOINT, pool: { problemsAtOnce: 2 }, onDone: () => {} };

describe('null histories', () => {
  let one: ForestPool;
  let two: ForestPool;
  beforeAll(() => {
    one = createForestPool({ workers: 1 });
    two = createForestPool({ workers: 2 });
  });
  afterAll(() => Promise.all([one.close(), two.close()]));

  const runnerOf = (kind: NullKind, pool: ForestPool, plan: NullPlan = toyPlan()): NullRunner =>
    nullRunner(BARS, plan, { kind, seed: 42 }, { pool });

  it.each(NULL_KINDS)(
    'are the same for any workers, fewer are the first of more: %s',
    async (kind) => {
      const five = await nullHistories(runnerOf(kind, one), { kind, count: 5 }, QUIET);
      expect(five).toHaveLength(5);
      expect(new Set(five.map(({ nested }) => nested)).size).toBe(5);
      expect(five.flatMap(({ naive, nested }) => [naive, nested]).some(Number.isNaN)).toBe(false);
      const all = { ...QUIET, pool: { problemsAtOnce: 8 } };
      const three = await nullHistories(runnerOf(kind, two), { kind, count: 3 }, all);
      expect(three).toEqual(five.slice(0, 3));
    },
  );

  it('choose by the mean over all seeds, with the same bytes for any workers', async () => {
    const kind = 'rotated';
    const asked = { kind, count: 3 } as const;
    const figuresOf = (seeds: readonly number[], pool: ForestPool) =>
      nullHistories(runnerOf(kind, pool, toyPlan({}, { seeds })), asked, QUIET);
    const both = await figuresOf([42, 7], one);
    expect(await figuresOf([42, 7], two)).toEqual(both);
    // Each seed alone shows something else on the same histories.
    const nestedOf = (figures: typeof both) => figures.map(({ nested }) => nested);
    expect(nestedOf(await figuresOf([42], two))).not.toEqual(nestedOf(both));
    expect(nestedOf(await figuresOf([7], two))).not.toEqual(nestedOf(both));
  });

  it('train on the rows of the window', async () => {
    const firstOf = (own: { readonly window?: number }) =>
      runnerOf('rotated', two, toyPlan({}, own))(0);
    const whole = await firstOf({});
    expect((await firstOf({ window: 150 })).nested).not.toBe(whole.nested);
    // No fold has as many rows.
    expect(await firstOf({ window: 1000 })).toEqual(whole);
  });

  it('differ by seed and kind', async () => {
    const firstOf = (kind: NullKind, seed: number) =>
      nullRunner(BARS, toyPlan(), { kind, seed }, { pool: two })(0);
    const figures = [
      await firstOf('rotated', 42),
      await firstOf('rotated', 1),
      await firstOf('bootstrap', 42),
      await firstOf('sign-flip', 42),
    ];
    expect(new Set(figures.map(({ naive }) => naive)).size).toBe(4);
  });

  it('continue after an interruption and end with the same figures', async () => {
    const kind = 'rotated';
    const asked = { kind, count: 4 } as const;
    const whole = await nullHistories(runnerOf(kind, two), asked, QUIET);
    const store = memoryStore();
    const runner = runnerOf(kind, two);
    const stopping: NullRunner = (index) =>
      index === 2 ? Promise.reject(new Cancelled()) : runner(index);
    const onDone = (): void => {};
    const checkpoint = await openCheckpoint(store, 'key');
    await expect(nullHistories(stopping, asked, { ...QUIET, checkpoint, onDone })).rejects.toThrow(
      Cancelled,
    );
    const again = await openCheckpoint(store, 'key');
    expect(again.resumedCount).toBeGreaterThanOrEqual(1);
    const asks: number[] = [];
    const reports: string[] = [];
    const resumed = await nullHistories(
      (index) => {
        asks.push(index);
        return runner(index);
      },
      asked,
      { ...QUIET, checkpoint: again, onDone: (done, total) => reports.push(`${done}/${total}`) },
    );
    expect(resumed).toEqual(whole);
    expect(asks).not.toContain(0);
    // Only what is left to do counts as work.
    expect(reports.at(-1)).toBe(`${asks.length}/${asks.length}`);
  });

  it('leave the features of the real bars alone where only labels and returns rotate', async () => {
    const seen: { readonly kind: NullKind; readonly bars: Bars; readonly names: string }[] = [];
    for (const kind of NULL_KINDS) {
      const plan = toyPlan();
      const watched: NullPlan = {
        ...plan,
        datasetPlanAt: (threshold) => {
          const own = plan.datasetPlanAt(threshold);
          const columns: typeof own.features.columns = (bars, names, scale) => {
            if (names.length > 0) seen.push({ kind, bars, names: names.join() });
            return own.features.columns(bars, names, scale);
          };
          return { ...own, features: { ...own.features, columns } };
        },
      };
      const runner = runnerOf(kind, two, watched);
      await runner(0);
      await runner(1);
    }
    const rotated = seen.filter(({ kind }) => kind === 'rotated');
    // Once, on the real bars, for both histories.
    expect(rotated.map(({ bars, names }) => [bars === BARS, names])).toEqual([
      [true, NAMES.join()],
    ]);
    for (const kind of ['bootstrap', 'sign-flip'] as const) {
      const own = seen.filter((asked) => asked.kind === kind);
      expect(own).toHaveLength(2);
      expect(own.some(({ bars }) => bars === BARS)).toBe(false);
    }
  });

  it('stop when they are told to', async () => {
    const stop = new AbortController();
    stop.abort();
    const parts = { pool: two, signal: stop.signal };
    const runner = nullRunner(BARS, toyPlan(), { kind: 'rotated', seed: 42 }, parts);
    await expect(nullHistories(runner, { kind: 'rotated', count: 2 }, QUIET)).rejects.toThrow(
      Cancelled,
    );
  });
});

describe('the result of null histories', () => {
  const NESTED = { metrics: toyEvaluation(0.4).metrics } as NestedOutcome;
  const HISTORIES = [
    { naive: 2, nested: 0.4 },
    { naive: 1, nested: Number.NaN },
    { naive: Number.NaN, nested: -1 },
  ];

  it('ranks both figures; a history on which nothing was traded counts as 0', () => {
    const result = nullResult({ naive: 1.5, nested: NESTED }, 'rotated', HISTORIES);
    expect(result).toMatchObject({ kind: 'rotated', count: 3, histories: HISTORIES });
    expect(result.naive).toMatchObject({ real: 1.5, atLeast: 1, pValue: 0.5 });
    expect(result.naive.quantiles.median).toBe(1);
    expect(result.nested).toMatchObject({ real: 0.4, atLeast: 1, pValue: 0.5 });
    expect(result.nested).toMatchObject({ quantiles: { median: 0 } });
  });

  it('has no nested rank where the real run has no nested figure', () => {
    const nested = { missing: 'not asked for' };
    expect(nullResult({ naive: 1, nested }, 'rotated', HISTORIES).nested).toBe(nested);
  });
});
