/**
 * A forest as bytes: a small binary file that is data, never code. Numbers are little-endian, as on
 * every machine that Node runs on. The file holds, one after the other:
 *   magic "WFOREST2" · header length u32 · header (UTF-8 JSON: the caller's, opaque here) ·
 *   column count u32, tree count u32, node count u32 ·
 *   a column: name length u16, name, edge count u16, edges f64 each ·
 *   the nodes' columns u8, LEAF in a leaf · the splits' bins u8 ·
 *   for each class, a weight of every root, then of every split's left child ·
 *   SHA-256 of all bytes before it.
 * Nodes and splits lie level by level, as in `Forest`, so that the children of split s (from 0)
 * are the nodes trees + 2s and trees + 2s + 1. A weight is predicted from the weights before it,
 * and its difference d from the prediction is written: as -2d - 1 if d is negative, else as 2d, in
 * one byte or, if that is too small, as the byte 255 and a u32. A right child's weight is its
 * parent's minus the left child's. Numbers of one kind lie together, so that the file compresses
 * well.
 */

import { createHash } from 'node:crypto';
import { assert, InputError } from '../core/errors.ts';
import { LEAF, type Forest } from './forest.ts';
import { decodeNodes } from './model-decoder.ts';
import { CLASS_COUNT } from './problem.ts';

const MAGIC = 'WFOREST2';
const CHECKSUM_BYTES = 32;
/** First byte of a difference that does not fit one byte: the next four bytes hold it. */
const WIDE = 255;
/**
 * A prediction of how many rows go to the left starts from this many rows, divided as the edges'
 * quantiles say; the rows of the classes that were written before are added to them.
 */
const QUANTILE_ROWS = 16;

/** A forest, and what else the file says of it: any JSON value. */
export type EncodedForest = { readonly header: unknown; readonly forest: Forest };

/** The bytes of a file with `forest` and `header`. The same input gives the same bytes. */
export function encodeForest({ header, forest }: EncodedForest): Uint8Array {
  const { columns, edges, trees, column, bin } = forest;
  const headerBytes = Buffer.from(JSON.stringify(header), 'utf8');
  const splits = splitNodes(forest);
  const body = Buffer.concat([
    Buffer.from(MAGIC, 'ascii'),
    u32(headerBytes.length),
    headerBytes,
    ...[columns.length, trees, column.length].map(u32),
    ...columns.flatMap((name, i) => columnBytes(name, edges[i]!)),
    column,
    Uint8Array.from(splits, (node) => bin[node]!),
    ...differences(forest, splits).map(differenceBytes),
  ]);
  return new Uint8Array(Buffer.concat([body, createHash('sha256').update(body).digest()]));
}

/**
 * The forest and header in `bytes`.
 * @param where the name of the source, for messages
 * @throws InputError if the bytes are not such a file, are cut short or were changed
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

/** The nodes that are split, in order. @throws AssertionError if they do not lie level by level */
function splitNodes({ trees, column, left }: Forest): readonly number[] {
  const splits = Array.from(column.keys()).filter((node) => column[node] !== LEAF);
  assert(column.length === trees + 2 * splits.length, 'a pair of nodes for each split');
  assert(
    splits.every((node, s) => left[node] === trees + 2 * s),
    'the pairs lie in order',
  );
  return splits;
}

/**
 * For each class the differences of its weights: of all roots, then of all splits' left children.
 */
function differences(forest: Forest, splits: readonly number[]): readonly (readonly number[])[] {
  const { trees, edges, column, bin, left, totals } = forest;
  const found = Array.from({ length: CLASS_COUNT }, (): number[] => []);
  const weight = (node: number, code: number): number => totals[node * CLASS_COUNT + code]!;
  for (let root = 0; root < trees; root++) {
    for (let code = 0; code < CLASS_COUNT; code++) {
      found[code]!.push(weight(root, code) - (root === 0 ? 0 : weight(root - 1, code)));
    }
  }
  for (const node of splits) {
    const child = left[node]!;
    let before = quantileRows(bin[node]!, edges[column[node]!]!);
    let all = QUANTILE_ROWS;
    for (let code = 0; code < CLASS_COUNT; code++) {
      const [whole, part] = [weight(node, code), weight(child, code)];
      assert(whole - part === weight(child + 1, code), "a split's weights are its children's");
      found[code]!.push(part - Math.round((whole * before) / all));
      before += part;
      all += whole;
    }
  }
  return found;
}

/**
 * How many of QUANTILE_ROWS rows a cut after `bin` sends to the left, if the edges are quantiles.
 */
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

/**
 * Decodes a file without its checksum. The checksum was right, so `encodeForest` wrote these bytes,
 * and whatever does not fit is a bug of this program.
 */
function decodeBody(body: Buffer): EncodedForest {
  let at = MAGIC.length;
  const take = (length: number): Buffer => {
    assert(at + length <= body.length, 'at + length <= body.length');
    at += length;
    return body.subarray(at - length, at);
  };
  const header: unknown = JSON.parse(take(take(4).readUInt32LE()).toString('utf8'));
  const [columnCount, trees, nodeCount] = [take(4), take(4), take(4)].map((bytes) =>
    bytes.readUInt32LE(),
  ) as [number, number, number];
  const columns: string[] = [];
  const edges: Float64Array[] = [];
  for (let i = 0; i < columnCount; i++) {
    columns.push(take(take(2).readUInt16LE()).toString('utf8'));
    // Copied, because an array of doubles must start at a multiple of eight bytes.
    edges.push(new Float64Array(new Uint8Array(take(take(2).readUInt16LE() * 8)).buffer));
  }
  const nodes = decodeNodes({ edges, trees, nodeCount }, body.subarray(at));
  return { header, forest: { columns, edges, trees, ...nodes } };
}
