/** Feature matrices for tests. */

import { hashText } from '../../engine/core/hash.ts';
import type { FeatureMatrix } from '../../engine/forest/problem.ts';

/** The matrix of `columns` by name, which all have the same length. */
export function matrixOf(columns: Readonly<Record<string, readonly number[]>>): FeatureMatrix {
  const names = Object.keys(columns);
  const rows = columns[names[0]!]!.length;
  const values = new Float64Array(new SharedArrayBuffer(8 * rows * names.length));
  names.forEach((name, i) => values.set(columns[name]!, i * rows));
  return { names, keys: Uint32Array.from(names, hashText), rows, values };
}
