/** How far a counted share may be from the true one. Must not know: what was counted. */

import type { Interval } from './bootstrap-intervals.ts';
import { normalQuantile } from './normal.ts';

/** The share of an interval's samples that hold the true share. */
const CONFIDENCE = 0.95;

/**
 * Wilson's 95 % interval of a share of which `hits` of `count` were counted. Both ends lie in
 * [0, 1], also if nothing or everything was a hit. NaN at both ends without a count.
 * Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
 * (1927).
 */
export function shareInterval(hits: number, count: number): Interval {
  if (count === 0) return { lower: Number.NaN, upper: Number.NaN };
  const z = normalQuantile(1 - (1 - CONFIDENCE) / 2);
  const share = hits / count;
  const spread = (z * z) / count;
  const centre = (share + spread / 2) / (1 + spread);
  const half = Math.sqrt(share * (1 - share) * spread + (spread * spread) / 4) / (1 + spread);
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}
