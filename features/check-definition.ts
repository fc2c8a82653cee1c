/**
 * Tests on made-up bars whether a feature does what its definition says, before it is added to a
 * catalogue. Without this test, a wrong lookback, a warm-up that is too short or a look into the
 * future would give wrong results, and perhaps nobody would notice.
 */

import { barSeconds } from '../engine/core/bar-time.ts';
import { BAR_FIELDS, sliceBars, type Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import type { Scale } from '../engine/core/feature-source.ts';
import { randomStream } from '../engine/core/random.ts';
import type { FeatureDefinition } from './definition.ts';
import { frameOf } from './frame.ts';
import { scaleOf } from './scale.ts';

/** Number of rows after the warm-up that are compared. */
const ROWS = 60;
/** Largest relative difference that the start of a history may leave after the warm-up. */
const TOLERANCE = 1e-9;
/** 2024-01-01, a Monday. */
const FIRST_TIME = 1_704_067_200;

/**
 * Tests `definition` on random bars of each of its timeframes.
 * @throws InputError if the name, the lookback or the warm-up is not allowed, if the column has
 *   another length than the bars, if the first defined row is not the one that the lookback says,
 *   if later bars change an earlier value, and if bars before the warm-up change the last value
 */
export function checkDefinition(definition: FeatureDefinition): void {
  const { name } = definition;
  if (!/^[A-Za-z][\w:.~-]*$/.test(name)) {
    throw new InputError(
      `feature "${name}": expected a name of letters, digits and _ that begins with a letter`,
    );
  }
  for (const timeframe of definition.timeframes) checkAt(definition, scaleOf(timeframe));
}

function checkAt(definition: FeatureDefinition, scale: Scale): void {
  const { name } = definition;
  const refuse = (what: string): never => {
    throw new InputError(`feature ${name}: ${what}`);
  };
  const lookback = definition.lookback(scale);
  const warmup = definition.warmup(scale);
  for (const [what, bars] of Object.entries({ lookback, 'warm-up': warmup ?? lookback })) {
    if (Number.isInteger(bars) && bars >= 0) continue;
    refuse(`expected a ${what} of 0, 1, 2, … bars, got ${bars}`);
  }
  if (warmup !== null && warmup < lookback) {
    refuse(`expected a warm-up of at least the lookback, ${lookback} bars, got ${warmup}`);
  }
  const bars = madeUpBars(Math.max(lookback, warmup ?? 0) + ROWS, definition.inputs, scale);
  const whole = computed(definition, bars, scale);
  const rows = bars.time.length;
  if (whole.length !== rows)
    refuse(`expected ${rows} values for ${rows} bars, got ${whole.length}`);
  const first = whole.findIndex(Number.isFinite);
  if (first !== lookback) {
    const got = first < 0 ? 'no row is defined' : `it is row ${first}`;
    refuse(`the first defined row should be row ${lookback}, its lookback, but ${got}`);
  }
  const end = rows - ROWS / 2;
  const past = computed(definition, sliceBars(bars, 0, end), scale);
  const changed = past.findIndex((value, i) => !Object.is(value, whole[i]));
  if (changed >= 0) {
    refuse(
      `it looks into the future: without the bars after row ${end - 1}, its value at row ` +
        `${changed} is ${past[changed]} instead of ${whole[changed]}`,
    );
  }
  if (warmup === null) return;
  const settled = computed(definition, sliceBars(bars, rows - 1 - warmup, rows), scale).at(-1)!;
  const full = whole.at(-1)!;
  if (!(Math.abs(settled - full) <= TOLERANCE * Math.max(1, Math.abs(full)))) {
    refuse(
      `its warm-up of ${warmup} bars is too short: with ${warmup + 1} bars the last value is ` +
        `${settled}, with ${rows} bars it is ${full}; write warmup: 'never' if every bar of the ` +
        'history always matters',
    );
  }
}

function computed(definition: FeatureDefinition, bars: Bars, scale: Scale): Float64Array {
  return definition.compute(frameOf(bars, scale));
}

/** Bars of a random walk. Columns beyond the usual fields are random numbers. */
function madeUpBars(rows: number, inputs: readonly string[], scale: Scale): Bars {
  const random = randomStream(rows);
  const column = (value: (i: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => value(i));
  let price = 100;
  const open = new Float64Array(rows);
  const close = column((i) => {
    open[i] = price * (1 + 0.002 * random.normal());
    price *= Math.exp(0.02 * random.normal());
    return price;
  });
  const beyond = (): number => 1 + 0.01 * (0.1 + random.uniform());
  const fields: readonly string[] = BAR_FIELDS;
  const further = inputs.filter((name) => !fields.includes(name));
  return {
    time: column((i) => FIRST_TIME + i * barSeconds(scale.timeframe)),
    open,
    high: column((i) => Math.max(open[i]!, close[i]!) * beyond()),
    low: column((i) => Math.min(open[i]!, close[i]!) / beyond()),
    close,
    volume: column(() => 1000 * (0.1 + random.uniform())),
    extra: Object.fromEntries(further.map((name) => [name, column(() => random.normal())])),
  };
}
