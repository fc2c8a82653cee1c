/**
 * Tables for a terminal: columns are aligned with spaces, and no lines are drawn. A table that is
 * wider than the terminal becomes two or more tables, one below the other; each has the leading
 * columns, which name the rows. Nothing is cut. Must not know: where the width comes from.
 */

import Table from 'cli-table3';
import pc from 'picocolors';

/** The parts of lines and borders in cli-table3; none of them is drawn. */
const RULES = ['top', 'mid', 'bottom', 'left', 'right'].flatMap((part) =>
  part === 'mid' ? ['mid', 'mid-mid'] : [part, `${part}-mid`, `${part}-left`, `${part}-right`],
);

/** Blanks between two columns. */
const GAP = 2;

/** A name that is longer breaks at its commas; no feature's name is as long. */
const LONGEST_NAME = 20;

/** How a table is laid out. */
export type TableLayout = {
  /** Columns of the terminal. */
  readonly width: number;
  /** Leading columns that name a row and are in each part of a split table; left out: 1. */
  readonly nameColumns?: number;
};

/**
 * The table's lines, without a newline at the end and without blanks at the end of a line; an
 * empty line separates the parts of a table that is too wide. Columns of words are left-aligned.
 * Only a width below the names and one figure (about 40) is exceeded.
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { width, nameColumns = 1 }: TableLayout,
): string {
  const lines = [header, ...rows].map((row) => row.map(brokenName));
  const widths = header.map((_, column) =>
    Math.max(...lines.map((row) => widthOf(row[column] ?? ''))),
  );
  const names = widths.slice(0, nameColumns).map((_, column) => column);
  return parts(widths, nameColumns, width)
    .map((part) => drawn(lines, [...names, ...part]))
    .join('\n\n');
}

/** A table below its title. */
export function titled(title: string, table: string): string {
  return `${pc.bold(title)}\n${table}`;
}

/** The columns beside the names, dealt out to as few tables as fit, of about the same width. */
function parts(widths: readonly number[], nameColumns: number, width: number): number[][] {
  let best = filled(widths, nameColumns, width);
  if (best.length === 1) return best;
  for (let limit = width - 1; limit > 0; limit--) {
    const narrower = filled(widths, nameColumns, limit);
    if (narrower.length > best.length) break;
    best = narrower;
  }
  return best;
}

/** The columns beside the names, each part filled up to `limit` before the next one begins. */
function filled(widths: readonly number[], nameColumns: number, limit: number): number[][] {
  const taken = widths.slice(0, nameColumns).reduce((sum, own) => sum + own + GAP, -GAP);
  const result: number[][] = [[]];
  let used = taken;
  for (let column = nameColumns; column < widths.length; column++) {
    const own = widths[column]! + GAP;
    if (used + own > limit && result.at(-1)!.length > 0) {
      result.push([]);
      used = taken;
    }
    result.at(-1)!.push(column);
    used += own;
  }
  return result;
}

function drawn(lines: readonly (readonly string[])[], columns: readonly number[]): string {
  const [head, ...rows] = lines.map((row) => columns.map((column) => row[column] ?? ''));
  const none = Object.fromEntries(RULES.map((part) => [part, '']));
  const table = new Table({
    head: head!,
    chars: { ...none, middle: ' '.repeat(GAP) },
    colAligns: columns.map((_, i) => (rows.some((row) => isWord(row[i]!)) ? 'left' : 'right')),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** A long list of names, `a,b,c`, on several lines. */
function brokenName(cell: string): string {
  if (cell.length <= LONGEST_NAME) return cell;
  const lines: string[] = [];
  for (const part of cell.split(/(?<=,)/)) {
    const longer = `${lines.at(-1) ?? ''}${part}`;
    if (lines.length > 0 && longer.length <= LONGEST_NAME) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines.join('\n');
}

function widthOf(cell: string): number {
  return Math.max(...cell.split('\n').map((line) => line.length));
}

function isWord(cell: string): boolean {
  return /^[A-Za-z]/.test(cell);
}
