/**
 * Whether the digits or bits of a column's values know the next return, or its size, where the
 * values themselves do not: a class that is added in the sixth decimal, or kept in the last bits.
 * A place is read as a label of ten digits or eight patterns of bits; what each label says is
 * learnt on every second row and tried on the others, so that no label is right by being fitted.
 * Must not know: how a column was computed.
 */

/** Decimal places that are read, and the largest number of digits of which doubles are sure. */
const DECIMALS = 13;
const LARGEST = 1e14;
/** What multiplication by a power of ten leaves of a whole number. */
const ROUNDING = 1e-3;
/** Groups of three bits from the last one on, of the lower and of the upper half of a double. */
const LOWER_GROUPS = 11;
const UPPER_GROUPS = 6;
/** Labels of a place: ten digits, those of values below 0 apart. */
const LABELS = 20;

/** How well a place knows `direction`, an array of -1 and 1. */
export type PlaceReading = {
  readonly what: string;
  readonly correlation: number;
  readonly rows: number;
};

/** How many places are read. */
export const PLACES = DECIMALS + LOWER_GROUPS + UPPER_GROUPS;

/**
 * Each place's correlation with the sign of `later`, as the opening of the file tells.
 * @param later Float64Array (bars); bars on which it is 0 or NaN are left out
 */
export function placeReadings(
  values: ArrayLike<number>,
  later: Float64Array,
): readonly PlaceReading[] {
  const rows = Array.from(later.keys()).filter(
    (row) => Number.isFinite(values[row]!) && Math.abs(later[row]!) > 0,
  );
  const signs = Int8Array.from(rows, (row) => Math.sign(later[row]!));
  const own = Float64Array.from(rows, (row) => values[row]!);
  const words = new Uint32Array(own.buffer);
  const reading = (what: string, labels: Float64Array): PlaceReading => ({
    what,
    correlation: learntCorrelation(labels, signs),
    rows: rows.length,
  });
  const bits = (half: number, group: number): Float64Array =>
    own.map((_, i) => (words[2 * i + half]! >>> (3 * group)) & 7);
  return [
    ...counted(DECIMALS).map((i) =>
      reading(
        `decimal ${i + 1}`,
        own.map((value) => labelOf(value, i + 1)),
      ),
    ),
    ...counted(LOWER_GROUPS).map((i) => reading(`bits from ${3 * i} on`, bits(0, i))),
    ...counted(UPPER_GROUPS).map((i) => reading(`bits from ${32 + 3 * i} on`, bits(1, i))),
  ];
}

function counted(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** The digit at a decimal place; 0 beyond the digits of which a double is sure. */
function labelOf(value: number, place: number): number {
  const scaled = Math.abs(value) * 10 ** place;
  const digit = scaled < LARGEST ? Math.floor(scaled + ROUNDING) % 10 : 0;
  return value < 0 ? digit + 10 : digit;
}

/** The correlation of `signs` with what its labels said on the rows of the other half. */
function learntCorrelation(labels: Float64Array, signs: Int8Array): number {
  const sums = [new Float64Array(LABELS), new Float64Array(LABELS)];
  const counts = [new Float64Array(LABELS), new Float64Array(LABELS)];
  for (let i = 0; i < signs.length; i++) {
    sums[i & 1]![labels[i]!]! += signs[i]!;
    counts[i & 1]![labels[i]!]!++;
  }
  const [mean0, mean1] = sums.map((of, half) => total(of) / Math.max(1, total(counts[half]!)));
  let [cross, squares, ups] = [0, 0, 0];
  for (let i = 0; i < signs.length; i++) {
    const other = 1 - (i & 1);
    const label = labels[i]!;
    const mean = other === 0 ? mean0! : mean1!;
    const count = counts[other]![label]!;
    const said = count === 0 ? 0 : sums[other]![label]! / count - mean;
    cross += said * (signs[i]! - mean);
    squares += said * said;
    ups += (signs[i]! - mean) ** 2;
  }
  return squares > 0 && ups > 0 ? cross / Math.sqrt(squares * ups) : 0;
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
