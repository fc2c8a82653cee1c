/**
 * Bars as shapes, which can be put into another order, mirrored and scaled, and bars made of them.
 * Vocabulary: the shape of a bar is its prices divided by the close of the bar before, and its
 * volume. The first bar has no shape: it is where a history starts. Division and multiplication by
 * a positive number keep the order of prices also where they round, so low <= open, close <= high
 * holds for every bar made here if it holds for the bars that the shapes come from.
 * Must not know: why bars are made.
 */

import { assert } from '../../engine/core/errors.ts';
import type { Bars } from '../../engine/core/bars.ts';

/** Shapes of the bars after the first one, each column Float64Array (bars - 1). */
export type BarShapes = {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
};

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** The shapes of `bars`, of which there are at least two. */
export function barShapes(bars: Bars): BarShapes {
  const { close, volume } = bars;
  assert(close.length >= 2, 'a bar before the first shape');
  const ratios = (prices: Float64Array): Float64Array =>
    prices.subarray(1).map((price, i) => price / close[i]!);
  const [open, high, low, own] = PRICES.map((field) => ratios(bars[field]));
  return { open: open!, high: high!, low: low!, close: own!, volume: volume.slice(1) };
}

/** The shapes at the places `order`, of which a place may come several times. */
export function shapesInOrder(shapes: BarShapes, order: Int32Array): BarShapes {
  const taken = (column: Float64Array): Float64Array =>
    Float64Array.from(order, (place) => column[place]!);
  return {
    open: taken(shapes.open),
    high: taken(shapes.high),
    low: taken(shapes.low),
    close: taken(shapes.close),
    volume: taken(shapes.volume),
  };
}

/**
 * The shapes with those mirrored where `flips` is 1: their log returns change their signs, and high
 * and low change places. Twice the same flips give the first shapes, up to rounding.
 */
export function mirroredShapes(shapes: BarShapes, flips: Uint8Array): BarShapes {
  const mirrored = (column: Float64Array, opposite: Float64Array): Float64Array =>
    column.map((ratio, i) => (flips[i] === 1 ? 1 / opposite[i]! : ratio));
  return {
    open: mirrored(shapes.open, shapes.open),
    high: mirrored(shapes.high, shapes.low),
    low: mirrored(shapes.low, shapes.high),
    close: mirrored(shapes.close, shapes.close),
    volume: shapes.volume,
  };
}

/** The shapes with all prices of a bar multiplied by its factor, which is above 0. */
export function scaledShapes(shapes: BarShapes, factors: Float64Array): BarShapes {
  const scaled = (column: Float64Array): Float64Array =>
    column.map((ratio, i) => ratio * factors[i]!);
  return {
    open: scaled(shapes.open),
    high: scaled(shapes.high),
    low: scaled(shapes.low),
    close: scaled(shapes.close),
    volume: shapes.volume,
  };
}

/** Bars of `shapes`, one after another, after the first bar of `frame` and at its times. */
export function barsOfShapes(shapes: BarShapes, frame: Bars): Bars {
  const count = frame.time.length;
  assert(shapes.close.length === count - 1, 'a shape for each bar after the first');
  const close = frame.close.slice(0, 1);
  const bars = {
    ...frame,
    open: new Float64Array(count),
    high: new Float64Array(count),
    low: new Float64Array(count),
    close: new Float64Array(count),
    volume: new Float64Array(count),
  };
  for (const field of PRICES) bars[field][0] = frame[field][0]!;
  bars.volume[0] = frame.volume[0]!;
  bars.volume.set(shapes.volume, 1);
  let before = close[0]!;
  for (let i = 1; i < count; i++) {
    for (const field of PRICES) bars[field][i] = before * shapes[field][i - 1]!;
    before = bars.close[i]!;
  }
  return bars;
}
