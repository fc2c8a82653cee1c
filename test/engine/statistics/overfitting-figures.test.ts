import { describe, expect, it } from 'vitest';
import { overfittingFigures } from '../../../engine/statistics/overfitting-figures.ts';
import { overfittingNull } from '../../../engine/statistics/overfitting-null.ts';
import { probabilityOfOverfitting } from '../../../engine/statistics/overfitting-probability.ts';
import { noise } from './noise.ts';

/** Noise of `count` trials, all of which drift by `drift` a bar in the last one. */
function trialsOf(count: number, bars: number, drift = 0): Float64Array[] {
  return Array.from({ length: count }, (_, k) =>
    noise(40 + k, bars).map((value) => value + (k === count - 1 ? drift : 0)),
  );
}

describe('overfittingFigures', () => {
  it('is the probability of the trials that vary, beside quantiles on noise', () => {
    const trials = trialsOf(6, 900);
    const still = new Float64Array(900);
    const done: number[] = [];
    const on = { seed: 3, draws: 20, onDraw: (draw: number) => done.push(draw) };
    const found = overfittingFigures([...trials, still], on)!;
    expect(found.probability).toBe(probabilityOfOverfitting(trials).probability);
    expect(found.blocks).toBe(16);
    const { lower, median, upper, draws } = found.onNoise;
    expect(draws).toBe(20);
    expect(0 < lower && lower < median && median < upper && upper < 1).toBe(true);
    expect(done).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(overfittingFigures([...trials, still], on)).toEqual(found);
    expect(overfittingFigures(trials, { ...on, seed: 4 })!.onNoise).not.toEqual(found.onNoise);
  });

  it('is below all noise if one trial has skill on every part of the history', () => {
    const { probability, onNoise } = overfittingFigures(trialsOf(6, 900, 0.5), {
      seed: 3,
      draws: 20,
    })!;
    expect(probability).toBe(0);
    expect(onNoise.lower).toBeGreaterThan(0.05);
  });

  it('needs two trials with returns that vary, and two bars a block', () => {
    const on = { seed: 3, draws: 20 };
    expect(overfittingFigures([noise(1, 100), new Float64Array(100)], on)).toBeUndefined();
    expect(overfittingFigures([], on)).toBeUndefined();
    expect(overfittingFigures(trialsOf(3, 31), on)).toBeUndefined();
    expect(overfittingFigures(trialsOf(3, 32), on)).toBeDefined();
  });

  it('has noise that does not hang on the number of bars', () => {
    const meanOf = (bars: number): number => {
      const found = overfittingNull({ trials: 8, bars, blocks: 8, draws: 300, seed: 5 });
      return found.reduce((sum, value) => sum + value, 0) / found.length;
    };
    // The standard error of such a mean is 0.01.
    expect(Math.abs(meanOf(64) - meanOf(640))).toBeLessThan(0.05);
  });
});
