/** Observations with time stamps, and the closes of daily bars, for series in tests. */

import { knowsUntil } from '../../engine/core/bar-close.ts';
import { marketCalendar } from '../../engine/core/market-calendar.ts';
import type { BarSeries } from '../../index.ts';

/** Values by time, unix seconds. */
export type Stamped = { readonly time: Float64Array; readonly value: Float64Array };

/** Until when each bar knows a series, unix seconds. */
export function barCloses({ time, timeframe }: BarSeries): Float64Array {
  const calendar = marketCalendar(time, timeframe);
  return time.map((open) => knowsUntil(calendar, open));
}
