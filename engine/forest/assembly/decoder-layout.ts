/**
 * The parameter block that the model decoder and its host share. The host imports this file as
 * TypeScript, the decoder as AssemblyScript. Offsets and sizes are in bytes; each field is a u32.
 */

/** Columns of the forest. */
export const COLUMN_COUNT = 0;
/** Trees, which is the number of roots. */
export const TREE_COUNT = 4;
/** Nodes of all trees: at least as many as trees, and an even number more. */
export const NODE_COUNT = 8;
/** Bytes of the file's last part: the nodes' columns, the splits' bins and the differences. */
export const FILE_BYTES = 12;
/** Size of the parameter block. */
export const PARAMETER_BYTES = 16;
