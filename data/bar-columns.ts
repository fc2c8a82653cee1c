/**
 * Which columns of a file are the bar's: by name, in any case and order, others ignored.
 * Shared by CSV, Arrow and Parquet.
 */

import { BAR_FIELDS, type Bars } from '../engine/core/bars.ts';
import { assert, InputError } from '../engine/core/errors.ts';

/** A message stays one line: so many of the columns that a file has are named in it. */
const SHOWN_NAMES = 10;
/** Names under which common exports keep a bar's time, where there is no column `time`. */
const TIME_NAMES = ['time', 'timestamp', 'datetime', 'date'];

/**
 * The index in `names` of each of `BAR_FIELDS`, in that order.
 * @param where file, and line where it has one, for the message: `bars.csv:1`
 * @throws InputError where a column is missing or there are two of its name
 */
export function findBarColumns(names: readonly string[], where: string): number[] {
  const known = names.map((name) => name.trim().toLowerCase());
  const timeName = TIME_NAMES.find((name) => known.includes(name)) ?? 'time';
  const wanted = BAR_FIELDS.map((field) => (field === 'time' ? timeName : field));
  const missing = wanted.filter((name) => !known.includes(name));
  if (missing.length > 0) {
    throw new InputError(
      `${where}: expected columns ${BAR_FIELDS.join(', ')}; missing ${missing.join(', ')}; ` +
        `found ${foundText(names)}${separatorHint(names)}`,
    );
  }
  return wanted.map((name) => {
    const index = known.indexOf(name);
    if (known.includes(name, index + 1)) {
      throw new InputError(`${where}: expected one column "${name}", got two or more`);
    }
    return index;
  });
}

/** Bars over `columns`, one of each of `BAR_FIELDS` in that order; nothing is copied. */
export function barsOfColumns(columns: readonly Float64Array[]): Bars {
  const [time, open, high, low, close, volume] = columns;
  assert(
    time !== undefined &&
      open !== undefined &&
      high !== undefined &&
      low !== undefined &&
      close !== undefined &&
      volume !== undefined &&
      columns.length === BAR_FIELDS.length,
    'columns.length === BAR_FIELDS.length',
  );
  assert(
    columns.every((column) => column.length === time.length),
    'columns are of one length',
  );
  return { time, open, high, low, close, volume };
}

/** The columns of `bars` in the order of `BAR_FIELDS`; nothing is copied. */
export function columnsOfBars(bars: Bars): Float64Array[] {
  return BAR_FIELDS.map((field) => bars[field]);
}

/** `text` as a message may show it: one line, 40 characters at most. */
export function shortened(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

function foundText(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, SHOWN_NAMES).map((name) => `"${shortened(name)}"`);
  const more = names.length - shown.length;
  return shown.join(', ') + (more === 0 ? '' : ` and ${more} more`);
}

function separatorHint(names: readonly string[]): string {
  if (names.length !== 1) return '';
  if (names[0]!.includes(';')) return ' (separated by semicolons: export it with commas)';
  return names[0]!.includes('\t') ? ' (separated by tabs: export it with commas)' : '';
}
