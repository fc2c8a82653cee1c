/** Waits, within a limit, for a daily bar that the exchange shows late. */

import type { Bars } from '../core/bars.ts';
import { closedBars } from './closed-bars.ts';
import { BarsUnusable } from './edges/failures.ts';
import { sleep, type WallClock } from './edges/wall-clock.ts';
import type { Exchange } from './plan/exchange.ts';

/** Pause before the bars are asked for again. */
const REFETCH_MS = 10_000;

/**
 * The closed daily bars up to the day before `date`. While they are late or out of order, they are
 * asked for again, for at most `waitMs`.
 * @throws BarsUnusable if they stay so; HttpFailure, ExchangeRefused, MalformedAnswer
 */
export async function awaitClosedBars(
  { dailyBars }: Pick<Exchange, 'dailyBars'>,
  clock: WallClock,
  options: {
    /** The UTC day that is decided; the last bar is of the day before. */
    readonly date: string;
    readonly waitMs: number;
  },
): Promise<Bars> {
  const giveUp = clock.now() + options.waitMs;
  for (;;) {
    const answer = await dailyBars();
    try {
      return closedBars(answer, options.date, clock.now());
    } catch (error) {
      if (!(error instanceof BarsUnusable) || clock.now() + REFETCH_MS > giveUp) throw error;
      await sleep(clock, REFETCH_MS);
    }
  }
}
