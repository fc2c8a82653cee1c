import { describe, expect, it } from 'vitest';
import {
  resampleTrials,
  stationaryDeviations,
} from '../../../engine/statistics/resampled-trials.ts';
import { stationaryBootstrapIndices } from '../../../engine/statistics/stationary-bootstrap.ts';
import { noise } from './noise.ts';

describe('means over resamples', () => {
  it('equal those worked by hand, for more trials than are added at once', () => {
    const trials = [1, 2, 3, 4, 5, 6].map((k) => Float64Array.of(k, 10 * k, 100 * k));
    const found = resampleTrials(trials, [Int32Array.of(0, 0, 1), Int32Array.of(2, 1, 2)]);
    expect(found.bars).toBe(3);
    expect(Array.from(found.means)).toEqual([1, 2, 3, 4, 5, 6].map((k) => (111 * k) / 3));
    expect(found.resampledMeans).toHaveLength(2);
    expect(Array.from(found.resampledMeans[0]!)).toEqual([4, 8, 12, 16, 20, 24]);
    expect(Array.from(found.resampledMeans[1]!)).toEqual([70, 140, 210, 280, 350, 420]);
  });

  it('need trials of the same bars', () => {
    expect(() => resampleTrials([noise(1, 3), noise(2, 4)], [])).toThrow('trial 1: expected 3');
  });
});

describe('deviation under the stationary bootstrap', () => {
  it('is the formula, summed over every lag', () => {
    const trial = noise(3, 40, { memory: 0.5, drift: 1 });
    const centre = trial.reduce((sum, x) => sum + x, 0) / 40;
    const product = (lag: number): number =>
      trial.reduce(
        (sum, x, t) => sum + (t < lag ? 0 : (x - centre) * (trial[t - lag]! - centre)),
        0,
      );
    for (const q of [0.05, 0.25, 0.9]) {
      let square = product(0) / 40;
      for (let i = 1; i < 40; i++) {
        const weight = ((40 - i) / 40) * (1 - q) ** i + (i / 40) * (1 - q) ** (40 - i);
        square += (2 * weight * product(i)) / 40;
      }
      expect(stationaryDeviations([trial], q)[0]).toBeCloseTo(Math.sqrt(square), 12);
    }
  });

  it('is what resamples show', () => {
    const trial = noise(4, 300, { memory: 0.4 });
    const resamples = stationaryBootstrapIndices({
      length: 300,
      blockLength: 6,
      resamples: 4000,
      seed: 2,
    });
    const { resampledMeans, means } = resampleTrials([trial], resamples);
    const squares = resampledMeans.reduce((sum, row) => sum + (row[0]! - means[0]!) ** 2, 0);
    const shown = Math.sqrt((300 * squares) / 4000);
    expect(Math.abs(stationaryDeviations([trial], 1 / 6)[0]! / shown - 1)).toBeLessThan(0.05);
  });

  it('with one jump a bar is the deviation of independent returns', () => {
    const trial = noise(5, 50);
    const mean = trial.reduce((sum, x) => sum + x, 0) / 50;
    const variance = trial.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 50;
    expect(stationaryDeviations([trial], 1)[0]).toBeCloseTo(Math.sqrt(variance), 13);
  });

  it('is undefined for a trial without variance, whatever the others are', () => {
    const found = stationaryDeviations([noise(1, 9), new Float64Array(9).fill(0.1)], 0.5);
    expect(found[0]!).toBeGreaterThan(0);
    expect(found[1]).toBeNaN();
  });
});
