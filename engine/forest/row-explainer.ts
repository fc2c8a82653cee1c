/**
 * What a forest's votes for one row are made of: what each column adds to them, how they change
 * along each column, and which other rows the forest hardly tells from this one. The host of a
 * small WebAssembly module (assembly/explain-row.ts). Must not know: names' meaning, time.
 * Vocabulary: a value that is not known sends a row both ways at a split, in the shares of the
 * children's weights.
 */

import { assert } from '../core/errors.ts';
import {
  ALONG_BYTES,
  COLUMN_COUNT,
  NODE_COUNT,
  PARAMETER_BYTES,
  ROW_COUNT,
  TREE_COUNT,
} from './assembly/explainer-layout.ts';
import type { Forest } from './forest.ts';
import { CLASS_COUNT } from './problem.ts';
import { ROW_EXPLAINER_CODE } from './row-explainer-code.ts';
import { wasmModule, writeParameters } from './web-assembly.ts';

/** What `explainRow` finds out. */
export type ExplainedRow = {
  /**
   * Float64Array (CLASS_COUNT): the probabilities if no value of the row is known, which are those
   * of the training rows on average. The votes of leaves are rounded down, so the base of another
   * row may differ by some 1e-6.
   */
  readonly base: Float64Array;
  /**
   * Float64Array (columns × CLASS_COUNT): what each column adds to each class's probability. A
   * class's base and contributions add up to its probability.
   */
  readonly added: Float64Array;
  /**
   * For each column, Uint32Array ((edges + 1) × CLASS_COUNT): the summed votes if the row's code in
   * this column were 0, 1, … and all its other codes stayed as they are.
   */
  readonly along: readonly Uint32Array[];
  /** Uint32Array (other rows): the number of trees in which a row falls into the row's leaf. */
  readonly shared: Uint32Array;
};

/** What assembly/explain-row.ts exports; addresses are in bytes. */
type RowExplainer = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly parametersAddress: () => number;
  readonly configure: () => void;
  readonly inputAddress: () => number;
  readonly outputAddress: () => number;
  readonly explain: () => void;
};

const ROW_EXPLAINER = wasmModule<RowExplainer>(ROW_EXPLAINER_CODE);

/**
 * Explains the row with these `codes`, Uint8Array (columns).
 * - The contributions are exact Shapley values: path-dependent TreeSHAP (Lundberg, Erion, Lee 2018,
 *   arXiv:1802.03888; Lundberg et al. 2020, Nature Machine Intelligence 2, 56-67). The sums over
 *   subsets are taken leaf by leaf: a leaf counts for a set of known columns only if the row goes
 *   the leaf's way at each of them. O(leaves × depth³), and nothing is divided by small numbers.
 * - The votes along a column are exact integers. Each tree is visited once for all codes.
 * - Shared leaves are Breiman's proximity ("Random forests", 2001, and the manual of 2002).
 * @param others for each column the codes of the other rows, Uint8Array (rows)
 */
export function explainRow(
  forest: Forest,
  codes: Uint8Array,
  others: readonly Uint8Array[],
): ExplainedRow {
  const { edges, trees, column, bin, left, totals } = forest;
  assert(codes.length === edges.length && others.length === edges.length, 'codes of each column');
  const rows = others[0]?.length ?? 0;
  const explainer = ROW_EXPLAINER.start();
  writeParameters(explainer, PARAMETER_BYTES, [
    [COLUMN_COUNT, edges.length],
    [TREE_COUNT, trees],
    [NODE_COUNT, column.length],
    [ROW_COUNT, rows],
  ]);
  explainer.configure();
  const { buffer } = explainer.memory;
  let at = explainer.inputAddress();
  const edgeCounts = Uint32Array.from(edges, ({ length }) => length);
  for (const table of [totals, left, edgeCounts, column, bin, codes, ...others]) {
    const { byteOffset, byteLength } = table;
    new Uint8Array(buffer, at, byteLength).set(
      new Uint8Array(table.buffer, byteOffset, byteLength),
    );
    at += byteLength;
  }
  explainer.explain();
  const base = explainer.outputAddress();
  const added = base + 8 * CLASS_COUNT;
  const along = added + 8 * CLASS_COUNT * edges.length;
  const votes = edges.map(({ length }, i) =>
    new Uint32Array(buffer, along + ALONG_BYTES * i, (length + 1) * CLASS_COUNT).slice(),
  );
  const own = votes[0]!.subarray(codes[0]! * CLASS_COUNT, (codes[0]! + 1) * CLASS_COUNT);
  const total = own.reduce((sum, vote) => sum + vote, 0);
  const shares = (address: number, length: number): Float64Array =>
    new Float64Array(buffer, address, length).map((vote) => vote / total);
  return {
    base: shares(base, CLASS_COUNT),
    added: shares(added, CLASS_COUNT * edges.length),
    along: votes,
    shared: new Uint32Array(buffer, along + ALONG_BYTES * edges.length, rows).slice(),
  };
}
