/** Whether made bars are possible ones. */

import { barFault, type Bars } from '../../../engine/core/bars.ts';

/** The first bar that is impossible, with its number and the reason; undefined if none is. */
export function firstFault({ time, open, high, low, close, volume }: Bars): string | undefined {
  for (let i = 0; i < time.length; i++) {
    const fault = barFault({
      open: open[i]!,
      high: high[i]!,
      low: low[i]!,
      close: close[i]!,
      volume: volume[i]!,
    });
    if (fault !== undefined) return `bar ${i}: ${fault.field}: ${fault.problem}`;
  }
  return undefined;
}
