import { describe, expect, it } from 'vitest';
import { realityCheck } from '../../../engine/statistics/reality-check.ts';
import {
  resampleTrials,
  stationaryDeviations,
  type ResampledTrials,
} from '../../../engine/statistics/resampled-trials.ts';
import { stationaryBootstrapIndices } from '../../../engine/statistics/stationary-bootstrap.ts';
import { stepM } from '../../../engine/statistics/step-m.ts';
import {
  SPA_NULLS,
  superiorPredictiveAbility,
} from '../../../engine/statistics/superior-predictive-ability.ts';
import { noise } from './noise.ts';

/** Sixteen bars, so that √n is 4; three trials; four resamples. */
const trials: ResampledTrials = {
  bars: 16,
  means: Float64Array.of(0.5, -1, 0.25),
  resampledMeans: [
    Float64Array.of(0.75, -1, 0.25),
    Float64Array.of(1, 0, 0.5),
    Float64Array.of(0.5, -0.5, -0.25),
    Float64Array.of(0.25, -2, 1.25),
  ],
};
const deviations = Float64Array.of(1, 2, 0.5);

describe('reality check', () => {
  it('equals the test worked by hand', () => {
    // mean* - mean: .25 0 0, .5 1 .25, 0 .5 -.5, -.25 -1 1; V = 4·0.5, and a tie counts.
    const found = realityCheck(trials);
    expect(found.statistic).toBe(2);
    expect(Array.from(found.resampled)).toEqual([1, 4, 2, 4]);
    expect(found.exceedances).toBe(3);
    expect(found.pValue).toBe(0.75);
  });
});

describe('superior predictive ability', () => {
  const found = superiorPredictiveAbility(trials, deviations);

  it('has the statistic and thresholds worked by hand', () => {
    // √n·mean/ω: 2, -2, 2.
    expect(found.statistic).toBe(2);
    const bound = Math.sqrt((2 * Math.log(Math.log(16))) / 16);
    [1, 2, 0.5].forEach((w, k) => expect(found.thresholds[k]).toBeCloseTo(-bound * w, 14));
    // -2·0.357 = -0.714: the second trial is bad.
    expect(found.recentred).toBe(2);
  });

  it('recentres as each null says', () => {
    // Lower and consistent take 0 from the bad trial, upper takes its mean -1.
    expect(Array.from(found.lower.resampled)).toEqual([1, 2, 0, 8]);
    expect(Array.from(found.consistent.resampled)).toEqual([1, 2, 0, 8]);
    expect(Array.from(found.upper.resampled)).toEqual([1, 2, 1, 8]);
    // A tie does not count.
    expect(found.lower.exceedances).toBe(1);
    expect(found.upper.pValue).toBe(0.25);
  });

  it('tells a slightly bad trial from a bad one in the consistent null alone', () => {
    const slight = { ...trials, means: Float64Array.of(0.5, -0.5, 0.25) };
    const result = superiorPredictiveAbility(slight, deviations);
    expect(result.recentred).toBe(3);
    expect(Array.from(result.lower.resampled)).toEqual([1, 2, 0, 8]);
    // The second trial's 4·(0 + 0.5)/2 = 1 and 4·(-0.5 + 0.5)/2 = 0 now.
    expect(Array.from(result.consistent.resampled)).toEqual([1, 2, 0, 8]);
    const alone = { ...slight, means: Float64Array.of(-0.5, -0.5, -0.25) };
    const bad = superiorPredictiveAbility(alone, Float64Array.of(5, 5, 5));
    expect(Array.from(bad.lower.resampled)).not.toEqual(Array.from(bad.consistent.resampled));
    expect(bad.consistent.resampled).toEqual(bad.upper.resampled);
  });

  it('has the p-value 1 where no trial is better', () => {
    const worse = { ...trials, means: Float64Array.of(-0.5, -1, 0) };
    const result = superiorPredictiveAbility(worse, deviations);
    expect(result.statistic).toBe(0);
    for (const name of SPA_NULLS) {
      expect(result[name].pValue).toBe(1);
    }
  });

  it('leaves out a trial without variance', () => {
    const without = superiorPredictiveAbility(trials, Float64Array.of(1, 2, Number.NaN));
    expect(without.statistic).toBe(2);
    expect(Array.from(without.upper.resampled)).toEqual([1, 2, 1, 0]);
    expect(without.recentred).toBe(1);
  });

  it('has p-values in order, and finds a trial that is better', () => {
    const resamples = stationaryBootstrapIndices({
      length: 200,
      blockLength: 4,
      resamples: 300,
      seed: 6,
    });
    const testOf = (drift: number) => {
      const series = Array.from({ length: 9 }, (_, k) =>
        noise(100 + k, 200, { drift: k === 3 ? drift : (4 - k) / 20 - 0.2 }),
      );
      const resampled = resampleTrials(series, resamples);
      return superiorPredictiveAbility(resampled, stationaryDeviations(series, 1 / 4));
    };
    for (const drift of [-0.3, 0, 0.1, 0.2, 0.6]) {
      const { lower, consistent, upper } = testOf(drift);
      expect(lower.pValue).toBeLessThanOrEqual(consistent.pValue);
      expect(consistent.pValue).toBeLessThanOrEqual(upper.pValue);
    }
    expect(testOf(0.6).upper.pValue).toBe(0);
    expect(testOf(-0.3).lower.pValue).toBeGreaterThan(0.1);
  });
});

