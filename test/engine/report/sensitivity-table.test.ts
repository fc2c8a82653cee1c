import { describe, expect, it } from 'vitest';
import { sensitivityTable } from '../../../engine/report/sensitivity-table.ts';
import { rowsOf } from './figure-rows.ts';

/** A set whose Sharpe ratio falls by `sharpe` halves with the cost. */
function account(name: string, sharpe: number, costs: readonly number[]) {
  const point = (value: number, at: number) => ({
    value,
    own: value === 5,
    sharpe: at,
    annualReturn: 0,
    maxDrawdown: 0,
    bars: 9,
  });
  return {
    name,
    sensitivity: {
      curves: [
        { setting: 'costBps', points: costs.map((cost, i) => point(cost, sharpe / (i + 1))) },
        { setting: 'window', points: [] },
      ],
      breakEvenCostBps: 10 * sharpe,
      without: [{ what: 'without the best days', sharpe: null, totalLogReturn: null, bars: 9 }],
    },
  };
}

describe('the sensitivity of several sets', () => {
  it('has a row for each value of each setting, and a column for each set', () => {
    const html = sensitivityTable([account('a', 2, [0, 5]), account('b', 1, [0])]);
    expect(rowsOf(html)).toEqual([
      ['cost of a trade, basis points', '0', '2.00', '1.00'],
      ['cost of a trade, basis points', '5 (as tested)', '1.00', '-'],
      ['break-even cost', '-', '20.0', '10.0'],
      ['without the best days', '-', '-', '-'],
    ]);
    expect(html).toContain('<th scope=col class=n>a<th scope=col class=n>b');
  });

  it('is left out for one set, whose own table has more', () => {
    expect(sensitivityTable([account('a', 2, [0]), { name: 'b', sensitivity: undefined }])).toBe(
      '',
    );
  });
});
