import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import {
  indicesFromUniforms,
  stationaryBootstrapIndices,
  takeResample,
} from '../../../engine/statistics/stationary-bootstrap.ts';

describe('a resample by given uniforms', () => {
  it('starts a block at the first bar and at each jump, and wraps at the end', () => {
    const indices = indicesFromUniforms({
      jumps: [0.9, 0.25, 0.24, 0.99, 0.5],
      starts: [0.7, 0.1, 0.999, 0.1, 0.1],
      jumpProbability: 0.25,
    });
    // 0.7·5 = 3; 0.25 is no jump; 0.999·5 = 4; then 0 and 1.
    expect(Array.from(indices)).toEqual([3, 4, 4, 0, 1]);
  });

  it('follows the bars throughout where nothing jumps', () => {
    const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const property = fc.property(fc.array(uniform, { minLength: 1, maxLength: 30 }), (starts) => {
      const indices = indicesFromUniforms({ jumps: starts, starts, jumpProbability: 0 });
      const first = Math.floor(starts[0]! * starts.length);
      indices.forEach((bar, t) => expect(bar).toBe((first + t) % starts.length));
    });
    fc.assert(property, { seed: 20260216 });
  });
});

describe('stationary bootstrap', () => {
  const options = { length: 400, blockLength: 5, resamples: 200, seed: 3 };

  it('has bars of the series only, and blocks of the mean length', () => {
    const resamples = stationaryBootstrapIndices(options);
    expect(resamples).toHaveLength(200);
    let jumps = 0;
    for (const indices of resamples) {
      expect(indices).toHaveLength(400);
      expect(Math.min(...indices)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...indices)).toBeLessThan(400);
      for (let t = 0; t < 400; t++) {
        if (t > 0 && indices[t] !== (indices[t - 1]! + 1) % 400) jumps++;
      }
    }
    // 200·399 chances of 1/5, one in 400 of which goes on by accident.
    expect(Math.abs(jumps / (200 * 399) - 0.2)).toBeLessThan(0.01);
  });

  it('takes every bar about equally often', () => {
    const counts = new Float64Array(400);
    for (const indices of stationaryBootstrapIndices(options)) {
      for (const bar of indices) counts[bar]++;
    }
    expect(Math.min(...counts)).toBeGreaterThan(120);
    expect(Math.max(...counts)).toBeLessThan(290);
  });

  it('is a function of the seed and the number of the resample', () => {
    const all = stationaryBootstrapIndices(options);
    expect(stationaryBootstrapIndices({ ...options, resamples: 7 })).toEqual(all.slice(0, 7));
    expect(all[0]).not.toEqual(all[1]);
    expect(stationaryBootstrapIndices({ ...options, seed: 4 })[0]).not.toEqual(all[0]);
  });

  it('refuses a mean block below one bar', () => {
    for (const blockLength of [0.99, 0, Number.NaN]) {
      const call = (): unknown => stationaryBootstrapIndices({ ...options, blockLength });
      expect(call).toThrow(InputError);
      expect(call).toThrow('blockLength: expected 1 bar or more, got');
    }
    expect(stationaryBootstrapIndices({ ...options, blockLength: 1 })).toHaveLength(200);
  });

  it('takes values in a resample’s order', () => {
    const target = new Float64Array(3);
    takeResample(Float64Array.of(5, 6, 7), Int32Array.of(2, 0, 2), target);
    expect(Array.from(target)).toEqual([7, 5, 7]);
  });
});
