import { describe, expect, it } from 'vitest';
import { pageRepeats } from '../../../engine/report/drawing.ts';
import { depths, equityFigure, equityRange } from '../../../engine/report/equity-figures.ts';
import { rowsOf } from './figure-rows.ts';

const DAY = 86_400;
const START = Date.parse('2020-03-30') / 1000;

function curveOf(equity: readonly number[], first = 0) {
  return {
    time: equity.map((_, i) => START + (first + i) * DAY),
    equity,
    positions: equity.map((_, i) => (i % 2 === 0 ? 1 : -1)),
  };
}

describe('the fall below the high', () => {
  it('counts from the capital before the first bar', () => {
    const got = depths([0.8, 1.25, 1]).map((value) => Math.round(100 * value));
    expect(got).toEqual([-20, 0, -20]);
  });
});

/** What a figure of an account alone on its page needs beside its curve. */
const ALONE = {
  held: undefined,
  heldName: 'buy and hold',
  regimeSpans: [],
  capital: 1000,
  index: 0,
  range: { low: 500, high: 4000 },
};

describe('the range of the equity of a page', () => {
  it('goes from the lowest value above zero to the highest, and holds the capital', () => {
    expect(equityRange([curveOf([1.5, 3]), curveOf([2, -1]), undefined], 100)).toEqual({
      low: 100,
      high: 300,
    });
  });

  it('ends at a ten-thousandth of the high', () => {
    expect(equityRange([curveOf([1, 2, 1e-9])], 1)).toEqual({ low: 0.0002, high: 2 });
  });
});

describe('a figure of equity', () => {
  it('lets buy and hold begin with the same capital where the account begins later', () => {
    const figure = equityFigure(
      {
        ...ALONE,
        repeats: pageRepeats(),
        name: 'late',
        curve: curveOf([1.1, 1.2], 1),
        held: curveOf([2, 3, 4]),
        regimeSpans: [{ regime: 'bull', start: 0, end: 3 }],
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
    const curve = curveOf([1, 0.5, -0.1]);
    const range = equityRange([curve], 1000);
    const plan = { ...ALONE, name: 'lost', range, curve, repeats: pageRepeats() };
    const figure = equityFigure(plan, 'logarithmic');
    expect(figure).not.toMatch(/NaN|Infinity/);
  });

  it('escapes the names of sets', () => {
    const plan = { ...ALONE, name: '<b>&"', curve: curveOf([1, 2]), repeats: pageRepeats() };
    const figure = equityFigure(plan, 'linear');
    expect(figure).not.toContain('<b>');
    expect(figure).toContain('&lt;b&gt;&amp;&quot;');
  });

  it('has what two figures share in the text of the page only once', () => {
    const curve = curveOf(Array.from({ length: 30 }, (_, i) => 1 + i / 10));
    const plan = { ...ALONE, name: 'own', curve, held: curve, repeats: pageRepeats() };
    const first = equityFigure(plan, 'logarithmic');
    const second = equityFigure({ ...plan, name: 'other' }, 'logarithmic');
    const ids = [...first.matchAll(/<g id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect(second).not.toContain('<g id=');
    for (const id of ids) expect(second).toContain(`<use href="#${id}"/>`);
  });
});