describe('StepM', () => {
  it('equals the test worked by hand', () => {
    // t: 2 -2 2. t*: 1 0 0, 2 2 2, 0 1 -4, -1 -2 8. Maxima 1 2 1 8: the median is 1.5.
    const found = stepM(trials, deviations, 0.5);
    expect(Array.from(found.t)).toEqual([2, -2, 2]);
    // Then the second trial alone: 0 2 1 -2, median 0.5.
    expect(found.criticalValues).toEqual([1.5, 0.5]);
    expect(found.rejected).toEqual([0, 2]);
    // Ties of t go by index: 0 first, against all three; then 2 against 2 and 1.
    const first = (1 + 2) / 5;
    expect(found.adjustedPValues[0]).toBe(first);
    expect(found.adjustedPValues[2]).toBe(Math.max(first, (1 + 2) / 5));
    expect(found.adjustedPValues[1]).toBe(1);
  });

  it('stops where a step rejects nothing', () => {
    const found = stepM(trials, deviations, 0.05);
    // The 95 % quantile of 1 1 2 8: at 2.85 of 3.
    expect(found.criticalValues).toHaveLength(1);
    expect(found.criticalValues[0]).toBeCloseTo(2 + 0.85 * 6, 12);
    expect(found.rejected).toEqual([]);
    expect(stepM(trials, deviations)).toEqual(found);
  });

  it('needs t above the critical value, and ends when no trial is left', () => {
    const one: ResampledTrials = {
      bars: 4,
      means: Float64Array.of(1),
      resampledMeans: [Float64Array.of(2), Float64Array.of(2)],
    };
    const tie = stepM(one, Float64Array.of(1), 0.5);
    expect(tie.criticalValues).toEqual([2]);
    expect(tie.rejected).toEqual([]);
    expect(tie.adjustedPValues[0]).toBe(1);
    const better = stepM({ ...one, means: Float64Array.of(1.5) }, Float64Array.of(1), 0.5);
    expect(better.rejected).toEqual([0]);
    expect(better.criticalValues).toEqual([1]);
    expect(better.adjustedPValues[0]).toBeCloseTo(1 / 3, 14);
  });

  it('makes p-values that do not fall with falling t', () => {
    const resampledMeans = [Float64Array.of(-5, 9), Float64Array.of(9, -5), Float64Array.of(9, -5)];
    const pair: ResampledTrials = { bars: 1, means: Float64Array.of(2, 1), resampledMeans };
    const found = stepM(pair, Float64Array.of(1, 1));
    expect(found.adjustedPValues[0]).toBe(1);
    expect(found.adjustedPValues[1]).toBe(1);
  });

  it('leaves out a trial without variance', () => {
    const found = stepM(trials, Float64Array.of(1, 2, Number.NaN), 0.5);
    expect(found.t[2]).toBeNaN();
    expect(found.adjustedPValues[2]).toBeNaN();
    expect(found.rejected).toEqual([0]);
    expect(found.criticalValues[0]).toBe(1);
  });

  it('finds the trials that are better and not the others', () => {
    const series = Array.from({ length: 8 }, (_, k) =>
      noise(40 + k, 400, { drift: k === 2 || k === 5 ? 0.5 : 0 }),
    );
    const resamples = stationaryBootstrapIndices({
      length: 400,
      blockLength: 4,
      resamples: 300,
      seed: 6,
    });
    const found = stepM(resampleTrials(series, resamples), stationaryDeviations(series, 1 / 4));
    expect(found.rejected).toEqual([2, 5]);
    expect(found.criticalValues).toHaveLength(2);
    expect(found.criticalValues[1]!).toBeLessThanOrEqual(found.criticalValues[0]!);
    for (let k = 0; k < 8; k++) {
      expect(found.adjustedPValues[k]! <= 0.05).toBe(found.rejected.includes(k));
    }
  });
});
