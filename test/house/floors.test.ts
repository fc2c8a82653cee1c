import { describe, expect, it } from 'vitest';
import { findCycle, floorFindings, importsOf } from './imports.ts';
import { SOURCE_FOLDERS, readSources } from './sources.ts';

describe('the house', () => {
  const imports = importsOf(readSources(SOURCE_FOLDERS));

  it('has imports', () => {
    expect(imports.length).toBeGreaterThan(50);
  });

  it('imports only from the same floor or from a lower floor', () => {
    expect(floorFindings(imports)).toEqual([]);
  });

  it('has no cycle', () => {
    expect(findCycle(imports)).toBeUndefined();
  });
});

describe('the check of the floors', () => {
  const check = (path: string, text: string): readonly string[] =>
    floorFindings(importsOf([{ path, text }]));

  it.each([
    ['engine/core/a.ts', "import { b } from '../forest/b.ts';", 'floor 0 imports floor 1'],
    ['features/kernels/a.ts', "import { b } from '../b.ts';", 'floor 1 imports floor 2'],
    ['engine/learn/a.ts', "import type { B } from '../backtest/b.ts';", 'floor 2 imports floor 3'],
    [
      'engine/learn/a.ts',
      "import { b } from '../../features/b.ts';",
      'must not know features/b.ts',
    ],
    ['engine/live/a.ts', "import { b } from '../../data/b.ts';", 'must not know data/b.ts'],
    ['engine/trade/a.ts', "import { b } from '../forest/b.ts';", 'must not know engine/forest/'],
    ['data/a.ts', "import { b } from '../features/b.ts';", 'must not know features/b.ts'],
    ['data/a.ts', "import '../engine/live/edges/secret.ts';", 'public data need no key'],
    ['data/a.ts', "import '../engine/live/plan/b.ts';", 'floor 2 imports floor 3'],
    ['cli/framework/a.ts', "import { b } from '../live/b.ts';", 'must not know cli/live/b.ts'],
    ['cli/framework/a.ts', "import { b } from '../commands.ts';", 'must not know cli/commands.ts'],
    ['cli/research/a.ts', "import '../../engine/live/orders/b.ts';", 'research sends no order'],
    ['selection/a.ts', "export { b } from '../cli/b.ts';", 'nobody imports cli/'],
    ['cli/a.ts', "await import('../lambda/b.ts');", 'nobody imports lambda/'],
    ['lambda/a.ts', "import { b } from '../data/b.ts';", 'must not know data/b.ts'],
    ['engine/live/a.ts', "import '../learn/b.ts';", 'must not know engine/learn/b.ts'],
    ['engine/live/a.ts', "import './model/train-model.ts';", 'another function does'],
    ['engine/live/retrain/a.ts', "import '../../learn/b.ts';", 'must not know engine/learn/b.ts'],
    ['lambda/handler.ts', "import '../engine/live/retrain/b.ts';", 'another function does'],
    ['engine/statistics/a.ts', "import '../forest/b.ts';", 'must not know engine/forest/b.ts'],
    ['cli/queue/a.ts', "import '../framework/b.ts';", 'a queue knows forests'],
    ['cli/queue/a.ts', "import '../../engine/live/edges/secret.ts';", 'a queue knows forests'],
    ['cli/framework/a.ts', "import '../queue/b.ts';", 'the framework knows no command'],
    ['engine/queue/a.ts', "import { Queue } from 'bullmq';", 'bullmq is for cli/queue/'],
    ['lambda/a.ts', "import '../engine/queue/b.ts';", 'does no research'],
    ['cdk/cloud/a.ts', "import '../../engine/live/b.ts';", 'knows no research and no order'],
    ['cdk/lambda/a.ts', "import '../cloud/b.ts';", 'the stacks share nothing'],
    ['cli/a.ts', "import '../cdk/cloud/b.ts';", 'nobody imports cdk/'],
    ['cli/a.ts', "import { App } from 'aws-cdk-lib';", 'is for cdk/'],
    ['data/csv.ts', "import { Table } from 'apache-arrow';", 'apache-arrow is for data/arrow.ts'],
    ['engine/forest/assembly/a.ts', "import { b } from '../b';", 'cannot use engine/forest/b.ts'],
    ['engine/forest/assembly/a.ts', "import { b } from 'zod';", 'cannot use zod'],
    ['engine/forest/a.ts', "import { b } from './assembly/b.ts';", 'only its layout files'],
    ['engine/other/a.ts', "import { b } from './b.ts';", 'lies in no folder'],
  ])('finds what %s may not import', (path, text, expected) => {
    const findings = check(path, `\n${text}`);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`${path}:2: `);
    expect(findings[0]).toContain(expected);
  });

  it('allows lower floors, and packages in their files', () => {
    expect(check('cli/a.ts', "import { b } from '../engine/core/b.ts';")).toEqual([]);
    expect(check('cli/a.ts', "import { b } from 'node:fs';")).toEqual([]);
    expect(check('data/a.ts', "import '../engine/live/edges/http.ts';")).toEqual([]);
    const edges = "import '../../engine/live/edges/aws-edges.ts';";
    expect(check('cli/queue/a.ts', edges)).toEqual([]);
    expect(check('bench/a.ts', "import { b } from '../cli/b.ts';")).toEqual([]);
    expect(check('data/arrow.ts', "import { Table } from 'apache-arrow';")).toEqual([]);
    const layout = "import { b } from './assembly/kernel-layout.ts';";
    expect(check('engine/forest/a.ts', layout)).toEqual([]);
    expect(check('engine/forest/assembly/a.ts', "import { b } from './b';")).toEqual([]);
  });

  it('follows the imports of AssemblyScript, which have no ending', () => {
    const sources = [
      { path: 'engine/forest/assembly/a.ts', text: "export { b } from './b';" },
      { path: 'engine/forest/assembly/b.ts', text: "import { a } from './a';" },
    ];
    expect(findCycle(importsOf(sources))).toContain('assembly/b.ts -> ');
  });

  it('finds a cycle over three files', () => {
    const sources = [
      { path: 'data/a.ts', text: "import { b } from './b.ts';" },
      { path: 'data/b.ts', text: "import { c } from './c.ts';" },
      { path: 'data/c.ts', text: "import { b } from './b.ts';" },
    ];
    expect(findCycle(importsOf(sources))).toBe('data/b.ts -> data/c.ts -> data/b.ts');
  });
});
