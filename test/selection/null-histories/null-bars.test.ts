import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { sampleBars } from '../../../data/sample-bars.ts';
import { sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { barShapes } from '../../../selection/null-histories/bar-shapes.ts';
import { NULL_KINDS, nullBars } from '../../../selection/null-histories/null-bars.ts';
import { barsOf, barsRecipe, SEED } from '../../features/random-bars.ts';
import { firstFault } from './first-fault.ts';

const BARS = sliceBars(sampleBars('1d'), 0, 400);
const RETURNS = logReturns(BARS);

function logReturns(bars: Bars): number[] {
  return Array.from(barShapes(bars).close, Math.log);
}

/** For each return of `made` the place of the real one that is equal, up to rounding. */
function placesOf(made: readonly number[]): number[] {
  return made.map((r) => RETURNS.findIndex((real) => Math.abs(real - r) < 1e-12));
}

describe.each(NULL_KINDS)('a history of the kind %s', (kind) => {
  it('has possible bars at the same times, for any market', () => {
    const recipes = barsRecipe('1d', { min: 2, max: 120 });
    fc.assert(
      fc.property(recipes, fc.nat(2 ** 31 - 1), fc.nat(999), (recipe, seed, index) => {
        const bars = barsOf(recipe);
        const made = nullBars(bars, kind, { seed, index });
        expect(firstFault(made)).toBeUndefined();
        expect(made.time).toEqual(bars.time);
        expect(made.close[0]).toBe(bars.close[0]);
      }),
      { seed: SEED },
    );
  });

  it('is a function of seed and index, and another one for each', () => {
    const made = (seed: number, index: number): string =>
      nullBars(BARS, kind, { seed, index }).close.join();
    expect(made(42, 0)).toBe(made(42, 0));
    expect(new Set([made(42, 0), made(42, 1), made(42, 2), made(43, 0)]).size).toBe(4);
  });

  it('leaves the bars that it is made of as they are, and further columns where they are', () => {
    const extra = { own: BARS.close.slice() };
    const before = BARS.close.slice();
    const made = nullBars({ ...BARS, extra }, kind, { seed: 1, index: 0 });
    expect(made.extra).toBe(extra);
    expect(BARS.close).toEqual(before);
  });
});

describe('rotated bars', () => {
  it('are the real ones in a circle, at least 5 % away from their places', () => {
    const shifts = Array.from({ length: 200 }, (_, index) => {
      const made = logReturns(nullBars(BARS, 'rotated', { seed: 42, index }));
      const places = placesOf(made);
      const shift = places[0]!;
      expect(places).toEqual(made.map((_, i) => (i + shift) % made.length));
      return shift;
    });
    expect(Math.min(...shifts)).toBeGreaterThanOrEqual(20);
    expect(Math.max(...shifts)).toBeLessThanOrEqual(399 - 20);
    expect(Math.min(...shifts)).toBeLessThan(40);
    expect(Math.max(...shifts)).toBeGreaterThan(399 - 40);
  });
});

describe('bootstrapped bars', () => {
  it('are real ones in blocks', () => {
    const places = placesOf(logReturns(nullBars(BARS, 'bootstrap', { seed: 42, index: 0 })));
    expect(places).not.toContain(-1);
    const follows = places.filter((place, i) => i > 0 && place === (places[i - 1]! + 1) % 399);
    // Between single bars and one block.
    expect(follows.length).toBeLessThan(380);
    expect(new Set(places).size).toBeLessThan(330);
  });
});

describe('sign-flipped bars', () => {
  it('move as far as the real ones, half of them the other way', () => {
    const made = logReturns(nullBars(BARS, 'sign-flip', { seed: 42, index: 0 }));
    made.forEach((r, i) => expect(Math.abs(r)).toBeCloseTo(Math.abs(RETURNS[i]!), 12));
    const turned = made.filter((r, i) => Math.sign(r) !== Math.sign(RETURNS[i]!)).length;
    // Four standard deviations of 399 tosses are 40.
    expect(Math.abs(turned - 399 / 2)).toBeLessThan(40);
  });
});
