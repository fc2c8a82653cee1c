import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeArrow } from '../../data/arrow.ts';
import { encodeColumnFile } from '../../data/column-file.ts';
import { loadBars } from '../../data/load-bars.ts';
import { sampleBars } from '../../data/sample-bars.ts';
import { loadBarsOrSample } from '../../data/synthetic.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walkforest-load-bars-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const DAILY = sliceBars(sampleBars('1d'), 0, 300);
const TIMEFRAME = { timeframe: '1d' } as const;

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

function encoded(name: string, bars: Bars): Promise<string | Uint8Array> {
  const { time, open, high, low, close, volume } = bars;
  return encodeColumnFile(name, { time, open, high, low, close, volume });
}

async function refusal(path: string): Promise<string> {
  const error: unknown = await loadBars(path, TIMEFRAME).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message.replaceAll(`${folder}/`, '');
}

describe('loadBars', () => {
  it('gives the same bits from CSV, Arrow and Parquet', async () => {
    const price = fc.double({ min: 1e-6, max: 1e7, noNaN: true });
    const anyBars = fc.array(fc.tuple(price, price, price, price, price), { minLength: 2 });
    await fc.assert(
      fc.asyncProperty(anyBars, async (rows) => {
        const sorted = rows.map((row) => row.slice(0, 4).sort((a, b) => a - b));
        const bars: Bars = {
          time: Float64Array.from(rows, (_, i) => 86_400 * i),
          open: Float64Array.from(sorted, (row) => row[1]!),
          high: Float64Array.from(sorted, (row) => row[3]!),
          low: Float64Array.from(sorted, (row) => row[0]!),
          close: Float64Array.from(sorted, (row) => row[2]!),
          volume: Float64Array.from(rows, (row) => row[4]),
        };
        for (const name of ['any.csv', 'any.arrow', 'any.parquet']) {
          const path = await write(name, await encoded(name, bars));
          expect((await loadBars(path, TIMEFRAME)).bars).toEqual(bars);
        }
      }),
      { seed: 20261122, numRuns: 30 },
    );
  });

  it('says where the bars came from', async () => {
    const path = await write('btc 1D.csv', await encoded('x.csv', DAILY));
    const { source, cacheProblem } = await loadBars(path, TIMEFRAME);
    expect(source).toMatchObject({ path, name: 'btc 1D.csv', format: 'tradingview-csv' });
    expect(source.synthetic).toBe(false);
    expect(source.sha256).toMatch(/^[\da-f]{64}$/);
    expect(cacheProblem).toBeNull();
  });

  it('goes by what a file is where its name says nothing', async () => {
    const path = await write('bars.dat', await encoded('x.parquet', DAILY));
    expect((await loadBars(path, TIMEFRAME)).source.format).toBe('parquet');
  });

  it('takes milliseconds from Arrow, as from CSV', async () => {
    const { open, high, low, close, volume } = DAILY;
    const time = DAILY.time.map((seconds) => seconds * 1000);
    const bytes = encodeArrow({ time, open, high, low, close, volume });
    const path = await write('ms.arrow', bytes);
    expect((await loadBars(path, TIMEFRAME)).bars.time).toEqual(DAILY.time);
  });
});

describe('loadBars refuses', () => {
  it('a path that does not exist, with the name that was meant', async () => {
    await write('KRAKEN_BTCUSD, 1D.csv', await encoded('x.csv', DAILY));
    await write('spy.csv', await encoded('x.csv', DAILY));
    expect(await refusal(join(folder, 'KRAKEN_BTCUSD,'))).toBe(
      'KRAKEN_BTCUSD,: no such file (did you mean "KRAKEN_BTCUSD, 1D.csv"? ' +
        'Put quotes around a name with spaces)',
    );
    expect(await refusal(join(folder, 'spi.csv'))).toBe(
      'spi.csv: no such file (did you mean "spy.csv"?)',
    );
    expect(await refusal(join(folder, 'none', 'none.csv'))).toBe('none/none.csv: no such file');
  });

  it('a folder', async () => {
    await mkdir(join(folder, 'data'), { recursive: true });
    expect(await refusal(join(folder, 'data'))).toBe('data: expected a file, got a folder');
  });

  it.each([
    ['a.csv', '504b030414', 'expected CSV, Arrow or Parquet, got a ZIP archive (unpack it)'],
    ['b.csv', '1f8b080000', 'expected CSV, Arrow or Parquet, got a gzip archive (unpack it)'],
    ['c.parquet', '74696d65', 'expected Parquet, got a file that does not begin as one'],
    ['d.feather', '74696d65', 'expected Feather (Arrow), got a file that does not begin as one'],
    ['e.arrow', '4152524f57310000', 'expected an Arrow file, got'],
    ['f.parquet', '50415231', 'expected a Parquet file, got a damaged or truncated one'],
  ])('%s that is something else', async (name, hex, message) => {
    const path = await write(name, Buffer.from(hex, 'hex'));
    expect(await refusal(path)).toContain(`${name}: ${message}`);
  });

  it('bars of another timeframe', async () => {
    const path = await write('4h.csv', await encoded('x.csv', sliceBars(sampleBars('4h'), 0, 50)));
    expect(await refusal(path)).toBe(
      '4h.csv: expected bars 1 day apart, got bars 4 hours apart (--timeframe 4h)',
    );
  });

  it('bad bars in Arrow by their row, a bad time as well', async () => {
    const high = DAILY.high.slice();
    high[6] = 1;
    const path = await write('bad.arrow', await encoded('x.arrow', { ...DAILY, high }));
    expect(await refusal(path)).toContain('bad.arrow: row 7: column "high": expected high >= low');
    const time = DAILY.time.slice();
    time[1] = 0.5;
    const late = await write('late.arrow', await encoded('x.arrow', { ...DAILY, time }));
    expect(await refusal(late)).toContain('late.arrow: row 2: column "time": expected a unix time');
  });
});

