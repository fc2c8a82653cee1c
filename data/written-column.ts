/** What a file of columns may hold when this package writes it. */

/** Numbers (NaN where undefined), texts, or moments given in unix seconds. */
export type WrittenColumn = Float64Array | readonly string[] | { readonly moments: Float64Array };

/** Columns of one length by name, in the order in which they are written. */
export type ColumnTable = Readonly<Record<string, WrittenColumn>>;

/** Rows of a column. */
export function rowsOf(column: WrittenColumn): number {
  return 'moments' in column ? column.moments.length : column.length;
}
