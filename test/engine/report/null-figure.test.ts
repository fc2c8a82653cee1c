import { describe, expect, it } from 'vitest';
import { nullFigure } from '../../../engine/report/null-figure.ts';
import { rowsOf } from './figure-rows.ts';

/** The number in each column of a histogram, from its hints. */
function countsOf(html: string): readonly number[] {
  return [...html.matchAll(/<title>(\d+) histories/g)].map(([, count]) => Number(count));
}

describe('a figure of what a search finds without skill', () => {
  it('counts every history once, and those as high as the real market', () => {
    const values = [0, 0.1, 0.1, 0.5, 2];
    const html = nullFigure('The selected set', values, 0.5);
    expect(countsOf(html)).toEqual([1, 2, 1, 1]);
    expect(html).toContain('2 of them show as much');
    // (1 + 2) / (1 + 5)
    expect(html).toContain('(p = 0.500)');
    expect(rowsOf(html)).toEqual([
      ['the real market', '0.50'],
      ['least of the histories', '0.00'],
      ['median of the histories', '0.10'],
      ['most of the histories', '2.00'],
      ['share of histories as high', '40.0 %'],
    ]);
  });

  it('has the real figure inside, also beyond all histories', () => {
    const html = nullFigure('own', [0, 1], 9);
    expect(html).toContain('0 of them');
    // The line stands at the right end of the plot.
    expect(html).toMatch(/class="real" d="M730 /);
  });

  it('is left out without a history', () => {
    expect(nullFigure('own', [], 1)).toBe('');
  });
});
