/**
 * The rules for bars: they are in order, each time occurs once, and every price is possible. A file
 * with a bad bar is refused with file, line and column. Unusual but possible bars are findings
 * (findings.ts).
 */

import {
  barSeconds,
  DAY_SECONDS,
  formatBarTime,
  TIMEFRAMES,
  type Timeframe,
} from '../engine/core/bar-time.ts';
import { barFault, type Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';

/** Where a row stands in its file, for a message: `bars.csv:1382`, `bars.arrow: row 1381`. */
export type Locate = (row: number) => string;

/** Daily bars of one market may be an hour closer than a day, when daylight saving time begins. */
const DAYLIGHT_SAVING_SECONDS = 3600;

/**
 * Refuses bars that break a rule: at least two bars; times strictly increasing; prices finite and
 * above 0; low <= min(open, close) and high >= max(open, close); volume finite and not negative.
 * @param path the file, for a message on no particular row
 * @throws InputError for the first row that breaks one
 */
export function checkBars(bars: Bars, path: string, locate: Locate): void {
  const rows = bars.time.length;
  if (rows < 2) throw new InputError(`${path}: expected at least 2 bars, got ${rows}`);
  for (let i = 0; i < rows; i++) {
    const problem = timeProblem(bars.time, i, locate) ?? barProblem(bars, i);
    if (problem !== undefined) throw new InputError(`${locate(i)}: ${problem}`);
  }
}

/**
 * The timeframe whose length is the most frequent distance between neighbours.
 * @throws InputError if there is none
 */
export function timeframeOf(bars: Bars, path: string): Timeframe {
  const usual = usualDistance(bars.time);
  const found = TIMEFRAMES.find((candidate) => isDistanceOf(usual, candidate));
  if (found !== undefined) return found;
  const known = TIMEFRAMES.join(', ');
  throw new InputError(`${path}: expected bars of ${known}, got bars ${durationText(usual)} apart`);
}

/**
 * Refuses bars of another length than `timeframe`: the most frequent distance between neighbours
 * must be the timeframe's (an hour more or less for daily bars), and none may be closer.
 * @throws InputError with the timeframe that would fit, if there is one
 */
export function checkTimeframe(bars: Bars, timeframe: Timeframe, path: string): void {
  const usual = usualDistance(bars.time);
  const expected = durationText(barSeconds(timeframe));
  if (!isDistanceOf(usual, timeframe)) {
    const other = TIMEFRAMES.find((candidate) => isDistanceOf(usual, candidate));
    const known = `; known are ${TIMEFRAMES.join(', ')}`;
    const hint = other === undefined ? known : ` (--timeframe ${other})`;
    throw new InputError(
      `${path}: expected bars ${expected} apart, got bars ${durationText(usual)} apart${hint}`,
    );
  }
  const least = barSeconds(timeframe) - tolerance(timeframe);
  for (let i = 1; i < bars.time.length; i++) {
    const distance = bars.time[i]! - bars.time[i - 1]!;
    if (distance >= least) continue;
    const [before, after] = [formatBarTime(bars.time[i - 1]!), formatBarTime(bars.time[i]!)];
    throw new InputError(
      `${path}: expected bars ${expected} apart, got ${durationText(distance)} ` +
        `between ${before} and ${after}`,
    );
  }
}

function timeProblem(time: Float64Array, i: number, locate: Locate): string | undefined {
  if (i === 0 || time[i]! > time[i - 1]!) return undefined;
  const [before, now] = [time[i - 1]!, time[i]!];
  const previous = `${formatBarTime(before)} (${locate(i - 1)})`;
  const expected = `column "time": expected a time after ${previous}`;
  if (now === before) return `${expected}, got a duplicate of it`;
  return `${expected}, got ${formatBarTime(now)}${rowAstray(time, locate)}`;
}

/** If the newest bar comes first in most of the file, a hint on the first row that is different. */
function rowAstray(time: Float64Array, locate: Locate): string {
  let falls = 0;
  let astray = 0;
  for (let i = 1; i < time.length; i++) {
    if (time[i]! < time[i - 1]!) falls++;
    else if (astray === 0) astray = i;
  }
  if (astray === 0 || falls * 2 < time.length) return '';
  const [before, now] = [time[astray - 1]!, time[astray]!].map(formatBarTime);
  return ` (the newest bar comes first, but ${now} follows ${before} at ${locate(astray)})`;
}

function barProblem(bars: Bars, i: number): string | undefined {
  const fault = barFault({
    open: bars.open[i]!,
    high: bars.high[i]!,
    low: bars.low[i]!,
    close: bars.close[i]!,
    volume: bars.volume[i]!,
  });
  return fault === undefined ? undefined : `column "${fault.field}": ${fault.problem}`;
}

/** The most frequent distance between neighbours, seconds; the shortest of several. */
function usualDistance(time: Float64Array): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < time.length; i++) {
    const distance = time[i]! - time[i - 1]!;
    counts.set(distance, (counts.get(distance) ?? 0) + 1);
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return first![0];
}

function isDistanceOf(seconds: number, timeframe: Timeframe): boolean {
  return Math.abs(seconds - barSeconds(timeframe)) <= tolerance(timeframe);
}

function tolerance(timeframe: Timeframe): number {
  return timeframe === '1d' ? DAYLIGHT_SAVING_SECONDS : 0;
}

/** `seconds` in the largest unit that leaves no rest: `7 days`, `1 hour`, `90 minutes`. */
function durationText(seconds: number): string {
  const units = [
    [DAY_SECONDS, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, word] = units.find(([size]) => seconds % size === 0)!;
  const count = seconds / size;
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
