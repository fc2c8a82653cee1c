/** Tables for a terminal: columns are aligned with spaces, and no lines are drawn. */

import Table from 'cli-table3';

/** The parts of lines and borders in cli-table3; none of them is drawn. */
const RULES = ['top', 'mid', 'bottom', 'left', 'right'].flatMap((part) =>
  part === 'mid' ? ['mid', 'mid-mid'] : [part, `${part}-mid`, `${part}-left`, `${part}-right`],
);

/** The lines of the table, without a newline at the end. Columns of words are aligned left. */
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
