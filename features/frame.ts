/**
 * The frame that features are computed from: the columns of the bars, and a memory for columns that
 * several features need. Such a shared column is computed when it is first needed and kept until
 * the computation ends. Therefore one feature costs only what it needs, and all features together
 * compute nothing twice. If one pass gives several columns, such as the moments of a window, they
 * are kept together. Callers may read shared columns but must not write to them.
 * Must not know: features' names.
 */

import { barColumn, type Bars } from '../engine/core/bars.ts';
import type { Scale } from '../engine/core/feature-source.ts';
import { marketCalendar, sessionDay } from '../engine/core/market-calendar.ts';
import { change, logarithm } from './kernels/elementwise.ts';
import {
  windowMean,
  windowShape,
  windowSpread,
  type Shape,
  type Spread,
} from './kernels/window-moments.ts';

/** Bars, their scale, and a memory for columns that are made from them. */
export type Frame = {
  readonly bars: Bars;
  readonly scale: Scale;
  /**
   * The column of the bars with this name, for example `close` or a further column such as
   * `funding_rate`: Float64Array (rows).
   * @throws InputError if the bars have no such column
   */
  readonly column: (name: string) => Float64Array;
  /** The value that `build` returns; it is called once for each key. */
  readonly once: <T>(key: string, build: () => T) => T;
};

/** A frame over `bars` with an empty memory. */
export function frameOf(bars: Bars, scale: Scale): Frame {
  const kept = new Map<string, unknown>();
  return {
    bars,
    scale,
    column: (name) => barColumn(bars, name),
    once: <T>(key: string, build: () => T): T => {
      if (!kept.has(key)) kept.set(key, build());
      return kept.get(key) as T;
    },
  };
}

/** A new column that `fill` fills: Float64Array (rows). */
export function newColumn(frame: Frame, fill: (target: Float64Array) => void): Float64Array {
  const target = emptyColumn(frame);
  fill(target);
  return target;
}

function emptyColumn(frame: Frame): Float64Array {
  return new Float64Array(frame.bars.close.length);
}

/**
 * A column for intermediate values, Float64Array (rows), with any content. The caller may use it
 * until its feature is computed. It is used again, because at a million rows a new column costs
 * more time than the work of most kernels.
 */
export function scratch(frame: Frame): Float64Array {
  return frame.once('scratch', () => emptyColumn(frame));
}

function shared(frame: Frame, key: string, fill: (target: Float64Array) => void): Float64Array {
  return frame.once(key, () => newColumn(frame, fill));
}

/** log(c). */
function logClose(frame: Frame): Float64Array {
  return shared(frame, 'log c', (target) => logarithm(frame.bars.close, target));
}

/** log(c / c[-lag]), computed as the difference of two logarithms. */
export function logReturn(frame: Frame, lag: number): Float64Array {
  return shared(frame, `log return ${lag}`, (target) => change(logClose(frame), lag, target));
}

/** sma(c, period). */
export function meanClose(frame: Frame, period: number): Float64Array {
  return shared(frame, `sma c ${period}`, (target) => windowMean(frame.bars.close, period, target));
}

/** sma(c, period) and std(c, period), computed in one pass. */
export function spreadClose(frame: Frame, period: number): Spread {
  return frame.once(`spread c ${period}`, () => {
    const spread = { mean: emptyColumn(frame), deviation: emptyColumn(frame) };
    windowSpread(frame.bars.close, period, spread);
    return spread;
  });
}

/** std(r, period), skewness and excess kurtosis of r over `period`, computed in one pass. */
export function shapeReturn(frame: Frame, period: number): Shape {
  return frame.once(`shape r ${period}`, () => {
    const shape = {
      deviation: emptyColumn(frame),
      skewness: emptyColumn(frame),
      kurtosis: emptyColumn(frame),
    };
    windowShape(logReturn(frame, 1), period, shape);
    return shape;
  });
}

/** The session day of each bar, in days since 1970: see engine/core/market-calendar.ts. */
export function sessionDays(frame: Frame): Float64Array {
  return shared(frame, 'session day', (target) => {
    const { time } = frame.bars;
    if (time.length === 0) return;
    const calendar = marketCalendar(time, frame.scale.timeframe);
    for (let i = 0; i < time.length; i++) target[i] = sessionDay(calendar, time[i]!);
  });
}

/** The weight of the newest value in ema(x, span). */
export function emaAlpha(span: number): number {
  return 2 / (span + 1);
}

/** The weight of the newest value in rma(x, period). */
export function wilderAlpha(period: number): number {
  return 1 / period;
}
