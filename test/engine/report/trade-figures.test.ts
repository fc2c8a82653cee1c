import { describe, expect, it } from 'vitest';
import { tradeFigure } from '../../../engine/report/trade-figures.ts';

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
  it('draws one dot a trade, and says how they ended', () => {
    const figure = tradeFigure({
      name: 'own',
      trades: tradesOf([0.1, -0.02, 0.04]),
      curve,
      index: 0,
      most: 4,
    });
    expect(figure.match(/M[\d.]+ [\d.]+h0/g)).toHaveLength(3);
    expect(figure).toContain('3 trades, 66.7 % of them with a gain');
    expect(figure).toContain('the mean return is 4.00 %, the median 4.00 %');
  });

  it('is left out without a trade', () => {
    expect(tradeFigure({ name: 'own', trades: [], curve, index: 0, most: 4 })).toBe('');
  });
});
