/**
 * A file's columns before anybody knows what they mean: names, and cells that are text, numbers or
 * instants. Every reader (CSV, Arrow, Parquet) makes one, and read-bars.ts makes bars of it.
 * Every column of the file is in here, those that bars do not need as well.
 */

import type { Locate } from './checks.ts';
import type { Separator } from './number-signs.ts';

/** One column as its file holds it. All arrays are (rows). */
export type RawColumn =
  /** Text; an empty string where there is no value. */
  | { readonly kind: 'text'; readonly cells: readonly string[] }
  /** Numbers of no known unit; NaN where there is no value. */
  | { readonly kind: 'numbers'; readonly values: Float64Array }
  /** Times whose unit the file states, as unix seconds; NaN where there is no value. */
  | { readonly kind: 'instants'; readonly seconds: Float64Array }
  /** What no bar is made of (a list, a yes or no), named for a message. */
  | { readonly kind: 'other'; readonly type: string };

export type RawTable = {
  /** The names as written; an empty string for a column without a name. */
  readonly names: readonly string[];
  readonly rowCount: number;
  /** Where the names stand, for a message: `bars.csv:1`, `bars.arrow`. */
  readonly header: string;
  readonly locate: Locate;
  /** What stands between the cells, which tells which decimal signs there may be. */
  readonly separator: Separator;
  /** The columns of these indexes, in their order. @throws InputError where one is damaged */
  readonly readColumns: (indexes: readonly number[]) => Promise<readonly RawColumn[]>;
};

/** Parts of one column, one after the other. @throws Error where they are of different kinds */
export function joinColumns(parts: readonly RawColumn[]): RawColumn {
  const [first] = parts;
  if (first?.kind === 'text') {
    return { kind: 'text', cells: parts.flatMap((part) => sameKind(part, 'text').cells) };
  }
  if (first?.kind === 'numbers') {
    const values = joinArrays(parts.map((part) => sameKind(part, 'numbers').values));
    return { kind: 'numbers', values };
  }
  if (first?.kind === 'instants') {
    const seconds = joinArrays(parts.map((part) => sameKind(part, 'instants').seconds));
    return { kind: 'instants', seconds };
  }
  return first ?? { kind: 'text', cells: [] };
}

/** `text` as a message may show it: one line, 40 characters at most. */
export function shortened(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}

/** What stands in a row of `column`, in words for a message. */
export function describeCell(column: RawColumn, row: number): string {
  switch (column.kind) {
    case 'text': {
      const cell = column.cells[row]!;
      return cell.trim() === '' ? 'an empty cell' : `"${shortened(cell)}"`;
    }
    case 'numbers':
      return describeNumber(column.values[row]!);
    case 'instants':
      return describeNumber(column.seconds[row]!);
    case 'other':
      return shortened(column.type);
  }
}

function describeNumber(value: number): string {
  return Number.isNaN(value) ? 'no value' : String(value);
}

function sameKind<K extends RawColumn['kind']>(
  part: RawColumn,
  kind: K,
): Extract<RawColumn, { kind: K }> {
  if (part.kind === kind) return part as Extract<RawColumn, { kind: K }>;
  throw new Error(`expected parts of ${kind}, got ${part.kind}`);
}

function joinArrays(parts: readonly Float64Array[]): Float64Array {
  const target = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    target.set(part, start);
    start += part.length;
  }
  return target;
}
