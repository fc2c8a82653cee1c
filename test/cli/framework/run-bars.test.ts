import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Printed } from '../run-here.ts';
import { defineCommand, DATA_OPTIONS, type RunData } from '../../../cli/framework/command.ts';
import { dataCommand } from '../../../cli/research/data.ts';
import { featuresCommand } from '../../../cli/research/features.ts';
import { loadRunBars, withUndefinedTail } from '../../../cli/framework/run-bars.ts';
import { runHere } from '../run-here.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const DAY = 86_400;

/** Says how many bars it was given; with --tail how many are after the third from the last. */
const countCommand = defineCommand({
  name: 'count',
  purpose: 'Counts bars.',
  options: { ...DATA_OPTIONS, tail: { kind: 'flag', default: false, doc: 'Look at the tail' } },
  examples: ['count', 'count -- --tail'],
  run: async (context, options) => {
    const run = await loadRunBars(context, options);
    const { bars, calendar, data } = run;
    const lastRow = bars.time.at(-4)!;
    return {
      result: { bars: bars.time.length, last: bars.close.at(-1)!, year: calendar.barsPerYear },
      text: '',
      data: options.tail ? withUndefinedTail(context, run, lastRow) : data,
    };
  },
});

type Row = readonly [time: number, close: number, volume?: number];

/** Bars [0, count) days after 2024-01-01 (a Monday), `hour` o'clock, closes 100 + i. */
function days(count: number, hour = 0, open: (day: number) => boolean = everyDay): Row[] {
  const first = Date.parse('2024-01-01') / 1000 + hour * 3600;
  return Array.from({ length: count }, (_, i): Row => [first + i * DAY, 100 + i]).filter((_, i) =>
    open(i % 7),
  );
}

const everyDay = (): boolean => true;
const weekday = (day: number): boolean => day < 5;

async function count(rows: readonly Row[], now: string, ...words: string[]): Promise<Printed> {
  const path = join(await temporaryFolder(), 'bars.csv');
  const lines = rows.map(
    ([time, close, volume = 5]) => `${time},${close},200,1,${close},${volume}`,
  );
  await writeFile(path, ['time,open,high,low,close,volume', ...lines, ''].join('\n'));
  const world = { now: () => Date.parse(now) };
  return runHere(countCommand, ['--data', path, '--json', ...words], world);
}

function parsed({ stdout }: Printed): { bars: number; last: number; data: RunData } {
  const { run, ...result } = JSON.parse(stdout);
  return { ...result, data: run.data };
}

describe('a bar that still forms', () => {
  it('is left out with a note that has its date, and counted', async () => {
    const printed = await count(days(10), '2024-01-10T07:00:00Z');
    const { bars, last, data } = parsed(printed);
    expect([bars, last]).toEqual([9, 108]);
    expect(printed.stderr).toBe('left out: the bar of 2024-01-10 has not closed yet\n');
    expect(data).toMatchObject({
      rows: 9,
      asOf: '2024-01-10T00:00:00Z',
      formingBar: '2024-01-10T00:00:00Z',
      findings: { formingBar: 1, gaps: 0, missing: 0, jumps: 0, flatBars: 0, undefinedTail: null },
    });
  });

  it('is closed when its time is over, and nothing is said', async () => {
    const printed = await count(days(10), '2024-01-11T00:00:00Z');
    expect(printed.stderr).toBe('');
    expect(parsed(printed).data).toMatchObject({
      rows: 10,
      asOf: '2024-01-11T00:00:00Z',
      formingBar: null,
      findings: { formingBar: 0 },
    });
  });

  it('of a session by day has closed in the evening', async () => {
    const rows = days(12, 14, weekday);
    const open = await count(rows, '2024-01-12T15:00:00Z');
    expect(open.stderr).toBe('left out: the bar of 2024-01-12 14:00 has not closed yet\n');
    const closed = await count(rows, '2024-01-12T21:30:00Z');
    expect(parsed(closed).bars).toBe(rows.length);
    expect(closed.stderr).toBe('');
  });

  it('is left out with all that have not begun', async () => {
    const { stderr } = await count(days(10), '2024-01-07T07:00:00Z');
    expect(stderr).toBe(
      'left out: the bar of 2024-01-07 and 3 bars after it have not closed yet\n',
    );
  });

  it('does not make a jump or a gap of those that stay', async () => {
    const printed = await count([...days(10), [days(14)[13]![0], 1]], '2024-01-14T07:00:00Z');
    expect(parsed(printed).data.findings).toMatchObject({ jumps: 0, gaps: 0, formingBar: 1 });
  });

  it('leaves too few where the clock is behind: refused, exit code 2', async () => {
    const { code, stderr } = await count(days(10), '2024-01-02T12:00:00Z');
    expect(code).toBe(2);
    expect(stderr).toBe(
      'count: bars.csv: expected at least 2 bars that have closed at 2024-01-02T12:00:00Z, got 1\n',
    );
  });
});

