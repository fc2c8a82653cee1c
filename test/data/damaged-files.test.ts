/**
 * Files with bytes changed, cut, inserted or zeroed, of every format: each is read or refused. If
 * reading one does not end, the test's time-out does. WALKFOREST_FUZZ=20000 takes so many a
 * format, WALKFOREST_FUZZ_SEED another seed.
 */

import { makeVector, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { columnsOfBars } from '../../data/bar-columns.ts';
import { encodeColumnFile } from '../../data/column-file.ts';
import { loadBars } from '../../data/load-bars.ts';
import { sampleBars } from '../../data/sample-bars.ts';
import { BAR_FIELDS, sliceBars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { randomStream, type RandomStream } from '../../engine/core/random.ts';
import { packedArrow, packedParquet } from './packed-files.ts';

const COUNT = Number(process.env['WALKFOREST_FUZZ'] ?? 300);
const SEED = Number(process.env['WALKFOREST_FUZZ_SEED'] ?? 20261127);
/** Only a read that never ends needs so long. */
const TIMEOUT_MS = 60_000 + 1000 * COUNT;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'walkforest-damaged-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const BARS = sliceBars(sampleBars('1d'), 0, 40);
const COLUMNS = columnsOfBars(BARS);
/** A column of text and one with a dictionary beside the bars. */
const TABLE = new Table({
  ...Object.fromEntries(BAR_FIELDS.map((field, i) => [field, makeVector(COLUMNS[i]!)])),
  name: vectorFromArray(['BTC', ...Array<string>(39).fill('bitcoin, in dollars')], new Utf8()),
  market: vectorFromArray(Array<string>(40).fill('kraken')),
});
const PLAIN = Object.fromEntries(BAR_FIELDS.map((field, i) => [field, COLUMNS[i]!]));
const PARQUET = BAR_FIELDS.map((name, i) => ({ name, data: [...COLUMNS[i]!] }));

const FORMATS: Readonly<Record<string, () => Promise<string | Uint8Array>>> = {
  'text.csv': () => encodeColumnFile('x.csv', PLAIN),
  'file.arrow': async () => tableToIPC(TABLE, 'file'),
  'stream.arrows': async () => tableToIPC(TABLE, 'stream'),
  'lz4.feather': async () => packedArrow(TABLE, 'file', 'lz4'),
  'zstd.feather': async () => packedArrow(TABLE, 'file', 'zstd'),
  'plain.parquet': () => encodeColumnFile('x.parquet', PLAIN),
  'snappy.parquet': async () => packedParquet(PARQUET, 'SNAPPY'),
  'zstd.parquet': async () => packedParquet(PARQUET, 'ZSTD'),
  'lz4.parquet': async () => packedParquet(PARQUET, 'LZ4_RAW'),
};

describe('damaged files are read or refused', () => {
  it.each(Object.entries(FORMATS))('%s', { timeout: TIMEOUT_MS }, async (name, make) => {
    const whole = Buffer.from(await make());
    const path = join(folder, name);
    await writeFile(path, whole);
    expect((await loadBars(path, { timeframe: '1d' })).bars).toEqual(BARS);
    const random = randomStream(SEED);
    const outcome = { read: 0, refused: 0 };
    let file = '';
    onTestFailed(() => void process.stderr.write(`${name}: failed at ${file}\n`));
    for (let i = 0; i < COUNT; i++) {
      file = `file ${i} of seed ${SEED}`;
      await writeFile(path, damaged(whole, random));
      const error: unknown = await loadBars(path, { timeframe: '1d' }).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (error === undefined) outcome.read++;
      else {
        const said = `${file}: ${String(error)}`;
        expect(error, said).toBeInstanceOf(InputError);
        expect((error as InputError).message, said).not.toMatch(/[\n\r]/);
        outcome.refused++;
      }
    }
    if (process.env['WALKFOREST_FUZZ'] !== undefined) {
      process.stderr.write(`${name}: ${JSON.stringify(outcome)}\n`);
    }
    // Most damage is noticed, and what cannot be noticed is read.
    expect(outcome.refused).toBeGreaterThanOrEqual(Math.floor(COUNT / 2));
  });
});

/** What lengths and offsets turn into when their bytes are hit. */
const EXTREMES = [0, 1, -1, 0x7f_ff_ff_ff, -0x80_00_00_00, 0x01_00_00_00, 0xff_ff];

/** `whole` with one to three faults. */
function damaged(whole: Buffer, random: RandomStream): Buffer {
  let bytes = Buffer.from(whole);
  const faults = 1 + random.below(3);
  for (let fault = 0; fault < faults && bytes.length > 4; fault++) {
    const at = random.below(bytes.length);
    const some = 1 + random.below(16);
    switch (random.below(6)) {
      case 0:
        bytes[at]! ^= 1 << random.below(8);
        break;
      case 1:
        bytes[at] = random.below(256);
        break;
      case 2:
        bytes.fill(0, at, Math.min(at + some, bytes.length));
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + some)]);
        break;
      case 4: {
        const inserted = Buffer.from(Array.from({ length: some }, () => random.below(256)));
        bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
        break;
      }
      default: {
        const value = EXTREMES[random.below(EXTREMES.length)]!;
        bytes.writeInt32LE(value, Math.min(at, bytes.length - 4));
      }
    }
  }
  // Now and then the rest is missing.
  return random.below(10) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes;
}
