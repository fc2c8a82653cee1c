/**
 * Tables and vectors of a FlatBuffer (flatbuffers.dev/internals), read with every offset inside
 * the buffer: a DataView throws a RangeError for what is not.
 */

/** A table: the buffer it lies in, and where. */
export type FlatTable = { readonly view: DataView; readonly start: number };

/** A vector: where its first item lies, and how many there are. All of them lie in the buffer. */
export type FlatVector = FlatTable & { readonly length: number };

/** The table that the buffer `view` holds. */
export function rootTable(view: DataView): FlatTable {
  return { view, start: view.getUint32(0, true) };
}

/** Where field `index` of `table` lies, or 0 where it has its default value. */
export function fieldAt({ view, start }: FlatTable, index: number): number {
  const vtable = start - view.getInt32(start, true);
  const entry = 4 + 2 * index;
  if (entry >= view.getUint16(vtable, true)) return 0;
  const offset = view.getUint16(vtable + entry, true);
  return offset === 0 ? 0 : start + offset;
}

/** The table in field `index` of `table`. @throws Error where there is none */
export function nestedTable(table: FlatTable, index: number): FlatTable {
  const at = fieldAt(table, index);
  if (at === 0) throw new Error(`expected a table in field ${index}`);
  return { view: table.view, start: at + table.view.getUint32(at, true) };
}

/**
 * The vector in field `index` of `table`, of no items where the field is not there.
 * @param itemBytes how large an item is
 * @throws RangeError where its items reach beyond the buffer
 */
export function vectorAt(table: FlatTable, index: number, itemBytes: number): FlatVector {
  const { view } = table;
  const at = fieldAt(table, index);
  if (at === 0) return { view, start: 0, length: 0 };
  const vector = at + view.getUint32(at, true);
  const length = view.getUint32(vector, true);
  const start = vector + 4;
  if (start + length * itemBytes > view.byteLength) {
    throw new RangeError(`expected a vector inside the buffer, got ${length} items`);
  }
  return { view, start, length };
}
