/**
 * A fitted forest as data: flat arrays, nothing to run.
 * Vocabulary: nodes lie level by level: the roots of all trees, then their children in order, and
 * so on; the two children of a split lie side by side.
 */

/** `Forest.column` of a leaf. */
export const LEAF = 255;

/** A fitted forest as flat arrays of numbers: data, nothing to run. */
export type Forest = {
  /** Names of the columns it was fitted on, in the order that prediction expects. */
  readonly columns: readonly string[];
  /** A column's edges (Float64Array, ascending): value <= edges[bin] goes left. */
  readonly edges: readonly Float64Array[];
  /** Number of trees: the first so many nodes are their roots. */
  readonly trees: number;
  /** Uint8Array (nodes): position in `columns`, LEAF in a leaf. */
  readonly column: Uint8Array;
  /** Uint8Array (nodes): the split's bin; 0 in a leaf. */
  readonly bin: Uint8Array;
  /** Uint32Array (nodes): index of the left child, the right one is the next; 0 in a leaf. */
  readonly left: Uint32Array;
  /** Uint32Array (nodes × CLASS_COUNT): in-bag weights by class. */
  readonly totals: Uint32Array;
};
