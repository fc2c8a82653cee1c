/**
 * The records that the kernel and its host share. The host imports this file as TypeScript, the
 * kernel as AssemblyScript, so their offsets cannot differ. Offsets and sizes are in bytes; a field
 * is a u32 unless its comment says otherwise.
 */

// The parameter block: the host writes it at `parametersAddress()`, then calls `configure()`.
/** Rows that have labels and codes. */
export const ROW_COUNT = 0;
/** Columns that at least one subset has. */
export const COLUMN_COUNT = 4;
/** Subsets that a tree is grown on. */
export const SUBSET_COUNT = 8;
/** Columns of the largest subset. */
export const LARGEST_SUBSET = 12;
/** Columns of the stem: those that more than half of the subsets have. */
export const STEM_COLUMN_COUNT = 16;
/** Most folds that run together: the longest epoch, or a portion of it. */
export const EPOCH_FOLDS = 20;
/** Test rows of the epoch that has most of them. */
export const EPOCH_TEST_ROWS = 24;
/** Bins of a column, at most. */
export const MAX_BIN_COUNT = 28;
/** Columns that a node of the largest subset draws. */
export const MAX_DRAWS = 32;
/** Depth below which no node is split; the root has depth 0. */
export const MAX_DEPTH = 36;
/** Smallest number of different in-bag rows in a leaf. */
export const MIN_LEAF_ROWS = 40;
/** Size of the parameter block. */
export const PARAMETER_BYTES = 44;

// A fold's record.
/** Size of a fold's record. */
export const FOLD_BYTES = 16;
/** The row after the last training row. */
export const TRAIN_END = 0;
/** First test row. */
export const TEST_START = 4;
/** The row after the last test row. */
export const TEST_END = 8;
/** First training row, the same in all folds that run together. */
export const TRAIN_START = 12;

// A subset's record: its number of columns, four unused bytes, then two lists of u32 of that
// length: the columns' slots (their numbers in the kernel) and the columns' keys (hashes of their
// names).
/** Where the list of slots starts. */
export const SUBSET_SLOTS = 8;

// A node's record, found by the node's heap index.
/** Size of a node's record. */
export const NODE_BYTES = 64;
/**
 * The node's in-bag rows, counted in four lanes of 16 bits, or of 32 in the wide kernel; see
 * lanes.ts. There is room for the wide ones.
 */
export const TOTALS = 0;
/** The rows that the split sends to the left, in lanes. */
export const LEFT = 16;
/** i32: the node's split as `slot << 8 | bin`, or LEAF. */
export const SPLIT = 32;
/** The node's site; 0 before its first visit. */
export const SITE = 36;
/** Which histogram the split was found in: its home, see node-split.ts. */
export const HOME = 40;
/** u32 × 4: a leaf's votes for the three classes, and a 0. */
export const VOTE = 48;
/** `SPLIT` of a node that is not split. */
export const LEAF = -1;

/**
 * Room for shared sites, in multiples of what one subset can make. Sites are forgotten only between
 * two subsets, if one more subset would not fit.
 */
export const SHARED_RUNS = 2;

/** Size of a test row's votes: u32 × 4, the votes for the three classes and an unused number. */
export const VOTE_BYTES = 16;
