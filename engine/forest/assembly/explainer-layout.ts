/**
 * The parameter block and the strides that the row explainer and its host share. The host imports
 * this file as TypeScript, the explainer as AssemblyScript. Offsets and sizes are in bytes; each
 * field is a u32.
 */

/** Columns of the forest. */
export const COLUMN_COUNT = 0;
/** Trees, which is the number of roots. */
export const TREE_COUNT = 4;
/** Nodes of all trees. */
export const NODE_COUNT = 8;
/** Other rows. */
export const ROW_COUNT = 12;
/** Size of the parameter block. */
export const PARAMETER_BYTES = 16;

/** Votes along a column: room for three classes at each of 256 codes and one code more. */
export const ALONG_BYTES = 3084;
