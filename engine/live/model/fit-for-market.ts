/** Whether a model may decide on the bars of a market. Pure. */

import { formatBarTime } from '../../core/bar-time.ts';
import type { Bars } from '../../core/bars.ts';
import { ModelUnusable } from '../edges/failures.ts';
import { marketName } from '../../core/market-name.ts';
import type { ModelHeader } from './model-header.ts';

/** The facts of a model that are compared with a market. */
export type ModelOrigin = Pick<ModelHeader, 'market' | 'timeframe' | 'lastBarTime' | 'lastClose'>;

/**
 * Largest difference of the model's last close from the same bar's at the exchange, as a fraction.
 * Other exchanges of the same market are nearer than this; other markets are not.
 */
const MAX_CLOSE_DIFFERENCE = 0.02;

/** @throws ModelUnusable for a model of another market, of an unknown one, or of no daily bars */
export function checkMarket({ market, timeframe }: ModelOrigin, pair: string): void {
  if (timeframe !== '1d') {
    throw new ModelUnusable(`model: expected one of 1d bars, got ${timeframe}`);
  }
  if (market === null || marketName(market) !== marketName(pair)) {
    const got = market ?? 'one of an unknown market: train it with --market';
    throw new ModelUnusable(`model: expected one of ${marketName(pair)}, got ${got}`);
  }
}

/**
 * Compares the model's last close with the same bar in `bars`. Gives a warning if that bar is not
 * among them.
 * @throws ModelUnusable if the two closes are those of different markets
 */
export function checkLastClose(origin: ModelOrigin, bars: Bars): readonly string[] {
  const { lastBarTime, lastClose } = origin;
  const at = formatBarTime(lastBarTime);
  const close = bars.close[bars.time.indexOf(lastBarTime)];
  if (close === undefined) return [`model: no bar of ${at} to compare its last close with`];
  if (Math.abs(close / lastClose - 1) <= MAX_CLOSE_DIFFERENCE) return [];
  throw new ModelUnusable(`model: expected its last close, ${lastClose} on ${at}, got ${close}`);
}
