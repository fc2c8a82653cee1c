/**
 * Columns that came with the bars and know the future: in later volatility, on few bars, in digits.
 * Only their values can be looked at.
 */

import { randomStream } from '../../engine/core/random.ts';
import type { BarSeries } from '../../index.ts';
import { quantileOf, returns, shifted } from './planted.ts';

/** A column with a leak, and what the audit must say of it. */
export type ValueLeak = {
  readonly name: string;
  readonly says: RegExp;
  readonly column: (bars: BarSeries) => Float64Array;
};

const next = (bars: BarSeries): Float64Array => shifted(returns(bars), -1);
const momentum = (bars: BarSeries): Float64Array => returns(bars, 5);

/** The mean size of the returns from `from` to `to` bars on; 1 is that of the next bar. */
function sizes(bars: BarSeries, from: number, to: number): Float64Array {
  const size = returns(bars).map(Math.abs);
  return size.map((_, i) => {
    let sum = 0;
    for (let k = from; k <= to; k++) sum += size[i + k] ?? Number.NaN;
    return sum / (to - from + 1);
  });
}

function ratio(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, i) => value / other[i]!);
}

/** The column with `change` of its value and the next return at each row. */
function changed(
  column: (bars: BarSeries) => Float64Array,
  change: (value: number, ahead: number, row: number) => number,
) {
  return (bars: BarSeries): Float64Array => {
    const ahead = next(bars);
    return column(bars).map((value, row) => change(value, ahead[row]!, row));
  };
}

/** The momentum with the bits of each value changed by whether the next bar rises. */
function withBits(change: (words: Uint32Array, row: number, rises: number) => void) {
  return (bars: BarSeries): Float64Array => {
    const target = momentum(bars).slice();
    const words = new Uint32Array(target.buffer);
    next(bars).forEach((r, row) => change(words, row, Number(r > 0)));
    return target;
  };
}

const VOLATILITY: readonly ValueLeak[] = [
  { name: 'mean_2', says: /size of the next/, column: (bars) => sizes(bars, 1, 2) },
  { name: 'mean_5', says: /size of the next/, column: (bars) => sizes(bars, 1, 5) },
  { name: 'mean_10', says: /size of the next/, column: (bars) => sizes(bars, 1, 10) },
  { name: 'mean_20', says: /size of the next/, column: (bars) => sizes(bars, 1, 20) },
  { name: 'centred_5', says: /size of the next/, column: (bars) => sizes(bars, -5, 5) },
  { name: 'centred_10', says: /size of the next/, column: (bars) => sizes(bars, -10, 10) },
  {
    name: 'next_5_over_last_5',
    says: /size of the next/,
    column: (bars) => ratio(sizes(bars, 1, 5), sizes(bars, -4, 0)),
  },
  {
    name: 'next_20_over_last_20',
    says: /size of the next/,
    column: (bars) => ratio(sizes(bars, 1, 20), sizes(bars, -19, 0)),
  },
  {
    name: 'size_and_as_much_noise',
    says: /size of the next/,
    column: (bars) => {
      const { normal } = randomStream(7);
      return sizes(bars, 1, 1).map((size) => Math.log(size) + 0.7 * normal());
    },
  },
];

const RARE: readonly ValueLeak[] = [
  {
    name: 'copied_every_50th',
    says: /on \d+ bars it is the same multiple/,
    column: changed(momentum, (value, r, row) => (row % 50 === 0 ? r : value)),
  },
  {
    name: 'scaled_every_50th',
    says: /on \d+ bars it is the same multiple/,
    column: changed(momentum, (value, r, row) => (row % 50 === 0 ? 2.7 * r : value)),
  },
  {
    name: 'crashes_flagged',
    says: /bars with its largest values the next bar falls/,
    column: (bars) => {
      const least = quantileOf(next(bars), 0.04);
      return next(bars).map((r) => Number(r < least));
    },
  },
  {
    name: 'large_flagged',
    says: /the next return is large/,
    column: (bars) => {
      const least = quantileOf(sizes(bars, 1, 1), 0.95);
      return sizes(bars, 1, 1).map((size) => Number(size > least));
    },
  },
];

const HIDDEN: readonly ValueLeak[] = [
  {
    name: 'last_bit_set',
    says: /bits from 0 on .* direction/,
    column: withBits((words, row, rises) => (words[2 * row] = (words[2 * row]! & ~1) | rises)),
  },
  {
    name: 'bit_8_set',
    says: /bits from 6 on .* direction/,
    column: withBits(
      (words, row, rises) => (words[2 * row] = (words[2 * row]! & ~256) | (256 * rises)),
    ),
  },
  {
    name: 'class_in_sixth_decimal',
    says: /decimal 6 .* direction/,
    column: changed(momentum, (value, r) => Number(value.toFixed(5)) + 3e-6 * (Math.sign(r) + 1)),
  },
  {
    name: 'parity_of_fourth_decimal',
    says: /decimal 4 .* direction/,
    column: changed(momentum, (value, r) => 2e-4 * Math.round(5e3 * value) + (r > 0 ? 1e-4 : 0)),
  },
  {
    name: 'rounded_and_a_billionth',
    says: /decimal \d .* direction/,
    column: changed(momentum, (value, r) => Number(value.toFixed(4)) + 1e-9 * Math.sign(r)),
  },
  {
    name: 'size_in_sixth_decimal',
    says: /decimal 6 .* is large/,
    column: (bars) => {
      const size = sizes(bars, 1, 1);
      const unit = quantileOf(size, 0.9) / 9;
      return momentum(bars).map(
        (value, i) => Number(value.toFixed(5)) + 1e-6 * Math.min(9, Math.floor(size[i]! / unit)),
      );
    },
  },
];

/** Leaks that the audit finds in values alone. */
export const VALUE_LEAKS: readonly ValueLeak[] = [...VOLATILITY, ...RARE, ...HIDDEN];
