/** `--source kraken`: the exchange's daily bars of today, checked as the function checks them. */

import { barsSha256 } from '../../data/synthetic.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import { utcDate } from '../../engine/core/bar-time.ts';
import { InputError } from '../../engine/core/errors.ts';
import { fetchClosedBars } from '../../engine/live/closed-bars.ts';
import type { CommandContext } from '../framework/command.ts';
import { httpFor, settingsOf, spotUrl } from './live-edges.ts';
import { closedRunBars, type RunBars } from '../framework/run-bars.ts';

/** A command waits this long for an answer, tries included. */
const BUDGET_SECONDS = 60;

/**
 * The closed bars up to yesterday, some 720.
 * @throws InputError for a model of other bars; OutsideError where the exchange has none that are
 *   fit for a decision
 */
export async function krakenBars(context: CommandContext, timeframe: Timeframe): Promise<RunBars> {
  if (timeframe !== '1d') {
    throw new InputError(`command line: --source: kraken has 1d bars, the model ${timeframe}`);
  }
  const settings = settingsOf(context);
  const bars = await fetchClosedBars(httpFor(context, BUDGET_SECONDS), {
    baseUrl: spotUrl(settings),
    pair: settings.spotPair,
    date: utcDate(Math.floor(context.now() / 1000)),
    waitMs: 0,
  });
  const name = `Kraken ${settings.spotPair}`;
  const source = { name, path: 'kraken', sha256: barsSha256(bars), synthetic: false };
  return closedRunBars(context, source, bars, timeframe);
}
