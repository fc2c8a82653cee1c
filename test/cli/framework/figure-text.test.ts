import { expect, it } from 'vitest';
import { dollars, signedPercent } from '../../../cli/framework/figure-text.ts';

it('dollars have separators, and cents where they matter', () => {
  expect([7412.4, 1000, 0.5, 0, 12.345, 1_234_567.8, Number.NaN].map(dollars)).toEqual([
    '$7,412',
    '$1,000',
    '$0.50',
    '$0',
    '$12.35',
    '$1,234,568',
    '-',
  ]);
});

it('a change has its sign', () => {
  expect([0.066, -0.513, 0, Number.NaN].map((value) => signedPercent(value))).toEqual([
    '+6.6 %',
    '-51.3 %',
    '0.0 %',
    '-',
  ]);
});
