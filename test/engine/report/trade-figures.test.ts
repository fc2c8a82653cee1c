import { describe, expect, it } from 'vitest';
import { tradeFigure } from '../../../engine/report/trade-figures.ts';
import { DAY, START, tradesOf } from './toy-trades.ts';

const curve = {
  time: Array.from({ length: 40 }, (_, i) => START + i * DAY),
  equity: Array.from({ length: 40 }, () => 1),
  positions: Array.from({ length: 40 }, () => 1),
};

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
    expect(figure).toContain('3 trades, 66.7 % with a gain');
    expect(figure).toContain('the mean return is 4.00 %, the median 4.00 %');
  });

  it('is left out without a trade', () => {
    expect(tradeFigure({ name: 'own', trades: [], curve, index: 0, most: 4 })).toBe('');
  });
});
