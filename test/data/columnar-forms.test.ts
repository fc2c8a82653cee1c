import {
  DateMillisecond,
  Decimal,
  Dictionary,
  Float16,
  Float64,
  Int32,
  Int64,
  LargeUtf8,
  makeVector,
  Table,
  tableToIPC,
  TimeSecond,
  TimestampNanosecond,
  Utf8,
  Utf8View,
  vectorFromArray,
  type Vector,
} from 'apache-arrow';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBars, type LoadedBars } from '../../data/load-bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { packedArrow, packedByLibrary, packedParquet, type ParquetCodec } from './packed-files.ts';
import { csvOf, dateOf, timeOf, valuesOf } from './table-text.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walkforest-columnar-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const COUNT = 12;
const DAYS = Array.from({ length: COUNT }, (_, i) => i);
const FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;
const PRICES = FIELDS.map((_, field) => DAYS.map((i) => valuesOf(i)[field]!));

/** The schema of an Arrow stream with one column of ListView<int8>, written by pyarrow 25. */
const LIST_VIEW =
  '/////6gAAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAMAAAACAAIAAAABAAIAAAABAAAAAEAAAAEAAAA1P///wAAAR' +
  'kUAAAAHAAAAAQAAAABAAAAJAAAAAEAAAB4AAAABAAEAAQAAAAQABQACAAGAAcADAAAABAAEAAAAAAAAQIQAAAAIAAA' +
  'AAQAAAAAAAAABAAAAGl0ZW0AAAAACAAMAAgABwAIAAAAAAAAAQgAAAD/////AAAAAA==';

async function load(content: string | Uint8Array): Promise<LoadedBars> {
  const path = join(folder, 'bars');
  await writeFile(path, content);
  return loadBars(path, { timeframe: '1d' });
}

async function refusal(content: Uint8Array): Promise<string> {
  const error: unknown = await load(content).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.replace(`${folder}/`, '');
}

/** An Arrow table of the bars, some columns replaced. */
function arrowTable(columns: Record<string, Vector>, time = 'time'): Table {
  const plain = Object.fromEntries(
    FIELDS.map((field, i) => [field, makeVector(Float64Array.from(PRICES[i]!))]),
  );
  const times = makeVector(Float64Array.from(DAYS, timeOf));
  return new Table({ [time]: times, ...plain, ...columns });
}

function numbers(values: readonly number[]): { name: string; data: number[]; type: 'DOUBLE' }[] {
  return [{ name: 'time', data: [...values], type: 'DOUBLE' }];
}

describe('Arrow is read as CSV is', () => {
  const dates = DAYS.map(dateOf);
  const wide = new Dictionary(new Utf8(), new Int32());
  it.each<[string, Record<string, Vector>]>([
    ['dates as text', { time: vectorFromArray(dates, new Utf8()) }],
    ['dates as large text', { time: vectorFromArray(dates, new LargeUtf8()) }],
    ['dates in a dictionary', { time: vectorFromArray(dates, wide) }],
    ['integers of nanoseconds', { time: bigints((i) => BigInt(timeOf(i)) * 1_000_000_000n) }],
    ['eight digits', { time: bigints((i) => BigInt(dateOf(i).replaceAll('-', ''))) }],
    ['timestamps in nanoseconds', { time: vectorFromArray(asDates(), new TimestampNanosecond()) }],
    ['dates', { time: vectorFromArray(asDates(), new DateMillisecond()) }],
    [
      'moments in a dictionary',
      { time: vectorFromArray(asDates(), new Dictionary(new DateMillisecond(), new Int32())) },
    ],
    ['numbers in a dictionary', { volume: dictionaryOf(PRICES[4]!) }],
    [
      'a date and a time of day',
      {
        date: vectorFromArray(dates, new Utf8()),
        time: vectorFromArray(Array<number>(COUNT).fill(0), new TimeSecond()),
      },
    ],
    ['a column that bars do not need', { note: vectorFromArray(dates, new Utf8()) }],
  ])('%s', async (_, columns) => {
    const { bars } = await load(csvOf(COUNT));
    for (const kind of ['file', 'stream'] as const) {
      const read = await load(tableToIPC(arrowTable(columns), kind));
      expect(read.bars).toEqual(bars);
      expect(read.notes).toEqual([]);
    }
    for (const codec of ['lz4', 'zstd'] as const) {
      expect((await load(packedArrow(arrowTable(columns), 'file', codec))).bars).toEqual(bars);
      expect((await load(packedArrow(arrowTable(columns), 'stream', codec))).bars).toEqual(bars);
    }
  });

  it('packed by apache-arrow, which writes other lengths than the format has', async () => {
    const { bars } = await load(csvOf(COUNT));
    for (const codec of ['lz4', 'zstd'] as const) {
      // A column of one value: what packing does not make shorter, the library stores as it is.
      const volume = makeVector(new Float64Array(COUNT).fill(7));
      const packed = packedByLibrary(arrowTable({ volume }), 'file', codec);
      expect((await load(packed)).bars.time).toEqual(bars.time);
      expect((await load(packed)).bars.volume).toEqual(new Float64Array(COUNT).fill(7));
    }
  });

  it('string views, which apache-arrow itself cannot unpack', async () => {
    const { bars } = await load(csvOf(COUNT));
    const long = DAYS.map((i) => `${dateOf(i)} 00:00:00+00:00`);
    const table = arrowTable({ time: vectorFromArray(long, new Utf8View()) });
    expect((await load(tableToIPC(table, 'file'))).bars).toEqual(bars);
    expect((await load(packedArrow(table, 'file', 'lz4'))).bars).toEqual(bars);
  });

  it('with null rows left out and the newest bar first', async () => {
    const without = PRICES.map((column) => [...column.toReversed(), null]);
    const columns = Object.fromEntries(
      FIELDS.map((field, i) => [field, vectorFromArray(without[i]!, new Float64())]),
    );
    const times = [...DAYS.toReversed(), -1].map(timeOf);
    const table = new Table({ time: makeVector(Float64Array.from(times)), ...columns });
    const { bars, mends } = await load(tableToIPC(table, 'file'));
    expect(bars).toEqual((await load(csvOf(COUNT))).bars);
    expect([mends.droppedRows, mends.reversed]).toEqual([1, true]);
  });

  it('with its decimals as the doubles of the same digits', async () => {
    const words = Uint32Array.from([12_345, 0, 0, 0, -12_345, -1, -1, -1]);
    const { decimalValue, littleEndianInteger } = await import('../../data/decimals.ts');
    expect(decimalValue(littleEndianInteger(words.subarray(0, 4)), 3)).toBe(12.345);
    expect(decimalValue(littleEndianInteger(words.subarray(4)), 3)).toBe(-12.345);
    const exact = PRICES.map((column) => column.map((price) => decimalWords(price * 100)));
    const columns = Object.fromEntries(
      FIELDS.map((field, i) => [field, vectorFromArray(exact[i]!, new Decimal(2, 18, 128))]),
    );
    expect((await load(tableToIPC(arrowTable(columns), 'file'))).bars).toEqual(
      (await load(csvOf(COUNT))).bars,
    );
  });

  it('and refused where one value is null, by its row and column', async () => {
    const volume = vectorFromArray([1, 2, null, ...Array<number>(COUNT - 3).fill(4)]);
    expect(await refusal(tableToIPC(arrowTable({ volume }), 'file'))).toBe(
      'bars: row 3: column "volume": expected a number, got no value',
    );
  });

  function asDates(): Date[] {
    return DAYS.map((i) => new Date(timeOf(i) * 1000));
  }

  function bigints(value: (i: number) => bigint): Vector {
    return vectorFromArray(DAYS.map(value), new Int64());
  }

  function dictionaryOf(values: readonly number[]): Vector {
    return vectorFromArray(values, new Dictionary(new Float64(), new Int32()));
  }

  function decimalWords(value: number): Uint32Array {
    return Uint32Array.from([Math.round(value), 0, 0, 0]);
  }
});

