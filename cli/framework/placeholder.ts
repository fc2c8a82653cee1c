/** What stands for an option's value in usage lines and messages. */

import type { OptionRow } from '../../engine/core/options.ts';

/** The value of `row` in a usage line: `FILE`, `N`, `fetch|check`; nothing for a flag. */
export function placeholderOf(row: OptionRow): string {
  switch (row.kind) {
    case 'integer':
      return 'N';
    case 'number':
      return row.orChoice === undefined ? 'N' : `N|${row.orChoice}`;
    case 'integers':
      return 'N,N,…';
    case 'choice':
      return row.choices.join('|');
    case 'flag':
      return '';
    case 'text':
      return row.placeholder ?? 'TEXT';
    case 'list':
      return row.placeholder ?? 'a,b,…';
  }
}
