import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeColumnFile } from '../../data/column-file.ts';
import { readSeries } from '../../data/read-series.ts';
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
    ['time,rate\n1771200000,much\n', /:2: expected a number, got "much"/],
    ['time,rate\n1771200000,1,2\n', /:2: expected 2 cells as in the header, got 3/],
    ['time,rate\nsoon,1\n', /:2/],
  ])('refuses %j', async (text, message) => {
    const attempt = series('a.csv', text);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toBeInstanceOf(InputError);
  });
});
