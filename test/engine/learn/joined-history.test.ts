import { describe, expect, it } from 'vitest';
import { sampleBars } from '../../../data/sample-bars.ts';
import { testedMarket } from '../../../engine/backtest/tested-market.ts';
import { sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { buildDataset, type Dataset } from '../../../engine/learn/dataset.ts';
import { joinedHistory } from '../../../engine/learn/joined-history.ts';
import { planOf } from '../../dataset-plan.ts';

const BARS = sliceBars(sampleBars('1d', 7), 0, 120);
const dataOf = (bars: Bars): Dataset => buildDataset(bars, planOf(['rsi_14', 'log_ret_5d']));
const DATA = dataOf(BARS);

/** Rows 2 … 5, 40 … 44 and 60. */
const ROWS = Int32Array.of(2, 3, 4, 5, 40, 41, 42, 43, 44, 60);

describe('a joined history', () => {
  it('has the rows, with their labels, features and next returns', () => {
    const { matrix, labels, time, nextReturn } = joinedHistory(DATA, ROWS);
    expect(matrix.rows).toBe(ROWS.length);
    ROWS.forEach((row, i) => {
      expect(labels[i]).toBe(DATA.labels[row]);
      expect(time[i]).toBe(DATA.time[row]);
      expect(nextReturn[i]).toBe(DATA.nextReturn[row]);
      for (let column = 0; column < 2; column++) {
        const whole = DATA.matrix.values[column * DATA.matrix.rows + row];
        expect(matrix.values[column * ROWS.length + i]).toBe(whole);
      }
    });
  });

  it('earns on each bar what the bar has earned, and nothing between two runs', () => {
    const joined = joinedHistory(DATA, ROWS);
    const folds = [{ trainEnd: 0, testStart: 0, testEnd: ROWS.length }];
    const { market, bar } = testedMarket({ dataset: joined, folds });
    expect(Array.from(bar)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    ROWS.forEach((row, i) => {
      const earned = Math.log(market.close[i + 1]! / market.close[i]!);
      expect(earned).toBeCloseTo(DATA.nextReturn[row]!, 12);
    });
  });

  it('does not change with the bars that are left out', () => {
    const bar = DATA.barIndex;
    const left = (i: number): boolean =>
      (i > bar[5]! + 1 && i < bar[40]!) || (i > bar[44]! + 1 && i < bar[60]!);
    const changed = BARS.close.map((close, i) => (left(i) ? 3 * close : close));
    const other = { ...DATA, bars: { ...BARS, close: changed } };
    expect(joinedHistory(other, ROWS).bars.close).toEqual(joinedHistory(DATA, ROWS).bars.close);
  });

  it('of all rows is the dataset', () => {
    const all = Int32Array.from({ length: DATA.matrix.rows }, (_, row) => row);
    const joined = joinedHistory(DATA, all);
    const first = DATA.barIndex[0]!;
    expect(joined.bars.close).toEqual(BARS.close.slice(first));
    expect(joined.barIndex).toEqual(DATA.barIndex.map((bar) => bar - first));
  });
});
