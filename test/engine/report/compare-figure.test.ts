import { describe, expect, it } from 'vitest';
import { correlationFigure, weightTable } from '../../../engine/report/asset-figures.ts';
import { compareFigure } from '../../../engine/report/compare-figure.ts';
import { pageRepeats } from '../../../engine/report/drawing.ts';
import { evidenceFigure } from '../../../engine/report/evidence-figure.ts';
import { rowsOf } from './figure-rows.ts';

const DAY = 86_400;
const START = Date.parse('2020-01-01') / 1000;

function curveOf(equity: readonly number[], first = 0) {
  return { time: equity.map((_, i) => START + (first + i) * DAY), equity, positions: [] };
}

const PLAN = { capital: 1000, range: { low: 500, high: 2000 } };

describe('several accounts in one drawing', () => {
  it('end in the table where their curves end', () => {
    const curves = [
      { name: 'a', kind: 's1', curve: curveOf([1, 1.5]) },
      { name: '<b>', kind: 's3', curve: curveOf([1, 0.7, 0.8], 5) },
    ];
    const html = compareFigure(curves, { ...PLAN, repeats: pageRepeats() });
    expect(rowsOf(html)).toEqual([
      ['a', '2020-01-01', '2020-01-02', '$1,500'],
      ['&lt;b&gt;', '2020-01-06', '2020-01-08', '$800'],
    ]);
    expect(html.match(/<g class="line/g)).toHaveLength(2);
    expect(html).toContain(`data-dates="${START} ${START + 7 * DAY}"`);
  });

  it('are placed by their days', () => {
    const curves = [
      { name: 'a', kind: 's1', curve: curveOf([1, 1, 1, 1, 1]) },
      { name: 'b', kind: 's3', curve: curveOf([1, 1], 3) },
    ];
    const html = compareFigure(curves, { ...PLAN, repeats: pageRepeats() });
    const starts = [...html.matchAll(/<path d="M([\d.]+)/g)].map(([, x]) => Number(x));
    // Days 0 and 3 of 4, from 80 to 750.
    expect(starts).toEqual([80, 582.5]);
  });
});

describe('the correlations of assets', () => {
  it('have a colour by their size and sign, and the number', () => {
    const html = correlationFigure(
      ['a', 'b'],
      [
        [1, -0.45],
        [-0.45, null],
      ],
    );
    const body = html.slice(html.indexOf('<tbody>'));
    const cells = [...body.matchAll(/<td class="(\w+)">([^<]*)/g)].map(([, kind, text]) => [
      kind,
      text,
    ]);
    expect(cells).toEqual([
      ['up5', '1.00'],
      ['down3', '-0.45'],
      ['down3', '-0.45'],
      ['unknown', '-'],
    ]);
  });
});

describe('the shares of assets', () => {
  it('are fractions in per cent', () => {
    const html = weightTable([{ name: 'a', mean: 0.5, min: 0.25, max: 1, bars: 7 }]);
    expect(rowsOf(html)).toEqual([['a', '50.0 %', '25.0 %', '100.0 %', '7']]);
    expect(weightTable([])).toBe('');
  });
});

describe('evidence over time', () => {
  it('lists each day, and stays finite where a value is lost', () => {
    const html = evidenceFigure(
      [START, START + DAY],
      [
        { name: 'flat', values: [1.5, null] },
        { name: 'held', values: [0.5, 30] },
      ],
    );
    expect(rowsOf(html)).toEqual([
      ['2020-01-01', '1.500', '0.500'],
      ['2020-01-02', '-', '30.000'],
    ]);
    expect(html).not.toMatch(/NaN|Infinity/);
  });

  it('is left out without a value', () => {
    expect(evidenceFigure([], [{ name: 'flat', values: [] }])).toBe('');
  });
});
