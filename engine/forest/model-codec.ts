/**
 * A forest as bytes: a small binary file that is data, never code. Little-endian, as is every
 * machine that the kernel runs on:
 *   magic "WFOREST2" · header length u32 · header (UTF-8 JSON: the caller's, opaque here) ·
 *   column count u32, tree count u32, node count u32 ·
 *   a column: name length u16, name, edge count u16, edges f64 each ·
 *   the nodes' columns u8, LEAF in a leaf · the splits' bins u8 ·
 *   for each class, a weight of every root, then of every split's left child ·
 *   SHA-256 of all bytes before it.
 * Nodes and splits lie level by level: the roots, then their children, and so on, so that the
 * children of the s-th split are the nodes trees + 2s and trees + 2s + 1. A weight is written as
 * its difference d from a prediction, which is near, as -2d - 1 where d is negative, else 2d: a u8,
 * or 255 and a u32. All else follows. Like lies by like, and so the file compresses well.
 */

import { createHash } from 'node:crypto';
import { assert, InputError } from '../core/errors.ts';
import { LEAF, type Forest } from './forest.ts';
import { CLASS_COUNT } from './problem.ts';

const MAGIC = 'WFOREST2';
const CHECKSUM_BYTES = 32;
/** A difference's first byte where the next four hold it. */
const WIDE = 255;
/** How many rows the edges' quantiles count for, beside the rows of the classes seen before. */
const QUANTILE_ROWS = 16;

export type EncodedForest = { readonly header: unknown; readonly forest: Forest };

/** `forest` with a JSON `header` as a file's bytes. Same input, same bytes. */
export function encodeForest({ header, forest }: EncodedForest): Uint8Array {
  const { columns, edges, roots, column, bin } = forest;
  const headerBytes = Buffer.from(JSON.stringify(header), 'utf8');
  const order = levelOrder(forest);
  const splits = order.filter((node) => column[node] !== LEAF);
  const body = Buffer.concat([
    Buffer.from(MAGIC, 'ascii'),
    u32(headerBytes.length),
    headerBytes,
    ...[columns.length, roots.length, column.length].map(u32),
    ...columns.flatMap((name, i) => columnBytes(name, edges[i]!)),
    Uint8Array.from(order, (node) => column[node]!),
    Uint8Array.from(splits, (node) => bin[node]!),
    ...differences(forest, splits).map(differenceBytes),
  ]);
  return new Uint8Array(Buffer.concat([body, createHash('sha256').update(body).digest()]));
}

/**
 * The forest and header in `bytes`.
 * @param where what names the source in a message
 * @throws InputError where the bytes are not such a file, are cut short or were changed
 */
export function decodeForest(bytes: Uint8Array, where: string): EncodedForest {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (got: string): never => {
    throw new InputError(`${where}: expected a walkforest model file (${MAGIC}), got ${got}`);
  };
  if (file.length < MAGIC.length + CHECKSUM_BYTES) refuse(`${file.length} bytes`);
  if (file.toString('ascii', 0, MAGIC.length) !== MAGIC) refuse('another kind of file');
  const body = file.subarray(0, file.length - CHECKSUM_BYTES);
  const sum = createHash('sha256').update(body).digest();
  if (!sum.equals(file.subarray(body.length))) refuse('bytes that do not match their checksum');
  return decodeBody(body);
}

/** The nodes level by level. @throws Error where a node is in no tree, or in two */
function levelOrder({ roots, column, right }: Forest): readonly number[] {
  const order = [...roots];
  for (let i = 0; i < order.length && order.length <= column.length; i++) {
    const node = order[i]!;
    if (column[node] !== LEAF) order.push(node + 1, right[node]!);
  }
  assert(order.length === column.length, 'every node is in one tree');
  return order;
}

/** For each class its weights' differences, of the roots and of the splits' left children. */
function differences(forest: Forest, splits: readonly number[]): readonly (readonly number[])[] {
  const { roots, edges, column, bin, right, totals } = forest;
  const found = Array.from({ length: CLASS_COUNT }, (): number[] => []);
  const weight = (node: number, code: number): number => totals[node * CLASS_COUNT + code]!;
  roots.forEach((root, tree) => {
    for (let code = 0; code < CLASS_COUNT; code++) {
      const before = tree === 0 ? 0 : weight(roots[tree - 1]!, code);
      found[code]!.push(weight(root, code) - before);
    }
  });
  for (const node of splits) {
    let left = quantileRows(bin[node]!, edges[column[node]!]!);
    let all = QUANTILE_ROWS;
    for (let code = 0; code < CLASS_COUNT; code++) {
      const [whole, part] = [weight(node, code), weight(node + 1, code)];
      assert(whole - part === weight(right[node]!, code), "a split's weights are its children's");
      found[code]!.push(part - Math.round((whole * left) / all));
      left += part;
      all += whole;
    }
  }
  return found;
}

/** Of QUANTILE_ROWS rows, how many a cut at `bin` sends to the left if its edges are quantiles. */
function quantileRows(bin: number, edges: Float64Array): number {
  return (QUANTILE_ROWS * (bin + 1)) / (edges.length + 1);
}

function differenceBytes(values: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (const value of values) {
    const folded = value < 0 ? -2 * value - 1 : 2 * value;
    if (folded < WIDE) bytes.push(folded);
    else bytes.push(WIDE, ...u32(folded));
  }
  return Uint8Array.from(bytes);
}

function columnBytes(name: string, edges: Float64Array): readonly Uint8Array[] {
  const text = Buffer.from(name, 'utf8');
  const doubles = new Uint8Array(edges.buffer, edges.byteOffset, edges.byteLength);
  return [u16(text.length), text, u16(edges.length), doubles];
}

