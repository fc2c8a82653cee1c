import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeColumnFile } from '../../data/column-file.ts';
import { readSeries, readSeriesFile } from '../../data/read-series.ts';
import { InputError } from '../../engine/core/errors.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';

const NAMES = { time: ['time', 'timestamp'], value: ['relativefundingrate', 'rate'] };

async function series(file: string, content: string | Uint8Array) {
  const path = join(await temporaryFolder(), file);
  await writeFile(path, content);
  return readSeries(path, NAMES);
}

describe('a series', () => {
  it('is found by its names, in their order of preference', async () => {
    const text =
      'timestamp,rate,relativeFundingRate\n' +
      '2026-02-16T00:00:00Z,7,0.0001\n2026-02-16T01:00:00Z,7,-0.0002\n';
    const { time, value, sha256, name } = await series('funding.csv', text);
    expect([...time]).toEqual([1771200000, 1771203600]);
    expect([...value]).toEqual([0.0001, -0.0002]);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(name).toBe('funding.csv');
  });

  it('reads Arrow and Parquet as well, turns a falling one round, leaves gaps out', async () => {
    for (const file of ['a.arrow', 'a.parquet', 'a.csv']) {
      const table = {
        time: Float64Array.of(1771207200, 1771203600, 1771200000),
        rate: Float64Array.of(0.3, Number.NaN, 0.1),
      };
      const { time, value } = await series(file, await encodeColumnFile(file, table));
      expect([...time]).toEqual([1771200000, 1771207200]);
      expect([...value]).toEqual([0.1, 0.3]);
    }
  });

  it.each([
    [
      'time,price\n1771200000,1\n',
      /:1: expected a column relativefundingrate or rate; found "time"/,
    ],
    ['time,rate,rate\n1771200000,1,1\n', /expected one column "rate", got two/],
    ['time,rate\n1771200000,1\n1771200000,2\n', /:3: expected times in order, got the same time/],
    ['time,rate\n1771200000,1\n1771300000,2\n1771250000,2\n', /:4: expected times in order/],
    ['time,rate\n1771200000,much\n', /:2: column "rate": expected a number, got "much"/],
    ['time,rate\n1771200000,1,2\n', /:2: expected 2 cells as in the header, got 3/],
    ['time,rate\nsoon,1\n', /:2/],
    ['time,rate\n\0', /expected CSV text, got a binary file/],
  ])('refuses %j', async (text, message) => {
    const attempt = series('a.csv', text);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toBeInstanceOf(InputError);
  });
});

describe('all series of a file', () => {
  async function file(name: string, content: string | Uint8Array) {
    const path = join(await temporaryFolder(), name);
    await writeFile(path, content);
    return readSeriesFile(path);
  }

  it('are its columns of numbers, by their names; `value` takes the name of the file', async () => {
    const text =
      'Date,symbol,Open Interest,value\n2026-02-16,XBT,5,1\n2026-02-17,XBT,,2\n2026-02-18,XBT,7,\n';
    const { series, sha256 } = await file('my sentiment.csv', text);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(series.map(({ name, value }) => [name, [...value]])).toEqual([
      ['Open_Interest', [5, 7]],
      ['my_sentiment', [1, 2]],
    ]);
    expect([...series[0]!.time]).toEqual([1771200000, 1771372800]);
  });

  it('are the same in CSV, Arrow and Parquet', async () => {
    const table = { time: Float64Array.of(1771200000, 1771286400), funding: Float64Array.of(1, 2) };
    for (const name of ['a.arrow', 'a.parquet', 'a.csv']) {
      const { series } = await file(name, await encodeColumnFile(name, table));
      expect(series.map((one) => [one.name, [...one.time], [...one.value]])).toEqual([
        ['funding', [1771200000, 1771286400], [1, 2]],
      ]);
    }
  });

  it('have whole seconds, though exchanges stamp with milliseconds', async () => {
    const text = 'fundingTime,rate\n1771200000006,1\n1771228800013,2\n';
    const { series } = await file('f.csv', text);
    expect([...series[0]!.time]).toEqual([1771200000, 1771228800]);
    const iso = 'time,rate\n2026-02-16T00:00:00.006Z,1\n2026-02-16 08:00:00.013,2\n';
    const { series: again } = await file('g.csv', iso);
    expect([...again[0]!.time]).toEqual([1771200000, 1771228800]);
  });

  it.each([
    ['when,x\n2026-02-16,1\n', /a.csv:1: expected a column time.*found "when", "x"/],
    ['time,x\n2026-02-16,up\n', /a.csv:2: column "x": expected a number, got "up"/],
    ['time,x,x\n2026-02-16,1,2\n', /expected one series x, got two/],
    ['time,x,y\n2026-02-16,1,2\n2026-02-17,1,2\n2026-02-18,1,2 K\n', /a.csv:4: column "y"/],
    ['time,x\n2026-02-16,1\n2026-02-16,2\n', /a.csv:3: expected times in order/],
    ['time\n', /a.csv/],
  ])('are refused with the place: %j', async (text, message) => {
    await expect(file('a.csv', text)).rejects.toThrow(InputError);
    await expect(file('a.csv', text)).rejects.toThrow(message);
  });
});

