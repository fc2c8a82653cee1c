/**
 * Targets: what a model predicts. Vocabulary: a target has a value, which is a number for each bar,
 * and a code, which is the class of the value (-1 down, 0 neutral, +1 up). Its horizon is the
 * number of later bars after which the value of a bar is known.
 * Must not know: folds, models.
 */

import type { Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import { UNKNOWN_CODE, type Scale, type Target } from '../engine/core/feature-source.ts';
import { resolveOptions, type NumberRow } from '../engine/core/options.ts';
import { frameOf, logReturn, meanClose, shapeReturn, type Frame } from './frame.ts';
import { periodBars, type Period } from './scale.ts';

export const TARGET_NAMES = [
  'bucket',
  'sign',
  'forward_5',
  'forward_5_sign',
  'vol_normalised_5',
  'risk_normalised',
  'trend_persistence',
  'vol_bucket',
  'ma_dir',
] as const;
/** The name of a built-in target. */
export type TargetName = (typeof TARGET_NAMES)[number];

/** The option for the threshold θ, for the option tables of commands. */
export const THRESHOLD_OPTION = {
  kind: 'number',
  default: 0.01 as number,
  min: 0.0001,
  max: 0.4999,
  unit: '(a fraction such as 0.01 for 1 %)',
  doc: 'Log return of the next bar: more than this is up, minus this or less is down',
} as const satisfies NumberRow<number>;

/** How far the longer targets look ahead; on shorter bars it is scaled like every period. */
const FORWARD_PERIOD = { days: 5 };
/** The threshold of values that are measured in standard deviations. */
const DEVIATION_THRESHOLD = 0.5;
const DEVIATION_PERIOD = { days: 20 };
const NEXT_BAR = { bars: 1 };

type TargetDefinition = {
  readonly horizon: Period;
  /** What decides the class: the sign of the value, θ, or half a standard deviation. */
  readonly classes: 'sign' | 'threshold' | 'deviations';
  /** The values, NaN if unknown. */
  readonly compute: (frame: Frame) => Float64Array;
  /** The number that decides the class, if this is not the value. */
  readonly classify?: (frame: Frame) => Float64Array;
};

const DEFINITIONS: Readonly<Record<TargetName, TargetDefinition>> = {
  bucket: { horizon: NEXT_BAR, classes: 'threshold', compute: nextReturn },
  sign: { horizon: NEXT_BAR, classes: 'sign', compute: nextReturn },
  forward_5: { horizon: FORWARD_PERIOD, classes: 'threshold', compute: forwardReturn },
  forward_5_sign: { horizon: FORWARD_PERIOD, classes: 'sign', compute: forwardReturn },
  vol_normalised_5: {
    horizon: FORWARD_PERIOD,
    classes: 'deviations',
    compute: (frame) =>
      perDeviation(frame, forwardReturn(frame), Math.sqrt(periodBars(FORWARD_PERIOD, frame.scale))),
  },
  risk_normalised: { horizon: NEXT_BAR, classes: 'deviations', compute: riskNormalised },
  trend_persistence: {
    horizon: FORWARD_PERIOD,
    classes: 'sign',
    compute: (frame) => {
      const past = logReturn(frame, periodBars(DEVIATION_PERIOD, frame.scale));
      return forwardReturn(frame).map((ahead, i) => Math.sign(ahead) * Math.sign(past[i]!));
    },
  },
  vol_bucket: {
    horizon: NEXT_BAR,
    classes: 'deviations',
    compute: nextReturn,
    classify: riskNormalised,
  },
  ma_dir: { horizon: FORWARD_PERIOD, classes: 'sign', compute: meanChange },
};

/**
 * The target `name`, in the form that the engine needs.
 * @param threshold θ of `bucket` and `forward_5`, a fraction
 * @throws InputError if the threshold is not from 0.0001 to 0.4999
 *
 * @example
 * const target = namedTarget('forward_5', 0.03);
 */
export function namedTarget(
  name: TargetName,
  threshold: number = THRESHOLD_OPTION.default,
): Target & { readonly threshold: number } {
  resolveOptions({ threshold: THRESHOLD_OPTION }, { threshold }, `target ${name}`);
  const { horizon, classes, compute, classify = compute } = DEFINITIONS[name];
  const limit = { sign: 0, threshold, deviations: DEVIATION_THRESHOLD }[classes];
  return {
    name,
    threshold,
    horizonBars: (scale) => periodBars(horizon, scale),
    codes: (bars, scale) => classCodes(classify(frameOf(bars, scale)), limit),
  };
}

/** Whether the classes of the target `name` depend on the threshold θ. */
export function dependsOnThreshold(name: TargetName): boolean {
  return DEFINITIONS[name].classes === 'threshold';
}

/** The value of the target `name` for every bar: Float64Array (rows), NaN if unknown. */
export function targetValues(name: TargetName, bars: Bars, scale: Scale): Float64Array {
  return DEFINITIONS[name].compute(frameOf(bars, scale));
}

/**
 * A target that a user defines.
 * @throws InputError if the horizon is not a whole number of bars, at least 1
 *
 * @example
 * const rises = defineTarget({
 *   name: 'rises',
 *   horizonBars: 1,
 *   codes: ({ close }) =>
 *     Int8Array.from(close, (price, i) =>
 *       i + 1 === close.length ? UNKNOWN_CODE : Math.sign(close[i + 1]! - price),
 *     ),
 * });
 */
export function defineTarget(
  spec: Pick<Target, 'name' | 'codes'> & { readonly horizonBars: number },
): Target {
  const { name, horizonBars, codes } = spec;
  if (!Number.isInteger(horizonBars) || horizonBars < 1) {
    throw new InputError(
      `target ${name}: expected a horizon of 1, 2, 3, … bars, got ${horizonBars}`,
    );
  }
  return { name, threshold: null, horizonBars: () => horizonBars, codes };
}

/** log(c[+lag] / c), NaN if the bar c[+lag] does not exist yet. */
function returnsAhead(close: Float64Array, lag: number): Float64Array {
  const target = new Float64Array(close.length).fill(Number.NaN);
  for (let i = 0; i + lag < close.length; i++) target[i] = Math.log(close[i + lag] / close[i]);
  return target;
}

function nextReturn(frame: Frame): Float64Array {
  return returnsAhead(frame.bars.close, 1);
}

function forwardReturn(frame: Frame): Float64Array {
  return returnsAhead(frame.bars.close, periodBars(FORWARD_PERIOD, frame.scale));
}

function riskNormalised(frame: Frame): Float64Array {
  return perDeviation(frame, nextReturn(frame), 1);
}

/** sma(c, 20 days)[+5 days] - sma(c, 20 days), NaN if one of them is not known. */
function meanChange(frame: Frame): Float64Array {
  const mean = meanClose(frame, periodBars(DEVIATION_PERIOD, frame.scale));
  const ahead = periodBars(FORWARD_PERIOD, frame.scale);
  return mean.map((value, i) => (mean[i + ahead] ?? Number.NaN) - value);
}

/** `value / (std(r, 20 days) · factor)`, NaN if the deviation is 0 or undefined. */
function perDeviation(frame: Frame, value: Float64Array, factor: number): Float64Array {
  const { deviation } = shapeReturn(frame, periodBars(DEVIATION_PERIOD, frame.scale));
  return value.map((x, i) => (deviation[i]! > 0 ? x / (deviation[i]! * factor) : Number.NaN));
}

/** -1 if value ≤ -limit, +1 if value > limit, else 0; if limit is 0, the sign of the value. */
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
