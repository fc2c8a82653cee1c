/**
 * From days to bars. The periods of the catalogue are days. On bars shorter than a day they are
 * multiplied and rounded; a half is rounded to the even number, as Python's `round` does.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Scale } from '../engine/core/feature-source.ts';
import type { OptionTable } from '../engine/core/options.ts';

/** The option `barsPerDay` of `scaleOf`, for the option tables of commands. */
export const SCALE_OPTIONS = {
  barsPerDay: {
    kind: 'number',
    default: 6.5,
    min: 1,
    max: 24,
    unit: 'bars',
    doc: '4h only: bars that a period of one day becomes (the original system: 6.5; a day has 6)',
  },
} as const satisfies OptionTable;

/** The scale of `timeframe`; `barsPerDay` is used only for 4-hour bars. */
export function scaleOf(
  timeframe: Timeframe,
  barsPerDay: number = SCALE_OPTIONS.barsPerDay.default,
): Scale {
  return { timeframe, barsPerDay: timeframe === '1d' ? 1 : barsPerDay };
}

/** A period in the catalogue: in days, which are scaled, or in bars, which are not. */
export type Period = { readonly days: number } | { readonly bars: number };

/** The period in bars, at least 1: `max(1, round-half-even(days · barsPerDay))`. */
export function periodBars(period: Period, scale: Scale): number {
  if ('bars' in period) return period.bars;
  return Math.max(1, roundHalfEven(period.days * scale.barsPerDay));
}

/** The integer nearest to `x` ≥ 0; a half is rounded to the even integer. */
export function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}
