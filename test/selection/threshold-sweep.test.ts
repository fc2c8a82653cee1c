import { expect, it } from 'vitest';
import { SWEEP_THRESHOLDS, thresholdSweep } from '../../selection/threshold-sweep.ts';
import { toyEvaluation } from './toy-evaluation.ts';

it('the threshold sweep has four thresholds for daily bars and five for 4-hour bars', () => {
  expect(SWEEP_THRESHOLDS).toEqual({
    '1d': [0.005, 0.01, 0.015, 0.02],
    '4h': [0.001, 0.002, 0.003, 0.004, 0.005],
  });
});

it('the threshold sweep scores every threshold once, in order, on all columns', async () => {
  const asked: unknown[] = [];
  const scores = await thresholdSweep({
    thresholds: [0.02, 0.005],
    columns: [0, 3],
    evaluateAt: (threshold) => async (subsets) => {
      asked.push([threshold, subsets]);
      return subsets.map(() => toyEvaluation(threshold));
    },
  });
  expect(asked).toEqual([
    [0.02, [[0, 3]]],
    [0.005, [[0, 3]]],
  ]);
  expect(scores.map(({ threshold, evaluation }) => [threshold, evaluation.metrics.sharpe])).toEqual(
    [
      [0.02, 0.02],
      [0.005, 0.005],
    ],
  );
});
