import { describe, expect, it } from 'vitest';
import { depths, equityFigure } from '../../../engine/report/equity-figures.ts';

const DAY = 86_400;
const START = Date.parse('2020-03-30') / 1000;

function curveOf(equity: readonly number[], first = 0) {
  return {
    time: equity.map((_, i) => START + (first + i) * DAY),
    equity,
    positions: equity.map((_, i) => (i % 2 === 0 ? 1 : -1)),
  };
}

/** The cells of the rows of the figure's table. */
function rowsOf(figure: string): readonly (readonly string[])[] {
  const body = figure.slice(figure.indexOf('<tbody>'));
  return [...body.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell!),
  );
}

describe('the fall below the high', () => {
  it('counts from the capital before the first bar', () => {
    const got = depths([0.8, 1.25, 1]).map((value) => Math.round(100 * value));
    expect(got).toEqual([-20, 0, -20]);
  });
});

describe('a figure of equity', () => {
  it('lets buy and hold begin with the same capital where the account begins later', () => {
    const figure = equityFigure(
      {
        name: 'late',
        curve: curveOf([1.1, 1.2], 1),
        held: curveOf([2, 3, 4]),
        regimeSpans: [{ regime: 'bull', start: 0, end: 3 }],
        capital: 1000,
      },
      'linear',
    );
    // 2020-03-31 ends a quarter, and 2020-04-01 is the last bar.
    expect(rowsOf(figure)).toEqual([
      ['2020-03-31', '$1,100', '$1,500', '1.00'],
      ['2020-04-01', '$1,200', '$2,000', '-1.00'],
    ]);
    expect(figure).toMatch(/<path class="shade bull" d="M80 28h670v262h-670Z"/);
  });

  it('draws an account that was lost by a logarithmic axis', () => {
    const plan = { name: 'lost', held: undefined, regimeSpans: [], capital: 1000 };
    const figure = equityFigure({ ...plan, curve: curveOf([1, 0.5, -0.1]) }, 'logarithmic');
    expect(figure).not.toMatch(/NaN|Infinity/);
  });

  it('escapes the names of sets', () => {
    const plan = { held: undefined, regimeSpans: [], capital: 1000, curve: curveOf([1, 2]) };
    const figure = equityFigure({ ...plan, name: '<b>&"' }, 'linear');
    expect(figure).not.toContain('<b>');
    expect(figure).toContain('&lt;b&gt;&amp;&quot;');
  });
});
