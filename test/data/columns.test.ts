import {
  DateDay,
  DateMillisecond,
  Int32,
  Int64,
  Table,
  tableFromIPC,
  tableToIPC,
  TimestampMicrosecond,
  TimestampSecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { decodeArrow, encodeArrow } from '../../data/arrow.ts';
import { encodeColumnFile } from '../../data/column-file.ts';
import { decodeParquet, encodeParquet } from '../../data/parquet.ts';
import type { NamedColumns } from '../../data/raw-file.ts';
import type { ColumnTable } from '../../data/written-column.ts';
import { InputError } from '../../engine/core/errors.ts';

const seed = 20261122;
const all = (names: readonly string[]): number[] => names.map((_, i) => i);

const anyTable: fc.Arbitrary<NamedColumns> = fc
  .tuple(
    fc.uniqueArray(
      fc.string({ minLength: 1 }).map((name) => `c${name}`),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    fc.nat(40),
  )
  .chain(([names, rows]) => {
    const column = fc.float64Array({ minLength: rows, maxLength: rows });
    return fc
      .array(column, { minLength: names.length, maxLength: names.length })
      .map((columns) => ({ names, columns }));
  });

const SMALL: NamedColumns = {
  names: ['time', 'rsi_14'],
  columns: [Float64Array.of(1381017600, 1381104000), Float64Array.of(Number.NaN, 0.1 + 0.2)],
};

/** The table as it is written. */
const written = ({ names, columns }: NamedColumns): ColumnTable =>
  Object.fromEntries(names.map((name, i) => [name, columns[i]!]));

describe('columns through Arrow and Parquet', () => {
  it('keep every bit: -0, NaN, subnormal and infinite', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (table) => {
        const arrow = decodeArrow(encodeArrow(written(table)), 'f', all);
        expect({ names: arrow.names, columns: arrow.columns }).toEqual(table);
        const parquet = await decodeParquet(encodeParquet(written(arrow)), 'f', all);
        expect(parquet).toEqual(table);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('keep a schema’s metadata in Arrow', () => {
    const bytes = encodeArrow(written(SMALL), new Map([['format', 'x']]));
    expect(decodeArrow(bytes, 'f', all).metadata.get('format')).toBe('x');
  });

  it('are written to Parquet as columns that never are null', () => {
    const table = { x: Float64Array.of(1), name: ['a'], at: { moments: Float64Array.of(0) } };
    const bytes = encodeParquet(table);
    const { schema } = parquetMetadata(bytes.slice().buffer);
    const columns = schema.slice(1).map((one) => [one.name, one.type, one.repetition_type]);
    expect(columns).toEqual([
      ['x', 'DOUBLE', 'REQUIRED'],
      ['name', 'BYTE_ARRAY', 'REQUIRED'],
      ['at', 'INT64', 'REQUIRED'],
    ]);
  });

  it('are picked by name', async () => {
    const last = (names: readonly string[]): number[] => [names.indexOf('rsi_14')];
    const expected = { names: ['rsi_14'], columns: [SMALL.columns[1]] };
    expect(decodeArrow(encodeArrow(written(SMALL)), 'f', last)).toMatchObject(expected);
    expect(await decodeParquet(encodeParquet(written(SMALL)), 'f', last)).toEqual(expected);
  });

  it('are read from bytes at any offset', () => {
    const bytes = encodeArrow(written(SMALL));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(decodeArrow(shifted.subarray(3), 'f', all).columns).toEqual(SMALL.columns);
  });

  it('fill several row groups and pages', async () => {
    const column = Float64Array.from({ length: 250_000 }, (_, i) => Math.sqrt(i));
    const table = { names: ['x'], columns: [column] };
    expect(await decodeParquet(encodeParquet(written(table)), 'f', all)).toEqual(table);
  });
});

describe('what others wrote in Arrow', () => {
  const dates = [new Date(1381017600000), new Date(1381104000000)];
  const seconds = Float64Array.of(1381017600, 1381104000);
  it.each([
    ['timestamps in seconds', vectorFromArray(dates, new TimestampSecond()), seconds],
    ['timestamps in microseconds', vectorFromArray(dates, new TimestampMicrosecond()), seconds],
    ['days', vectorFromArray(dates, new DateDay()), seconds],
    ['dates in milliseconds', vectorFromArray(dates, new DateMillisecond()), seconds],
    ['64-bit integers', vectorFromArray([1381017600n, 1381104000n], new Int64()), seconds],
    ['32-bit integers', vectorFromArray([1, -2], new Int32()), Float64Array.of(1, -2)],
  ])('is read: %s', (_, vector, expected) => {
    const bytes = tableToIPC(new Table({ x: vector }), 'file');
    expect(decodeArrow(bytes, 'f', all).columns).toEqual([expected]);
    const stream = tableToIPC(new Table({ x: vector }), 'stream');
    expect(decodeArrow(stream, 'f', all).columns).toEqual([expected]);
  });

  it('is NaN where a value is null', () => {
    const vector = vectorFromArray([1, null], new Int32());
    const bytes = tableToIPC(new Table({ x: vector }), 'file');
    expect(decodeArrow(bytes, 'f', all).columns).toEqual([Float64Array.of(1, Number.NaN)]);
  });

  it('is refused where it is text', () => {
    const bytes = tableToIPC(new Table({ x: vectorFromArray(['a', 'b'], new Utf8()) }), 'file');
    expect(() => decodeArrow(bytes, 'f', all)).toThrow(
      'f: column "x": expected numbers or timestamps, got text',
    );
    expect(decodeArrow(bytes, 'f', () => []).columns).toEqual([]);
  });
});

describe('what others wrote in Parquet', () => {
  it('is read: timestamps, integers, GZIP', async () => {
    const time = [new Date(1381017600000), new Date(1381104000000)];
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'time', data: time, type: 'TIMESTAMP' },
        { name: 'n', data: [1n, 2n], type: 'INT64' },
      ],
      codec: 'GZIP',
      compressors: { GZIP: (input) => gzipSync(input) },
    });
    const { columns } = await decodeParquet(new Uint8Array(bytes), 'f', all);
    expect(columns).toEqual([Float64Array.of(1381017600, 1381104000), Float64Array.of(1, 2)]);
  });

  it('is NaN where a value is null', async () => {
    const columnData = [{ name: 'x', data: [1.5, null] }];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    const { columns } = await decodeParquet(bytes, 'f', all);
    expect(columns).toEqual([Float64Array.of(1.5, Number.NaN)]);
  });

  it('is refused where it is text', async () => {
    const columnData = [{ name: 'x', data: ['a', 'b'] }];
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData }));
    await expect(decodeParquet(bytes, 'f', all)).rejects.toThrow(
      'f: column "x": expected numbers or timestamps, got text',
    );
  });
});