describe('the cache', () => {
  it('gives the bars and findings that parsing gave, and is rewritten where damaged', async () => {
    const cacheFolder = join(folder, 'cache', 'deep');
    const options = { ...TIMEFRAME, cacheFolder };
    const path = await write('cached.csv', await encoded('x.csv', DAILY));
    const fresh = await loadBars(path, TIMEFRAME);
    expect(await loadBars(path, options)).toEqual(fresh);
    const [name, ...others] = await readdir(cacheFolder);
    expect(others).toEqual([]);
    const kept = await readFile(join(cacheFolder, name!));
    expect(await loadBars(path, options)).toEqual(fresh);

    const flipped = Uint8Array.from(kept);
    flipped[kept.length >> 1]! ^= 1;
    for (const damage of [flipped, kept.subarray(0, 100), Buffer.from('x'), Buffer.alloc(0)]) {
      await writeFile(join(cacheFolder, name!), damage);
      expect(await loadBars(path, options)).toEqual(fresh);
      expect(await readFile(join(cacheFolder, name!))).toEqual(kept);
    }
  });

  it('gives the notes that parsing gave', async () => {
    const options = { ...TIMEFRAME, cacheFolder: join(folder, 'notes-cache') };
    const rows = ['1704240000,,,,,', '1704153600,2,2,1,1,5', '1704067200,2,2,1,1,5'];
    const text = ['# mine', 'time,open,high,low,close,volume', ...rows, ''].join('\n');
    const path = await write('notes.csv', text);
    const fresh = await loadBars(path, options);
    expect(fresh.notes.map((note) => note.replace(`${path}: `, ''))).toEqual([
      '1 line before the header skipped',
      '1 row without values left out: the bars are missing',
      'the newest bar comes first: the order was reversed',
    ]);
    expect(await loadBars(path, options)).toEqual(fresh);
  });

  it('is really read', async () => {
    const cacheFolder = join(folder, 'other-cache');
    const options = { ...TIMEFRAME, cacheFolder };
    const a = await write('a-cached.csv', await encoded('x.csv', DAILY));
    const b = await write('b-cached.csv', await encoded('x.csv', sliceBars(DAILY, 0, 20)));
    await loadBars(a, options);
    const [nameA] = await readdir(cacheFolder);
    await loadBars(b, options);
    const nameB = (await readdir(cacheFolder)).find((name) => name !== nameA);
    await writeFile(join(cacheFolder, nameA!), await readFile(join(cacheFolder, nameB!)));
    expect((await loadBars(a, options)).bars.time.length).toBe(20);
  });

  it('that cannot be written costs no result, and says so', async () => {
    const path = await write('uncached.csv', await encoded('x.csv', DAILY));
    const loaded = await loadBars(path, { ...TIMEFRAME, cacheFolder: join(path, 'cache') });
    expect(loaded.bars).toEqual(DAILY);
    expect(loaded.cacheProblem).toMatch(/^cannot write .*: a part of its path is no folder$/);
  });

  it('keeps nothing of a file that was refused', async () => {
    const cacheFolder = join(folder, 'empty-cache');
    const path = await write('refused.csv', 'time,open\n1,2\n');
    await expect(loadBars(path, { ...TIMEFRAME, cacheFolder })).rejects.toThrow('missing high');
    await expect(readdir(cacheFolder)).rejects.toThrow('ENOENT');
  });
});

describe('loadBarsOrSample', () => {
  it('gives the sample where there is no path', async () => {
    const { source } = await loadBarsOrSample(undefined, TIMEFRAME);
    expect(source).toMatchObject({ path: null, name: 'synthetic sample', synthetic: true });
    const path = await write('real.csv', await encoded('x.csv', DAILY));
    expect((await loadBarsOrSample(path, TIMEFRAME)).source.synthetic).toBe(false);
  });
});
