import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiEntries, apiPage } from '../../cli/api-page.ts';
import * as door from '../../index.ts';

const DIST = join(import.meta.dirname, '../../dist');
const entries = apiEntries((path) => readFileSync(join(DIST, path), 'utf8'));

describe('the page of the door', () => {
  it('has everything that can be imported', () => {
    const values = entries.filter(({ kind }) => kind !== 'type').map(({ name }) => name);
    const imported = Object.entries(door).flatMap(([name, value]) =>
      name === 'statistics' ? Object.keys(value).map((own) => `${name}.${own}`) : [name],
    );
    expect(values.toSorted()).toEqual(imported.toSorted());
  });

  it.each(entries.filter(({ name }) => !name.includes('.')))('tells what $name is', ({ doc }) => {
    expect(doc.length).toBeGreaterThan(10);
  });

  const inSpace = entries.filter(({ name }) => name.includes('.'));

  it('has a word on each function of a namespace', () => {
    expect(inSpace.length).toBeGreaterThan(20);
    for (const { name, doc } of inSpace) expect(doc.length, name).toBeGreaterThan(10);
  });

  it.each(entries.filter(({ kind, name }) => kind === 'function' && !name.includes('.')))(
    'shows how $name is called',
    (entry) => {
      expect(entry.doc).toMatch(/@example\n[\s\S]*\w\(/);
    },
  );

  it('is made from declarations and option tables', () => {
    const files: Readonly<Record<string, string>> = {
      'index.d.ts': [
        '/** Opens. */',
        "import { type B } from './b.js';",
        '/**',
        ' * Adds one.',
        ' * @param n a number',
        ' * @throws InputError for none',
        ' *',
        ' * @example',
        ' * add(1);',
        ' */',
        'export declare function add(n: {',
        '    readonly value: number;',
        '}): number;',
        "export { long as short, type B } from './deep/b.js';",
      ].join('\n'),
      'deep/b.d.ts': [
        '/** Takes long. */',
        'export declare function long(): void;',
        '/** A thing. */',
        'export type B = {',
        '    readonly a: 1;',
        '};',
        '',
      ].join('\n'),
    };
    const table = { n: { kind: 'integer', default: 5, min: 1, max: 9, doc: 'How many' } } as const;
    const page = apiPage(
      apiEntries((path) => files[path]!),
      { short: table },
    );
    expect(page.slice(page.indexOf('### add'))).toBe(
      `### add

Adds one.

\`n\`: a number

Throws InputError for none

\`\`\`js
add(1);
\`\`\`

\`\`\`ts
function add(n: {
    readonly value: number;
}): number;
\`\`\`

### short

Takes long.

\`\`\`ts
function short(): void;
\`\`\`

| option | default | range | meaning |
| --- | --- | --- | --- |
| \`n\` | \`5\` | 1 to 9 | How many |

## Types

### B

A thing.

\`\`\`ts
type B = {
    readonly a: 1;
};
\`\`\`
`,
    );
  });
});