describe('what is odd about bars', () => {
  it('is one line, and counted in run.data', async () => {
    const rows = days(40).filter((_, i) => i < 10 || i > 13);
    rows[30] = [rows[30]![0], 10];
    const printed = await count(rows, '2025-01-01');
    expect(printed.stderr).toBe(
      'bars.csv: 2 jumps beyond 40 %, maybe splits (2024-02-04: close -92.5 %, ' +
        '2024-02-05: close +1250.0 %); 1 gap, 4 bars missing\n',
    );
    expect(parsed(printed).data.findings).toEqual({
      jumps: 2,
      gaps: 1,
      missing: 4,
      flatBars: 0,
      undefinedTail: null,
      formingBar: 0,
    });
  });

  it('dates the first jumps and counts the others', async () => {
    const rows = days(10).map(([time, close], i): Row => [time, i % 2 === 0 ? close : 10]);
    const { stderr } = await count(rows, '2025-01-01');
    expect(stderr).toContain('9 jumps beyond 40 %, maybe splits (2024-01-02: close -90.0 %, ');
    expect(stderr).toContain(', 6 more)\n');
  });

  it('counts weekdays in the gaps of a market with weekends', async () => {
    const rows = days(60, 14, weekday).filter((_, i) => i < 10 || i > 16);
    const { stderr } = await count(rows, '2025-01-01');
    expect(stderr).toBe('bars.csv: 1 gap, 7 weekdays missing\n');
  });

  it('names bars that all have no volume, and not a single one', async () => {
    const without = (some: readonly Row[]): Row[] => some.map(([time, close]) => [time, close, 0]);
    const all = await count(without(days(10)), '2025-01-01');
    expect(all.stderr).toBe(
      'bars.csv: no volume: it is 0 on all 10 bars, features that need it are undefined\n',
    );
    const one = await count([...without(days(1)), ...days(10).slice(1)], '2025-01-01');
    expect(one.stderr).toBe('');
  });

  it('says only once that no bar has volume, in each command', async () => {
    const path = join(await temporaryFolder(), 'quiet.csv');
    const lines = days(200).map(([time, close]) => `${time},${close},400,1,${close},0`);
    await writeFile(path, ['time,open,high,low,close,volume', ...lines, ''].join('\n'));
    const calls = [
      [featuresCommand, ['--data', path]],
      [dataCommand, ['check', path]],
    ] as const;
    for (const [command, words] of calls) {
      const { code, stderr } = await runHere(command, words);
      expect(code).toBe(0);
      expect(stderr.match(/no volume|has volume/g)).toEqual(['no volume']);
    }
  });

  it('counts a tail without rows, the last bar aside', async () => {
    const printed = await count(days(10), '2025-01-01', '--tail');
    expect(printed.stderr).toBe(
      'bars.csv: 2 bars after 2024-01-07 without a row: a feature is undefined there\n',
    );
    expect(parsed(printed).data.findings.undefinedTail).toBe(2);
  });
});
