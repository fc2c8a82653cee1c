/**
 * Integer hashing, the only source of random numbers in the engine. A random number is a function
 * of integers (master seed, purpose, index, …). It does not depend on the order in which numbers
 * are drawn, so the numbers are the same for any split of the work over workers.
 */

/**
 * `x` mixed to 32 well-spread bits (unsigned). "lowbias32" of Chris Wellons' hash prospector
 * (https://nullprogram.com/blog/2018/07/31/), a bijection of 32-bit integers.
 */
export function mix32(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * The 32-bit hash (unsigned) of `key` after `state`. To hash several integers, pass each hash as
 * the `state` of the next call.
 */
export function hash32(state: number, key: number): number {
  return mix32(state ^ mix32((key + 0x9e3779b9) | 0));
}

/** The 32-bit FNV-1a hash (unsigned) of `text`'s UTF-16 code units, finished with `mix32`. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** A seed derived from (master, purpose, index), so that each use has a seed of its own. */
export function deriveSeed(master: number, purpose: string, index = 0): number {
  return hash32(hash32(mix32(master | 0), hashText(purpose)), index);
}
