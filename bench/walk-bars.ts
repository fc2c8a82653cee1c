/**
 * Any number of bars, for timing: a random walk that is pulled back to a fair price, so that prices
 * stay plausible over a million rows. The bars hold no signal that a forest could learn.
 */

import { barSeconds, type Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { randomStream } from '../engine/core/random.ts';

const SEED = 7;
const FAIR_PRICE = 1000;
const START_TIME = 1_356_998_400;
/** Standard deviation of a bar's log return. */
const VOLATILITY = 0.03;
/** Share of the distance to the fair price by which a bar is pulled back. */
const PULL = 0.001;

/** `rows` bars. The same number gives the same bars. No two prices of a bar are equal. */
export function walkBars(rows: number, timeframe: Timeframe): Bars {
  const column = (): Float64Array => new Float64Array(rows);
  const [time, open, high, low, close, volume] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  const random = randomStream(SEED);
  let level = 0;
  for (let i = 0; i < rows; i++) {
    time[i] = START_TIME + i * barSeconds(timeframe);
    open[i] = FAIR_PRICE * Math.exp(level + 0.1 * VOLATILITY * random.normal());
    level += VOLATILITY * random.normal() - PULL * level;
    close[i] = FAIR_PRICE * Math.exp(level);
    high[i] = Math.max(open[i]!, close[i]!) * (1 + VOLATILITY * (0.1 + random.uniform()));
    low[i] = Math.min(open[i]!, close[i]!) * (1 - VOLATILITY * (0.1 + random.uniform()));
    volume[i] = 1000 * Math.exp(0.5 * random.normal());
  }
  return { time, open, high, low, close, volume };
}
