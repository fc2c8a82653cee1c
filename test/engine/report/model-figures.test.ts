import { describe, expect, it } from 'vitest';
import { foldFigure } from '../../../engine/report/fold-figures.ts';
import { driftTable, reliabilityFigure } from '../../../engine/report/model-figures.ts';
import { sensitivityFigure } from '../../../engine/report/sensitivity-figures.ts';
import { rowsOf } from './figure-rows.ts';

describe('a reliability diagram', () => {
  const bin = { from: 0.3, to: 0.35, count: 100, predicted: 0.32, observed: 0.4 };

  it('draws bins of enough forecasts and lists all', () => {
    const rare = { ...bin, from: 0.9, to: 0.95, count: 3 };
    const html = reliabilityFigure('own', {
      up: { bins: [bin, rare], calibrationError: 0.08 },
      down: { bins: [], calibrationError: null },
    });
    expect(html.match(/<circle/g)).toHaveLength(1);
    expect(html).toContain('32.0 % happened 40.0 %, 100 bars');
    expect(rowsOf(html)).toEqual([
      ['up', '30 %', '35 %', '100', '32.0 %', '40.0 %'],
      ['up', '90 %', '95 %', '3', '32.0 %', '40.0 %'],
    ]);
  });

  it('is left out without enough forecasts', () => {
    const bins = [{ ...bin, count: 2 }];
    expect(reliabilityFigure('own', { up: { bins, calibrationError: 0 } })).toBe('');
  });
});

describe('the drift of features', () => {
  it('begins with the one that left its usual distance most', () => {
    const html = driftTable(
      [
        { feature: 'usual', distance: 0.9, usualDistance: 0.85, stability: 0.5 },
        { feature: 'new', distance: 0.4, usualDistance: 0.1, stability: 0.3 },
      ],
      250,
    );
    expect(rowsOf(html).map(([name]) => name)).toEqual(['new', 'usual']);
    expect(driftTable([], 250)).toBe('');
  });
});

describe('a figure of folds', () => {
  const folds = Array.from({ length: 30 }, (_, i) => ({
    fold: i + 1,
    trainRows: 100 + 10 * i,
    trainFrom: '2020-01-01',
    trainTo: `2021-${String(1 + (i % 12)).padStart(2, '0')}-01`,
    leftOut: 4,
    testFrom: '2022-01-05',
    testTo: '2022-06-05',
    testRows: 10,
  }));

  it('shows the first, the last and some between, and every row around a test', () => {
    const html = foldFigure(folds);
    const rows = rowsOf(html);
    expect(rows).toHaveLength(12);
    expect([rows[0]![0], rows.at(-1)![0]]).toEqual(['1', '30']);
    const squares = (kind: string): number =>
      new RegExp(`<path class="${kind}" d="((?:M[\\d.]+ \\d+h7v14h-7Z)+)"`)
        .exec(html)![1]!
        .split('M').length - 1;
    expect(['promised', 'left-out', 'made'].map(squares)).toEqual([12, 4, 10]);
  });

  it('is left out without folds', () => {
    expect(foldFigure([])).toBe('');
  });
});

describe('a figure of sensitivity', () => {
  const point = (value: number | string, own: boolean, sharpe: number | null) => {
    return { value, own, sharpe, annualReturn: 0.1, maxDrawdown: 0.2, bars: 9 };
  };
  const facts = {
    curves: [
      {
        setting: 'costBps',
        points: [point(0, false, 1), point(5, true, 0.5), point(10, false, -0.5)],
      },
      { setting: 'sides', points: [point('both', true, 0.5), point('long', false, null)] },
    ],
    breakEvenCostBps: 7.5,
    without: [{ what: 'without the best days', sharpe: 0.1, totalLogReturn: 0, bars: 8 }],
  };

  it('draws settings of numbers, marks the break-even, and lists all', () => {
    const html = sensitivityFigure('own', facts);
    expect(html.match(/<circle/g)).toHaveLength(3);
    expect(html.match(/dot own/g)).toHaveLength(1);
    expect(html).toContain('0 at a cost of 7.5 basis points');
    // 7.5 lies in the middle of the places of 5 and 10, which are at 1/2 and 5/6 of 80 to 750.
    expect(html).toMatch(/class="whisker" d="M526\.7 /);
    const rows = rowsOf(html);
    expect(rows).toHaveLength(6);
    expect(rows[1]!.slice(1, 3)).toEqual(['5 (as tested)', '0.50']);
    expect(rows[4]!.slice(1, 3)).toEqual(['long', '-']);
  });

  it('says so if no cost breaks even', () => {
    const html = sensitivityFigure('own', { ...facts, breakEvenCostBps: null });
    expect(html).toContain('No cost within reason');
    expect(html).not.toContain('whisker');
  });
});
