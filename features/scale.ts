/**
 * From days to bars. The periods of the catalogue are days. On bars shorter than a day they are
 * multiplied and rounded; a half is rounded to the even number, as Python's `round` does.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Scale } from '../engine/core/feature-source.ts';
import type { OptionTable } from '../engine/core/options.ts';

/** The word for the number of bars that suits the timeframe. */
const AUTO = 'auto';

/** Bars that a period of one day becomes. A market that never closes has 6 four-hour bars a day. */
const USUAL_BARS_PER_DAY: Readonly<Record<Timeframe, number>> = { '1d': 1, '4h': 6.5, '1h': 24 };

/** The option `barsPerDay` of `scaleOf`, for the option tables of commands. */
export const SCALE_OPTIONS = {
  barsPerDay: {
    kind: 'number',
    default: AUTO as number | typeof AUTO,
    orChoice: AUTO,
    min: 1,
    max: 24,
    unit: 'bars',
    doc:
      'Bars shorter than a day: how many a period of one day becomes; auto: 6.5 on 4h, as in the ' +
      'original system (a day has 6), and 24 on 1h (shares: 7)',
  },
} as const satisfies OptionTable;

/** The scale of `timeframe`; `barsPerDay` is used only for bars shorter than a day. */
export function scaleOf(
  timeframe: Timeframe,
  barsPerDay: number | typeof AUTO = SCALE_OPTIONS.barsPerDay.default,
): Scale {
  const usual = USUAL_BARS_PER_DAY[timeframe];
  const chosen = timeframe === '1d' || barsPerDay === AUTO ? usual : barsPerDay;
  return { timeframe, barsPerDay: chosen };
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
