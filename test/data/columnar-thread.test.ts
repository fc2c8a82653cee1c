import { describe, expect, it } from 'vitest';
import { readColumnarBars } from '../../data/columnar-thread.ts';
import { packedParquet } from './packed-files.ts';
import { timeOf, valuesOf } from './table-text.ts';

const COUNT = 12;

/** Twelve bars, their columns nullable, not compressed. */
function nullableParquet(): Uint8Array {
  const rows = Array.from({ length: COUNT }, (_, i) => [timeOf(i), ...valuesOf(i)]);
  const columns = ['time', 'open', 'high', 'low', 'close', 'volume'].map((name, column) => ({
    name,
    data: rows.map((row) => row[column]!),
    type: 'DOUBLE' as const,
    nullable: true,
  }));
  return packedParquet(columns, 'UNCOMPRESSED');
}

/** `file` with its first run of twelve "is there" marks made a run of a billion. */
function withEndlessRun(file: Uint8Array): Uint8Array {
  const bytes = Buffer.from(file);
  const firstTime = Buffer.alloc(8);
  firstTime.writeDoubleLE(timeOf(0));
  // A run of twelve (2 · 12), each of them 1, stands before the first value.
  const at = bytes.indexOf(Buffer.concat([Buffer.of(2 * COUNT, 1), firstTime]));
  expect(at).toBeGreaterThan(0);
  // The varint of 2 · (2^30 - 1): its five bytes cover a part of the value too.
  Buffer.of(0xfe, 0xff, 0xff, 0xff, 0x07).copy(bytes, at);
  return bytes;
}

function task(bytes: Uint8Array) {
  return { bytes, path: 'f', format: 'parquet', further: [] } as const;
}

describe('readColumnarBars', () => {
  it('ends a file that does not end by itself, and reads the next', async () => {
    const file = nullableParquet();
    const endless = readColumnarBars(task(withEndlessRun(file)));
    const next = readColumnarBars(task(file));
    await expect(endless).rejects.toThrow(
      'f: expected a Parquet file, got a damaged one (reading it does not end)',
    );
    expect((await next).bars.time.length).toBe(COUNT);
  });

  it('reads one file after the other, in the order in which they came', async () => {
    const file = nullableParquet();
    const names = ['a', 'b', 'c'];
    const ended: string[] = [];
    await Promise.all(
      names.map(async (name) => {
        await readColumnarBars({ ...task(file), path: name });
        ended.push(name);
      }),
    );
    expect(ended).toEqual(names);
  });
});
