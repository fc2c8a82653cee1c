import { describe, expect, it } from 'vitest';
import { baselineFigure, baselineTable } from '../../../engine/report/baseline-figures.ts';
import { rowsOf } from './figure-rows.ts';

const random = { count: 1000, p05: -0.5, median: 0.1, p95: 1.5, place: 0.02 };
const METRICS = { sharpe: 2, annualReturn: 0.5, maxDrawdown: 0.3, turnover: 0.25 };
const HELD = { sharpe: 1, annualReturn: 0.2, maxDrawdown: 0.8, turnover: 0 };

function account(name: string, sharpe: number | null) {
  const flat = {
    title: 'always flat',
    sharpe: null,
    annualReturn: 0,
    maxDrawdown: 0,
    turnover: 0,
    accuracy: null,
  };
  const last = { ...flat, title: 'last class', sharpe, accuracy: 0.375 };
  return { name, metrics: METRICS, baselines: { rows: [flat, last], random } };
}

describe('a set among baselines', () => {
  const figure = baselineFigure(account('own', -0.5), HELD);

  it('has a row for each account, the set itself first', () => {
    expect(rowsOf(figure)).toEqual([
      ['own', '2.00', '50.0 %', '30.0 %', '0.25', '-'],
      ['buy and hold', '1.00', '20.0 %', '80.0 %', '0.00', '-'],
      ['always flat', '-', '0.0 %', '0.0 %', '0.00', '-'],
      ['last class', '-0.50', '0.0 %', '0.0 %', '0.00', '37.5 %'],
    ]);
    expect(figure).toContain('2.0 % of them, the set among them, do as well as it');
  });

  it('draws Sharpe ratios from zero, and the band of random signals on the same axis', () => {
    const bars = [
      ...figure.matchAll(/<rect class="\w+" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g),
    ];
    const [own, held, last] = bars.map(([, x, width]) => ({ x: Number(x), width: Number(width) }));
    // An undefined ratio has no bar.
    expect(bars).toHaveLength(3);
    expect(own!.x).toBeCloseTo(held!.x, 1);
    expect(own!.width / held!.width).toBeCloseTo(2, 2);
    expect(last!.x + last!.width).toBeCloseTo(own!.x, 1);
    const [, low, high] = /whisker" d="M([\d.]+) .*?H([\d.]+)M/.exec(figure)!.map(Number);
    expect(low).toBeCloseTo(last!.x, 1);
    expect((high! - own!.x) / held!.width).toBeCloseTo(1.5, 2);
  });

  it('is left out without baselines', () => {
    expect(baselineFigure({ name: 'own', metrics: METRICS, baselines: undefined }, HELD)).toBe('');
    expect(baselineTable([account('a', 1)])).toBe('');
  });

  it('stands beside other sets in one table', () => {
    expect(rowsOf(baselineTable([account('a', 1), account('b', null)]))).toEqual([
      ['the set itself', '2.00', '2.00'],
      ['always flat', '-', '-'],
      ['last class', '1.00', '-'],
      ['random signals, lowest 5 %', '-0.50', '-0.50'],
      ['random signals, median', '0.10', '0.10'],
      ['random signals, highest 5 %', '1.50', '1.50'],
      ['random signals that do as well', '2.0 %', '2.0 %'],
    ]);
  });
});
