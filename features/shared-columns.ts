/**
 * The columns that features share: each is computed when first asked for and kept for the run of
 * one `computeFeatures`, so that asking for one feature computes what that one needs and asking
 * for all computes nothing twice. What one pass gives at once, such as a window's moments, comes
 * together. What is handed out is read, never written.
 * Must not know: features' names.
 */

import type { Bars } from '../engine/core/bars.ts';
import { change, logarithm } from './kernels/elementwise.ts';
import {
  windowMean,
  windowShape,
  windowSpread,
  type Shape,
  type Spread,
} from './kernels/window-moments.ts';
import type { Scale } from './scale.ts';

/** Bars, their scale, and a memory of the columns made from them. */
export type BarColumns = {
  readonly bars: Bars;
  readonly scale: Scale;
  /** What `build` returns, called once a key. */
  readonly once: <T>(key: string, build: () => T) => T;
};

/** An empty memory over `bars`. */
export function barColumns(bars: Bars, scale: Scale): BarColumns {
  const kept = new Map<string, unknown>();
  return {
    bars,
    scale,
    once: <T>(key: string, build: () => T): T => {
      if (!kept.has(key)) kept.set(key, build());
      return kept.get(key) as T;
    },
  };
}

/** A new column, filled by `fill`: Float64Array (rows). */
export function column(columns: BarColumns, fill: (target: Float64Array) => void): Float64Array {
  const target = emptyColumn(columns);
  fill(target);
  return target;
}

function emptyColumn(columns: BarColumns): Float64Array {
  return new Float64Array(columns.bars.close.length);
}

/**
 * One column to work in, Float64Array (rows), of any content: the caller's until its feature is
 * done. At a million rows a fresh column costs more than what most kernels do with it.
 */
export function scratch(columns: BarColumns): Float64Array {
  return columns.once('scratch', () => emptyColumn(columns));
}

function shared(
  columns: BarColumns,
  key: string,
  fill: (target: Float64Array) => void,
): Float64Array {
  return columns.once(key, () => column(columns, fill));
}

/** log(c). */
export function logClose(columns: BarColumns): Float64Array {
  return shared(columns, 'log c', (target) => logarithm(columns.bars.close, target));
}

/** log(c / c[-lag]), as the difference of the logarithms. */
export function logReturn(columns: BarColumns, lag: number): Float64Array {
  return shared(columns, `log return ${lag}`, (target) => change(logClose(columns), lag, target));
}

/** sma(c, period). */
export function meanClose(columns: BarColumns, period: number): Float64Array {
  return shared(columns, `sma c ${period}`, (target) =>
    windowMean(columns.bars.close, period, target),
  );
}

/** sma(c, period) and std(c, period), of one pass. */
export function spreadClose(columns: BarColumns, period: number): Spread {
  return columns.once(`spread c ${period}`, () => {
    const spread = { mean: emptyColumn(columns), deviation: emptyColumn(columns) };
    windowSpread(columns.bars.close, period, spread);
    return spread;
  });
}

/** std(r, period), skewness and excess kurtosis of r over `period`, of one pass. */
export function shapeReturn(columns: BarColumns, period: number): Shape {
  return columns.once(`shape r ${period}`, () => {
    const shape = {
      deviation: emptyColumn(columns),
      skewness: emptyColumn(columns),
      kurtosis: emptyColumn(columns),
    };
    windowShape(logReturn(columns, 1), period, shape);
    return shape;
  });
}

/** Weight of the newest value in ema(x, span). */
export function emaAlpha(span: number): number {
  return 2 / (span + 1);
}

/** Weight of the newest value in rma(x, period). */
export function wilderAlpha(period: number): number {
  return 1 / period;
}
