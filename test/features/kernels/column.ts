/** Short functions for the tables of kernel tests. */

const { NaN: UNDEFINED } = Number;

/** A column with `values`, in which null stands for NaN. */
export function columnOf(...values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? UNDEFINED);
}

/** The values that `kernel` writes into a used target of `rows` rows, to 12 digits; null is NaN. */
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
