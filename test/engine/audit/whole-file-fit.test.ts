import { describe, expect, it } from 'vitest';
import { wholeFileFault } from '../../../engine/audit/whole-file-fit.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { mean, populationDeviation } from '../../../engine/statistics/moments.ts';
import { quantile } from '../../../engine/statistics/quantile.ts';

const random = randomStream(20260216);
const COUNT = 900;
/** A skewed column without ties. */
const RAW = Float64Array.from({ length: COUNT }, () => Math.exp(2 * random.uniform()) + 3);
const ORDER = Array.from(RAW.keys()).sort((a, b) => RAW[a]! - RAW[b]!);
const RANKS = Float64Array.from(RAW, (_, i) => ORDER.indexOf(i));

const rounded = (values: Float64Array, decimals: number): Float64Array =>
  values.map((value) => Number(value.toFixed(decimals)));
const [least, most] = [Math.min(...RAW), Math.max(...RAW)];
const STANDARD = RAW.map((value) => (value - mean(RAW)) / populationDeviation(RAW));
const RANGE = RAW.map((value) => (value - least) / (most - least));
const spread = quantile(RAW, 0.75) - quantile(RAW, 0.25);

describe('a fit to the whole file is seen', () => {
  it.each<[string, Float64Array, string]>([
    ['standardised', STANDARD, 'standardised'],
    ['standardised, six decimals', rounded(STANDARD, 6), 'standardised'],
    ['standardised, two decimals', rounded(STANDARD, 2), 'standardised'],
    ['standardised, 32 bits', STANDARD.map(Math.fround), 'standardised'],
    ['demeaned', RAW.map((value) => 0.01 * (value - mean(RAW))), 'the mean of all bars'],
    ['scaled by quartiles', RAW.map((v) => (v - quantile(RAW, 0.5)) / spread), 'quartiles'],
    ['scaled to its range', RANGE, 'scaled to its range'],
    ['scaled to its range, four decimals', rounded(RANGE, 4), 'scaled to its range'],
    ['ranks from 0 to 1', RANKS.map((rank) => (rank + 1) / COUNT), 'ranks of all bars'],
    [
      'ranks, four decimals',
      rounded(
        RANKS.map((r) => r / (COUNT - 1)),
        4,
      ),
      'ranks of all bars',
    ],
    ['ranks in whole numbers', RANKS.map((rank) => rank + 1), 'ranks of all bars'],
    ['percentiles', RANKS.map((rank) => Math.floor((100 * rank) / COUNT)), 'equally often'],
    ['quintiles', RANKS.map((rank) => Math.floor((5 * rank) / COUNT)), 'equally often'],
  ])('%s', (_, values, fault) => {
    expect(wholeFileFault(values)).toContain(fault);
  });

  it('with some values missing', () => {
    const values = Float64Array.from([...STANDARD, Number.NaN, Number.NaN]);
    expect(wholeFileFault(values)).toContain('standardised');
  });
});

describe('no fit is seen in', () => {
  it.each<[string, (i: number) => number]>([
    ['raw values', (i) => RAW[i]!],
    ['an index from 0 to 100 in whole numbers', (i) => Math.round(50 + 40 * Math.sin(i * i))],
    ['signs, of which as many are up as down', (i) => (i % 2) * 2 - 1],
    ['weekdays', (i) => i % 7],
    ['hours of a day', (i) => (i * 4) % 24],
    ['the number of the row', (i) => i],
    ['weekly values that stand for a week', (i) => RAW[i - (i % 7)]!],
    ['a constant', () => 0],
    ['an oscillator that reaches its ends often', (i) => Math.min(1, Math.max(0, RAW[i]! - 4))],
    ['a sine over whole years', (i) => Math.sin((2 * Math.PI * i) / 30)],
    ['small returns of a small mean', (i) => 1e-9 * (RAW[i]! - mean(RAW) + 1e-3)],
    ['means so far', (i) => mean(RAW.subarray(0, i + 1))],
  ])('%s', (_, value) => {
    expect(wholeFileFault(Float64Array.from({ length: COUNT }, (_, i) => value(i)))).toBe(
      undefined,
    );
  });

  it('a few values, which may be anything', () => {
    expect(wholeFileFault(Array.from({ length: 50 }, (_, i) => i / 49))).toBe(undefined);
  });
});
