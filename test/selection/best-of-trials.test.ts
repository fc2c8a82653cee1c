import { describe, expect, it } from 'vitest';
import { expectedMaximum } from '../../engine/statistics/expected-maximum.ts';
import { bestOfTrials } from '../../selection/best-of-trials.ts';
import { toyEvaluation } from './toy-evaluation.ts';

describe('best of trials', () => {
  it('gives the spread, and the Sharpe ratio that chance alone reaches', () => {
    const statistics = bestOfTrials(toyEvaluation(3), [1, 2, 3, Number.NaN]);
    expect(statistics).toEqual({
      sharpeError: 0.3,
      trials: 4,
      trialSpread: 1,
      expectedMaximum: expectedMaximum(3, 1),
    });
  });

  it('gives NaN without a trial', () => {
    expect(bestOfTrials(undefined, [])).toEqual({
      sharpeError: Number.NaN,
      trials: 0,
      trialSpread: Number.NaN,
      expectedMaximum: Number.NaN,
    });
  });
});
