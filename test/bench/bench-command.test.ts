import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { benchCommand } from '../../bench/bench-command.ts';
import { catalogue } from '../../features/catalogue.ts';
import { MAX_CODE_ZIP_BYTES } from '../../cli/lambda/lambda-bundle.ts';
import { runHere } from '../cli/run-here.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';

type Case = Record<string, unknown>;

/** The JSON result of a run with tiny settings. */
async function benchJson(...words: readonly string[]): Promise<Record<string, unknown>> {
  const printed = await runHere(benchCommand, ['--json', '--rounds', '1', ...words]);
  expect(printed).toMatchObject({ code: 0 });
  return JSON.parse(printed.stdout) as Record<string, unknown>;
}

function expectShape(cases: readonly Case[], suite: string, unit: string): void {
  for (const figures of cases) {
    expect(Object.keys(figures).join(' ')).toBe(
      'name median min max unit baseline ratio checked rounds note suite',
    );
    expect(figures).toMatchObject({ suite, unit, rounds: 1, median: expect.any(Number) });
  }
}

describe('npm run bench', () => {
  it('--suite features times every feature', async () => {
    const { cases } = await benchJson('--suite', 'features', '--rows', '1000');
    expect(cases).toHaveLength(1 + catalogue.definitions.length);
    expectShape(cases as Case[], 'features', 'rows/s');
  });

  it('--suite forest times kernel, scratch forest and on request ml-random-forest', async () => {
    const words = ['--columns', '2', '--trees', '2', '--peers'];
    const document = await benchJson('--suite', 'forest', ...words);
    const cases = document['cases'] as Case[];
    expectShape(cases, 'forest', 'µs per (tree, fold)');
    expect(cases.map(({ name, checked }) => [name, checked])).toEqual([
      ['kernel, k = 2, 256 bins', true],
      ['scratch forest, k = 2, 256 bins', true],
      ['ml-random-forest, k = 2, exact splits', false],
      ['kernel, k = 2, 64 bins', true],
      ['scratch forest, k = 2, 64 bins', true],
    ]);
    expect(cases[0]).toMatchObject({ baseline: 'scratch forest, k = 2, 256 bins' });
    expect(cases[1]).toMatchObject({ baseline: null, ratio: null });
    expect(cases[1]!['note']).toMatch(/^sample: 4 trees/);
    expect(document).toMatchObject({
      run: { command: 'bench', configuration: { trees: 2, columns: [2], peers: true } },
      date: '2030-01-01',
      machine: { cpu: expect.any(String), cores: expect.any(Number) },
      versions: {
        node: process.versions.node,
        benny: expect.stringMatching(/^3/),
        'ml-random-forest': expect.stringMatching(/^2/),
      },
    });
  });

  it('--suite selection times a step with 1 and 2 workers, --out writes Markdown', async () => {
    const file = join(await temporaryFolder(), 'RESULTS.md');
    const words = ['--suite', 'selection', '--trees', '2', '--out', file];
    const { cases } = await benchJson(...words);
    expectShape(cases as Case[], 'selection', 'ms per step');
    expect((cases as Case[]).map(({ name, baseline }) => [name, baseline])).toEqual(
      [1, 4].flatMap((k) => [
        [`greedy step to k = ${k}, 2 trees, 1 worker`, null],
        [
          `greedy step to k = ${k}, 2 trees, 2 workers`,
          `greedy step to k = ${k}, 2 trees, 1 worker`,
        ],
      ]),
    );
    const markdown = await readFile(file, 'utf8');
    expect(markdown).toContain(`npm run bench -- --suite selection --rounds 1 --trees 2 --out`);
    expect(markdown).toMatch(/^- date: 2030-01-01\n- commit: .+\n- machine: .+\n- versions: /m);
    expect(markdown).toMatch(/^\| greedy step to k = 4, 2 trees, 2 workers \| [\d.,]+ \| /m);
  });

  it('--suite lambda measures the built function over sockets', async () => {
    const { cases } = await benchJson('--suite', 'lambda');
    const names = (cases as Case[]).map(({ name, unit, checked }) => [name, unit, checked]);
    expect(names).toEqual([
      ['zip without a model', 'bytes', true],
      ['import', 'ms', true],
      ['handler active, first day, on paper', 'ms', true],
      ['handler active, a day on paper', 'ms', true],
      ['handler active, a day with an order', 'ms', true],
      ['handler active, a day that is done already', 'ms', true],
      ['peak memory', 'MB', true],
    ]);
    const [zip, , first, , , done] = (cases as Case[]).map(({ median }) => Number(median));
    expect(zip).toBeLessThanOrEqual(MAX_CODE_ZIP_BYTES);
    expect(zip).toBeGreaterThan(50_000);
    expect(Math.min(first!, done!)).toBeGreaterThan(0);
  });

  it.each([
    [['--suite', 'models'], /^bench: command line: --suite: expected features \|/],
    [['--rows', '10'], /^bench: command line: --rows: expected an integer from 1000/],
    [['--columns', '32'], /^bench: command line: --columns: expected an integer from 1 to 31/],
  ])('%j is refused', async (words, line) => {
    const { code, stdout, stderr } = await runHere(benchCommand, words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
  });

  it('runs as its own process', async () => {
    const main = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [main, '--help']);
    expect(stdout).toMatch(/^bench: [^]*Usage: npm run bench -- \[options\]/);
  });
});
