import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeColumnFile } from '../../data/column-file.ts';
import type { FurtherColumns } from '../../data/further-columns.ts';
import { loadBars } from '../../data/load-bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { temporaryFolder } from '../cli/temporary-folder.ts';

const TEXT =
  'time,open,high,low,close,volume,Funding Rate,note,trades\n' +
  '2024-01-01,1,2,1,2,5,0.1,a,7\n2024-01-02,2,3,1,2,6,,b,8\n2024-01-03,2,3,1,2,6,0.3,c,9\n';

async function extra(columns: FurtherColumns, text = TEXT, cache = false) {
  const folder = await temporaryFolder();
  const path = join(folder, 'bars.csv');
  await writeFile(path, text);
  const cacheFolder = join(folder, 'cache');
  await mkdir(cacheFolder);
  const options = { timeframe: '1d', ...(cache ? { cacheFolder } : {}) } as const;
  if (cache) await loadBars(path, options);
  const { bars } = await loadBars(path, { ...options, columns });
  return Object.fromEntries(
    Object.entries(bars.extra ?? {}).map(([name, column]) => [name, [...column]]),
  );
}

describe('further columns of a file of bars', () => {
  it('are read by name, in any case, under the name that was asked for', async () => {
    expect(await extra(['funding rate', 'trades'])).toEqual({
      'funding rate': [0.1, NaN, 0.3],
      trades: [7, 8, 9],
    });
    expect(await extra([])).toEqual({});
  });

  it('are read although the bars are cached', async () => {
    expect(await extra(['trades'], TEXT, true)).toEqual({ trades: [7, 8, 9] });
  });

  it('are all that hold numbers', async () => {
    expect(Object.keys(await extra('all'))).toEqual(['Funding Rate', 'trades']);
  });

  it('are turned round with the bars', async () => {
    const [header, ...rows] = TEXT.trimEnd().split('\n');
    const text = `${[header, ...rows.toReversed()].join('\n')}\n`;
    expect(await extra(['trades'], text)).toEqual({ trades: [7, 8, 9] });
  });

  it('are the same in Arrow and Parquet', async () => {
    const day = (i: number): number => Date.parse('2024-01-01') / 1000 + i * 86400;
    const ones = (): Float64Array => Float64Array.of(1, 1, 1);
    const table = {
      time: Float64Array.of(day(0), day(1), day(2)),
      ...Object.fromEntries(
        ['open', 'high', 'low', 'close', 'volume'].map((name) => [name, ones()]),
      ),
      funding: Float64Array.of(0.1, NaN, 0.3),
    };
    for (const name of ['bars.arrow', 'bars.parquet']) {
      const path = join(await temporaryFolder(), name);
      await writeFile(path, await encodeColumnFile(name, table));
      const { bars } = await loadBars(path, { timeframe: '1d', columns: ['funding'] });
      expect([...bars.extra!['funding']!]).toEqual([0.1, NaN, 0.3]);
    }
  });

  it.each([
    [['rate'], /bars.csv:1: expected a column "rate"; found .*"Funding Rate"/],
    [['note'], /bars.csv:2: column "note": expected a number, got "a"/],
  ])('%j is refused with the place', async (columns, message) => {
    await expect(extra(columns)).rejects.toThrow(InputError);
    await expect(extra(columns)).rejects.toThrow(message);
  });
});
