import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { fitForest } from '../../../engine/forest/fit.ts';
import { decodeForest, encodeForest } from '../../../engine/forest/model-codec.ts';
import { HAND_FOREST, tellingData, TELLING_SETTINGS } from './tiny-forest.ts';

const HEADER = { version: 1, features: ['ema_ratio_12'], note: 'Übung ✓', nested: [1.5, null] };

const { matrix, labels } = tellingData();
const FITTED = fitForest(matrix, labels, [0, 1, 3], 400, TELLING_SETTINGS);

/** `bytes` with a new checksum, as no damage would leave them. */
function resealed(bytes: Uint8Array): Uint8Array {
  const body = bytes.subarray(0, bytes.length - 32);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

describe('a model file', () => {
  const forests = [['by hand', HAND_FOREST], ['fitted', FITTED]] as const;

  it.each(forests)('of a forest %s reads back', (_, forest) => {
    const bytes = encodeForest({ header: HEADER, forest });
    expect(decodeForest(bytes, 'model.bin')).toEqual({ header: HEADER, forest });
    expect(encodeForest(decodeForest(bytes, 'model.bin'))).toEqual(bytes);
  });

  it('keeps every double, bit for bit', () => {
    const edges = [Float64Array.of(-1.7e308, -5e-324, -0, 0.1 + 0.2), Float64Array.of(1 / 3)];
    const bytes = encodeForest({ header: null, forest: { ...HAND_FOREST, edges } });
    const { forest } = decodeForest(bytes, 'model.bin');
    forest.edges.forEach((column, i) => {
      expect(new Uint8Array(column.buffer)).toEqual(new Uint8Array(edges[i]!.buffer));
    });
  });

  it('is the same bytes for the same forest', () => {
    const again = fitForest(matrix, labels, [0, 1, 3], 400, TELLING_SETTINGS);
    const bytes = encodeForest({ header: HEADER, forest: again });
    expect(bytes).toEqual(encodeForest({ header: HEADER, forest: FITTED }));
  });

  it('lies byte by byte as the format says', () => {
    const { columns, edges } = HAND_FOREST;
    const bytes = Buffer.from(encodeForest({ header: {}, forest: HAND_FOREST }));
    expect(bytes.toString('latin1', 0, 8)).toBe('WFOREST1');
    expect([...bytes.subarray(8, 14)]).toEqual([2, 0, 0, 0, 0x7b, 0x7d]);
    expect([0, 4, 8].map((at) => bytes.readUInt32LE(14 + at))).toEqual([columns.length, 2, 6]);
    expect([...bytes.subarray(26, 31)]).toEqual([1, 0, 0x78, 2, 0]);
    expect([0, 8].map((at) => bytes.readDoubleLE(31 + at))).toEqual([...edges[0]!]);
    const nodes = bytes.subarray(60, bytes.length - 32);
    const leaf = (...weights: number[]): number[] => [255, ...weights.flatMap((w) => [w, 0])];
    const leaves = [leaf(6, 0, 0), leaf(0, 1, 1), leaf(0, 2, 2), leaf(4, 4, 4)];
    expect([...nodes]).toEqual([0, 1, 1, 0, ...leaves.flat()]);
  });

  it('is refused where any byte was changed', () => {
    const bytes = encodeForest({ header: HEADER, forest: FITTED });
    expect(bytes.length).toBeGreaterThan(1500);
    for (let at = 0; at < bytes.length; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const changed = Uint8Array.from(bytes);
        changed[at]! ^= flip;
        expect(() => decodeForest(changed, 'model.bin')).toThrow(InputError);
      }
    }
  });

  it('is refused where it is cut short anywhere, or goes on', () => {
    const bytes = encodeForest({ header: HEADER, forest: FITTED });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeForest(bytes.subarray(0, length), 'model.bin')).toThrow(InputError);
    }
    const longer = Uint8Array.from([...bytes, 0]);
    expect(() => decodeForest(longer, 'model.bin')).toThrow(InputError);
  });

  it('says what was expected and what it got, and where', () => {
    const bytes = encodeForest({ header: HEADER, forest: HAND_FOREST });
    const expected = 'models/a.bin: expected a walkforest model file (WFOREST1), got';
    const attempt = (file: Uint8Array) => (): unknown => decodeForest(file, 'models/a.bin');
    expect(attempt(Buffer.from('{}'))).toThrow(`${expected} 2 bytes`);
    const pickle = resealed(Buffer.concat([Buffer.from('\x80\x04\x95sklearn'), bytes]));
    expect(attempt(pickle)).toThrow(`${expected} another kind of file`);
    const later = Buffer.from(bytes);
    later[7] = '2'.charCodeAt(0);
    expect(attempt(resealed(later))).toThrow(`${expected} another kind of file`);
    const damaged = Buffer.from(bytes);
    damaged[20]! ^= 1;
    expect(attempt(damaged)).toThrow(`${expected} bytes that do not match their checksum`);
  });

  it('reads from the middle of a larger buffer', () => {
    const bytes = encodeForest({ header: HEADER, forest: HAND_FOREST });
    const larger = new Uint8Array(bytes.length + 13);
    larger.set(bytes, 5);
    const { forest } = decodeForest(larger.subarray(5, 5 + bytes.length), 'model.bin');
    expect(forest).toEqual(HAND_FOREST);
  });

  it('a weight that does not fit is a bug, not a wrong file', () => {
    const forest = { ...HAND_FOREST, totals: HAND_FOREST.totals.with(6, 65_536) };
    const encode = (): unknown => encodeForest({ header: null, forest });
    expect(encode).toThrow('value <= 65535');
  });
});
