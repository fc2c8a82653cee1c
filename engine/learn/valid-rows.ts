/** Which bars can be rows: those on which all columns of a list are finite. */

/** Ascending indices of the rows in which every column is finite: Uint32Array. */
export function finiteRows(columns: readonly Float64Array[]): Uint32Array {
  const rows = columns[0]?.length ?? 0;
  const finite = new Uint8Array(rows).fill(1);
  for (const column of columns) clearUndefined(column, finite);
  const indices = new Uint32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    if (finite[i] === 1) indices[count++] = i;
  }
  return indices.slice(0, count);
}

function clearUndefined(column: Float64Array, finite: Uint8Array): void {
  for (let i = 0; i < column.length; i++) {
    if (!Number.isFinite(column[i])) finite[i] = 0;
  }
}
