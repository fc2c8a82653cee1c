/**
 * Resamples of a series that keep its order within blocks of random length.
 * Vocabulary: a resample is one bar index for each bar of the series; a jump starts a new block
 * at a random bar, otherwise the next bar follows, and the first follows the last.
 * Source: Politis & Romano, "The Stationary Bootstrap", JASA 89 (1994).
 * Must not know: what is resampled.
 */

import { InputError } from '../core/errors.ts';
import { deriveSeed } from '../core/hash.ts';
import { randomStream } from '../core/random.ts';

/** One Int32Array (bars) of bar indices a resample. */
export type Resamples = readonly Int32Array[];

/**
 * The resample that given uniform numbers make: bar t starts a block at floor(`starts[t]`·n)
 * where t = 0 or `jumps[t]` < `jumpProbability`. All uniforms lie in [0, 1).
 * @param jumpProbability 1 / mean block length
 */
export function indicesFromUniforms(draws: {
  readonly jumps: ArrayLike<number>;
  readonly starts: ArrayLike<number>;
  readonly jumpProbability: number;
}): Int32Array {
  const { jumps, starts, jumpProbability } = draws;
  const length = jumps.length;
  const indices = new Int32Array(length);
  for (let t = 0; t < length; t++) {
    const jumped = t === 0 || jumps[t] < jumpProbability;
    indices[t] = jumped ? Math.floor(starts[t] * length) : (indices[t - 1] + 1) % length;
  }
  return indices;
}

/**
 * `resamples` resamples of `length` bars with blocks of `blockLength` bars on average. Resample i
 * is a function of (seed, i) alone, so more of them leave the first ones as they are.
 * @throws InputError where `blockLength` is below 1 or no number; `automaticBlockLength` can be
 *   below 1: pass max(1, its value)
 */
export function stationaryBootstrapIndices(options: {
  readonly length: number;
  readonly blockLength: number;
  readonly resamples: number;
  readonly seed: number;
}): Resamples {
  const { length, blockLength, resamples, seed } = options;
  if (!(blockLength >= 1)) {
    throw new InputError(`blockLength: expected 1 bar or more, got ${blockLength}`);
  }
  const jumps = new Float64Array(length);
  const starts = new Float64Array(length);
  return Array.from({ length: resamples }, (_, i) => {
    const random = randomStream(deriveSeed(seed, 'stationary bootstrap', i));
    for (let t = 0; t < length; t++) {
      jumps[t] = random.uniform();
      starts[t] = random.uniform();
    }
    return indicesFromUniforms({ jumps, starts, jumpProbability: 1 / blockLength });
  });
}

/** `values` in a resample's order, written to `target`. */
export function takeResample(
  values: Float64Array,
  indices: Int32Array,
  target: Float64Array,
): void {
  for (let t = 0; t < indices.length; t++) target[t] = values[indices[t]];
}
