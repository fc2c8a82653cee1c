/**
 * Text as lines of cells: what separates the cells, which lines come before the header, and where
 * every line stands in the file. Must not know: what the cells mean.
 */

import { parseString } from 'fast-csv';
import { InputError } from '../engine/core/errors.ts';
import type { Separator } from './number-signs.ts';
import { shortened } from './raw-table.ts';

/** A line that is not blank: its number in the file, from 1, and its cells. */
export type Line = { readonly number: number; readonly cells: readonly string[] };

export type TextLines = {
  /** From the header on, or from the first row of a file without one; none if the file is empty. */
  readonly lines: readonly Line[];
  readonly separator: Separator;
  /** How many lines before the first of `lines` are no table. Blank ones do not count. */
  readonly skipped: number;
  /** False if the last line has no line end, as that of a cut file. */
  readonly ended: boolean;
};

/** In the order in which they win if a header has as many of one as of another. */
const SEPARATORS: readonly Separator[] = ['\t', ';', ','];

const LINE_END = /\r\n|\r|\n/;

/**
 * The lines of a text in `bytes`. Lines of one cell, comments (`#`) and Excel's `sep=` before the
 * header are skipped; `sep=` names the separator, otherwise the header's most frequent one is it.
 * @throws InputError for a binary file, where no line has two cells, or a quote does not close
 */
export async function splitText(bytes: Uint8Array, path: string): Promise<TextLines> {
  if (bytes.includes(0)) throw new InputError(`${path}: expected CSV text, got a binary file`);
  // The decoder drops a mark of the byte order.
  const text = new TextDecoder().decode(bytes);
  const raw = text.split(LINE_END);
  const { start, separator, skipped } = findHeader(raw, path);
  const lines = text.includes('"')
    ? await splitQuoted(raw, start, separator, path)
    : splitPlain(raw, start, separator);
  return { lines, separator, skipped, ended: raw.at(-1) === '' };
}

function findHeader(
  raw: readonly string[],
  path: string,
): { readonly start: number; readonly separator: Separator; readonly skipped: number } {
  let skipped = 0;
  let named: Separator | undefined;
  for (const [start, line] of raw.entries()) {
    const naming = /^"?sep=(.)"?\s*$/i.exec(line)?.[1];
    if (naming !== undefined) {
      named = SEPARATORS.find((candidate) => candidate === naming);
      if (named === undefined) {
        throw new InputError(
          `${path}:${start + 1}: expected commas, semicolons or tabs between cells, ` +
            `got sep=${shortened(naming)}`,
        );
      }
    }
    const separator = naming === undefined ? separatorOf(line, named) : undefined;
    const isComment = line.trimStart().startsWith('#');
    if (separator !== undefined && !isComment && !isTitle(separator, raw[start + 1])) {
      return { start, separator, skipped };
    }
    if (line.trim() !== '') skipped++;
  }
  if (skipped === 0) return { start: raw.length, separator: ',', skipped };
  const first = shortened(raw.find((line) => line.trim() !== '')!.trim());
  throw new InputError(
    `${path}: expected columns separated by commas, semicolons or tabs, got lines of one cell: ` +
      `"${first}"`,
  );
}

/** True if another sign separates the `next` line's cells: `separator` is a title's comma, say. */
function isTitle(separator: Separator, next = ''): boolean {
  return separatorOf(next, undefined) !== undefined && !next.includes(separator);
}

/** What separates the cells of `line`; undefined if it is one cell. */
function separatorOf(line: string, named: Separator | undefined): Separator | undefined {
  if (line.trim() === '') return undefined;
  const outside = line.replaceAll(/"[^"]*"/g, '');
  const candidates = named === undefined ? SEPARATORS : [named];
  let best: Separator | undefined;
  let most = 0;
  for (const candidate of candidates) {
    const count = outside.split(candidate).length - 1;
    if (count > most) [best, most] = [candidate, count];
  }
  return best;
}

function splitPlain(raw: readonly string[], start: number, separator: Separator): Line[] {
  const lines: Line[] = [];
  for (let i = start; i < raw.length; i++) {
    const line = raw[i]!;
    if (!isBlank(line, separator)) lines.push({ number: i + 1, cells: line.split(separator) });
  }
  return lines;
}

/** A row of tabs is a row of empty cells, not a blank line. */
function isBlank(line: string, separator: Separator): boolean {
  return line === '' || (separator === '\t' ? /^ *$/.test(line) : line.trim() === '');
}

async function splitQuoted(
  raw: readonly string[],
  start: number,
  separator: Separator,
  path: string,
): Promise<Line[]> {
  const text = raw.slice(start).join('\n');
  const rows = await new Promise<string[][]>((resolve, reject) => {
    const collected: string[][] = [];
    parseString<string[], string[]>(text, { headers: false, delimiter: separator })
      .on('data', (row: string[]) => collected.push(row))
      .on('end', () => resolve(collected))
      .on('error', (cause) => reject(quoteError(raw, path, cause)));
  });
  const lines: Line[] = [];
  let number = start + 1;
  for (const cells of rows) {
    if (cells.length > 0) lines.push({ number, cells });
    number += 1 + lineEndsWithin(cells);
  }
  return lines;
}

/** fast-csv fails on quotes alone, and quotes the rest of the file: say where it began instead. */
function quoteError(raw: readonly string[], path: string, cause: Error): InputError {
  const odd = raw.findIndex((line) => line.split('"').length % 2 === 0);
  const where = odd === -1 ? path : `${path}:${odd + 1}`;
  const hint = odd === raw.length - 1 ? ' (the last line is cut off: is the file complete?)' : '';
  const expected = 'expected quotes that open and close around a cell';
  return new InputError(`${where}: ${expected}${hint}`, { cause });
}

/** Line ends inside quoted cells, which make a row span several lines. */
function lineEndsWithin(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    if (cell.includes('\n')) count += cell.split('\n').length - 1;
  }
  return count;
}
