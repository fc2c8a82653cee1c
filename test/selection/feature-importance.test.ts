import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../engine/core/errors.ts';
import { randomStream } from '../../engine/core/random.ts';
import { walkForwardFolds } from '../../engine/learn/folds.ts';
import type { ForestProblem } from '../../engine/forest/problem.ts';
import { featureImportance, importanceBlocks } from '../../selection/feature-importance.ts';
import { matrixOf } from './toy-matrix.ts';

const ROWS = 700;

/** Only `signal` and noise decide the class; `echo` is nearly `signal`; `constant` is constant. */
function plantedProblem(change?: { readonly fromRow: number }): ForestProblem {
  const random = randomStream(11);
  const normals = (): number[] => Array.from({ length: ROWS }, () => random.normal());
  const [noiseA, signal, noiseB] = [normals(), normals(), normals()];
  const labels = Uint8Array.from(signal, (x) => {
    const seen = x + 0.3 * random.normal();
    return seen < -0.5 ? 0 : seen > 0.5 ? 2 : 1;
  });
  const echo = signal.map((x) => x + 2 * random.normal());
  const constant = signal.map(() => 1);
  const columns = { noiseA, signal, noiseB, echo, constant };
  if (change !== undefined) {
    for (const column of Object.values(columns)) column.fill(9, change.fromRow);
    labels.fill(0, change.fromRow);
  }
  return {
    matrix: matrixOf(columns),
    labels,
    folds: walkForwardFolds({
      rows: change?.fromRow ?? ROWS,
      initialTrain: 300,
      step: 50,
      horizonBars: 1,
      embargo: 0,
    }),
    settings: { trees: 60, maxDepth: 4, minLeafRows: 10, bins: 64, epochFolds: 5, seed: 42 },
  };
}

describe('importance blocks', () => {
  const fold = (i: number) => ({ trainEnd: 10 * i, testStart: 10 * i, testEnd: 10 * i + 10 });

  it('join folds, have the training rows of their first fold, and test each row once', () => {
    expect(importanceBlocks([1, 2, 3, 4, 5].map(fold), 2)).toEqual([
      { trainEnd: 10, testStart: 10, testEnd: 40 },
      { trainEnd: 40, testStart: 40, testEnd: 60 },
    ]);
  });

  it('are at most as many as there are folds', () => {
    expect(importanceBlocks([fold(1), fold(2)], 8)).toEqual([fold(1), fold(2)]);
  });
});

describe('feature importance', () => {
  it('by Gini alone is the same, and shuffles nothing', async () => {
    const columns = [0, 1, 2, 3, 4];
    const { gini } = await featureImportance(plantedProblem(), columns);
    const alone = await featureImportance(plantedProblem(), columns, { shuffles: 0 });
    expect(alone).toEqual({ gini, permutation: [] });
  });

  it('shuffles a column five times, so that the loss is counted in fifths of a row', async () => {
    const { permutation } = await featureImportance(plantedProblem(), [0, 1, 2, 3, 4]);
    const lostRows = permutation.map((share) => share * (ROWS - 300));
    expect(lostRows.every((rows) => Math.abs(5 * rows - Math.round(5 * rows)) < 1e-9)).toBe(true);
    expect(lostRows.some((rows) => Math.abs(rows - Math.round(rows)) > 0.1)).toBe(true);
  });

  it('finds the planted feature, and no importance in noise and constants', async () => {
    const { gini, permutation } = await featureImportance(plantedProblem(), [0, 1, 2, 3, 4]);
    const [noiseA, signal, noiseB, echo, constant] = permutation;
    expect(signal).toBeGreaterThan(0.2);
    for (const idle of [noiseA!, noiseB!, echo!]) expect(Math.abs(idle)).toBeLessThan(0.05);
    expect(constant).toBe(0);
    expect(gini[4]).toBe(0);
    expect(gini.indexOf(Math.max(...gini))).toBe(1);
    expect(gini.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('is the same in every run, and different with another seed', async () => {
    const problem = plantedProblem();
    const first = await featureImportance(problem, [0, 1, 2]);
    expect(await featureImportance(problem, [0, 1, 2])).toEqual(first);
    const reseeded = { ...problem, settings: { ...problem.settings, seed: 43 } };
    expect(await featureImportance(reseeded, [0, 1, 2])).not.toEqual(first);
  });

  it('does not depend on rows after the last test row', async () => {
    const cut = plantedProblem({ fromRow: 500 });
    const whole = { ...plantedProblem(), folds: cut.folds };
    const columns = [0, 1, 2, 3];
    expect(await featureImportance(cut, columns)).toEqual(await featureImportance(whole, columns));
  });

  it('reports progress up to the end', async () => {
    const reports: [number, number][] = [];
    const onProgress = (done: number, total: number): void => void reports.push([done, total]);
    await featureImportance(plantedProblem(), [0, 1], { onProgress });
    expect(reports.at(-1)).toEqual([8, 8]);
    expect(reports.every(([done], i) => i === 0 || done >= reports[i - 1]![0])).toBe(true);
  });

  it('stops if the signal aborts', async () => {
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    const work = featureImportance(plantedProblem(), [0, 1], { signal: stop.signal, onProgress });
    await expect(work).rejects.toThrow(Cancelled);
  });
});
