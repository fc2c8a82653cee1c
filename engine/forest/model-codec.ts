/**
 * A forest as bytes: a small binary file that is data, never code. Little-endian, as is every
 * machine that the kernel runs on:
 *   magic "WFOREST2" · header length u32 · header (UTF-8 JSON: the caller's, opaque here) ·
 *   column count u32, tree count u32, node count u32 ·
 *   a column: name length u16, name, edge count u16, edges f64 each ·
 *   the nodes' columns u8, LEAF in a leaf · the splits' bins u8 ·
 *   for each class, a weight of every root, then of every split's left child ·
 *   SHA-256 of all bytes before it.
 * Nodes and splits lie level by level, as in `Forest`, so that the children of the s-th split are
 * the nodes trees + 2s and trees + 2s + 1. A weight is written as
 * its difference d from a prediction, which is near, as -2d - 1 where d is negative, else 2d: a u8,
 * or 255 and a u32. All else follows. Like lies by like, and so the file compresses well.
 */

import { createHash } from 'node:crypto';
import { assert, InputError } from '../core/errors.ts';
import { LEAF, type Forest } from './forest.ts';
import { MODEL_CODE } from './model-code.ts';
import { CLASS_COUNT } from './problem.ts';
import { wasmModule } from './web-assembly.ts';

/** What assembly/model.ts exports; addresses are bytes into `memory`. */
type ModelModule = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly configure: (columns: number, trees: number, nodes: number, fileBytes: number) => void;
  readonly rebuild: () => number;
  readonly madeAddress: () => number;
};

const MODEL = wasmModule<ModelModule>(MODEL_CODE);

const MAGIC = 'WFOREST2';
const CHECKSUM_BYTES = 32;
/** A difference's first byte where the next four hold it. */
const WIDE = 255;
/** How many rows the edges' quantiles count for, beside the rows of the classes seen before. */
const QUANTILE_ROWS = 16;

export type EncodedForest = { readonly header: unknown; readonly forest: Forest };

/** `forest` with a JSON `header` as a file's bytes. Same input, same bytes. */
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

/** The nodes that split, in order. @throws Error where they do not lie level by level */
function splitNodes({ trees, column, left }: Forest): readonly number[] {
  const splits = Array.from(column.keys()).filter((node) => column[node] !== LEAF);
  assert(column.length === trees + 2 * splits.length, 'a pair of nodes for each split');
  assert(
    splits.every((node, s) => left[node] === trees + 2 * s),
    'the pairs lie in order',
  );
  return splits;
}

/** For each class its weights' differences, of the roots and of the splits' left children. */
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
  const [columnCount, trees, nodeCount] = [take(4), take(4), take(4)].map((bytes) =>
    bytes.readUInt32LE(),
  ) as [number, number, number];
  const columns: string[] = [];
  const edges: Float64Array[] = [];
  for (let i = 0; i < columnCount; i++) {
    columns.push(take(take(2).readUInt16LE()).toString('utf8'));
    // A copy, since doubles must lie at a multiple of eight.
    edges.push(new Float64Array(new Uint8Array(take(take(2).readUInt16LE() * 8)).buffer));
  }
  const nodes = rebuiltNodes({ edges, trees, nodeCount }, body.subarray(at));
  return { header, forest: { columns, edges, trees, ...nodes } };
}

/** The nodes from the file's last part, which says what does not follow from the rest. */
function rebuiltNodes(
  known: Pick<Forest, 'edges' | 'trees'> & { readonly nodeCount: number },
  file: Uint8Array,
): Pick<Forest, 'column' | 'bin' | 'left' | 'totals'> {
  const { edges, trees, nodeCount } = known;
  const pairs = (nodeCount - trees) / 2;
  assert(pairs >= 0 && Number.isInteger(pairs), 'all nodes but the roots come in pairs');
  assert(nodeCount + pairs <= file.length, 'nodes + splits <= bytes');
  const module = MODEL.start();
  module.configure(edges.length, trees, nodeCount, file.length);
  const { buffer } = module.memory;
  new Uint32Array(buffer).set(edges.map((column) => column.length));
  new Uint8Array(buffer).set(file, 4 * edges.length);
  assert(module.rebuild() !== 0, 'the nodes make up the trees');
  const at = module.madeAddress();
  const wordsAt = (address: number, length: number): Uint32Array =>
    new Uint32Array(buffer, address, length).slice();
  const totals = wordsAt(at, nodeCount * CLASS_COUNT);
  const left = wordsAt(at + totals.byteLength, nodeCount);
  const bin = new Uint8Array(buffer, at + totals.byteLength + left.byteLength, nodeCount).slice();
  return { column: new Uint8Array(file.subarray(0, nodeCount)), bin, left, totals };
}
