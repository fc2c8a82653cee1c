import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataCommand } from '../../../cli/research/data.ts';
import { runCommand, type World } from '../../../cli/framework/run-command.ts';
import { sampleBars } from '../../../data/sample-bars.ts';
import { loadBars } from '../../../data/load-bars.ts';
import { resampleBars } from '../../../data/resample-bars.ts';
import { BAR_FIELDS, sliceBars } from '../../../engine/core/bars.ts';
import { NPM_RUN, runHere } from '../run-here.ts';
import { BTC_DAILY, describeShared, sharedPath } from '../../shared-data.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walkforest-data-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs `npm run data -- …words` and returns its output and its exit code. */
async function run(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  const world: World = {
    stdout: { isTTY: false, write: (text: string) => (printed.out += text) !== '' },
    stderr: { isTTY: false, write: (text: string) => (printed.err += text) !== '' },
    signal: new AbortController().signal,
    clock: () => 0,
    now: () => 0,
    env: {},
    cores: 1,
    call: NPM_RUN,
    columns: 80,
    interruptible: async (work) => work(),
    version: '0.0.0',
  };
  return { code: await runCommand(dataCommand, words, world), ...printed };
}

describe('data sample', () => {
  it('writes the sample in each format, and says that it is synthetic', async () => {
    for (const name of ['sample.csv', 'sample.arrow', 'sample.parquet']) {
      const path = join(folder, name);
      const { code, out } = await run('sample', '--out', path);
      expect(code).toBe(0);
      expect(out.split('\n')[0]).toContain('synthetic sample');
      expect((await loadBars(path, { timeframe: '1d' })).bars).toEqual(sampleBars('1d'));
    }
  });

  it('prints one JSON document', async () => {
    const { code, out } = await run('sample', '--timeframe', '4h', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      run: { data: { synthetic: true, path: null } },
      rows: 21_900,
      range: { first: '2016-01-01T00:00:00Z' },
      gaps: [],
      flatBars: [],
      file: null,
    });
  });
});

describe('data check', () => {
  it('lists gaps, flat bars and anomalies', async () => {
    const path = join(folder, 'odd.csv');
    const rows = [
      '2024-01-01,10,12,9,11,5',
      '2024-01-02,11,11,11,11,0',
      '2024-01-05,11,20,10,16.5,5',
      '2024-01-06,16,17,15,16,5',
    ];
    await writeFile(path, ['time,open,high,low,close,volume', ...rows, ''].join('\n'));
    const { code, out } = await run('check', path);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 10)).toEqual([
      `${path}: 4 bars of 1d, tradingview-csv`,
      'range      2024-01-01 to 2024-01-06',
      'calendar   continuous: every missing bar is a gap',
      'gaps       1, 2 bars missing',
      '           2024-01-02 to 2024-01-05: 2 missing',
      'flat bars  1',
      '           2024-01-02',
      'anomalies  2',
      '           2024-01-02 no volume',
      '           2024-01-05 close +50.0 %',
    ]);
    const { out: json } = await run('check', path, '--json');
    expect(JSON.parse(json)).toMatchObject({
      rows: 4,
      missing: 2,
      gaps: [{ after: '2024-01-02T00:00:00Z', before: '2024-01-05T00:00:00Z', missing: 2 }],
      anomalies: [{ kind: 'zero-volume' }, { kind: 'jump', value: 0.5 }],
    });
  });

  it('says what was mended in notes, and counts it in JSON', async () => {
    const path = join(folder, 'mended.csv');
    const rows = ['2024-01-02,11,11,11,11,3', '2024-01-01,10,12,9,11,5'];
    await writeFile(path, ['title', 'time,open,high,low,close,volume', ...rows, ''].join('\n'));
    const { code, out, err } = await run('check', path, '--json');
    expect(code).toBe(0);
    expect(err.replaceAll(`${path}: `, '').split('\n').slice(0, 2)).toEqual([
      '1 line before the header skipped',
      'the newest bar comes first: the order was reversed',
    ]);
    expect(JSON.parse(out)).toMatchObject({
      mends: { skippedLines: 1, reversed: true, droppedRows: 0, volumeColumn: null },
    });
  });

  it.each([
    [['check'], 'check: expected FILE, got nothing'],
    [['check', 'none.csv'], 'none.csv: no such file'],
    [['check', 'none.csv', '--out', 'x.csv'], 'check: --out goes with fetch, resample and sample'],
    [['check', 'none.csv', '--pair', 'ETHUSD'], 'check: --pair goes with fetch'],
    [['sample', '--revise'], 'sample: --revise goes with fetch'],
    [['sample', 'x.csv'], 'sample: unexpected argument "x.csv"'],
    [['sample', '--out', 'x.txt'], 'x.txt: expected a name ending in .csv, .arrow or .parquet'],
    [
      ['chek', 'x.csv'],
      'command line: --action: expected fetch | check | resample | sample, got "chek"',
    ],
    [[], 'command line: expected fetch|check|resample|sample, got nothing; --help tells more'],
  ])('%j is refused in one line with exit code 2', async (words, message) => {
    const { code, out, err } = await run(...words);
    expect([code, out, err]).toEqual([2, '', `data: ${message}\n`]);
  });
});