function u16(value: number): Uint8Array {
  assert(value <= 65_535, 'value <= 65535');
  return Uint8Array.of(value, value >>> 8);
}

function u32(value: number): Uint8Array {
  assert(value === value >>> 0, 'value < 2^32');
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}

/** The checksum held, so what follows was written by `encodeForest`: a misfit is a bug of ours. */
function decodeBody(body: Buffer): EncodedForest {
  let at = MAGIC.length;
  const take = (length: number): Buffer => {
    assert(at + length <= body.length, 'at + length <= body.length');
    at += length;
    return body.subarray(at - length, at);
  };
  const header: unknown = JSON.parse(take(take(4).readUInt32LE()).toString('utf8'));
  const [columnCount, treeCount, nodeCount] = [take(4), take(4), take(4)].map((bytes) =>
    bytes.readUInt32LE(),
  ) as [number, number, number];
  const columns: string[] = [];
  const edges: Float64Array[] = [];
  for (let i = 0; i < columnCount; i++) {
    columns.push(take(take(2).readUInt16LE()).toString('utf8'));
    // A copy, since doubles must lie at a multiple of eight.
    edges.push(new Float64Array(new Uint8Array(take(take(2).readUInt16LE() * 8)).buffer));
  }
  const column = take(nodeCount);
  // All nodes but the roots come in pairs, one pair a split.
  const bin = take((nodeCount - treeCount) / 2);
  const weights = readDifferences(body.subarray(at), CLASS_COUNT * (treeCount + bin.length));
  return { header, forest: rebuilt({ columns, edges }, { treeCount, column, bin, weights }) };
}

/** `count` differences, which fill `bytes`. */
function readDifferences(bytes: Buffer, count: number): Int32Array {
  const values = new Int32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let folded = bytes[at++]!;
    if (folded === WIDE) folded = bytes.readUInt32LE((at += 4) - 4);
    values[i] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }
  assert(at === bytes.length, 'the body holds its nodes and nothing more');
  return values;
}

/** The nodes as they lie in the file, level by level. */
type Levels = {
  readonly treeCount: number;
  readonly column: Uint8Array;
  readonly bin: Uint8Array;
  readonly weights: Int32Array;
};

/** The forest of `levels`, its nodes brought into preorder. */
function rebuilt(known: Pick<Forest, 'columns' | 'edges'>, levels: Levels): Forest {
  const { column, bin, treeCount } = levels;
  const places = preorderPlaces(levels);
  const forest: Forest = {
    ...known,
    roots: places.slice(0, treeCount),
    column: new Uint8Array(column.length),
    bin: new Uint8Array(column.length),
    right: new Uint32Array(column.length),
    totals: new Uint32Array(column.length * CLASS_COUNT),
  };
  placeRoots(forest, levels);
  let split = 0;
  for (let node = 0; node < column.length; node++) {
    const place = places[node]!;
    forest.column[place] = column[node]!;
    if (column[node] === LEAF) continue;
    forest.bin[place] = bin[split]!;
    forest.right[place] = places[treeCount + 2 * split + 1]!;
    placeChildren(forest, levels, place, split++);
  }
  return forest;
}

/** Where in preorder each node of the levels belongs. */
function preorderPlaces({ column, bin, treeCount }: Levels): Uint32Array {
  // Nodes below each node and itself: children come later in the levels, so from the end.
  const sizes = new Uint32Array(column.length).fill(1);
  let split = bin.length;
  for (let node = column.length - 1; node >= 0; node--) {
    if (column[node] === LEAF) continue;
    const child = treeCount + 2 * --split;
    sizes[node] = 1 + sizes[child]! + sizes[child + 1]!;
  }
  assert(split === 0, 'a pair of children for each split');
  const places = new Uint32Array(column.length);
  for (let tree = 1; tree < treeCount; tree++) places[tree] = places[tree - 1]! + sizes[tree - 1]!;
  for (let node = 0; node < column.length; node++) {
    if (column[node] === LEAF) continue;
    const child = treeCount + 2 * split++;
    places[child] = places[node]! + 1;
    places[child + 1] = places[child]! + sizes[child]!;
  }
  return places;
}

function placeRoots({ roots, totals }: Forest, { treeCount, bin, weights }: Levels): void {
  for (let code = 0; code < CLASS_COUNT; code++) {
    const start = code * (treeCount + bin.length);
    let weight = 0;
    for (let tree = 0; tree < treeCount; tree++) {
      weight += weights[start + tree]!;
      totals[roots[tree]! * CLASS_COUNT + code] = weight;
    }
  }
}

/** Weights of the children of the split at `place`, where its own stand already. */
function placeChildren(forest: Forest, levels: Levels, place: number, split: number): void {
  const { column, bin, right, edges, totals } = forest;
  const { treeCount, weights } = levels;
  assert(column[place]! < edges.length, 'column < columns');
  const cuts = edges[column[place]!]!;
  assert(bin[place]! < cuts.length, 'bin < edges');
  const each = treeCount + levels.bin.length;
  let left = quantileRows(bin[place]!, cuts);
  let all = QUANTILE_ROWS;
  for (let code = 0; code < CLASS_COUNT; code++) {
    const whole = totals[place * CLASS_COUNT + code]!;
    const part = Math.round((whole * left) / all) + weights[code * each + treeCount + split]!;
    assert(part >= 0 && part <= whole, "a split's weights are its children's");
    totals[(place + 1) * CLASS_COUNT + code] = part;
    totals[right[place]! * CLASS_COUNT + code] = whole - part;
    left += part;
    all += whole;
  }
}
