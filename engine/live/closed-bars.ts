/**
 * From the exchange's latest bars to the bars that a decision may use. The bar that still forms is
 * found by its time and the clock, not by its place in the list. The other bars must end yesterday
 * and have no gap.
 */

import { DAY_SECONDS, formatBarTime, utcDate } from '../core/bar-time.ts';
import { barFault, barsOf, type BarRow, type Bars } from '../core/bars.ts';
import { BarsUnusable } from './edges/failures.ts';
import type { LatestBars } from './plan/exchange.ts';

/** Largest difference of our clock, which decides which bar still forms, from the exchange's. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * The daily bars that are closed at `nowMs`, checked for a decision on `date`.
 * @throws BarsUnusable if the clocks differ too much, if a bar is duplicate, out of order, missing
 *   or has impossible prices, or if the last closed bar is not of the day before `date`
 */
export function closedBars(answer: LatestBars, date: string, nowMs: number): Bars {
  const skew = Math.abs(answer.serverTime - nowMs);
  if (skew > CLOCK_TOLERANCE_MS) {
    throw new BarsUnusable(
      `clock: expected within ${CLOCK_TOLERANCE_MS / 1000} s of the exchange's, ` +
        `got ${Math.round(skew / 1000)} s`,
    );
  }
  const now = nowMs / 1000;
  const closed = answer.bars.filter((bar) => bar.time + DAY_SECONDS <= now);
  closed.forEach((bar, i) => checkBar(bar, closed[i - 1]));
  const yesterday = Date.parse(date) / 1000 - DAY_SECONDS;
  const last = closed.at(-1)?.time;
  if (last !== yesterday || answer.lastClosed < yesterday) {
    const got = last === yesterday ? 'not yet called closed' : dateOr(last);
    const expected = utcDate(yesterday);
    throw new BarsUnusable(`bars: expected the last closed bar to be ${expected}, got ${got}`);
  }
  return barsOf(closed);
}

function checkBar(bar: BarRow, previous: BarRow | undefined): void {
  const step = previous === undefined ? DAY_SECONDS : bar.time - previous.time;
  if (step !== DAY_SECONDS) {
    const gap = `a gap of ${step / DAY_SECONDS} days`;
    const what = step === 0 ? 'a duplicate' : step < 0 ? 'disorder' : gap;
    throw unusable(bar, `expected one day after the bar before, got ${what}`);
  }
  const fault = barFault(bar);
  if (fault !== undefined) throw unusable(bar, `${fault.field}: ${fault.problem}`);
}

function unusable(bar: BarRow, problem: string): BarsUnusable {
  return new BarsUnusable(`bars ${formatBarTime(bar.time)}: ${problem}`);
}

function dateOr(time: number | undefined): string {
  return time === undefined ? 'no closed bar' : utcDate(time);
}
