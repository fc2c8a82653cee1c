/** Tables for a reader at a terminal: columns aligned by blanks, no rules. */

import Table from 'cli-table3';

/** Parts of cli-table3's rules and borders: none is drawn. */
const RULES = ['top', 'mid', 'bottom', 'left', 'right'].flatMap((part) =>
  part === 'mid' ? ['mid', 'mid-mid'] : [part, `${part}-mid`, `${part}-left`, `${part}-right`],
);

/** The table's lines, without a newline at the end. Columns of words are left-aligned. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = Object.fromEntries(RULES.map((part) => [part, '']));
  const table = new Table({
    head: [...header],
    chars: { ...none, middle: '  ' },
    colAligns: header.map((_, i) => (rows.some((row) => isWord(row[i]!)) ? 'left' : 'right')),
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function isWord(cell: string): boolean {
  return /^[A-Za-z]/.test(cell);
}
