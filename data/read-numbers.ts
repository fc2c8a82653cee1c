/**
 * Columns of prices and volumes as numbers, and the rule for values that are missing: a row that
 * has none at all is no bar, a row that has some is refused.
 */

import { BAR_FIELDS } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import type { Locate } from './checks.ts';
import { isNoValue, parseNumber } from './parse-cells.ts';
import { describeCell, shortened, type RawColumn, type RawTable } from './raw-table.ts';

const VALUE_FIELDS = BAR_FIELDS.slice(1);

/**
 * Open, high, low, close and volume as numbers, each Float64Array (rows); NaN where a value is
 * missing. With semicolons between cells a comma is the decimal sign, unless a point is one too.
 * @throws InputError for the first cell that holds something else
 */
export function readNumbers(columns: readonly RawColumn[], table: RawTable): Float64Array[] {
  const comma = table.commaMayBeDecimal && !columns.some(hasPoint);
  return columns.map((column, field) => {
    if (column.kind === 'numbers') return column.values;
    if (column.kind === 'text') return parseColumn(column, VALUE_FIELDS[field]!, comma, table);
    const got = column.kind === 'instants' ? 'times' : describeCell(column, 0);
    throw new InputError(
      `${table.locate(0)}: column "${VALUE_FIELDS[field]}": expected numbers, got ${got}`,
    );
  });
}

/** A column of numbers, or the first place at which it is none. */
export type OwnNumbers = { readonly values: Float64Array } | NoNumbers;

/** Why a column holds no numbers. */
export type NoNumbers = {
  /** `bars.csv:7: expected a number, got "n/a"`. */
  readonly problem: string;
  /** True if more cells are numbers than something else: the column is meant to hold numbers. */
  readonly mostlyNumbers: boolean;
};

/** The numbers of a column that no bar needs, NaN where a cell is empty: Float64Array (rows). */
export function readOwnNumbers(column: RawColumn, name: string, table: RawTable): OwnNumbers {
  if (column.kind === 'numbers') return { values: column.values };
  const problem = (row: number, got: string, mostlyNumbers = false): OwnNumbers => ({
    problem: `${table.locate(row)}: column "${shortened(name)}": expected a number, got ${got}`,
    mostlyNumbers,
  });
  if (column.kind === 'instants') return problem(0, 'times');
  if (column.kind === 'other') return problem(0, describeCell(column, 0));
  const comma = table.commaMayBeDecimal && !hasPoint(column);
  const { cells } = column;
  const numberOf = (cell: string): number => parseNumber(comma ? cell.replace(',', '.') : cell);
  const values = Float64Array.from(cells, numberOf);
  const row = values.findIndex((value, i) => Number.isNaN(value) && !isNoValue(cells[i]!));
  if (row === -1) return { values };
  return problem(row, describeCell(column, row), areMostlyNumbers(cells, values));
}

/** True if more of `cells` have one of `values` than hold something else than a number. */
export function areMostlyNumbers(cells: readonly string[], values: Float64Array): boolean {
  let more = 0;
  for (const [row, cell] of cells.entries()) {
    if (!Number.isNaN(values[row]!)) more++;
    else if (!isNoValue(cell)) more--;
  }
  return more > 0;
}

/** The rows of which at least one of `values` is there, ascending. */
export function rowsWithValues(values: readonly Float64Array[]): Int32Array {
  const length = values[0]!.length;
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    let missing = true;
    for (const column of values) missing &&= Number.isNaN(column[row]!);
    if (!missing) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/**
 * Refuses values that are missing in rows that have others.
 * @param raw the columns behind `values`, for messages
 * @throws InputError for the first such row
 */
export function refuseMissing(
  raw: readonly RawColumn[],
  values: readonly Float64Array[],
  rows: Int32Array,
  locate: Locate,
): void {
  for (const row of rows) {
    for (let field = 0; field < values.length; field++) {
      if (!Number.isNaN(values[field]![row]!)) continue;
      throw new InputError(
        `${locate(row)}: column "${VALUE_FIELDS[field]}": expected a number, ` +
          `got ${describeCell(raw[field]!, row)}`,
      );
    }
  }
}

function hasPoint(column: RawColumn): boolean {
  return column.kind === 'text' && column.cells.some((cell) => cell.includes('.'));
}

function parseColumn(
  column: RawColumn & { readonly kind: 'text' },
  field: string,
  comma: boolean,
  { locate }: RawTable,
): Float64Array {
  const { cells } = column;
  const target = new Float64Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!;
    target[row] = parseNumber(comma ? cell.replace(',', '.') : cell);
    if (!Number.isNaN(target[row]) || isNoValue(cell)) continue;
    const hint = /\d,\d/.test(cell) ? ' (no thousands separators; decimals after a point)' : '';
    throw new InputError(
      `${locate(row)}: column "${field}": expected a number, ` +
        `got ${describeCell(column, row)}${hint}`,
    );
  }
  return target;
}
