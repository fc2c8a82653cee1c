import { describe, expect, it } from 'vitest';
import { laterBarFault } from '../../../engine/audit/later-bar.ts';
import { madeUpBars } from '../../leaks/made-up-bars.ts';

const BARS = madeUpBars('1d');
const { open, high, low, close, volume } = BARS;
const at = (column: Float64Array, row: number): number => column[row] ?? Number.NaN;
const column = (value: (row: number) => number): Float64Array => close.map((_, row) => value(row));

describe('a later bar is seen in', () => {
  it.each<[string, Float64Array, string]>([
    ['its close', column((i) => at(close, i + 1)), 'close of the next bar'],
    ['its volume', column((i) => Math.log1p(at(volume, i + 1))), 'volume of the next bar'],
    ['its gap', column((i) => at(open, i + 1) / close[i]! - 1), 'gap of the next bar'],
    ['its range', column((i) => at(high, i + 1) / at(low, i + 1)), 'range of the next bar'],
    ['a volume two bars on', column((i) => -at(volume, i + 2)), 'volume 2 bars later'],
  ])('%s', (_, values, what) => {
    expect(laterBarFault(values, BARS)).toContain(what);
  });
});

describe('no later bar is seen in', () => {
  it.each<[string, (row: number) => number]>([
    ['the close', (i) => close[i]!],
    ['the close before', (i) => at(close, i - 1)],
    ['a mean of prices, which moves slowly', (i) => (open[i]! + high[i]! + low[i]!) / 3],
    ['the volume', (i) => volume[i]!],
    ['the number of the row', (i) => i],
    ['a constant', () => 1],
  ])('%s', (_, value) => {
    expect(laterBarFault(column(value), BARS)).toBe(undefined);
  });

  it('the close where the next bar opens at it', () => {
    const bars = { ...BARS, open: column((i) => (i === 0 ? open[0]! : close[i - 1]!)) };
    expect(laterBarFault(close, bars)).toBe(undefined);
  });
});
