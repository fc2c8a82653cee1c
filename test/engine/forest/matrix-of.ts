/** Feature matrices made by hand for the forest's tests. */

import { hashText } from '../../../engine/core/hash.ts';
import type { FeatureMatrix } from '../../../engine/forest/problem.ts';

/** The matrix of named columns of one length, keyed as datasets key them. */
export function matrixOf(columns: Readonly<Record<string, ArrayLike<number>>>): FeatureMatrix {
  const names = Object.keys(columns);
  const rows = Object.values(columns)[0]?.length ?? 0;
  const bytes = names.length * rows * Float64Array.BYTES_PER_ELEMENT;
  const values = new Float64Array(new SharedArrayBuffer(bytes));
  Object.values(columns).forEach((column, i) => values.set(column, i * rows));
  return { names, keys: Uint32Array.from(names, hashText), rows, values };
}

/** The matrix's first `rows` rows, as if the file had ended there. */
export function firstRows(matrix: FeatureMatrix, rows: number): FeatureMatrix {
  const values = new Float64Array(new SharedArrayBuffer(matrix.names.length * rows * 8));
  matrix.names.forEach((_, i) => {
    const start = i * matrix.rows;
    values.set(matrix.values.subarray(start, start + rows), i * rows);
  });
  return { ...matrix, rows, values };
}
