import { describe, expect, it } from 'vitest';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { computeFeatures } from '../../features/compute.ts';
import {
  computeTarget,
  TARGET_NAMES,
  targetHorizon,
  nextReturns,
  UNKNOWN_CODE,
} from '../../features/targets.ts';
import { columnOf } from './kernels/column.ts';
import { barsOf } from './random-bars.ts';

const DAILY = { timeframe: '1d' } as const;
const BARS = barsOf({ seed: 5, rows: 120, timeframe: '1d', tick: 0.5, quiet: 0.1 });

function withCloses(...closes: readonly number[]): Bars {
  const close = columnOf(...closes);
  return { time: close, open: close, high: close, low: close, close, volume: close };
}

describe('buckets', () => {
  it('tell up, down and neutral', () => {
    const returns = [0.0101, -0.0101, 0.0099, -0.0099, 0];
    const closes = [1];
    for (const r of returns) closes.push(closes.at(-1)! * Math.exp(r));
    const { codes } = computeTarget(withCloses(...closes), 'bucket', DAILY);
    expect(Array.from(codes)).toEqual([1, -1, 0, 0, 0, UNKNOWN_CODE]);
  });

  it('count the threshold itself as neutral above and as down below', () => {
    const bars = withCloses(1, 1.5, 1.2);
    const [rise, fall] = nextReturns(bars);
    const codesAt = (threshold: number): Int8Array =>
      computeTarget(bars, 'bucket', { ...DAILY, threshold }).codes;
    expect(codesAt(rise!)[0]).toBe(0);
    expect(codesAt(-fall!)[1]).toBe(-1);
  });

  it.each([1, 0.5, 0, -0.01, Number.NaN])('refuse a threshold of %s in one line', (threshold) => {
    const ask = (): unknown => computeTarget(BARS, 'bucket', { ...DAILY, threshold });
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(/expected a number .* \(a fraction such as 0\.01 for 1 %\), got/);
  });
});

describe('every target', () => {
  it.each(TARGET_NAMES)('%s is unknown on the last bars, as many as its horizon', (name) => {
    const { value, codes, horizonBars } = computeTarget(BARS, name, DAILY);
    expect(horizonBars).toBe(targetHorizon(name));
    const known = BARS.close.length - horizonBars;
    expect(codes.subarray(known).every((code) => code === UNKNOWN_CODE)).toBe(true);
    expect(value.subarray(known).every(Number.isNaN)).toBe(true);
    expect(codes.subarray(30, known).every((code) => Math.abs(code) <= 1)).toBe(true);
  });

  it.each(TARGET_NAMES)('%s needs no bar beyond its horizon', (name) => {
    const { value, codes, horizonBars } = computeTarget(BARS, name, DAILY);
    const close = BARS.close.slice();
    close.fill(1, 60 + horizonBars + 1);
    const other = computeTarget({ ...BARS, close }, name, DAILY);
    expect(other.value.subarray(0, 61)).toEqual(value.subarray(0, 61));
    expect(other.codes.subarray(0, 61)).toEqual(codes.subarray(0, 61));
  });
});

describe('targets by their definitions', () => {
  const close = BARS.close;
  const names = ['ret_std_20d', 'log_ret_20d'];
  const [deviation, past] = computeFeatures(BARS, names, DAILY).columns;
  const ahead = (i: number, bars: number): number => Math.log(close[i + bars]! / close[i]!);
  const values = (name: (typeof TARGET_NAMES)[number]): Float64Array =>
    computeTarget(BARS, name, DAILY).value;
  const rows = Array.from({ length: 60 }, (_, k) => 40 + k);

  it('values', () => {
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

  it('classes', () => {
    const codes = (name: (typeof TARGET_NAMES)[number]): Int8Array =>
      computeTarget(BARS, name, DAILY).codes;
    const bucket = (x: number, limit: number): number => (x > limit ? 1 : x <= -limit ? -1 : 0);
    for (const i of rows) {
      expect(codes('sign')[i]).toBe(Math.sign(ahead(i, 1)) + 0);
      expect(codes('forward_5_sign')[i]).toBe(Math.sign(ahead(i, 5)) + 0);
      expect(codes('forward_5')[i]).toBe(bucket(ahead(i, 5), 0.01));
      expect(codes('vol_bucket')[i]).toBe(bucket(ahead(i, 1), 0.5 * deviation![i]!));
    }
  });

  it('are unknown where the deviation is 0', () => {
    const flat = withCloses(...Array<number>(40).fill(3));
    expect(computeTarget(flat, 'vol_bucket', DAILY).codes[30]).toBe(UNKNOWN_CODE);
    expect(computeTarget(flat, 'risk_normalised', DAILY).value[30]).toBeNaN();
  });
});
