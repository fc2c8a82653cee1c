import { describe, expect, it } from 'vitest';
import {
  bestThreshold,
  SWEEP_THRESHOLDS,
  thresholdSweep,
} from '../../selection/threshold-sweep.ts';
import { toyEvaluation } from './toy-evaluation.ts';

it('the threshold sweep has four thresholds for daily bars and five for shorter bars', () => {
  expect(SWEEP_THRESHOLDS).toEqual({
    '1d': [0.005, 0.01, 0.015, 0.02],
    '4h': [0.001, 0.002, 0.003, 0.004, 0.005],
    '1h': [0.0005, 0.001, 0.0015, 0.002, 0.0025],
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

describe('the best threshold', () => {
  const scoresOf = (sharpes: readonly number[]) =>
    sharpes.map((sharpe, i) => ({
      threshold: SWEEP_THRESHOLDS['1d'][i]!,
      evaluation: toyEvaluation(sharpe),
    }));

  it('has the highest Sharpe ratio, and is the first of equals', () => {
    expect(bestThreshold(scoresOf([0.5, 0.7, -1, 0.6]))).toBe(0.01);
    expect(bestThreshold(scoresOf([-0.5, Number.NaN, -0.2, -0.2]))).toBe(0.015);
  });

  it('is refused if no Sharpe ratio is defined', () => {
    expect(() => bestThreshold(scoresOf([Number.NaN, Number.NaN]))).toThrow(
      'expected a defined Sharpe ratio at one threshold at least, got none at 0.005, 0.01: ' +
        'set --threshold to a number',
    );
  });
});
