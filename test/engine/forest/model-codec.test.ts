import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { fitForest } from '../../../engine/forest/fit.ts';
import { LEAF, type Forest } from '../../../engine/forest/forest.ts';
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

/** Any forest: trees of any shape, weights of any size, nodes level by level. */
const ANY_FOREST: fc.Arbitrary<Forest> = fc
  .record({
    edgeCounts: fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 5 }),
    roots: fc.array(fc.tuple(fc.nat(200_000), fc.nat(300), fc.nat(3)), { minLength: 1 }),
    splits: fc.array(fc.record({ node: fc.nat(3), column: fc.nat(), bin: fc.nat() })),
    shares: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ edgeCounts, roots, splits, shares }) => {
    const nodes = roots.map((weights) => ({ weights, column: LEAF, bin: 0, left: 0 }));
    const part = (weight: number): number => Math.round(weight * shares.next().value);
    let last = -1;
    for (const split of splits) {
      last += 1 + split.node;
      if (last >= nodes.length) break;
      const column = split.column % edgeCounts.length;
      const bin = split.bin % edgeCounts[column]!;
      const [a, b, c] = nodes[last]!.weights;
      const [x, y, z] = [part(a), part(b), part(c)];
      Object.assign(nodes[last]!, { column, bin, left: nodes.length });
      const leaf = { column: LEAF, bin: 0, left: 0 };
      nodes.push({ ...leaf, weights: [x, y, z] }, { ...leaf, weights: [a - x, b - y, c - z] });
    }
    return {
      columns: edgeCounts.map((_, i) => `c${i}`),
      edges: edgeCounts.map((count) => Float64Array.from({ length: count }, (_, i) => i / 7)),
      trees: roots.length,
      column: Uint8Array.from(nodes, (node) => node.column),
      bin: Uint8Array.from(nodes, (node) => node.bin),
      left: Uint32Array.from(nodes, (node) => node.left),
      totals: Uint32Array.from(nodes.flatMap((node) => node.weights)),
    };
  });

describe('a model file', () => {
  it('of any forest reads back', () => {
    fc.assert(
      fc.property(ANY_FOREST, (forest) => {
        const bytes = encodeForest({ header: null, forest });
        expect(decodeForest(bytes, 'model.bin').forest).toEqual(forest);
      }),
      { numRuns: 500 },
    );
  });

  const forests = [
    ['by hand', HAND_FOREST],
    ['fitted', FITTED],
  ] as const;

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
    expect(bytes.toString('latin1', 0, 8)).toBe('WFOREST2');
    expect([...bytes.subarray(8, 14)]).toEqual([2, 0, 0, 0, 0x7b, 0x7d]);
    expect([0, 4, 8].map((at) => bytes.readUInt32LE(14 + at))).toEqual([columns.length, 2, 6]);
    expect([...bytes.subarray(26, 31)]).toEqual([1, 0, 0x78, 2, 0]);
    expect([0, 8].map((at) => bytes.readDoubleLE(31 + at))).toEqual([...edges[0]!]);
    const nodes = bytes.subarray(60, bytes.length - 32);
    // Both roots, the first root's children, the left one's children.
    const nodeColumns = [0, 255, 1, 255, 255, 255];
    const bins = [1, 0];
    // Of 16 rows by the edges, x <= 2 sends 10.67 to the left and y <= 5 sends 8. Class 0: the
    // roots have 6 and 4 (-2); on the left 6 where 6 · 10.67/16 = 4, and 6 where 6 · 8/16 = 3.
    const down = [12, 3, 4, 6];
    // Class 1: roots 3 and 4; 1 where 3 · 16.67/22 = 2.27, and 0 where 1 · 14/22 = 0.64.
    const neutral = [6, 2, 1, 1];
    // Class 2: roots 3 and 4; 1 where 3 · 17.67/25 = 2.12, and 0 where 1 · 14/23 = 0.61.
    const up = [6, 2, 1, 1];
    expect([...nodes]).toEqual([...nodeColumns, ...bins, ...down, ...neutral, ...up]);
  });

  it('holds weights of any size', () => {
    const totals = Uint32Array.of(70_000, 9, 0, 1, 9, 0, 69_999, 0, 0);
    const tree = { column: Uint8Array.of(0, 255, 255), bin: new Uint8Array(3) };
    const left = Uint32Array.of(1, 0, 0);
    const forest = { ...HAND_FOREST, trees: 1, ...tree, left, totals };
    const bytes = encodeForest({ header: null, forest });
    expect(decodeForest(bytes, 'model.bin').forest).toEqual(forest);
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
    const expected = 'models/a.bin: expected a walkforest model file (WFOREST2), got';
    const attempt = (file: Uint8Array) => (): unknown => decodeForest(file, 'models/a.bin');
    expect(attempt(Buffer.from('{}'))).toThrow(`${expected} 2 bytes`);
    const pickle = resealed(Buffer.concat([Buffer.from('\x80\x04\x95sklearn'), bytes]));
    expect(attempt(pickle)).toThrow(`${expected} another kind of file`);
    const later = Buffer.from(bytes);
    later[7] = '3'.charCodeAt(0);
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

  it.each([
    ['a split that is not the sum of its children', { totals: HAND_FOREST.totals.with(12, 7) }],
    ['a node that is in no tree', { trees: 1 }],
    ['a node that is in two trees', { left: HAND_FOREST.left.with(2, 2) }],
  ])('%s is a bug, not a file', (_, broken) => {
    const forest = { ...HAND_FOREST, ...broken };
    expect(() => encodeForest({ header: null, forest })).toThrow('broken invariant');
  });

  const nodesAt = 60;
  it.each([
    ['a column that is none', nodesAt, 2],
    ['a bin that is none', nodesAt + 6, 2],
    ['more than its parent has', nodesAt + 10, 40],
    ['less than nothing', nodesAt + 10, 41],
    ['a leaf too many', nodesAt + 2, 255],
    ['a split too many', nodesAt + 1, 1],
  ])('sealed with %s it is a bug of the writer, and not a forest', (_, at, value) => {
    const bytes = Buffer.from(encodeForest({ header: {}, forest: HAND_FOREST }));
    bytes[at] = value;
    expect(() => decodeForest(resealed(bytes), 'model.bin')).toThrow('broken invariant');
  });
});