describe('damaged files', () => {
  const [arrow, parquet] = [encodeArrow(written(SMALL)), encodeParquet(written(SMALL))];

  it('are refused where they are cut off, wherever that is', async () => {
    for (let end = 0; end < arrow.length; end++) {
      expect(() => decodeArrow(arrow.subarray(0, end), 'f', all)).toThrow(InputError);
    }
    for (let end = 0; end < parquet.length; end++) {
      const attempt = decodeParquet(parquet.subarray(0, end), 'f', all);
      await expect(attempt).rejects.toBeInstanceOf(InputError);
    }
  });

  it('of Parquet with a wrong byte are read or refused, and never fail otherwise', async () => {
    const damage = fc.tuple(fc.nat(parquet.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(damage, async ([at, mask]) => {
        const bytes = parquet.slice();
        bytes[at]! ^= mask;
        const outcome: unknown = await decodeParquet(bytes, 'f', all).catch((e: unknown) => e);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(InputError);
      }),
      { seed, numRuns: 1500 },
    );
  });
});

describe('encodeColumnFile', () => {
  it('writes the format that the name ends in', async () => {
    expect(await encodeColumnFile('a.csv', written(SMALL))).toBe(
      'time,rsi_14\n1381017600,\n1381104000,0.30000000000000004\n',
    );
    expect(await encodeColumnFile('a.ARROW', written(SMALL))).toEqual(encodeArrow(written(SMALL)));
    expect(await encodeColumnFile('a.parquet', written(SMALL))).toEqual(
      encodeParquet(written(SMALL)),
    );
  });

  it('writes texts and moments too: dates in CSV, timestamps in Arrow and Parquet', async () => {
    const table: ColumnTable = {
      date: { moments: Float64Array.of(1381017600, 1381032000) },
      side: ['long', 'short'],
      bars: Float64Array.of(3, Number.NaN),
    };
    expect(await encodeColumnFile('a.csv', table)).toBe(
      'date,side,bars\n2013-10-06,long,3\n2013-10-06 04:00,short,\n',
    );
    const numbers = (names: readonly string[]): number[] => [names.indexOf('date'), 2];
    const expected = { columns: [Float64Array.of(1381017600, 1381032000), table['bars']] };
    expect(decodeArrow(encodeArrow(table), 'f', numbers)).toMatchObject(expected);
    expect(await decodeParquet(encodeParquet(table), 'f', numbers)).toMatchObject(expected);
    const arrow = tableFromIPC(encodeArrow(table));
    expect([...arrow.getChild('side')!]).toEqual(['long', 'short']);
    expect(String(arrow.schema.fields[0]!.type)).toBe('Timestamp<MILLISECOND, UTC>');
  });

  it('refuses any other', async () => {
    await expect(encodeColumnFile('a.xlsx', written(SMALL))).rejects.toThrow(
      'a.xlsx: expected a name ending in .csv, .arrow or .parquet',
    );
  });
});
