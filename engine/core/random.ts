/** Streams of random numbers from an integer seed, for code that needs many of them in order. */

import { hash32, mix32 } from './hash.ts';

/** A deterministic stream. Each method always uses the same number of draws. */
export type RandomStream = {
  /** The next 32 random bits, unsigned. */
  readonly next32: () => number;
  /** Uniform in [0, 1), with a resolution of 32 bits. */
  readonly uniform: () => number;
  /** Standard normal, by the method of Box and Muller (1958): two uniform draws for each value. */
  readonly normal: () => number;
  /** Uniform integer in [0, bound), bound ≤ 2^21. */
  readonly below: (bound: number) => number;
};

/** The stream of `seed`. Its value i is the hash of (seed, i): it depends on nothing else. */
export function randomStream(seed: number): RandomStream {
  const state = mix32(seed | 0);
  let index = 0;
  const next32 = (): number => hash32(state, index++);
  const uniform = (): number => next32() / 4294967296;
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log((next32() + 1) / 4294967297));
    return radius * Math.cos(2 * Math.PI * uniform());
  };
  const below = (bound: number): number => Math.floor(uniform() * bound);
  return { next32, uniform, normal, below };
}
