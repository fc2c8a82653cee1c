/**
 * Histories without skill, made of a user's own bars: what there was to know about the next bar is
 * gone, and as much as possible of the rest is kept. Each is a function of (bars, kind, seed,
 * index).
 * Vocabulary: see bar-shapes.ts; further columns of the bars, such as joined series, stay where
 * they are. Must not know: features, forests, money.
 */

import type { Bars } from '../../engine/core/bars.ts';
import { deriveSeed } from '../../engine/core/hash.ts';
import { randomStream } from '../../engine/core/random.ts';
import { automaticBlockLength } from '../../engine/statistics/automatic-block-length.ts';
import { sharpeInfluence } from '../../engine/statistics/sharpe-error.ts';
import { stationaryBootstrapIndices } from '../../engine/statistics/stationary-bootstrap.ts';
import {
  barShapes,
  barsOfShapes,
  mirroredShapes,
  shapesInOrder,
  type BarShapes,
} from './bar-shapes.ts';

/**
 * How a history without skill is made.
 * `rotated`: the bars are shifted in a circle by a random number of bars, and labels and returns
 * are taken from them, but features from the real bars. It keeps the market's drift, its clusters
 * of volatility, and everything about the features. What weekdays alone tell stays as well, because
 * a week that is shifted is still a week.
 * `bootstrap`: blocks of bars in random order (the stationary bootstrap); features are computed
 * from them. It keeps the drift and what lasts no longer than a block.
 * `sign-flip`: each bar goes up or down by the toss of a coin, and is mirrored if it changes its
 * direction; features are computed from them. It keeps the size of each bar where it was, but no
 * drift: being long in a market that rose counts as skill.
 */
export const NULL_KINDS = ['rotated', 'bootstrap', 'sign-flip'] as const;
export type NullKind = (typeof NULL_KINDS)[number];

/** Which of the histories of a seed. */
export type HistoryPlace = { readonly seed: number; readonly index: number };

/** Bars are shifted by at least this share of all of them, in both directions. */
const LEAST_SHIFT = 0.05;

/** History `index` of `kind`: as many bars as `bars` has, at the same times. O(bars^1.5). */
export function nullBars(bars: Bars, kind: NullKind, { seed, index }: HistoryPlace): Bars {
  const shapes = barShapes(bars);
  return barsOfShapes(withoutSkill(shapes, kind, deriveSeed(seed, 'null', index)), bars);
}

function withoutSkill(shapes: BarShapes, kind: NullKind, seed: number): BarShapes {
  const count = shapes.close.length;
  switch (kind) {
    case 'rotated':
      return shapesInOrder(shapes, rotation(count, seed));
    case 'bootstrap':
      return shapesInOrder(shapes, blockOrder(shapes, seed));
    case 'sign-flip':
      return mirroredShapes(shapes, coinFlips(count, seed));
  }
}

/** Int32Array (count): the places 0 … count - 1, shifted in a circle. */
function rotation(count: number, seed: number): Int32Array {
  const least = Math.ceil(LEAST_SHIFT * count);
  const shift = least + randomStream(seed).below(count - 2 * least + 1);
  return Int32Array.from({ length: count }, (_, i) => (i + shift) % count);
}

/** A resample of the places, in blocks as long as the returns' Sharpe ratio asks for. */
export function blockOrder({ close }: BarShapes, seed: number): Int32Array {
  const { stationary } = automaticBlockLength(sharpeInfluence(close.map((ratio) => ratio - 1)));
  const [order] = stationaryBootstrapIndices({
    length: close.length,
    // Prices that never change have no block length, and any order of them is the same.
    blockLength: Number.isNaN(stationary) ? 1 : Math.max(1, stationary),
    resamples: 1,
    seed,
  });
  return order!;
}

/** Uint8Array (count): 0 or 1, each with probability 1/2. */
export function coinFlips(count: number, seed: number): Uint8Array {
  const random = randomStream(seed);
  return Uint8Array.from({ length: count }, () => random.next32() >>> 31);
}