describe('Parquet is read as CSV is', () => {
  const prices = FIELDS.map((name, i) => ({ name, data: PRICES[i]!, type: 'DOUBLE' as const }));
  const times = numbers(DAYS.map(timeOf));

  it.each<ParquetCodec>(['SNAPPY', 'GZIP', 'BROTLI', 'ZSTD', 'LZ4_RAW'])(
    'compressed with %s',
    async (codec) => {
      const { bars } = await load(csvOf(COUNT));
      expect((await load(packedParquet([...times, ...prices], codec))).bars).toEqual(bars);
    },
  );

  it.each([
    ['text', DAYS.map(dateOf), 'STRING' as const],
    ['milliseconds', DAYS.map((i) => BigInt(timeOf(i) * 1000)), 'INT64' as const],
    ['eight digits', DAYS.map((i) => Number(dateOf(i).replaceAll('-', ''))), 'INT32' as const],
    ['timestamps', DAYS.map((i) => new Date(timeOf(i) * 1000)), 'TIMESTAMP' as const],
  ])('with times as %s', async (_, data, type) => {
    const { bars } = await load(csvOf(COUNT));
    const columns = [{ name: 'Open time', data, type }, ...prices];
    expect((await load(packedParquet(columns, 'SNAPPY'))).bars).toEqual(bars);
  });

  it('and refused by its row', async () => {
    const [open, high, ...others] = prices;
    const bad = [...times, open!, { ...high!, data: high!.data.with(6, 1) }, ...others];
    expect(await refusal(packedParquet(bad, 'ZSTD'))).toContain(
      'bars: row 7: column "high": expected high >= low, got high=1',
    );
  });
});

describe('an Arrow file', () => {
  it('may have floats of 16 bits', async () => {
    const close = vectorFromArray(PRICES[3]!.map(Math.floor), new Float16());
    const { bars } = await load(tableToIPC(arrowTable({ close }), 'file'));
    expect([...bars.close]).toEqual(PRICES[3]!.map(Math.floor));
    const gone = vectorFromArray([...PRICES[3]!.slice(1), null], new Float16());
    expect(await refusal(tableToIPC(arrowTable({ close: gone }), 'file'))).toContain(
      'row 12: column "close": expected a number, got no value',
    );
  });

  it('of which no column of a type is read is not called damaged', async () => {
    expect(await refusal(Buffer.from(LIST_VIEW, 'base64'))).toBe(
      'bars: expected an Arrow file, got one with a column of type ListView, which is not read: ' +
        'leave it out or cast it',
    );
  });
});
