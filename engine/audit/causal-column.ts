/**
 * Whether a column that is computed from bars looks into the future. The code that computes it is
 * arbitrary (a user's own function), so nothing is read from it: it is called on histories that end
 * earlier or go on otherwise, and values that were known must be the same, bit for bit.
 * Vocabulary: a value may look `aheadBars` bars ahead: 0 for a feature, the horizon for a label.
 * Must not know: features by name.
 */

import { formatBarTime } from '../core/bar-time.ts';
import { sliceBars, type Bars } from '../core/bars.ts';
import { toError } from '../core/errors.ts';
import { otherMarket, shuffledFuture, withFormingBar } from './altered-bars.ts';
import { cutWindows, fewerCuts, type Window } from './cuts.ts';

/** A column that is computed from bars. */
export type CausalColumn = {
  readonly subject: string;
  /** Number of later bars that a value may depend on. */
  readonly aheadBars: number;
  /** One value for each of `bars`, NaN where it is undefined. */
  readonly compute: (bars: Bars) => ArrayLike<number>;
};

/** A column with its values on all bars, and where it is to be cut. */
export type CausalCase = {
  readonly column: CausalColumn;
  readonly bars: Bars;
  /** The column on all bars. */
  readonly whole: ArrayLike<number>;
  /** Ascending; each keeps the bars [0, cut). */
  readonly cuts: Uint32Array;
  readonly seed: number;
};

/** Cuts in windows for each cut from the start of the file, which is as many times as dear. */
const WINDOW_CUTS = 25;
/** Cuts at which the later bars are exchanged. Each is as dear as a column on all bars. */
const SHUFFLES = 24;
/** Bars that are formed again as the last one of their history. */
const FORMING_BARS = 16;
/** How far a forming bar has come: opened, half-way, and all but closed. */
const FORMING_STAGES = [0, 0.5, 0.999];
/** The end of the file that is changed to find what is measured over the whole of it. */
const CHANGED_END = 0.9;
/** Makes its prices and volumes extremes of the whole file. */
const STRETCH = 5;
/** A column that needs more bars than this to be defined is cut from the file's start only. */
const LONGEST_MEMORY = 1500;

/** Why the values change if later bars do not exist; undefined if they do not change. */
export function truncationFault(one: CausalCase): string | undefined {
  const { column, bars, whole, cuts } = one;
  for (const window of windowsOf(one)) {
    const fault = windowFault(one, window);
    if (fault !== undefined) return fault;
  }
  for (const cut of cuts) {
    const past = attempt(column, sliceBars(bars, 0, cut));
    if (typeof past === 'string') return `on the first ${cut} bars alone ${past}`;
    const at = firstDifference(past, whole, cut - column.aheadBars);
    if (at < 0) continue;
    return changedText(one, { at, cut, offset: 0, got: past[at]!, whole: whole[at]! });
  }
  return undefined;
}

/** How many cuts `truncationFault` makes, as a text. */
export function truncationTried(one: CausalCase): string {
  const cuts = windowsOf(one).map(({ cutStart, cutEnd }) => cutEnd - cutStart);
  const inWindows = cuts.reduce((sum, count) => sum + count, 0);
  return (
    `the same, bit for bit, with the history cut at ${one.cuts.length} bars, ` +
    `and with short histories cut at ${inWindows} bars`
  );
}

/** Why the values change if later bars are exchanged and changed. */
export function shuffleFault(one: CausalCase): string | undefined {
  const { column, bars, whole, seed } = one;
  for (const cut of fewerCuts(one.cuts, SHUFFLES)) {
    const other = attempt(column, shuffledFuture(bars, cut, { seed }));
    if (typeof other === 'string') return `with other bars from row ${cut} on ${other}`;
    const at = firstDifference(other, whole, cut - column.aheadBars);
    if (at < 0) continue;
    return (
      `with other bars after ${dateOf(bars, cut - 1)}, its value of ${dateOf(bars, at)} ` +
      `(row ${at}) is ${other[at]} instead of ${whole[at]}`
    );
  }
  return undefined;
}

/** What `shuffleFault` tries, as a text. */
export function shuffleTried({ cuts }: CausalCase): string {
  const count = Math.min(cuts.length, SHUFFLES);
  return `the same, bit for bit, with other bars after each of ${count} cuts`;
}

/** Why earlier values change while the last bar still forms. */
export function formingFault(one: CausalCase): string | undefined {
  const { column, bars, whole } = one;
  for (const cut of fewerCuts(one.cuts, FORMING_BARS)) {
    for (const progress of FORMING_STAGES) {
      const values = attempt(column, withFormingBar(bars, cut, progress));
      if (typeof values === 'string') return `with a last bar that still forms ${values}`;
      const at = firstDifference(values, whole, cut - 1 - column.aheadBars);
      if (at < 0) continue;
      return (
        `while the bar of ${dateOf(bars, cut - 1)} still forms, the value of ` +
        `${dateOf(bars, at)} (row ${at}) is ${values[at]} instead of ${whole[at]}`
      );
    }
  }
  return undefined;
}

/** What `formingFault` tries, as a text. */
export function formingTried({ cuts }: CausalCase): string {
  const count = Math.min(cuts.length, FORMING_BARS);
  return `${count} bars at ${FORMING_STAGES.length} stages of forming changed no earlier value`;
}

