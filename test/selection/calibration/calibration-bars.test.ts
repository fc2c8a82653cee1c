import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { sampleBars } from '../../../data/sample-bars.ts';
import { sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { mean, sampleDeviation } from '../../../engine/statistics/moments.ts';
import {
  CALIBRATION_KINDS,
  calibrationBars,
  type CalibrationKind,
} from '../../../selection/calibration/calibration-bars.ts';
import { barShapes } from '../../../selection/null-histories/bar-shapes.ts';
import { barsOf, barsRecipe, SEED } from '../../features/random-bars.ts';
import { firstFault } from '../null-histories/first-fault.ts';

const BARS = sliceBars(sampleBars('1d'), 0, 1500);

function made(kind: CalibrationKind, index: number, strength = 0, seed = 42): Bars {
  return calibrationBars(BARS, { kind, strength }, { seed, index });
}

/** Simple returns of all histories 0 … count - 1, one after another. */
function returnsOf(kind: CalibrationKind, count: number, strength = 0): number[] {
  return Array.from({ length: count }, (_, index) =>
    Array.from(barShapes(made(kind, index, strength)).close, (ratio) => ratio - 1),
  ).flat();
}

describe.each(CALIBRATION_KINDS)('a history of the kind %s', (kind) => {
  it('has possible bars at the same times, for any market', () => {
    fc.assert(
      fc.property(
        barsRecipe('1d', { min: 12, max: 120 }),
        fc.nat(2 ** 31 - 1),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (recipe, seed, strength) => {
          const bars = barsOf(recipe);
          const history = calibrationBars(bars, { kind, strength }, { seed, index: 3 });
          expect(firstFault(history)).toBeUndefined();
          expect(history.time).toEqual(bars.time);
        },
      ),
      { seed: SEED },
    );
  });

  it('is another one for each seed and index', () => {
    const text = (index: number, seed: number): string => made(kind, index, 0.3, seed).close.join();
    expect(text(0, 42)).toBe(text(0, 42));
    expect(new Set([text(0, 42), text(1, 42), text(0, 43)]).size).toBe(3);
  });

  it('has a mean simple return of 0 without skill', () => {
    const returns = returnsOf(kind, 20);
    const error = sampleDeviation(returns) / Math.sqrt(returns.length);
    expect(Math.abs(mean(returns))).toBeLessThan(4 * error);
  });
});

it('a random walk is as volatile as the bars, and no bar knows the next one', () => {
  const real = barShapes(BARS).close.map(Math.log);
  const walk = barShapes(made('random-walk', 0)).close.map(Math.log);
  expect(sampleDeviation(walk) / sampleDeviation(real)).toBeCloseTo(1, 1);
  const pairs = Array.from(walk.subarray(1), (r, i) => r * walk[i]!);
  const error = sampleDeviation(pairs) / Math.sqrt(pairs.length);
  expect(Math.abs(mean(pairs))).toBeLessThan(4 * error);
});

it('both directions of a flipped bar have a mean simple return of exactly 0', () => {
  const up = new Map<number, Set<number>>();
  for (let index = 0; index < 12; index++) {
    barShapes(made('sign-flip', index)).close.forEach((ratio, i) => {
      const seen = up.get(i) ?? new Set();
      up.set(i, seen.add(Math.round((ratio - 1) * 1e9)));
    });
  }
  // Two outcomes a bar, as far up as down; a bar whose coin fell twelve times alike shows one.
  const both = [...up.values()].filter((seen) => seen.size === 2);
  expect(both.length).toBeGreaterThan(1400);
  for (const seen of both) {
    const [a, b] = [...seen];
    expect(Math.abs(a! + b!)).toBeLessThanOrEqual(1);
  }
});

describe('planted skill', () => {
  it('of strength 0 is the random walk of the same seed and index, bit for bit', () => {
    for (const index of [0, 7]) {
      const { extra: _none, ...planted } = made('planted', index, 0);
      expect(planted).toEqual(made('random-walk', index));
    }
  });

  it('shifts each bar by its strength times the volatility, as the five before it say', () => {
    const strength = 0.4;
    const shapes = barShapes(made('planted', 1, strength));
    const walk = barShapes(made('random-walk', 1));
    const volatility = sampleDeviation(barShapes(BARS).close.map(Math.log));
    const logs = shapes.close.map(Math.log);
    logs.forEach((r, i) => {
      const recent = logs.subarray(Math.max(0, i - 5), i).reduce((sum, x) => sum + x, 0);
      const direction = Math.max(-1, Math.min(1, recent / (volatility * Math.sqrt(5))));
      const expected = i < 5 ? 0 : strength * volatility * direction;
      expect(r - Math.log(walk.close[i]!)).toBeCloseTo(expected, 9);
      // The whole bar moves.
      expect(shapes.high[i]! / shapes.close[i]!).toBeCloseTo(walk.high[i]! / walk.close[i]!, 9);
    });
  });
});
