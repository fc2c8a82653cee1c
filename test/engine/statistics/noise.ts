/** Made-up returns for tests: normal noise with a drift, a memory and a scale of one's choice. */

import { randomStream } from '../../../engine/core/random.ts';

/**
 * `length` values of x(t) = drift + scale · z(t), where z(t) = memory · z(t - 1) + ε(t) and ε is
 * standard normal: the same for the same seed.
 */
export function noise(
  seed: number,
  length: number,
  shape: { readonly drift?: number; readonly scale?: number; readonly memory?: number } = {},
): Float64Array {
  const { drift = 0, scale = 1, memory = 0 } = shape;
  const random = randomStream(seed);
  let state = 0;
  return Float64Array.from({ length }, () => {
    state = memory * state + random.normal();
    return drift + scale * state;
  });
}
