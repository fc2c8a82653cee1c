/**
 * What a reader mended in a file, as counts, and the notes that say it. A mend is made only where
 * the file has one reading. The cache keeps the counts, so that bars from the cache come with the
 * same notes as bars from the file.
 */

export type Mends = {
  /** Lines before the header that are no table: a title, an address, a comment, `sep=`. */
  readonly skippedLines: number;
  /** Header rows beyond the first: 2 in a file of yfinance, else 0. */
  readonly extraHeaderRows: number;
  /** The volume column that was taken of several, by its name; null if there was no choice. */
  readonly volumeColumn: string | null;
  /** Rows whose five values are all missing, which were left out. */
  readonly droppedRows: number;
  /** True if the file has its newest bar first and was turned round. */
  readonly reversed: boolean;
  /** Bars whose high or low missed the open or close by rounding and was moved to it. */
  readonly roundedBars: number;
};

export const NO_MENDS: Mends = {
  skippedLines: 0,
  extraHeaderRows: 0,
  volumeColumn: null,
  droppedRows: 0,
  reversed: false,
  roundedBars: 0,
};

/** One line for each mend of a file. @param path names the file in them */
export function notesOf(mends: Mends, path: string): readonly string[] {
  const notes: string[] = [];
  const { skippedLines, droppedRows, roundedBars } = mends;
  if (skippedLines > 0) notes.push(`${counted(skippedLines, 'line')} before the header skipped`);
  if (mends.extraHeaderRows > 0) {
    notes.push(`${mends.extraHeaderRows + 1} header rows, as yfinance writes them, read as one`);
  }
  if (mends.volumeColumn !== null) notes.push(`volume is the column "${mends.volumeColumn}"`);
  if (droppedRows > 0) {
    notes.push(`${counted(droppedRows, 'row')} without values left out: the bars are missing`);
  }
  if (mends.reversed) notes.push('the newest bar comes first: the order was reversed');
  if (roundedBars > 0) {
    notes.push(
      `${counted(roundedBars, 'bar')} mended: a high was raised or a low lowered to the open or ` +
        'close, which it had missed by rounding',
    );
  }
  return notes.map((note) => `${path}: ${note}`);
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