/** Why something is measured over the whole file: its end changes its first half. */
export function scalingFault({ column, bars, whole, seed }: CausalCase): string | undefined {
  const rows = bars.time.length;
  const cut = Math.floor(rows * CHANGED_END);
  const half = Math.floor(rows / 2);
  const others = shuffledFuture(bars, cut, { seed, stretch: STRETCH });
  const ends = { others, none: sliceBars(bars, 0, cut) };
  for (const [end, altered] of Object.entries(ends)) {
    const values = attempt(column, altered);
    if (typeof values === 'string') return `with ${end} in the last tenth of the file ${values}`;
    const at = firstDifference(values, whole, half);
    if (at < 0) continue;
    const changed = values.filter((value, i) => i < half && !Object.is(value, whole[i])).length;
    return (
      `with ${end} for the bars in the last tenth of the file, ${changed} of the ${half} values ` +
      `in its first half change: that of ${dateOf(bars, at)} from ${whole[at]} to ${values[at]}; ` +
      'use a window or a running figure of earlier bars'
    );
  }
  return undefined;
}

/** Why the values are no function of the bars alone: they change by themselves, or never. */
export function repeatFault({ column, bars, whole, seed }: CausalCase): string | undefined {
  const other = attempt(column, otherMarket(bars, seed));
  const again = attempt(column, bars);
  if (typeof again === 'string') return `called again on the same bars ${again}`;
  const at = firstDifference(again, whole, bars.time.length);
  if (at >= 0) {
    return (
      `called again on the same bars, its value of ${dateOf(bars, at)} (row ${at}) is ` +
      `${again[at]} instead of ${whole[at]}: it keeps a state or draws random numbers`
    );
  }
  if (typeof other === 'string' || countsRows(whole)) return undefined;
  if (firstDifference(other, whole, bars.time.length) >= 0) return undefined;
  return 'other bars at other times give the very same values: they are kept from an earlier call';
}

/** The values of `column` on `bars`, or why there are none, as the end of a sentence. */
export function attempt(column: CausalColumn, bars: Bars): Float64Array | string {
  const rows = bars.time.length;
  let values: ArrayLike<number>;
  try {
    values = column.compute(bars);
  } catch (error) {
    return `it cannot be computed: ${toError(error).message}`;
  }
  // A copy, because the code may fill the same array at its next call.
  if (values.length === rows) return Float64Array.from(values);
  return `it has ${values.length} values instead of ${rows}`;
}

/** The windows of the column's history; none if a window would be as long as most histories. */
function windowsOf({ column, bars, whole, cuts }: CausalCase): readonly Window[] {
  const memory = firstDefined(whole);
  if (memory > LONGEST_MEMORY) return [];
  return cutWindows(bars, memory + column.aheadBars, cuts.length * WINDOW_CUTS);
}

/** A window's values while its history ends at each of its bars in turn. */
function windowFault(one: CausalCase, window: Window): string | undefined {
  const { column, bars } = one;
  const { start, cutStart, cutEnd, end } = window;
  const reference = attempt(column, sliceBars(bars, start, end));
  if (typeof reference === 'string') return undefined;
  for (let last = cutStart; last < cutEnd; last++) {
    const count = last + 1 - start;
    const past = attempt(column, sliceBars(bars, start, last + 1));
    // A short history may be refused; the cuts from the start of the file decide about that.
    if (typeof past === 'string') return undefined;
    const at = firstDifference(past, reference, count - column.aheadBars);
    if (at < 0) continue;
    const [got, whole] = [past[at]!, reference[at]!];
    return changedText(one, { at, cut: count, offset: start, got, whole });
  }
  return undefined;
}

function changedText(
  { column, bars }: CausalCase,
  change: {
    readonly at: number;
    readonly cut: number;
    readonly offset: number;
    readonly got: number;
    readonly whole: number;
  },
): string {
  const { at, cut, offset, got, whole } = change;
  const later = cut - at;
  const allowed = column.aheadBars === 0 ? '' : ` (${column.aheadBars} are allowed)`;
  return (
    `without the bars after ${dateOf(bars, offset + cut - 1)}, its value of ` +
    `${dateOf(bars, offset + at)} (row ${offset + at}) is ${got} instead of ${whole}: ` +
    `it looks ${later} or more bars ahead${allowed}`
  );
}

/** The first i < end at which the values differ in a bit; -1 if there is none. */
export function firstDifference(
  values: ArrayLike<number>,
  others: ArrayLike<number>,
  end: number,
): number {
  for (let i = 0; i < end; i++) if (!Object.is(values[i], others[i])) return i;
  return -1;
}

/** The index of the first finite value; the number of values if none is. */
function firstDefined(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) return i;
  return values.length;
}

/** Whether the values are constant or grow by equal steps: then they may depend on no bar. */
function countsRows(values: ArrayLike<number>): boolean {
  const first = firstDefined(values);
  const step = values[first + 1]! - values[first]!;
  for (let i = first + 1; i < values.length; i++) {
    if (Math.abs(values[i]! - values[i - 1]! - step) > EQUAL_STEP) return false;
  }
  return true;
}

/** What rounding leaves between two steps of a counter. */
const EQUAL_STEP = 1e-9;

function dateOf({ time }: Bars, row: number): string {
  return formatBarTime(time[row]!);
}
