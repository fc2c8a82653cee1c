import { describe, expect, it } from 'vitest';
import { calibrateCommand } from '../../../cli/research/calibrate.ts';
import { runHere, type Printed } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** Small forests, two candidates. */
const FOLDS = [
  '--trees 4 --initial-train 300 --step 100',
  '--candidates log_ret_5d,gk_vol --max-features 1',
].flatMap((words) => words.split(' '));
const SMALL = [...FOLDS, '--bars', '800'];

const FIGURES = ['naive', 'deflated', 'spa', 'nested', 'null', 'verdict', 'verdictWithNull'];

async function calibrate(words: readonly string[]): Promise<Printed> {
  return runHere(calibrateCommand, words, { env: { XDG_CACHE_HOME: await temporaryFolder() } });
}

describe('calibrate', () => {
  it('gives the share of false claims by each figure, and the power curve', async () => {
    const planted = [
      '--histories',
      '2',
      '--planted-histories',
      '1',
      '--strength',
      '0.9,0',
      '--json',
    ];
    const { code, stdout, stderr } = await calibrate([...SMALL, ...planted]);
    expect(code, stderr).toBe(0);
    const document = JSON.parse(stdout) as Readonly<Record<string, unknown>> & {
      readonly falsePositiveRate: Readonly<Record<string, number>>;
      readonly intervals: Readonly<Record<string, { readonly lower: number; upper: number }>>;
      readonly power: readonly Readonly<Record<string, unknown>>[];
    };
    expect(Object.keys(document)).toEqual([
      'run',
      'kind',
      'level',
      'histories',
      'falsePositiveRate',
      'intervals',
      'power',
    ]);
    expect(document).toMatchObject({ kind: 'planted', level: 0.05, histories: 2 });
    expect(Object.keys(document.falsePositiveRate)).toEqual(FIGURES);
    expect(Object.keys(document.intervals)).toEqual(FIGURES);
    for (const figure of FIGURES) {
      const share = document.falsePositiveRate[figure]!;
      expect([0, 0.5, 1]).toContain(share);
      expect(document.intervals[figure]!.lower).toBeLessThanOrEqual(share);
      expect(document.intervals[figure]!.upper).toBeGreaterThan(share === 1 ? 0.9 : share);
    }
    expect(document.power.map(({ strength, histories }) => [strength, histories])).toEqual([
      [0, 1],
      [0.9, 1],
    ]);
    expect(document.power[1]).toMatchObject({ naive: 1, nested: 1, null: 1 });
  });

  it('prints tables of a kind without planted skill', async () => {
    const { stdout } = await calibrate([...SMALL, '--kind', 'bootstrap', '--histories', '1']);
    expect(stdout.split('\n')[0]).toContain('synthetic sample');
    expect(stdout).toMatch(
      /^False claims of skill at the 5 % level \(bootstrap, histories: 1\)\nfigure +claims/m,
    );
    expect(stdout).toMatch(/^verdict\+null +\d+\.0 % +\d/m);
    expect(stdout).not.toContain('planted');
  });

  it.each([
    [['--bars', '4501'], /--bars: expected at most the 4500 bars of the data, got 4501/],
    [['--bars', '450'], /no quarter begins after at least 183 tested rows/],
    [['--strength', '0.1,1.5'], /--strength/],
    [['--kind', 'real'], /bootstrap \| sign-flip \| random-walk \| planted/],
    [['--null', '18'], /--null: expected an integer from 19 to 10000/],
  ])('refuses %j in one line', async (words, message) => {
    const { code, stdout, stderr } = await calibrate([...FOLDS, ...words]);
    expect(code, stderr).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(message);
  });
});
