/** Hand-made bars for the tests of this folder: the same prices at every time. */

import type { Bars } from '../../engine/core/bars.ts';

export const HOUR = 3600;
export const DAY = 24 * HOUR;

/** Bars at `times` (unix seconds): open 10, high 12, low 9, close 11, volume 5. */
export function barsAt(times: readonly number[]): Bars {
  const column = (value: number): Float64Array => new Float64Array(times.length).fill(value);
  return {
    time: Float64Array.from(times),
    open: column(10),
    high: column(12),
    low: column(9),
    close: column(11),
    volume: column(5),
  };
}
