import { describe, expect, it } from 'vitest';
import { pathFigure } from '../../../engine/report/path-figure.ts';
import type { PathFacts } from '../../../engine/report/report.ts';
import { rowsOf } from './figure-rows.ts';

function facts(sharpes: readonly (number | null)[], further: Partial<PathFacts> = {}): PathFacts {
  return {
    name: 'own <set>',
    groups: 6,
    testGroups: 2,
    splits: 15,
    paths: sharpes.map((sharpe) => ({ sharpe, annualReturn: 0.1, maxDrawdown: 0.25 })),
    buyHold: 0.5,
    walkForward: { name: 'the walk-forward test', sharpe: 1 },
    ...further,
  };
}

/** The places of the dots, with what they are of. */
function dotsOf(html: string): readonly (readonly string[])[] {
  const pattern = /<circle class="dot other" cx="([\d.]+)" cy="(\d+)" r="5"><title>(.*?)<\/title>/g;
  return [...html.matchAll(pattern)].map(([, x, y, hint]) => [x!, y!, hint!]);
}

describe('a figure of combinatorial purged paths', () => {
  it('has a dot for each path and a line for each of the other figures', () => {
    const html = pathFigure(facts([1.5, 0, 0.75]));
    // The axis leads from 0 at 80 to 1.5 at 730.
    expect(dotsOf(html)).toEqual([
      ['80', '58', 'path 2: 0.00'],
      ['405', '58', 'path 3: 0.75'],
      ['730', '58', 'path 1: 1.50'],
    ]);
    expect(html).toMatch(/class="real" d="M513.3 24V92"><title>the walk-forward test: 1.00</);
    expect(html).toMatch(/class="interval held" d="M296.7 24V92"><title>buy and hold: 0.50</);
    expect(html).toContain('3 histories of all rows, from 15 splits of 6 groups of which 2 are');
    expect(rowsOf(html)).toEqual([
      ['path 1', '1.50', '10.0 %', '25.0 %'],
      ['path 2', '0.00', '10.0 %', '25.0 %'],
      ['path 3', '0.75', '10.0 %', '25.0 %'],
      ['the walk-forward test', '1.00', '', ''],
      ['buy and hold on the bars of a path', '0.50', '', ''],
    ]);
  });

  it('shows paths of one ratio beside each other', () => {
    const places = dotsOf(pathFigure(facts([1, 1, 1, 1, 1, 1.001]))).map(([x, y]) => `${x} ${y}`);
    expect(new Set(places.slice(0, 5)).size).toBe(5);
  });

  it('keeps a path without a ratio in the table only', () => {
    const html = pathFigure(facts([1, null], { buyHold: null }));
    expect(dotsOf(html)).toHaveLength(1);
    expect(rowsOf(html)[1]).toEqual(['path 2', '-', '10.0 %', '25.0 %']);
    expect(html).not.toContain('interval held');
  });

  it('escapes names, and is left out without a path', () => {
    expect(pathFigure(facts([1]))).toContain('Paths of own &lt;set&gt;');
    expect(pathFigure(facts([]))).toBe('');
    expect(pathFigure(facts([null]))).toBe('');
  });
});
