/**
 * A forest as bytes: a small binary file that is data, never code. Little-endian:
 *   magic "WFOREST1" · header length u32 · header (UTF-8 JSON: the caller's, opaque here) ·
 *   column count u32, tree count u32, node count u32 ·
 *   a column: name length u16, name, edge count u16, edges f64 each ·
 *   a tree: its nodes in preorder, each column u8 then bin u8, or LEAF u8 then CLASS_COUNT × u16 ·
 *   SHA-256 of all bytes before it.
 * Roots, right children and the weights of split nodes follow from the preorder.
 */

import { createHash } from 'node:crypto';
import { assert, InputError } from '../core/errors.ts';
import { LEAF, type Forest } from './forest.ts';
import { CLASS_COUNT } from './problem.ts';

const MAGIC = 'WFOREST1';
const CHECKSUM_BYTES = 32;
/** A leaf's weights are u16. */
const MAX_WEIGHT = 65_535;

export type EncodedForest = { readonly header: unknown; readonly forest: Forest };

/** `forest` with a JSON `header` as a file's bytes. Same input, same bytes. */
export function encodeForest({ header, forest }: EncodedForest): Uint8Array {
  const parts: Buffer[] = [];
  const u8 = (value: number): number => parts.push(Buffer.of(value));
  const u16 = (value: number): void => {
    assert(value <= MAX_WEIGHT, 'value <= 65535');
    parts.push(Buffer.of(value & 255, value >>> 8));
  };
  const u32 = (value: number): void => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    parts.push(bytes);
  };
  const headerBytes = Buffer.from(JSON.stringify(header), 'utf8');
  parts.push(Buffer.from(MAGIC, 'ascii'));
  u32(headerBytes.length);
  parts.push(headerBytes);
  [forest.columns.length, forest.roots.length, forest.column.length].forEach(u32);
  forest.columns.forEach((name, i) => {
    const text = Buffer.from(name, 'utf8');
    u16(text.length);
    parts.push(text);
    u16(forest.edges[i]!.length);
    forest.edges[i]!.forEach((edge) => {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(edge);
      parts.push(bytes);
    });
  });
  for (let node = 0; node < forest.column.length; node++) {
    u8(forest.column[node]!);
    if (forest.column[node] !== LEAF) u8(forest.bin[node]!);
    else forest.totals.subarray(node * CLASS_COUNT, (node + 1) * CLASS_COUNT).forEach(u16);
  }
  const body = Buffer.concat(parts);
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

/** The checksum held, so what follows was written by `encodeForest`: a misfit is a bug of ours. */
function decodeBody(body: Buffer): EncodedForest {
  let at = MAGIC.length;
  const take = (length: number): Buffer => {
    assert(at + length <= body.length, 'at + length <= body.length');
    at += length;
    return body.subarray(at - length, at);
  };
  // A node is a few bytes: no view of its own for each of them.
  const u8 = (): number => body.readUInt8(at++);
  const u16 = (): number => body.readUInt16LE((at += 2) - 2);
  const u32 = (): number => take(4).readUInt32LE();
  const header: unknown = JSON.parse(take(u32()).toString('utf8'));
  const [columnCount, treeCount, nodeCount] = [u32(), u32(), u32()];
  const columns: string[] = [];
  const edges: Float64Array[] = [];
  for (let i = 0; i < columnCount; i++) {
    columns.push(take(u16()).toString('utf8'));
    edges.push(Float64Array.from({ length: u16() }, () => take(8).readDoubleLE()));
  }
  const roots = new Uint32Array(treeCount);
  const nodes = {
    column: new Uint8Array(nodeCount),
    bin: new Uint8Array(nodeCount),
    right: new Uint32Array(nodeCount),
    totals: new Uint32Array(nodeCount * CLASS_COUNT),
  };
  let next = 0;
  const readNode = (): number => {
    const node = next++;
    nodes.column[node] = u8();
    if (nodes.column[node] === LEAF) {
      nodes.totals.set([u16(), u16(), u16()], node * CLASS_COUNT);
      return node;
    }
    nodes.bin[node] = u8();
    const left = readNode();
    const right = readNode();
    nodes.right[node] = right;
    for (let code = 0; code < CLASS_COUNT; code++) {
      nodes.totals[node * CLASS_COUNT + code] =
        nodes.totals[left * CLASS_COUNT + code]! + nodes.totals[right * CLASS_COUNT + code]!;
    }
    return node;
  };
  for (let tree = 0; tree < treeCount; tree++) roots[tree] = readNode();
  assert(next === nodeCount && at === body.length, 'the body holds its nodes and nothing more');
  return { header, forest: { columns, edges, roots, ...nodes } };
}
