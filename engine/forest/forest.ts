/**
 * A fitted forest as data. Vocabulary: nodes are stored level by level: the roots of all trees,
 * then the roots' children in the same order, and so on. The two children of a split are
 * neighbours.
 */

/** `Forest.column` of a leaf. */
export const LEAF = 255;

/** A fitted forest: flat arrays of numbers, no functions. */
export type Forest = {
  /** Names of the columns that it was fitted on. A row to predict has its values in this order. */
  readonly columns: readonly string[];
  /** For each column its edges (Float64Array, ascending): a value <= edges[bin] goes left. */
  readonly edges: readonly Float64Array[];
  /** Number of trees. Nodes [0, trees) are their roots. */
  readonly trees: number;
  /** Uint8Array (nodes): index in `columns` of the split's column; LEAF in a leaf. */
  readonly column: Uint8Array;
  /** Uint8Array (nodes): the split's bin; 0 in a leaf. */
  readonly bin: Uint8Array;
  /** Uint32Array (nodes): the left child; the right child is the next node. 0 in a leaf. */
  readonly left: Uint32Array;
  /** Uint32Array (nodes × CLASS_COUNT): sum of the in-bag rows' weights in each class. */
  readonly totals: Uint32Array;
};
