/** Short writing for kernel tables. */

const { NaN: UNDEFINED } = Number;

/** A column of `values`; null is NaN. */
export function columnOf(...values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? UNDEFINED);
}

/** What `kernel` writes into a dirty target of `rows` rows, to 12 digits, NaN as null. */
export function filled(
  rows: number,
  kernel: (target: Float64Array) => void,
): readonly (number | null)[] {
  const target = new Float64Array(rows).fill(-77);
  kernel(target);
  return Array.from(target, (value) =>
    Number.isNaN(value) ? null : Number(value.toPrecision(12)),
  );
}
