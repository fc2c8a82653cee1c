import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tradeTable } from '../../../engine/report/trade-table.ts';
import { tradesOf } from './toy-trades.ts';

describe('a table of trades', () => {
  it('has every trade in the order of time, with its share of the growth', () => {
    // Equity 1 → 2 → 1 → 4: log growth of one, minus one and two halvings.
    const { rows, note } = tradeTable('own', tradesOf([1, -0.5, 3]), 4);
    expect(rows).toEqual([
      ['2020-01-01', '2020-01-02', 'long', '1', '100.00 %', '50.0 %', ''],
      ['2020-01-02', '2020-01-03', 'short', '1', '-50.00 %', '-50.0 %', 'worst 1'],
      ['2020-01-03', 'still open', 'long', '1', '300.00 %', '100.0 %', 'best 1'],
      ['all 3', '', '', '3', '300.00 %', '100.0 %', ''],
    ]);
    expect(note).toBeUndefined();
  });

  it('gives a gain a positive share of a loss as well', () => {
    const { rows } = tradeTable('own', tradesOf([1, -0.75]), 4);
    expect(rows.map((row) => row[5])).toEqual(['100.0 %', '-200.0 %', '-100.0 %']);
  });

  it('keeps the extremes and the latest of a long list, and counts the others', () => {
    const returns = [0.01, 0.5, 0.02, -0.4, 0.03, 0.04, 0.05, -0.01];
    const { rows, note } = tradeTable('own', tradesOf(returns), 4);
    expect(rows.map(([day, , , bars, gain]) => [day, bars, gain])).toEqual([
      ['2020-01-02', '1', '50.00 %'],
      ['2020-01-04', '1', '-40.00 %'],
      ['2020-01-07', '1', '5.00 %'],
      ['2020-01-08', '1', '-1.00 %'],
      // 1.01 · 1.02 · 1.03 · 1.04 and the product of all.
      ['4 others', '4', '10.36 %'],
      ['all 8', '8', '3.24 %'],
    ]);
    expect(note).toContain('4 of 8 trades: the 1 largest gains, the 1 largest losses');
    expect(note).toContain('--trades FILE.csv');
  });

  it('has no share where nothing was earned, or all was lost', () => {
    for (const returns of [
      [0, 0],
      [0.5, -1],
    ]) {
      const { rows } = tradeTable('own', tradesOf(returns), 4);
      expect(rows.map((row) => row[5])).toEqual(['-', '-', '-']);
    }
  });

  it('lists as many trades as it may, whose returns multiply to that of all', () => {
    const value = fc.integer({ min: -900, max: 2000 }).map((share) => share / 1000);
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.integer({ min: 4, max: 20 }),
        (found, most) => {
          const { rows } = tradeTable('own', tradesOf(found), most);
          const listed = rows.filter(([day]) => /^\d{4}-/.test(day!));
          expect(listed).toHaveLength(Math.min(most, found.length));
          expect(listed).toEqual(listed.toSorted());
          const equity = found.reduce((product, gain) => product * (1 + gain), 1);
          const shown = Number(rows.at(-1)![4]!.slice(0, -2).replaceAll(',', ''));
          const exact = 100 * (equity - 1);
          const half = Math.abs(exact) < 999 ? 0.0051 : 0.51;
          expect(Math.abs(shown - exact)).toBeLessThan(half);
          const kept = listed.map((row) => Number(row[4]!.slice(0, -2)));
          if (found.length > 0) {
            expect(kept).toContain(
              Math.max(...found.map((gain) => Number((100 * gain).toFixed(2)))),
            );
            expect(kept).toContain(
              Math.min(...found.map((gain) => Number((100 * gain).toFixed(2)))),
            );
          }
        },
      ),
      { seed: 11, numRuns: 200 },
    );
  });
});
