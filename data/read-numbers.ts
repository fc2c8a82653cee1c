/**
 * Columns of prices and volumes as numbers, and the rule for values that are missing: a row that
 * has none at all is no bar, a row that has some is refused.
 */

import { BAR_FIELDS } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import type { Locate } from './checks.ts';
import {
  decimalSign,
  joinMarks,
  marksOf,
  mayBeGrouped,
  NO_MARKS,
  openCell,
  openText,
  parseWithSigns,
  provenSign,
  type Mark,
  type Marks,
} from './number-signs.ts';
import { isNoValue, parseNumber } from './parse-cells.ts';
import { describeCell, shortened, type RawColumn, type RawTable } from './raw-table.ts';

const VALUE_FIELDS = BAR_FIELDS.slice(1);

/**
 * Open, high, low, close and volume as numbers, each Float64Array (rows); NaN where a value is
 * missing. With semicolons between cells a comma may be the decimal sign, of all columns or none.
 * @throws InputError for the first cell that holds something else, that has thousands signs, or
 *   that is open (see number-signs.ts)
 */
export function readNumbers(columns: readonly RawColumn[], table: RawTable): Float64Array[] {
  const own = columns.map((column) => marksIn(column, table));
  const file = own.reduce(joinMarks);
  return columns.map((column, field) => {
    if (column.kind === 'numbers') return column.values;
    const name = VALUE_FIELDS[field]!;
    if (column.kind === 'text') {
      const sign = provenSign(file) ?? decimalSign(own[field]!, file, table.separator);
      if (sign === undefined) throw new InputError(openProblem(column.cells, name, table));
      return parseColumn(column, name, table.separator === ';' ? sign : '.', table);
    }
    const got = column.kind === 'instants' ? 'times' : describeCell(column, 0);
    throw new InputError(`${table.locate(0)}: column "${name}": expected numbers, got ${got}`);
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

/**
 * The numbers of a column that no bar needs, NaN where a cell is empty: Float64Array (rows).
 * Thousands signs are taken out where the column, or `others` of the file, show what they are.
 */
export function readOwnNumbers(
  column: RawColumn,
  name: string,
  table: RawTable,
  others: readonly RawColumn[] = [],
): OwnNumbers {
  if (column.kind === 'numbers') return { values: column.values };
  const problem = (row: number, got: string, mostlyNumbers = false): OwnNumbers => ({
    problem: `${table.locate(row)}: column "${shortened(name)}": expected a number, got ${got}`,
    mostlyNumbers,
  });
  if (column.kind === 'instants') return problem(0, 'times');
  if (column.kind === 'other') return problem(0, describeCell(column, 0));
  const { cells } = column;
  const sign = signOf(column, table, others);
  if (sign === undefined) {
    return { problem: openProblem(cells, name, table), mostlyNumbers: true };
  }
  const values = Float64Array.from(cells, (cell) => parseWithSigns(cell, sign));
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

/** What a column shows of the signs in its numbers; nothing where a point is the only decimal. */
function marksIn(column: RawColumn, { separator }: RawTable): Marks {
  return column.kind === 'text' && separator !== ',' ? marksOf(column.cells) : NO_MARKS;
}

/** The decimal sign of a column; undefined if it is open. */
function signOf(
  column: RawColumn & { readonly kind: 'text' },
  table: RawTable,
  others: readonly RawColumn[],
): Mark | undefined {
  const { cells } = column;
  // Nearly all files have commas between cells and plain numbers: nothing else is to be seen.
  const plain = (cell: string): boolean => isNoValue(cell) || !Number.isNaN(parseNumber(cell));
  if (table.separator === ',' && cells.every(plain)) return '.';
  const own = marksOf(cells);
  const file = others.map((other) => marksIn(other, table)).reduce(joinMarks, own);
  return decimalSign(own, file, table.separator);
}

function openProblem(cells: readonly string[], name: string, { locate }: RawTable): string {
  const row = openCell(cells);
  return (
    `${locate(row)}: column "${shortened(name)}": expected a number, got ` + openText(cells[row]!)
  );
}

function parseColumn(
  column: RawColumn & { readonly kind: 'text' },
  field: string,
  sign: Mark,
  { locate, separator }: RawTable,
): Float64Array {
  const { cells } = column;
  const target = new Float64Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row]!;
    const foreign = sign === ',' && cell.includes('.');
    target[row] = foreign ? Number.NaN : parseNumber(sign === ',' ? cell.replace(',', '.') : cell);
    if (!Number.isNaN(target[row]) || isNoValue(cell)) continue;
    const signs = /\d,\d/.test(cell) || mayBeGrouped(cell);
    const decimals = separator === ';' ? '' : '; decimals after a point';
    const hint = signs ? ` (no thousands separators${decimals})` : '';
    throw new InputError(
      `${locate(row)}: column "${field}": expected a number, ` +
        `got ${describeCell(column, row)}${hint}`,
    );
  }
  return target;
}
