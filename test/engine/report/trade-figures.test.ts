import { describe, expect, it } from 'vitest';
import { tradeFigure } from '../../../engine/report/trade-figures.ts';
import { rowsOf } from './figure-rows.ts';

const DAY = 86_400;
const START = Date.parse('2020-01-01') / 1000;
const curve = {
  time: Array.from({ length: 40 }, (_, i) => START + i * DAY),
  equity: Array.from({ length: 40 }, () => 1),
  positions: Array.from({ length: 40 }, () => 1),
};

/** Trades of one bar each, one a day, with these returns; the last one is open. */
function tradesOf(returns: readonly number[]) {
  return returns.map((value, i) => ({
    entryTime: START + i * DAY,
    exitTime: START + (i + 1) * DAY,
    side: i % 2 === 0 ? ('long' as const) : ('short' as const),
    bars: 1,
    return: value,
    open: i === returns.length - 1,
  }));
}

describe('a figure of trades', () => {
  it('lists the worst, the best and the latest with their dates', () => {
    const returns = Array.from({ length: 12 }, (_, i) => (i - 5) / 100);
    const figure = tradeFigure({ name: 'own', trades: tradesOf(returns), curve, index: 0 });
    const rows = rowsOf(figure);
    expect(rows).toHaveLength(20);
    expect(rows[0]).toEqual(['worst 1', '2020-01-01', '2020-01-02', 'long', '1', '-5.00 %']);
    expect(rows[5]).toEqual(['best 1', '2020-01-12', 'still open', 'short', '1', '6.00 %']);
    expect(rows[10]![0]).toBe('latest 1');
    expect(rows[11]!.slice(1)).toEqual(['2020-01-11', '2020-01-12', 'long', '1', '5.00 %']);
  });

  it('draws one dot a trade, and says how they ended', () => {
    const figure = tradeFigure({
      name: 'own',
      trades: tradesOf([0.1, -0.02, 0.04]),
      curve,
      index: 0,
    });
    expect(figure.match(/M[\d.]+ [\d.]+h0/g)).toHaveLength(3);
    expect(figure).toContain('3 trades, 66.7 % of them with a gain');
    expect(figure).toContain('the mean return is 4.00 %, the median 4.00 %');
  });

  it('is left out without a trade', () => {
    expect(tradeFigure({ name: 'own', trades: [], curve, index: 0 })).toBe('');
  });
});
