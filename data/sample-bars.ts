/**
 * The bundled sample: synthetic bars of a market that does not exist. With it every command runs on
 * a fresh clone without data or network. It has regimes (bull, bear, sideways), clustered
 * volatility with fat tails, volume that grows with the size of price changes, and a weak signal.
 *
 * The signal: the mean return of the next bar is `SIGNAL` times its volatility times a direction in
 * [-1, 1]. Half of the direction comes from the trend: the close above or below its EMA over 12
 * days, which `ema_ratio_12` measures. The other half comes from the money flow: the share of
 * rising flow over 14 days, which `mfi_14` measures. A regime lasts for months and has a drift,
 * which slower trend features measure in part.
 *
 * The code uses only + - * / and square roots, no exp, log or cos. IEEE 754 defines every bit of
 * these operations, so the sample is the same on every machine.
 */

import { barSeconds, type Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { deriveSeed } from '../engine/core/hash.ts';
import { randomStream, type RandomStream } from '../engine/core/random.ts';

/** The sample's default seed. */
export const SAMPLE_SEED = 2013;

/** The first bars: 2013-01-01, 2016-01-01 and 2021-01-01, UTC. */
const START = { '1d': 1_356_998_400, '4h': 1_451_606_400, '1h': 1_609_459_200 } as const;
const BAR_COUNT = { '1d': 4500, '4h': 21_900, '1h': 43_800 } as const;
/** The scale of the features' periods in bars of a day: 12 days are 78 four-hour bars. */
const FEATURE_BARS_PER_DAY = { '1d': 1, '4h': 6.5, '1h': 24 } as const;
const BARS_PER_DAY = { '1d': 1, '4h': 6, '1h': 24 } as const;

const START_PRICE = 100;
const START_VOLUME = 2000;
/**
 * A fair price grows by FAIR_GROWTH each day. A price that is far from it moves back towards it by
 * up to FAIR_PULL each day. Both are shares of the price.
 */
const FAIR_GROWTH = 0.0012;
const FAIR_PULL = 0.002;
/** Standard deviation of a day's return in the long run without shocks, a fraction. */
const DAILY_VOLATILITY = 0.022;
/** GARCH(1,1): weights of yesterday's squared return and of yesterday's variance. */
const SHOCK_WEIGHT = 0.1;
const MEMORY_WEIGHT = 0.87;
/** Mean return of a day whose direction is 1, as a multiple of volatility: 1 % of the variance. */
const SIGNAL = 0.13;
/** Daily drift of the regimes bull, bear and sideways, and their mean length in days. */
const REGIME_DRIFT = [0.002, -0.002, 0] as const;
const REGIME_DAYS = 110;
/** Number of price steps inside a bar, from which its high and low follow. */
const STEPS = 8;

/**
 * Synthetic bars, a function of (timeframe, seed): 4,500 days from 2013-01-01, 21,900 four-hour
 * bars from 2016-01-01, or 43,800 hours from 2021-01-01, without gaps. Prices in cents, volumes to
 * four decimals.
 */
export function sampleBars(timeframe: Timeframe, seed: number = SAMPLE_SEED): Bars {
  const count = BAR_COUNT[timeframe];
  const bars = emptyBars(count);
  const perDay = BARS_PER_DAY[timeframe];
  const random = randomStream(deriveSeed(seed, `sample ${timeframe}`));
  const direction = signalDirection(bars, FEATURE_BARS_PER_DAY[timeframe]);
  const longRun = (DAILY_VOLATILITY * DAILY_VOLATILITY) / perDay;
  // The signal of a day is spread over the bars of the day, so that its Sharpe ratio is the same.
  const signal = SIGNAL / Math.sqrt(perDay);
  let variance = longRun;
  let regime = 0;
  let fair = START_PRICE;
  let volumeLevel = START_VOLUME / perDay;
  for (let i = 0; i < count; i++) {
    if (random.uniform() * REGIME_DAYS * perDay < 1) regime = random.below(REGIME_DRIFT.length);
    const volatility = Math.sqrt(variance);
    const previous = i === 0 ? START_PRICE : bars.close[i - 1]!;
    fair *= 1 + FAIR_GROWTH / perDay;
    const drift = REGIME_DRIFT[regime]! + FAIR_PULL * clamp(fair / previous - 1);
    const mean = drift / perDay + signal * volatility * direction(i);
    bars.time[i] = START[timeframe] + i * barSeconds(timeframe);
    drawPrices(bars, i, previous, mean, volatility, random);
    const change = bars.close[i]! / previous - 1;
    volumeLevel *= 1 + 0.04 * bell(random) + 0.02 * (START_VOLUME / perDay / volumeLevel - 1);
    bars.volume[i] = drawVolume(volumeLevel, Math.abs(change) / Math.sqrt(longRun), random);
    const rest = (1 - SHOCK_WEIGHT - MEMORY_WEIGHT) * longRun;
    variance = rest + SHOCK_WEIGHT * change * change + MEMORY_WEIGHT * variance;
  }
  return bars;
}

function emptyBars(count: number): Bars {
  const column = (): Float64Array => new Float64Array(count);
  return {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** A number with mean 0, variance 1, within ±3: three uniforms. Eight such are nearly normal. */
function bell(random: RandomStream): number {
  return (random.uniform() + random.uniform() + random.uniform() - 1.5) * 2;
}

/** Writes the prices of bar i, which come from `STEPS` steps after the close before, in cents. */
function drawPrices(
  bars: Bars,
  i: number,
  previous: number,
  mean: number,
  volatility: number,
  random: RandomStream,
): void {
  // One bar in a hundred has three times the volatility, which gives the fat tails.
  const scale = (random.uniform() < 0.01 ? 3 : 1) * (volatility / Math.sqrt(STEPS));
  const open = cents(previous * (1 + 0.01 * volatility * bell(random)));
  let [price, high, low] = [open, open, open];
  for (let step = 0; step < STEPS; step++) {
    price = cents(price * (1 + mean / STEPS + scale * bell(random)));
    high = Math.max(high, price);
    low = Math.min(low, price);
  }
  bars.open[i] = open;
  bars.high[i] = high;
  bars.low[i] = low;
  bars.close[i] = price;
}

/** A volume around `level`; it grows with `activity`, which is |change| / long-run volatility. */
function drawVolume(level: number, activity: number, random: RandomStream): number {
  const spread = 0.5 + random.uniform() + random.uniform() * random.uniform();
  return Math.round(level * (0.4 + 0.8 * activity) * spread * 1e4) / 1e4;
}

function cents(price: number): number {
  return Math.max(1, Math.round(price * 100)) / 100;
}

/**
 * A function that returns the direction of the signal, in [-1, 1], for bar i from the bars before
 * it. It must be called once for each i, in order. See the opening of this file for its two parts.
 */
function signalDirection(bars: Bars, perDay: number): (i: number) => number {
  const weight = 2 / (Math.round(12 * perDay) + 1);
  const window = Math.round(14 * perDay);
  let ema = START_PRICE;
  return (i) => {
    if (i === 0) return 0;
    ema += weight * (bars.close[i - 1]! - ema);
    // The trend has its full size if the close is 4 % away from its EMA, the flow at 70 to 30.
    const trend = clamp((bars.close[i - 1]! / ema - 1) / 0.04);
    const flow = clamp((risingShare(bars, Math.max(1, i - window), i) - 0.5) / 0.2);
    return (trend + flow) / 2;
  };
}

/** Of the flow (typical price times volume) of bars [start, end), the share of bars that rose. */
function risingShare(bars: Bars, start: number, end: number): number {
  let rising = 0;
  let falling = 0;
  for (let i = start; i < end; i++) {
    const typical = bars.high[i]! + bars.low[i]! + bars.close[i]!;
    const before = bars.high[i - 1]! + bars.low[i - 1]! + bars.close[i - 1]!;
    const flow = typical * bars.volume[i]!;
    if (typical > before) rising += flow;
    else if (typical < before) falling += flow;
  }
  return rising + falling === 0 ? 0.5 : rising / (rising + falling);
}

function clamp(x: number): number {
  return Math.max(-1, Math.min(1, x));
}
