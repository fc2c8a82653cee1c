import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeColumnFile } from '../../data/column-file.ts';
import { alignReturns, allReturns, pickReturns } from '../../data/pick-returns.ts';
import { readReturns } from '../../data/read-returns.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';

const DAY = 86_400;
/** 2024-01-01. */
const START = 1_704_067_200;

async function fileOf(text: string, name = 'returns.csv'): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return path;
}

async function picked(text: string, column?: string) {
  const { name, time, values } = pickReturns(await readReturns(await fileOf(text)), column);
  return { name, time: [...time], values: [...values] };
}

describe('files of returns', () => {
  const days = [START, START + DAY, START + 2 * DAY];

  it.each([
    ['quantstats, a frame', 'Date,Strategy,Benchmark', ['2024-01-01,0.01,0.02'], 'Strategy'],
    ['pandas, a series without a name', ',0', ['2024-01-01,0.01'], '0'],
    ['pandas, an index with a name', 'Date,0', ['2024-01-01,0.01'], '0'],
    ['pandas, read and written again', 'Unnamed: 0,Date,ret_x', ['0,2024-01-01,0.01'], 'ret_x'],
    ['pandas, an index written as a column', 'Unnamed: 0,x', ['2024-01-01,0.01'], 'x'],
    ['vectorbt', 'Open time,return', ['2024-01-01 00:00:00+00:00,0.01'], 'return'],
    ['pyfolio', 'index,returns', ['2024-01-01 00:00:00+00:00,0.01'], 'returns'],
    ['a zone', 'date,returns', ['2024-01-01T02:00:00+02:00,0.01'], 'returns'],
    ['unix milliseconds', 'timestamp,returns', ['1704067200000,0.01'], 'returns'],
    ['yfinance, a change called Close', 'Date,Close', ['2024-01-01,0.01'], 'Close'],
    ['a spreadsheet in percent', 'Date;Return', ['01.01.2024;1,00%'], 'Return'],
    ['percent with a blank', 'Date,Return', ['2024-01-01,1.00 %'], 'Return'],
    ['percent in the header', 'Date\tNet Return (%)', ['2024-01-01\t1,0'], 'Net Return (%)'],
    ['a quoted decimal comma', 'Date,Return', ['2024-01-01,"0,01"'], 'Return'],
    ['words beside numbers', 'date,regime,x', ['2024-01-01,bull,0.01'], 'x'],
    ['equity beside returns', 'date,equity,net_return', ['2024-01-01,1000,0.01'], 'net_return'],
    ['strategy beside market', 'date,returns,strategy', ['2024-01-01,0.5,0.01'], 'strategy'],
    ['date and time of day', 'Date,Time,Return', ['2024-01-01,00:00,0.01'], 'Return'],
  ])('are read: %s', async (_, header, [row], name) => {
    // The other rows say that the day comes first in 13.01.2024, and hold a loss.
    const later = row!.replace(/2024-01-01/, '2024-01-13').replace('01.01.', '13.01.');
    const stamp = later.replace('1704067200000', String((START + 12 * DAY) * 1000));
    const found = await picked(`${header}\n${row}\n${stamp}\n`);
    expect(found.name).toBe(name);
    expect(found.time).toEqual([START, START + 12 * DAY]);
    expect(found.values).toEqual([0.01, 0.01]);
  });

  it.each([
    ['0.53%', 0.0053],
    ['-0.53%', -0.0053],
    ['−0.53 %', -0.0053],
    ['0', 0],
    ['1e-1%', 0.001],
  ])('have percent cells: %s', async (cell, value) => {
    const { values } = await picked(`date,x\n2024-01-01,1%\n2024-01-02,${cell}\n`);
    expect(values).toEqual([0.01, value]);
  });

  it.each([
    ['date;x;y', '1,5%', '1.234,5%;x', 12.345],
    ['date;x;y', '1,5%', '1.234%;x', undefined],
    ['date;x;y', '1.5%', '1.234%;x', 0.01234],
    ['date;x;y', '1.234%', '1.234%;x', 0.01234],
    ['date;x;y', '1.234%', '1.234%;0,5', undefined],
    ['date;x;y', '1.234%', '1,234%;x', undefined],
    ['date;x;y', '0.1%', "1'234.5%;x", 12.345],
    ['date,x,y', '1%', '"1,234.5%",x', 12.345],
  ])('have one decimal sign: %s: %s, %s', async (header, first, second, value) => {
    const separator = header.includes(';') ? ';' : ',';
    const rows = [`2024-01-01${separator}${first}${separator}`, `2024-01-02${separator}${second}`];
    const found = picked([header, ...rows, ''].join('\n'), 'x');
    if (value === undefined)
      await expect(found).rejects.toThrow(/:[23]: column "x".*got "1[.,]234/);
    else expect((await found).values[1]).toBe(value);
  });

  it('may have months instead of days', async () => {
    for (const [one, two] of [
      ['2024-01', '2024-02'],
      ['202401', '202402'],
    ]) {
      const { time } = await picked(`month,x\n${one},0.1\n${two},-0.1\n`);
      expect(time).toEqual([START, START + 31 * DAY]);
    }
  });

  it('may begin with the newest row', async () => {
    const { time, values } = await picked('date,x\n2024-01-02,0.2\n2024-01-01,0.1\n');
    expect(time).toEqual(days.slice(0, 2));
    expect(values).toEqual([0.1, 0.2]);
  });

  it('may be columnar', async () => {
    const path = join(await temporaryFolder(), 'returns.parquet');
    const table = { time: Float64Array.from(days), net: Float64Array.of(0.1, Number.NaN, -0.1) };
    await writeFile(path, await encodeColumnFile(path, table));
    const { values } = pickReturns(await readReturns(path), undefined);
    expect([...values]).toEqual([0.1, Number.NaN, -0.1]);
  });

  it.each([
    ['a,b\n1,2\n', ':1: expected a column of times, such as date or timestamp; found "a", "b"'],
    ['date,x\n2024-01-01,1\n2024-01-01,2\n', ':3: expected times in order, one row each, got the'],
    ['date,x\n2024-01-01,1\n2024-01-03,2\n2024-01-02,2\n', ':4: expected times in order'],
    ['date,x\n2024-01-01,1\n,2\n', ':3: expected a time, got an empty cell'],
    [
      'date,x\n2024-01-01,1%\n2024-01-02,0.5\n',
      ':3: column "x": expected a number, got "0.5" without',
    ],
    ['date,x\n2024-01-01,1\n2024-01-02,up\n', ':3: column "x": expected a number, got "up"'],
    ['date,x\n2024-01-01,1.234,5\n', ':2: expected 2 cells as in the header, got 3'],
    ['date,a,b\n2024-01-01,1,2\n', 'found "a", "b": say which one it is (--column NAME)'],
    ['date,a,b\n2024-01-01,x,y\n', 'expected a column of returns, got none of numbers'],
  ])('are refused: %j', async (text, message) => {
    await expect(picked(text)).rejects.toThrow(message);
  });

  it('with a cell that is no number are not left out, as text is', async () => {
    const text = 'date,spy,own\n2024-01-01,1,2\n2024-01-02,1,2\n2024-01-03,1,n.d.\n';
    const file = await readReturns(await fileOf(text));
    expect(() => allReturns(file)).toThrow(':4: column "own": expected a number, got "n.d."');
    expect(() => pickReturns(file, undefined)).toThrow('found "spy", "own": say which one it is');
    const percent = await readReturns(await fileOf(text.replace('n.d.', '2%')));
    expect(() => allReturns(percent)).toThrow('"2" without the % that other cells have');
  });

  it('are asked for by name', async () => {
    const text = 'date,a,B\n2024-01-01,1,2\n';
    expect((await picked(text, 'B')).values).toEqual([2]);
    expect((await picked(text, 'b')).values).toEqual([2]);
    await expect(picked(text, 'c')).rejects.toThrow('one column "c", got 0; found "a", "B"');
  });

  it('have a trial in every column of numbers', async () => {
    const file = await readReturns(await fileOf('date,a,note,b,empty\n2024-01-01,1,x,2,\n'));
    expect(allReturns(file).map(({ name }) => name)).toEqual(['a', 'b']);
    const twice = await readReturns(await fileOf('date,a,a\n2024-01-01,1,2\n'));
    expect(() => allReturns(twice)).toThrow('expected one trial "a", got two or more');
  });
});

describe('series that are assessed together', () => {
  const N = Number.NaN;
  const series = (name: string, values: readonly number[], start = 0) => ({
    name,
    time: Float64Array.from(values, (_, i) => START + (start + i) * DAY),
    values: Float64Array.from(values),
  });

  it('lose the rows without a return and those that the others do not reach', () => {
    const own = series('own', [N, 0.1, N, 0.2, 0.3, 0.4]);
    const other = series('other', [9, 9, 9, 1, 2], 0);
    expect(alignReturns(own, [other])).toEqual({
      time: Float64Array.of(START + DAY, START + 3 * DAY, START + 4 * DAY),
      series: [Float64Array.of(0.1, 0.2, 0.3), Float64Array.of(9, 1, 2)],
      empty: 2,
      outside: 1,
    });
  });

  it('are refused if one has a hole between', () => {
    const other = series('other', [1, N, N, 1]);
    expect(() => alignReturns(series('own', [1, 1, 1, 1]), [other])).toThrow(
      'other: expected a return on every row of own, got none on 2 of 4 (the first: 2024-01-02)',
    );
  });

  it('are refused if they have no time in common, or no return', () => {
    const own = series('own', [1, 1]);
    expect(() => alignReturns(own, [series('late', [1], 9)])).toThrow('in common with "late"');
    expect(() => alignReturns(own, [series('none', [N])])).toThrow('none: expected returns, got');
  });
});
