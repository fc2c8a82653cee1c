import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../selection/checkpoint.ts';
import { rescoredSet } from '../../selection/rescored-set.ts';
import { memoryStore } from './memory-store.ts';
import { toyEvaluate, toyEvaluation } from './toy-evaluation.ts';

const selected = { columns: [6, 1, 4] };

describe('a set scored again', () => {
  it('has the figures of its columns in rising order, and is remembered', async () => {
    const calls: (readonly (readonly number[])[])[] = [];
    const evaluate = toyEvaluate(([first]) => first! / 4, calls);
    const store = memoryStore();
    const score = async (trees: number) =>
      rescoredSet(
        { selected },
        { trees, evaluate, checkpoint: await openCheckpoint(store, 'key') },
      );
    const rescored = await score(500);
    expect(rescored).toEqual({ trees: 500, evaluation: toyEvaluation(0.25) });
    expect(await score(500)).toEqual(rescored);
    expect(calls).toEqual([[[1, 4, 6]]]);
    await score(400);
    expect(calls).toHaveLength(2);
  });

  it('is undefined if no set was selected', async () => {
    const evaluate = toyEvaluate(() => 1);
    const checkpoint = await openCheckpoint(memoryStore(), 'key');
    const parts = { trees: 500, evaluate, checkpoint };
    expect(await rescoredSet({ selected: undefined }, parts)).toBeUndefined();
  });
});
