/**
 * From days to bars. Periods of the catalogue are days; on bars of less than a day they are scaled
 * and rounded, half to even as Python's `round` does.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Scale } from '../engine/core/feature-source.ts';
import type { OptionTable } from '../engine/core/options.ts';

/** The option that `scaleOf` takes, for the commands' tables. */
export const SCALE_OPTIONS = {
  barsPerDay: {
    kind: 'number',
    default: 6.5,
    min: 1,
    max: 24,
    unit: 'bars',
    doc: '4h only: bars that a period of one day becomes (6.5 as the original system, 6 in fact)',
  },
} as const satisfies OptionTable;

/** The scale of `timeframe`; `barsPerDay` matters on 4-hour bars alone. */
export function scaleOf(
  timeframe: Timeframe,
  barsPerDay: number = SCALE_OPTIONS.barsPerDay.default,
): Scale {
  return { timeframe, barsPerDay: timeframe === '1d' ? 1 : barsPerDay };
}

/** A period as the catalogue states it: days, which scale, or bars, which do not. */
export type Period = { readonly days: number } | { readonly bars: number };

/** The period in bars, at least 1: `max(1, round-half-even(days · barsPerDay))`. */
export function periodBars(period: Period, scale: Scale): number {
  if ('bars' in period) return period.bars;
  return Math.max(1, roundHalfEven(period.days * scale.barsPerDay));
}

/** `x` ≥ 0 to the nearest integer, a half to the even one. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
