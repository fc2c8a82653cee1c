/** `--source kraken`: today's daily bars of the exchange, checked as the function checks them. */

import { barsSha256 } from '../../data/synthetic.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import { utcDate } from '../../engine/core/bar-time.ts';
import { InputError } from '../../engine/core/errors.ts';
import { closedBars } from '../../engine/live/closed-bars.ts';
import { marketName } from '../../engine/core/market-name.ts';
import { krakenDailyBars } from '../../engine/live/kraken/kraken-exchange.ts';
import type { CommandContext } from '../framework/command.ts';
import { httpFor, settingsOf } from './live-edges.ts';
import { closedRunBars, type RunBars } from '../framework/run-bars.ts';

/** The command waits this long for an answer, retries included. */
const BUDGET_SECONDS = 60;

/**
 * The closed bars up to yesterday, some 720.
 * @throws InputError for a model of other bars; OutsideError if the exchange has no bars that a
 *   decision can be made on
 */
export async function krakenBars(
  context: CommandContext,
  { timeframe, market }: { readonly timeframe: Timeframe; readonly market: string | null },
): Promise<RunBars> {
  if (timeframe !== '1d') {
    throw new InputError(`command line: --source: kraken has 1d bars, the model ${timeframe}`);
  }
  const settings = settingsOf(context);
  const pair = marketName(settings.spotPair);
  if (market !== null && marketName(market) !== pair) {
    throw new InputError(`command line: --source: expected ${market}, the model's, got ${pair}`);
  }
  const date = utcDate(Math.floor(context.now() / 1000));
  const answer = await krakenDailyBars(httpFor(context, BUDGET_SECONDS), settings);
  const bars = closedBars(answer, date, context.now());
  const name = `Kraken ${settings.spotPair}`;
  const source = { name, path: 'kraken', sha256: barsSha256(bars), synthetic: false };
  return closedRunBars(context, source, bars, timeframe);
}