describeShared('data check on the daily file', () => {
  it('shortens long lists, which are complete in JSON', async () => {
    const path = sharedPath(BTC_DAILY);
    const { out } = await run('check', path);
    expect(out).toContain('gaps       11, 12 bars missing\n');
    expect(out).toContain('flat bars  20\n');
    expect(out).toContain('           and 8 more (--json has all)\n');
    const { out: json } = await run('check', path, '--json');
    const result = JSON.parse(json) as { flatBars: string[]; sha256: string };
    expect(result.flatBars.length).toBe(20);
    const golden = JSON.parse(await readFile(sharedPath('golden/walk_forward.json'), 'utf8')) as {
      data: unknown;
    };
    expect(JSON.stringify(golden.data)).toContain(result.sha256);
  });
});

describe('data resample', () => {
  const LATER = Date.parse('2021-03-01T12:30:00Z');

  /** Hourly bars of the sample: from 2021-01-01 on, without the hour 05:00 of the third day. */
  async function hourlyFile(name: string, count: number): Promise<string> {
    const path = join(folder, name);
    const hours = sliceBars(sampleBars('1h'), 0, count);
    const lines = Array.from(hours.time, (_, i) =>
      BAR_FIELDS.map((field) => hours[field][i]!).join(','),
    ).filter((_, i) => i !== 2 * 24 + 5);
    await writeFile(path, ['time,open,high,low,close,volume', ...lines, ''].join('\n'));
    return path;
  }

  it('writes whole days in each format, and names those that are not', async () => {
    const path = await hourlyFile('hours.csv', 10 * 24 + 7);
    const expected = resampleBars((await loadBars(path, {})).bars, '1h', '1d').bars;
    for (const name of ['days.csv', 'days.arrow', 'days.parquet']) {
      const out = join(folder, name);
      const words = ['resample', path, '--to', '1d', '--out', out, '--json'];
      const { code, stdout, stderr } = await runHere(dataCommand, words);
      expect(code).toBe(0);
      expect(stderr).toContain('1 incomplete bar of 1d: 2021-01-03 (23 of 24)');
      expect(stderr).toContain('left out: 2021-01-11 (7 of 24): its end is not in the file');
      expect(JSON.parse(stdout)).toMatchObject({
        run: { data: { rows: 246, synthetic: false } },
        from: '1h',
        to: '1d',
        rows: 10,
        range: { first: '2021-01-01T00:00:00Z', last: '2021-01-10T00:00:00Z' },
        incomplete: [{ time: '2021-01-03T00:00:00Z', bars: 23, expected: 24 }],
        leftOut: { time: '2021-01-11T00:00:00Z', bars: 7, expected: 24 },
        columns: [],
        file: { path: out },
      });
      expect((await loadBars(out, { timeframe: '1d' })).bars).toEqual(expected);
    }
  });

  it('does not replace the file that it reads', async () => {
    const path = await hourlyFile('kept.csv', 50);
    const before = await readFile(path, 'utf8');
    const words = ['resample', path, '--to', '1d', '--out', path];
    const { code, stderr } = await runHere(dataCommand, words);
    expect(code).toBe(2);
    expect(stderr).toContain('the command reads this file. Name another one');
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it('leaves out bars that have not closed, and then the day that still forms', async () => {
    const path = await hourlyFile('forming.csv', 59 * 24 + 13);
    const words = ['resample', path, '--to', '4h', '--out', join(folder, 'forming-4h.csv')];
    const { code, stdout, stderr } = await runHere(dataCommand, words, { now: () => LATER });
    expect(code).toBe(0);
    expect(stderr).toContain('left out: the bar of 2021-03-01 12:00 has not closed yet');
    expect(stdout).toContain('1427 bars of 1h are 357 bars of 4h\n');
    expect(stdout).toContain('2021-01-01 to 2021-03-01 08:00');
  });

  it.each([
    [['resample'], 'expected FILE, got nothing'],
    [['resample', 'a.csv'], 'expected --to 4h or --to 1d, got nothing'],
    [['resample', 'a.csv', '--to', '1d'], 'expected --out FILE, got nothing'],
    [['resample', 'a.csv', '--to', '1h', '--out', 'b.csv'], '--to: expected 4h | 1d, got "1h"'],
    [['resample', 'a.csv', '--to', '1d', '--out', 'b.txt'], 'b.txt: expected a name ending in'],
    [['check', 'a.csv', '--to', '1d'], 'check: --to goes with resample'],
    [['sample', '--to', '1d'], 'sample: --to goes with resample'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await runHere(dataCommand, words);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('refuses bars that are not shorter, and writes nothing', async () => {
    const out = join(folder, 'longer.csv');
    const days = join(folder, 'sample-days.csv');
    await runHere(dataCommand, ['sample', '--out', days]);
    const { code, stderr } = await runHere(dataCommand, [
      'resample',
      days,
      '--to',
      '4h',
      '--out',
      out,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${days}: expected bars shorter than 4h, got bars of 1d`);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });
});
