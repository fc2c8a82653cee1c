/**
 * Bars as a source sends them, row by row, and from there columns of closed bars that can be
 * trusted.
 */

import { formatBarTime } from '../../engine/core/bar-time.ts';
import { barFault, barsOf, type BarRow, type Bars } from '../../engine/core/bars.ts';
import { MalformedAnswer } from '../../engine/live/edges/failures.ts';

/** A bar that breaks a rule of bars, and the rule. */
export type ImpossibleBar = { readonly time: number; readonly problem: string };

type ReadRows = { readonly bars: Bars; readonly leftOut: readonly ImpossibleBar[] };

/** If a source sends more impossible bars than this share, it does not send bars; */
const MOST_IMPOSSIBLE = 0.01;
/** but so many may be among a few bars. */
const FEW_IMPOSSIBLE = 5;

/**
 * `rows` as columns, without the bars that break a rule of `barFault`.
 * @param label the name of the source in messages
 * @throws MalformedAnswer if times do not rise or are no multiples of `stepSeconds`, or if more
 *   than five bars and more than 1 % of them are impossible
 */
export function readRows(rows: readonly BarRow[], stepSeconds: number, label: string): ReadRows {
  let before = Number.NEGATIVE_INFINITY;
  const leftOut: ImpossibleBar[] = [];
  const possible = rows.filter((row) => {
    if (row.time % stepSeconds !== 0 || row.time <= before) {
      throw new MalformedAnswer(
        `${label}: expected bars every ${stepSeconds} s in order, got one at ${row.time}`,
      );
    }
    before = row.time;
    const fault = barFault(row);
    if (fault !== undefined) leftOut.push({ time: row.time, problem: fault.problem });
    return fault === undefined;
  });
  if (leftOut.length > Math.max(FEW_IMPOSSIBLE, MOST_IMPOSSIBLE * rows.length)) {
    const { time, problem } = leftOut[0]!;
    throw new MalformedAnswer(
      `${label}: ${leftOut.length} of ${rows.length} bars are impossible, ` +
        `the first at ${formatBarTime(time)}: ${problem}`,
    );
  }
  return { bars: barsOf(possible), leftOut };
}
