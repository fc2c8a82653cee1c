import { describe, expect, it } from 'vitest';
import { seedSpread } from '../../../engine/backtest/seed-spread.ts';
import { randomStream } from '../../../engine/core/random.ts';

describe('the spread of seeds', () => {
  it('is worked out by hand for three runs of one row', () => {
    const run = (down: number, neutral: number, up: number, signal: number) => ({
      probabilities: Float64Array.of(down, neutral, up),
      classes: Int8Array.of(signal),
    });
    const runs = [run(0.5, 0.2, 0.3, -1), run(0.1, 0.2, 0.7, 1), run(0.6, 0.2, 0.2, -1)];
    // Down: 0.4 + 0.1 + 0.5, neutral 0, up: 0.4 + 0.1 + 0.5; over three pairs and three classes.
    const { probabilityDifference, sameClass } = seedSpread(runs);
    expect(probabilityDifference).toBeCloseTo(2 / 9, 15);
    expect(sameClass).toBeCloseTo(1 / 3, 15);
  });

  it('is the mean over all pairs', () => {
    const { uniform } = randomStream(7);
    const runs = Array.from({ length: 9 }, () => ({
      probabilities: Float64Array.from({ length: 60 }, () => uniform()),
      classes: Int8Array.from({ length: 20 }, () => Math.floor(3 * uniform()) - 1),
    }));
    const pairs = runs.flatMap((a, i) => runs.slice(i + 1).map((b) => [a, b] as const));
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const differences = pairs.map(([a, b]) =>
      mean(Array.from(a.probabilities, (value, i) => Math.abs(value - b.probabilities[i]!))),
    );
    const same = pairs.map(([a, b]) =>
      mean(Array.from(a.classes, (signal, i) => (signal === b.classes[i] ? 1 : 0))),
    );
    const { probabilityDifference, sameClass } = seedSpread(runs);
    expect(probabilityDifference).toBeCloseTo(mean(differences), 12);
    expect(sameClass).toBeCloseTo(mean(same), 12);
  });

  it('is undefined for one run', () => {
    const only = { probabilities: Float64Array.of(1, 0, 0), classes: Int8Array.of(-1) };
    expect(seedSpread([only])).toEqual({ probabilityDifference: NaN, sameClass: NaN });
  });
});
