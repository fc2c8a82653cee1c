import { describe, expect, it } from 'vitest';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { catalogue } from '../../features/catalogue.ts';
import { UNKNOWN_CODE } from '../../engine/core/feature-source.ts';
import { nextReturns } from '../../engine/learn/dataset.ts';
import { scaleOf } from '../../features/scale.ts';
import {
  defineTarget,
  namedTarget,
  TARGET_NAMES,
  targetValues,
  type TargetName,
} from '../../features/targets.ts';
import { columnOf } from './kernels/column.ts';
import { barsOf } from './random-bars.ts';

const DAILY = scaleOf('1d');

const codesOf = (bars: Bars, name: TargetName, threshold?: number): Int8Array =>
  namedTarget(name, threshold).codes(bars, DAILY);
const BARS = barsOf({ seed: 5, rows: 120, timeframe: '1d', tick: 0.5, quiet: 0.1 });

function withCloses(...closes: readonly number[]): Bars {
  const close = columnOf(...closes);
  return { time: close, open: close, high: close, low: close, close, volume: close };
}

describe('buckets', () => {
  it('are up, down and neutral', () => {
    const returns = [0.0101, -0.0101, 0.0099, -0.0099, 0];
    const closes = [1];
    for (const r of returns) closes.push(closes.at(-1)! * Math.exp(r));
    const codes = codesOf(withCloses(...closes), 'bucket');
    expect(Array.from(codes)).toEqual([1, -1, 0, 0, 0, UNKNOWN_CODE]);
  });

  it('count a return of the threshold as neutral, and of minus the threshold as down', () => {
    const bars = withCloses(1, 1.5, 1.2);
    const [rise, fall] = nextReturns(bars);
    const codesAt = (threshold: number): Int8Array => codesOf(bars, 'bucket', threshold);
    expect(codesAt(rise!)[0]).toBe(0);
    expect(codesAt(-fall!)[1]).toBe(-1);
  });

  it.each([1, 0.5, 0, -0.01, Number.NaN])('refuse a threshold of %s', (threshold) => {
    const ask = (): unknown => namedTarget('bucket', threshold);
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(/expected a number .* \(a fraction such as 0\.01 for 1 %\), got/);
  });
});

describe('every target', () => {
  it.each(TARGET_NAMES)('%s is unknown on as many last bars as its horizon', (name) => {
    const horizonBars = namedTarget(name).horizonBars(DAILY);
    const [value, codes] = [targetValues(name, BARS, DAILY), codesOf(BARS, name)];
    const known = BARS.close.length - horizonBars;
    expect(codes.subarray(known).every((code) => code === UNKNOWN_CODE)).toBe(true);
    expect(value.subarray(known).every(Number.isNaN)).toBe(true);
    expect(codes.subarray(30, known).every((code) => Math.abs(code) <= 1)).toBe(true);
  });

  it.each(TARGET_NAMES)('%s does not depend on bars beyond its horizon', (name) => {
    const horizonBars = namedTarget(name).horizonBars(DAILY);
    const [value, codes] = [targetValues(name, BARS, DAILY), codesOf(BARS, name)];
    const close = BARS.close.slice();
    close.fill(1, 60 + horizonBars + 1);
    const other = { ...BARS, close };
    expect(targetValues(name, other, DAILY).subarray(0, 61)).toEqual(value.subarray(0, 61));
    expect(codesOf(other, name).subarray(0, 61)).toEqual(codes.subarray(0, 61));
  });
});

describe('targets by their definitions', () => {
  const close = BARS.close;
  const names = ['ret_std_20d', 'log_ret_20d'];
  const [deviation, past] = catalogue.columns(BARS, names, DAILY);
  const ahead = (i: number, bars: number): number => Math.log(close[i + bars]! / close[i]!);
  const values = (name: (typeof TARGET_NAMES)[number]): Float64Array =>
    targetValues(name, BARS, DAILY);
  const rows = Array.from({ length: 60 }, (_, k) => 40 + k);

  it('have the right values', () => {
    for (const i of rows) {
      expect(values('sign')[i]).toBe(ahead(i, 1));
      expect(values('forward_5')[i]).toBe(ahead(i, 5));
      expect(values('vol_normalised_5')[i]).toBeCloseTo(
        ahead(i, 5) / (deviation![i]! * Math.sqrt(5)),
        10,
      );
      expect(values('risk_normalised')[i]).toBeCloseTo(ahead(i, 1) / deviation![i]!, 10);
      expect(values('trend_persistence')[i]! + 0).toBe(
        Math.sign(ahead(i, 5)) * Math.sign(past![i]!) + 0,
      );
      expect(values('vol_bucket')[i]).toBe(ahead(i, 1));
    }
  });

  it('have the right classes', () => {
    const codes = (name: (typeof TARGET_NAMES)[number]): Int8Array => codesOf(BARS, name);
    const bucket = (x: number, limit: number): number => (x > limit ? 1 : x <= -limit ? -1 : 0);
    for (const i of rows) {
      expect(codes('sign')[i]).toBe(Math.sign(ahead(i, 1)) + 0);
      expect(codes('forward_5_sign')[i]).toBe(Math.sign(ahead(i, 5)) + 0);
      expect(codes('forward_5')[i]).toBe(bucket(ahead(i, 5), 0.01));
      expect(codes('vol_bucket')[i]).toBe(bucket(ahead(i, 1), 0.5 * deviation![i]!));
    }
  });

  it('look five days ahead, which is scaled on 4-hour bars like other periods', () => {
    const horizons = (timeframe: '1d' | '4h'): number[] =>
      TARGET_NAMES.map((name) => namedTarget(name).horizonBars(scaleOf(timeframe)));
    expect(horizons('1d')).toEqual([1, 1, 5, 5, 5, 1, 5, 1, 5]);
    expect(horizons('4h')).toEqual([1, 1, 32, 32, 32, 1, 32, 1, 32]);
  });

  it('ma_dir is the direction in which the 20-day mean moves in five days', () => {
    const mean = (i: number): number => close.subarray(i - 19, i + 1).reduce((a, b) => a + b) / 20;
    for (const i of rows) {
      expect(targetValues('ma_dir', BARS, DAILY)[i]).toBeCloseTo(mean(i + 5) - mean(i), 10);
      expect(codesOf(BARS, 'ma_dir')[i]).toBe(Math.sign(mean(i + 5) - mean(i)));
    }
  });

  it('are unknown if the deviation is 0', () => {
    const flat = withCloses(...Array<number>(40).fill(3));
    expect(codesOf(flat, 'vol_bucket')[30]).toBe(UNKNOWN_CODE);
    expect(targetValues('risk_normalised', flat, DAILY)[30]).toBeNaN();
  });
});

describe("a user's own target", () => {
  it('has the given name and codes, and no threshold', () => {
    const codes = ({ close }: Bars): Int8Array => new Int8Array(close.length);
    const target = defineTarget({ name: 'nothing', horizonBars: 2, codes });
    expect(target).toMatchObject({ name: 'nothing', codes, threshold: null });
    expect(target.horizonBars(DAILY)).toBe(2);
    expect(target.horizonBars(scaleOf('4h'))).toBe(2);
  });

  it.each([0, 1.5, -1, Number.NaN])('refuses a horizon of %s bars', (horizonBars) => {
    const codes = (): Int8Array => new Int8Array(0);
    expect(() => defineTarget({ name: 'x', horizonBars, codes })).toThrow(
      /expected a horizon of 1/,
    );
  });
});
