/**
 * Sentences for a reader at a terminal, broken at blanks. Colours have no width.
 * Must not know: where the width comes from.
 */

import { stripVTControlCharacters } from 'node:util';

/** What follows a break is set in by this much more than its line. */
const HANG = 2;

/**
 * `text` with each line of more than `width` columns broken at blanks. A word that is wider alone
 * (a path, a hash) stays whole, and so does a line with a JSON object, which a break would spoil.
 */
export function wrapText(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => (columnsOf(line) <= width || line.includes('{"') ? line : wrapLine(line, width)))
    .join('\n');
}

function wrapLine(line: string, width: number): string {
  const margin = /^ */.exec(line)![0];
  const hang = ' '.repeat(margin.length + HANG);
  const lines: string[] = [];
  let current = '';
  for (const [blanks, word] of wordsOf(line)) {
    const longer = `${current}${blanks}${word}`;
    if (current === '' || columnsOf(longer) <= width) {
      current = longer;
    } else {
      lines.push(current);
      current = `${hang}${word}`;
    }
  }
  return [...lines, current].join('\n');
}

/** The words of a line, each with the blanks before it; blanks at the end are dropped. */
function wordsOf(line: string): readonly (readonly [blanks: string, word: string])[] {
  return Array.from(line.matchAll(/( *)([^ ]+)/g), ([, blanks, word]) => [blanks!, word!]);
}

/** Columns that a line takes on a terminal. */
function columnsOf(line: string): number {
  return stripVTControlCharacters(line).length;
}
