/**
 * Histories of which the truth is known: without any skill to find, or with a planted one. In each
 * kind without skill the mean of the next simple return is 0, whatever was known before, so that
 * whoever claims a Sharpe ratio above 0 on it is wrong.
 * Vocabulary: see null-histories/bar-shapes.ts. Must not know: features, forests, money.
 */

import type { Bars } from '../../engine/core/bars.ts';
import { deriveSeed } from '../../engine/core/hash.ts';
import { randomStream, type RandomStream } from '../../engine/core/random.ts';
import { mean, sampleDeviation } from '../../engine/statistics/moments.ts';
import {
  barShapes,
  barsOfShapes,
  mirroredShapes,
  scaledShapes,
  shapesInOrder,
  type BarShapes,
} from '../null-histories/bar-shapes.ts';
import { blockOrder, coinFlips, type HistoryPlace } from '../null-histories/null-bars.ts';

/**
 * `bootstrap`: the bars in random blocks, without their mean return. `sign-flip`: each bar up or
 * down by the toss of a coin, mirrored if it changes its direction. `random-walk`: independent
 * normal returns as volatile as the bars. `planted`: a random walk with a planted skill.
 */
export const CALIBRATION_KINDS = ['bootstrap', 'sign-flip', 'random-walk', 'planted'] as const;
export type CalibrationKind = (typeof CALIBRATION_KINDS)[number];

/** Bars whose log returns make the planted direction: those of the feature `log_ret_5d`. */
const PLANTED_BARS = 5;

/** Price steps inside a bar of a random walk, from which high and low follow. */
const STEPS = 8;
/** Standard deviation of the step from a close to the next open, of that of a bar. */
const OPEN_SHARE = 0.1;
/** Standard deviation of a bar's log volume. */
const VOLUME_SPREAD = 0.4;

/**
 * History number `index` of `kind`: as many bars as `bars` has, at the same times. Of `planted`,
 * the mean return of the next bar is `strength` times the volatility of a bar times the sum of the
 * last five log returns, which is measured in standard deviations of such a sum and cut at ±1.
 * With strength 0 it is the random walk of the same seed and index, bit for bit.
 */
export function calibrationBars(
  bars: Bars,
  { kind, strength }: { readonly kind: CalibrationKind; readonly strength: number },
  { seed, index }: HistoryPlace,
): Bars {
  const own = deriveSeed(seed, 'calibration', index);
  const shapes = barShapes(bars);
  const count = shapes.close.length;
  switch (kind) {
    case 'bootstrap':
      return barsOfShapes(shapesInOrder(withoutMean(shapes), blockOrder(shapes, own)), bars);
    case 'sign-flip':
      return barsOfShapes(fairFlips(shapes, coinFlips(count, own)), bars);
    case 'random-walk':
    case 'planted': {
      const volatility = sampleDeviation(shapes.close.map(Math.log));
      const walk = randomWalk(volatility, mean(shapes.volume), { count, seed: own });
      return barsOfShapes(kind === 'planted' ? planted(walk, volatility, strength) : walk, bars);
    }
  }
}

/** The shapes with a mean simple return of 0. */
function withoutMean(shapes: BarShapes): BarShapes {
  const factor = 1 / mean(shapes.close);
  return scaledShapes(shapes, new Float64Array(shapes.close.length).fill(factor));
}

/** The shapes mirrored where `flips` is 1; the mean of both simple returns of a bar is 0. */
function fairFlips(shapes: BarShapes, flips: Uint8Array): BarShapes {
  const factors = shapes.close.map((ratio) => 2 / (ratio + 1 / ratio));
  return scaledShapes(mirroredShapes(shapes, flips), factors);
}

/** Bars of independent normal log returns whose mean simple return is 0. */
function randomWalk(
  volatility: number,
  meanVolume: number,
  { count, seed }: { readonly count: number; readonly seed: number },
): BarShapes {
  const column = (): Float64Array => new Float64Array(count);
  const shapes = {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  const random = randomStream(seed);
  for (let i = 0; i < count; i++) {
    drawShape(shapes, i, volatility, random);
    shapes.volume[i] = meanVolume * Math.exp(VOLUME_SPREAD * random.normal());
  }
  return shapes;
}

/** Writes the prices of shape i: a step to the open, then `STEPS` steps to the close. */
function drawShape(shapes: BarShapes, i: number, volatility: number, random: RandomStream): void {
  const openStep = OPEN_SHARE * volatility;
  const step = volatility * Math.sqrt((1 - OPEN_SHARE * OPEN_SHARE) / STEPS);
  // E[exp(s·z - s²/2)] = 1 for a standard normal z: no step has a mean.
  let log = openStep * random.normal() - (openStep * openStep) / 2;
  let [high, low] = [log, log];
  shapes.open[i] = Math.exp(log);
  for (let k = 0; k < STEPS; k++) {
    log += step * random.normal() - (step * step) / 2;
    high = Math.max(high, log);
    low = Math.min(low, log);
  }
  shapes.high[i] = Math.exp(high);
  shapes.low[i] = Math.exp(low);
  shapes.close[i] = Math.exp(log);
}

/** The shapes, each scaled by what the five before it say. */
function planted(shapes: BarShapes, volatility: number, strength: number): BarShapes {
  const logReturns = shapes.close.map(Math.log);
  const scale = volatility * Math.sqrt(PLANTED_BARS);
  const factors = logReturns.map((_, i) => {
    if (i < PLANTED_BARS) return 1;
    const recent = logReturns.subarray(i - PLANTED_BARS, i).reduce((sum, r) => sum + r, 0);
    const direction = Math.max(-1, Math.min(1, recent / scale));
    const shift = strength * volatility * direction;
    logReturns[i]! += shift;
    return Math.exp(shift);
  });
  return scaledShapes(shapes, factors);
}
