import { describe, expect, it } from 'vitest';
import { reliabilityOf } from '../../../engine/statistics/reliability.ts';

describe('the reliability of forecasts', () => {
  it('counts forecasts by their probability and leaves empty bins out', () => {
    const { bins, calibrationError } = reliabilityOf([0.2, 0.3, 0.3, 0.9, 1], [1, 0, 1, 1, 0], 4);
    expect(bins.map(({ from, to, count }) => [from, to, count])).toEqual([
      [0, 0.25, 1],
      [0.25, 0.5, 2],
      [0.75, 1, 2],
    ]);
    expect(bins.map(({ observed }) => observed)).toEqual([1, 0.5, 0.5]);
    expect(bins.map(({ predicted }) => predicted)).toEqual([0.2, 0.3, 0.95]);
    // (1·0.8 + 2·0.2 + 2·0.45) / 5
    expect(calibrationError).toBeCloseTo(0.42, 12);
  });

  it('is perfect if the share that happened is the probability', () => {
    const { calibrationError } = reliabilityOf([0.25, 0.25, 0.25, 0.25], [0, 0, 0, 1]);
    expect(calibrationError).toBe(0);
  });

  it('has no error without a forecast', () => {
    expect(reliabilityOf([], [])).toEqual({ bins: [], calibrationError: Number.NaN });
  });
});
