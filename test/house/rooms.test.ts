import { describe, expect, it } from 'vitest';
import { findCycle, importsOf } from './imports.ts';
import { exchangeNameFindings, roomFindings, ROOMS } from './rooms.ts';
import { readSources } from './sources.ts';

describe('the rooms of engine/live', () => {
  const sources = readSources(['engine']);

  it('have imports between them to look at', () => {
    const between = importsOf(sources).filter(({ from, to }) =>
      [from, to].every((path) => path.startsWith('engine/live/')),
    );
    expect(between.length).toBeGreaterThan(50);
  });

  it('import only the rooms that they may know', () => {
    expect(roomFindings(importsOf(sources))).toEqual([]);
  });

  it('know each other in one direction only', () => {
    const arrows = Object.entries(ROOMS).flatMap(([from, rooms]) =>
      rooms.map((to) => ({ from, line: 1, to })),
    );
    expect(findCycle(arrows)).toBeUndefined();
  });

  it('name the exchange in its own room only', () => {
    expect(exchangeNameFindings(sources)).toEqual([]);
  });
});

describe('the check of the rooms', () => {
  const check = (path: string, text: string): readonly string[] =>
    roomFindings(importsOf([{ path: `engine/live/${path}`, text: `\n${text}` }]));

  it.each([
    ['plan/a.ts', "import type { B } from '../kraken/b.ts';", 'plan must not know'],
    ['plan/a.ts', "import { b } from '../edges/http.ts';", 'plan must not know'],
    ['journal/a.ts', "import { b } from '../kraken/b.ts';", 'journal must not know'],
    ['journal/a.ts', "import { b } from '../edges/http.ts';", 'journal must not know'],
    ['edges/a.ts', "export { b } from '../plan/b.ts';", 'edges must not know'],
    ['edges/a.ts', "import { b } from '../../trade/b.ts';", 'edges/ knows engine/core only'],
    ['kraken/a.ts', "import { b } from '../orders/b.ts';", 'kraken must not know'],
    ['kraken/a.ts', "import { b } from '../journal/b.ts';", 'kraken must not know'],
    ['kraken/a.ts', "import { b } from '../live-settings.ts';", 'kraken must not know'],
    ['orders/a.ts', "import { b } from '../kraken/b.ts';", 'orders must not know'],
    ['orders/a.ts', "import { b } from '../run-day.ts';", 'orders must not know'],
    ['model/a.ts', "import type { B } from '../journal/b.ts';", 'model must not know'],
    ['retrain/a.ts', "import { b } from '../orders/b.ts';", 'retrain must not know'],
    ['retrain/a.ts', "import { b } from '../kraken/b.ts';", 'retrain must not know'],
    ['run-day.ts', "import { b } from './retrain/b.ts';", 'the day must not know'],
    ['run-day.ts', "await import('./kraken/b.ts');", 'the day must not know'],
    ['cellar/a.ts', "import { b } from '../edges/b.ts';", 'is no room of the list'],
  ])('finds what %s may not import: %s', (path, text, expected) => {
    const findings = check(path, text);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`engine/live/${path}:2: `);
    expect(findings[0]).toContain(expected);
  });

  it('allows the own room, rooms below it, other floors and packages', () => {
    expect(check('orders/a.ts', "import { b } from './b.ts';")).toEqual([]);
    expect(check('orders/a.ts', "import { b } from '../plan/b.ts';")).toEqual([]);
    expect(check('journal/a.ts', "import { b } from '../edges/failures.ts';")).toEqual([]);
    expect(check('edges/a.ts', "import { b } from '../../core/b.ts';")).toEqual([]);
    expect(check('edges/a.ts', "import { b } from 'node:http';")).toEqual([]);
    expect(check('model/a.ts', "import { b } from '../../trade/b.ts';")).toEqual([]);
  });

  it.each([
    ['orders/a.ts', '/** As docs.kraken.com says. */'],
    ['run-day.ts', "import { b } from './kraken/b.ts';"],
    ['live-settings.ts', '/** Kraken. */'],
    ['day-steps.ts', "const name = 'KRAKEN_SECRET_NAME';"],
  ])('finds the name of the exchange in %s: %s', (path, text) => {
    const source = { path: `engine/live/${path}`, text: `\n${text}` };
    expect(exchangeNameFindings([source])).toEqual([`engine/live/${path}:2: names the exchange`]);
  });

  it('allows the name in its room, outside of engine/live and in variables of settings', () => {
    const allowed = [
      { path: 'engine/live/kraken/a.ts', text: '/** Kraken. */' },
      { path: 'cli/live/a.ts', text: '/** Kraken. */' },
      { path: 'engine/live/live-settings.ts', text: "secretName: 'KRAKEN_SECRET_NAME'," },
    ];
    expect(exchangeNameFindings(allowed)).toEqual([]);
  });
});
