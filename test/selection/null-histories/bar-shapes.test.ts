import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { barsOf as barsOfRows } from '../../../engine/core/bars.ts';
import { randomStream } from '../../../engine/core/random.ts';
import {
  barShapes,
  barsOfShapes,
  mirroredShapes,
  scaledShapes,
  shapesInOrder,
} from '../../../selection/null-histories/bar-shapes.ts';
import { barsOf, barsRecipe, SEED } from '../../features/random-bars.ts';
import { firstFault } from './first-fault.ts';

/** Three bars: +10 %, then -50 %. */
const THREE = barsOfRows([
  { time: 0, open: 100, high: 110, low: 90, close: 100, volume: 5 },
  { time: 60, open: 100, high: 125, low: 80, close: 110, volume: 6 },
  { time: 120, open: 110, high: 110, low: 44, close: 55, volume: 7 },
]);

describe('the shapes of bars', () => {
  it('are the prices divided by the close before', () => {
    const { open, high, low, close, volume } = barShapes(THREE);
    expect(Array.from(open)).toEqual([1, 1]);
    expect(Array.from(high)).toEqual([1.25, 1]);
    expect(Array.from(low)).toEqual([0.8, 0.4]);
    expect(Array.from(close)).toEqual([1.1, 0.5]);
    expect(Array.from(volume)).toEqual([6, 7]);
  });

  it('in another order make other bars, after the same first one and at the same times', () => {
    const swapped = barsOfShapes(shapesInOrder(barShapes(THREE), Int32Array.of(1, 0)), THREE);
    expect(Array.from(swapped.time)).toEqual([0, 60, 120]);
    expect(Array.from(swapped.close)).toEqual([100, 50, 55.00000000000001]);
    expect(Array.from(swapped.low)).toEqual([90, 40, 40]);
    expect(Array.from(swapped.volume)).toEqual([5, 7, 6]);
  });

  it('mirrored change the sign of log returns, and high and low change places', () => {
    const { open, high, low, close } = mirroredShapes(barShapes(THREE), Uint8Array.of(1, 0));
    expect(Array.from(close)).toEqual([1 / 1.1, 0.5]);
    expect(Array.from(high)).toEqual([1 / 0.8, 1]);
    expect(Array.from(low)).toEqual([1 / 1.25, 0.4]);
    expect(Array.from(open)).toEqual([1, 1]);
  });

  it('scaled move all prices of a bar and not its volume', () => {
    const scaled = scaledShapes(barShapes(THREE), Float64Array.of(2, 1));
    expect(Array.from(scaled.high)).toEqual([2.5, 1]);
    expect(Array.from(scaled.low)).toEqual([1.6, 0.4]);
    expect(Array.from(scaled.volume)).toEqual([6, 7]);
  });

  it('unchanged make the same bars again, up to rounding, with their further columns', () => {
    const extra = { own: Float64Array.of(1, 2, 3) };
    const again = barsOfShapes(barShapes(THREE), { ...THREE, extra });
    for (const field of ['open', 'high', 'low', 'close'] as const) {
      again[field].forEach((price, i) => expect(price).toBeCloseTo(THREE[field][i]!, 10));
    }
    expect(again.extra).toBe(extra);
    expect(again.time).toBe(THREE.time);
  });

  it('make only possible bars, however they are ordered, mirrored and scaled', () => {
    const recipes = barsRecipe('1d', { min: 2, max: 80 });
    fc.assert(
      fc.property(recipes, fc.integer(), (recipe, seed) => {
        const bars = barsOf(recipe);
        const count = bars.time.length - 1;
        const random = randomStream(seed);
        const order = Int32Array.from({ length: count }, () => random.below(count));
        const flips = Uint8Array.from({ length: count }, () => random.below(2));
        const factors = Float64Array.from({ length: count }, () => Math.exp(random.normal() / 9));
        const shapes = shapesInOrder(barShapes(bars), order);
        const made = barsOfShapes(scaledShapes(mirroredShapes(shapes, flips), factors), bars);
        expect(firstFault(made)).toBeUndefined();
      }),
      { seed: SEED },
    );
  });

  it('mirrored twice by the same flips are what they were, up to rounding', () => {
    const recipes = barsRecipe('1d', { min: 2, max: 80 });
    fc.assert(
      fc.property(recipes, fc.integer(), (recipe, seed) => {
        const shapes = barShapes(barsOf(recipe));
        const random = randomStream(seed);
        const flips = Uint8Array.from(shapes.close, () => random.below(2));
        const twice = mirroredShapes(mirroredShapes(shapes, flips), flips);
        for (const field of ['open', 'high', 'low', 'close'] as const) {
          const most = Math.max(
            ...twice[field].map((ratio, i) => Math.abs(ratio / shapes[field][i]! - 1)),
          );
          expect(most).toBeLessThan(1e-15 * 4);
        }
      }),
      { seed: SEED },
    );
  });
});
