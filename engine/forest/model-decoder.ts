/**
 * The host of the model decoder, the small WebAssembly module that fills in a forest's nodes from
 * the last part of a model file (the top of `model-codec.ts` describes the file). It is a module
 * apart from the walk-forward kernel, so that the live function carries and compiles 1 KB, not 10
 * KB.
 */

import { assert } from '../core/errors.ts';
import {
  COLUMN_COUNT,
  FILE_BYTES,
  NODE_COUNT,
  PARAMETER_BYTES,
  TREE_COUNT,
} from './assembly/decoder-layout.ts';
import type { Forest } from './forest.ts';
import { MODEL_DECODER_CODE } from './model-decoder-code.ts';
import { CLASS_COUNT } from './problem.ts';
import { wasmModule, writeParameters } from './web-assembly.ts';

/** What assembly/rebuild-nodes.ts exports; addresses are in bytes. */
type ModelDecoder = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly parametersAddress: () => number;
  readonly configure: () => void;
  readonly inputAddress: () => number;
  readonly outputAddress: () => number;
  readonly rebuild: () => number;
};

const MODEL_DECODER = wasmModule<ModelDecoder>(MODEL_DECODER_CODE);

/** What the parts of the file before the last one say. */
type KnownShape = Pick<Forest, 'edges' | 'trees'> & { readonly nodeCount: number };

/**
 * A forest's nodes.
 * @param file the file's last part: the nodes' columns, the splits' bins and the differences
 * @throws AssertionError if these bytes cannot be the nodes of such a forest
 */
export function decodeNodes(
  { edges, trees, nodeCount }: KnownShape,
  file: Uint8Array,
): Pick<Forest, 'column' | 'bin' | 'left' | 'totals'> {
  const pairs = (nodeCount - trees) / 2;
  assert(pairs >= 0 && Number.isInteger(pairs), 'all nodes but the roots come in pairs');
  assert(nodeCount + pairs <= file.length, 'nodes + splits <= bytes');
  const decoder = MODEL_DECODER.start();
  writeParameters(decoder, PARAMETER_BYTES, [
    [COLUMN_COUNT, edges.length],
    [TREE_COUNT, trees],
    [NODE_COUNT, nodeCount],
    [FILE_BYTES, file.length],
  ]);
  decoder.configure();
  const { buffer } = decoder.memory;
  const input = decoder.inputAddress();
  new Uint32Array(buffer, input, edges.length).set(edges.map((column) => column.length));
  new Uint8Array(buffer, input + 4 * edges.length).set(file);
  assert(decoder.rebuild() !== 0, 'the nodes make up the trees');
  let at = decoder.outputAddress();
  const nextWords = (length: number): Uint32Array => {
    const words = new Uint32Array(buffer, at, length).slice();
    at += words.byteLength;
    return words;
  };
  const totals = nextWords(nodeCount * CLASS_COUNT);
  const left = nextWords(nodeCount);
  const bin = new Uint8Array(buffer, at, nodeCount).slice();
  return { column: new Uint8Array(file.subarray(0, nodeCount)), bin, left, totals };
}
