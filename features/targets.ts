/**
 * What a model is to foresee. Vocabulary: a target's value is a number a bar, its code the class
 * (-1 down, 0 neutral, +1 up), its horizon how many later bars it needs before it is known.
 * Must not know: folds, models. Definitions: FEATURES.md, "Targets".
 */

import type { Bars } from '../engine/core/bars.ts';
import { resolveOptions, type NumberRow } from '../engine/core/options.ts';
import { barColumns, logReturn, shapeReturn, type BarColumns } from './shared-columns.ts';
import type { FeatureOptions } from './compute.ts';
import { periodBars, scaleOf } from './scale.ts';

export const TARGET_NAMES = [
  'bucket',
  'sign',
  'forward_5',
  'forward_5_sign',
  'vol_normalised_5',
  'risk_normalised',
  'trend_persistence',
  'vol_bucket',
] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

/** The code of a bar whose target is not known: the last bars of any history, or a warm-up. */
export const UNKNOWN_CODE = -128;

/** The threshold θ of the buckets, for the commands' tables. */
export const THRESHOLD_OPTION: NumberRow<number> = {
  kind: 'number',
  default: 0.01,
  min: 0.0001,
  max: 0.4999,
  unit: '(a fraction such as 0.01 for 1 %)',
  doc: 'log return of the next bar above which it counts as up, and below minus which as down',
};

export type TargetOptions = FeatureOptions & {
  /** θ of `bucket` and `forward_5`, a fraction; 0.01 where left out. */
  readonly threshold?: number;
};

export type Target = {
  readonly name: TargetName;
  readonly horizonBars: number;
  /** Float64Array (rows), NaN where unknown. */
  readonly value: Float64Array;
  /** Int8Array (rows): -1, 0, 1, or UNKNOWN_CODE. */
  readonly codes: Int8Array;
};

/** Bars that the longer targets look ahead; bars, not days. */
const FORWARD_BARS = 5;
/** θ in standard deviations, where the value is in those. */
const DEVIATION_THRESHOLD = 0.5;
const DEVIATION_PERIOD = { days: 20 };

type TargetDefinition = {
  readonly horizonBars: number;
  /** Class of a value: by its sign, by θ, or by half a standard deviation. */
  readonly classes: 'sign' | 'threshold' | 'deviations';
  /** The values, NaN where unknown. */
  readonly compute: (columns: BarColumns) => Float64Array;
  /** What the class is taken of, where it is not the value. */
  readonly classify?: (columns: BarColumns) => Float64Array;
};

const DEFINITIONS: Readonly<Record<TargetName, TargetDefinition>> = {
  bucket: { horizonBars: 1, classes: 'threshold', compute: nextReturn },
  sign: { horizonBars: 1, classes: 'sign', compute: nextReturn },
  forward_5: { horizonBars: FORWARD_BARS, classes: 'threshold', compute: forwardReturn },
  forward_5_sign: { horizonBars: FORWARD_BARS, classes: 'sign', compute: forwardReturn },
  vol_normalised_5: {
    horizonBars: FORWARD_BARS,
    classes: 'deviations',
    compute: (columns) => perDeviation(columns, forwardReturn(columns), Math.sqrt(FORWARD_BARS)),
  },
  risk_normalised: { horizonBars: 1, classes: 'deviations', compute: riskNormalised },
  trend_persistence: {
    horizonBars: FORWARD_BARS,
    classes: 'sign',
    compute: (columns) => {
      const past = logReturn(columns, periodBars(DEVIATION_PERIOD, columns.scale));
      return forwardReturn(columns).map((ahead, i) => Math.sign(ahead) * Math.sign(past[i]!));
    },
  },
  vol_bucket: {
    horizonBars: 1,
    classes: 'deviations',
    compute: nextReturn,
    classify: riskNormalised,
  },
};

/**
 * The target `name` of every bar.
 * @throws InputError where the threshold is no fraction from 0.0001 to 0.4999
 */
export function computeTarget(bars: Bars, name: TargetName, options: TargetOptions): Target {
  const { threshold } = resolveOptions(
    { threshold: THRESHOLD_OPTION },
    { threshold: options.threshold },
    `target ${name}`,
  );
  const columns = barColumns(bars, scaleOf(options.timeframe, options.barsPerDay));
  const { horizonBars, classes, compute, classify } = DEFINITIONS[name];
  const value = compute(columns);
  const limit = { sign: 0, threshold, deviations: DEVIATION_THRESHOLD }[classes];
  const codes = classCodes(classify?.(columns) ?? value, limit);
  return { name, horizonBars, value, codes };
}

/** Bars that must pass before a bar's target is known. */
export function targetHorizon(name: TargetName): number {
  return DEFINITIONS[name].horizonBars;
}

/** The log return of the next bar, log(c[+1] / c): Float64Array (rows), the last NaN. */
export function nextReturns(bars: Bars): Float64Array {
  return returnsAhead(bars.close, 1);
}

/** log(c[+lag] / c), NaN where that bar is not there yet. */
function returnsAhead(close: Float64Array, lag: number): Float64Array {
  const target = new Float64Array(close.length).fill(Number.NaN);
  for (let i = 0; i + lag < close.length; i++) target[i] = Math.log(close[i + lag] / close[i]);
  return target;
}

function nextReturn(columns: BarColumns): Float64Array {
  return returnsAhead(columns.bars.close, 1);
}

function forwardReturn(columns: BarColumns): Float64Array {
  return returnsAhead(columns.bars.close, FORWARD_BARS);
}

function riskNormalised(columns: BarColumns): Float64Array {
  return perDeviation(columns, nextReturn(columns), 1);
}

/** `value / (std(r, 20 days) · factor)`, NaN where that deviation is 0 or undefined. */
function perDeviation(columns: BarColumns, value: Float64Array, factor: number): Float64Array {
  const { deviation } = shapeReturn(columns, periodBars(DEVIATION_PERIOD, columns.scale));
  return value.map((x, i) => (deviation[i]! > 0 ? x / (deviation[i]! * factor) : Number.NaN));
}

/** -1 where value ≤ -limit, +1 where value > limit, else 0; with limit 0 the sign. */
function classCodes(value: Float64Array, limit: number): Int8Array {
  const codes = new Int8Array(value.length);
  for (let i = 0; i < value.length; i++) {
    const x = value[i];
    if (Number.isNaN(x)) codes[i] = UNKNOWN_CODE;
    else if (limit === 0) codes[i] = Math.sign(x);
    else codes[i] = x > limit ? 1 : x <= -limit ? -1 : 0;
  }
  return codes;
}
