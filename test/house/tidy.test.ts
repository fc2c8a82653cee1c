import { describe, expect, it } from 'vitest';
import { SOURCE_FOLDERS, readSources } from './sources.ts';
import { tidyFindings } from './tidy.ts';

/** These files contain the words that they look for. */
const THE_CHECK_ITSELF = new Set(['test/house/tidy.ts', 'test/house/tidy.test.ts']);

/** Files that may break a rule, because real data or a program may be missing; they explain it. */
const EXCUSED =
  /^test\/(shared-data|cli\/queue\/(redis-here|queue-namespace\.test)|cdk\/cdk-here)\.ts:\d+: leaves tests out$/;

describe('every file', () => {
  it('keeps the rules of the house', () => {
    const sources = readSources([...SOURCE_FOLDERS, 'test']);
    const findings = sources
      .filter(({ path }) => !THE_CHECK_ITSELF.has(path))
      .flatMap(tidyFindings);
    expect(findings.filter((finding) => !EXCUSED.test(finding))).toEqual([]);
  });
});

describe('the check of the rules', () => {
  const opening = '/** Opens. */\n';

  it.each([
    ['engine/learn/a.ts', 'const now = Date.now();', 'reads a clock'],
    ['engine/learn/a.ts', 'const now = new Date();', 'reads a clock'],
    ['features/a.ts', 'const x = Math.random();', 'draws at random'],
    ['data/a.ts', 'const home = process.env.HOME;', 'reads the environment'],
    ['selection/a.ts', "import { open } from 'node:fs/promises';", 'touches files'],
    ['engine/trade/a.ts', "console.log('x');", 'prints'],
    ['cli/a.ts', 'export default 1;', 'exports must have names'],
    ['features/a.ts', '// in PLAN.md', 'cites a document'],
    ['cli/a.ts', '// @ts-ignore', 'silences the compiler'],
    ['cli/a.ts', `const long = '${'x'.repeat(100)}';`, 'at most 100 characters'],
    ['test/a.test.ts', "it.only('x', run);", 'leaves tests out'],
    ['test/a.test.ts', "describe.skip('x', run);", 'leaves tests out'],
  ])('finds in %s: %s', (path, line, expected) => {
    const findings = tidyFindings({ path, text: `${opening}${line}\n` });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain(`${path}:2: `);
    expect(findings[0]).toContain(expected);
  });

  it('finds a file that is too long, has a bad name or has no opening comment', () => {
    const long = { path: 'cli/a.ts', text: opening + 'x;\n'.repeat(300) };
    expect(tidyFindings(long)).toEqual(['cli/a.ts:301: expected at most 300 lines, got 301']);
    expect(tidyFindings({ path: 'cli/utils.ts', text: opening })).toHaveLength(1);
    expect(tidyFindings({ path: 'cli/runCommand.ts', text: opening })).toHaveLength(1);
    expect(tidyFindings({ path: 'cli/a.ts', text: 'x;\n' })).toHaveLength(1);
  });

  it('allows a date from a time, files in data and live, long addresses and tables', () => {
    const lines = [
      'const date = new Date(time * 1000);',
      "import { open } from 'node:fs/promises';",
      `// https://example.org/${'x'.repeat(100)}`,
      ` * | ${'x'.repeat(100)} |`,
      '// see ARCHITECTURE.md',
    ];
    expect(tidyFindings({ path: 'data/a.ts', text: opening + lines.join('\n') })).toEqual([]);
  });
});