describe('thousands signs in a series', () => {
  async function values(header: string, ...rows: string[]) {
    const path = join(await temporaryFolder(), 's.csv');
    const day = (i: number): string => `2026-02-${16 + i}`;
    const separator = header.includes(';') ? ';' : header.includes('\t') ? '\t' : ',';
    const lines = rows.map((row, i) => `${day(i)}${separator}${row}`);
    await writeFile(path, [header, ...lines, ''].join('\n'));
    const { series } = await readSeriesFile(path);
    return series.map(({ value }) => Array.from(value));
  }

  it.each([
    ['time;x', '1.234,56', '987,00', [1234.56, 987]],
    ['time;x', '1.234', '1.234.567', [1234, 1234567]],
    ['time;x', '1.234', '-0,5', [1234, -0.5]],
    ['time;x', '1,234', '0.5', [1234, 0.5]],
    ['time;x', '1.234', '0.5', [1.234, 0.5]],
    ['time;x', '1.234', '12345', [1.234, 12345]],
    ['time;x', '1,234', '99,3396', [1.234, 99.3396]],
    ['time;x', '1\u00a0234,56', '12', [1234.56, 12]],
    ['time;x', '1\u202f234', '12', [1234, 12]],
    ['time;x', '1 234 567,8', '12', [1234567.8, 12]],
    ['time;x', "1'234.56", '12', [1234.56, 12]],
    ['time;x', '1’234', '12', [1234, 12]],
    ['time\tx', '1.234,56', '12', [1234.56, 12]],
    ['time\tx', '1.234', '145.123', [1.234, 145.123]],
    ['time,x', '"1,234.56"', '12', [1234.56, 12]],
    ['time,x', '"1,234"', '"1,203,480"', [1234, 1203480]],
    ['time,x', '1.234', '12', [1.234, 12]],
  ])('%s: %s beside %s', async (header, one, other, expected) => {
    expect(await values(header, one, other)).toEqual([expected]);
  });

  it('are told by another column, because a file has one decimal sign', async () => {
    expect(await values('time;x;y', '1.234;0,5', '2.345;7')).toEqual([
      [1234, 2345],
      [0.5, 7],
    ]);
    expect(await values('time;x;y', '1.234;0.5', '2.345;7')).toEqual([
      [1.234, 2.345],
      [0.5, 7],
    ]);
  });

  it.each([
    ['time;x', '1.234', '987'],
    ['time;x', '1,234', '987'],
    ['time;x', '1.234', '1,234'],
    ['time;x', '1.234', '1234'],
    ['time\tx', '1.234', '987'],
    ['time,x', '"1,234"', '987'],
    ['time;x;y', '1.234;0,5', '2.345;0.5'],
  ])('are refused where they may be decimal signs: %s: %s beside %s', async (header, ...rows) => {
    const attempt = values(header, ...rows);
    await expect(attempt).rejects.toThrow(
      /s.csv:2: column "x": expected a number, got "1[.,]234", which may be 1.234 or 1234, and no/,
    );
    await expect(attempt).rejects.toBeInstanceOf(InputError);
  });

  it.each(['12.34.567,8', '1.2345,6', '1.234 567,8', '1,23,456.7', '01.234,5', '1.234,5.6'])(
    'are refused where they are none: %s',
    async (cell) => {
      await expect(values('time;x', '0,5', cell, '7')).rejects.toThrow(`got "${cell}"`);
    },
  );
});
