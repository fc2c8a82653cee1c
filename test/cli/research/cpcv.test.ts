import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../cli/framework/command.ts';
import { backtestCommand } from '../../../cli/research/backtest.ts';
import { reportCommand } from '../../../cli/research/report.ts';
import { selectCommand } from '../../../cli/research/select.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

type Cpcv = {
  readonly splits: number;
  readonly paths: readonly { readonly sharpe: number; readonly bars: number }[];
  readonly sharpe: { readonly median: number };
  readonly choices?: readonly {
    readonly testGroups: readonly number[];
    readonly features: readonly string[];
  }[];
  readonly chosen?: readonly { readonly feature: string; readonly share: number }[];
};

const SMALL = '--trees 3 --step 300 --initial-train 1500'.split(' ');
const BACKTEST = [...SMALL, '--features', 'rsi_14,log_ret_5d', '--seeds', '1,2'];
const SELECT = [
  ...SMALL,
  ...'--candidates rsi_14,log_ret_5d --nested off --max-features 2 --threshold best'.split(' '),
];

/** The document's `cpcv`; of a backtest that of its first set. */
async function cpcvOf(command: Command, words: readonly string[]): Promise<Cpcv> {
  const env = { XDG_CACHE_HOME: await temporaryFolder() };
  const { code, stdout, stderr } = await runHere(command, [...words, '--json'], { env });
  expect(code, stderr).toBe(0);
  const document = JSON.parse(stdout) as { cpcv?: Cpcv; sets: Record<string, { cpcv: Cpcv }> };
  return document.cpcv ?? Object.values(document.sets)[0]!.cpcv;
}

describe('backtest --cpcv', () => {
  it('joins the tests of all splits into paths, whatever the number of workers', async () => {
    const found = await cpcvOf(backtestCommand, [...BACKTEST, '--cpcv', '5,2', '--workers', '1']);
    expect(found).toMatchObject({ groups: 5, testGroups: 2, splits: 10 });
    expect(found.paths).toHaveLength(4);
    const sorted = found.paths.map(({ sharpe }) => sharpe).toSorted((a, b) => a - b);
    expect(found.sharpe.median).toBeCloseTo((sorted[1]! + sorted[2]!) / 2, 12);
    expect(new Set(found.paths.map(({ bars }) => bars)).size).toBe(1);
    const words = [...BACKTEST, '--cpcv', '5,2', '--workers', '3'];
    expect(await cpcvOf(backtestCommand, words)).toEqual(found);
  });

  it.each([
    ['6', 'GROUPS,TESTED'],
    ['6,6', '1 <= TESTED < GROUPS <= 12, such as 6,2, got 6,6'],
    ['20,2', '1 <= TESTED < GROUPS <= 12, such as 6,2, got 20,2'],
    ['6,0', '1 <= TESTED < GROUPS <= 12, such as 6,2, got 6,0'],
  ])('refuses %s', async (value, message) => {
    const words = [...BACKTEST, '--cpcv', value];
    const { code, stderr } = await runHere(backtestCommand, words, {});
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

it.each([
  ['backtest', backtestCommand, BACKTEST, 'the walk-forward test'],
  ['select', selectCommand, SELECT, 'the selected set, which was chosen on all tested rows'],
] as const)('%s --cpcv --report draws each path', async (_, command, given, beside) => {
  const folder = await temporaryFolder();
  const [page, saved, again] = ['a.html', 'a.json', 'b.html'].map((name) => join(folder, name));
  const env = { XDG_CACHE_HOME: folder };
  const words = [...given, '--cpcv', '4,2', '--workers', '1', '--report', page!, '--curves'];
  const { code, stdout, stderr } = await runHere(command, [...words, '--json'], { env });
  expect(code, stderr).toBe(0);
  await writeFile(saved!, stdout);
  await runHere(reportCommand, [saved!, '--out', again!], { env });
  for (const path of [page!, again!]) {
    const html = await readFile(path, 'utf8');
    expect(html.match(/<circle [^>]*><title>path \d: -?\d/g)).toHaveLength(3);
    expect(html).toContain('3 histories of all rows, from 6 splits of 4 groups of which 2 are');
    expect(html).toContain(`<title>${beside}: `);
  }
});

it.each([
  ['backtest', backtestCommand, BACKTEST],
  ['select', selectCommand, SELECT],
] as const)('%s refuses --cpcv with --window', async (_, command, given) => {
  const words = [...given, '--cpcv', '4,2', '--window', '500'];
  const { code, stderr } = await runHere(command, words, {});
  expect(code).toBe(2);
  expect(stderr).toContain('--cpcv: expected no --window');
});

describe('select --cpcv', () => {
  it('chooses in each split, and says what and how often', async () => {
    const found = await cpcvOf(selectCommand, [...SELECT, '--cpcv', '4,2', '--workers', '1']);
    expect(found.splits).toBe(6);
    expect(found.paths).toHaveLength(3);
    const tested = found.choices!.map(({ testGroups }) => testGroups.join());
    expect(tested.join(' ')).toBe('1,2 1,3 1,4 2,3 2,4 3,4');
    for (const { feature, share } of found.chosen!) {
      const chosen = found.choices!.filter(({ features }) => features.includes(feature)).length;
      expect(share).toBeCloseTo(chosen / 6, 12);
    }
    const words = [...SELECT, '--cpcv', '4,2', '--workers', '3'];
    expect(await cpcvOf(selectCommand, words)).toEqual(found);
  });
});
