/**
 * Where an audit cuts a history. Leaks of one bar show only if the cut is right behind the bar, so
 * cuts lie where leaks are likely: at the end, around unusual bars, and spread over the file.
 * Vocabulary: a cut c keeps the bars [0, c). A window is a short part of the history in which every
 * bar is cut once: a leak that does not depend on the bar's index cannot hide from windows.
 * Must not know: what is computed.
 */

import { DAY_SECONDS } from '../core/bar-time.ts';
import type { Bars } from '../core/bars.ts';
import { deriveSeed } from '../core/hash.ts';
import { randomStream } from '../core/random.ts';

/** With fewer days than this a market's calendar cannot be told from its bars. */
const CALENDAR_DAYS = 56;
/** At least this many bars are before a cut, so that short recursions have begun. */
const LEAST_BARS = 60;
/** Cuts before the last bars: leaks at the end of the file. */
const LAST_CUTS = 12;
/** Unusual bars of each kind, with a cut before and a cut after each. */
const UNUSUAL_BARS = 12;
/** Bars that share a window's reference. */
const WINDOW_BARS = 64;

/**
 * The cuts of a history, ascending, each once; every one leaves enough bars and takes one away.
 * @param count about how many; with as many as there are bars, every possible cut
 */
export function chooseCuts(bars: Bars, count: number, seed: number): Uint32Array {
  const rows = bars.time.length;
  const first = leastCut(bars);
  if (count >= rows - first) {
    return Uint32Array.from({ length: Math.max(0, rows - first) }, (_, i) => first + i);
  }
  const cuts = new Set<number>();
  const add = (cut: number): void => {
    if (cut >= first && cut < rows && cuts.size < count) cuts.add(cut);
  };
  for (let cut = rows - 1; cut >= rows - LAST_CUTS; cut--) add(cut);
  for (const bar of unusualBars(bars)) {
    add(bar);
    add(bar + 1);
  }
  const random = randomStream(deriveSeed(seed, 'cuts'));
  const rest = count - cuts.size;
  // Spread evenly, each moved at random, so that no regular pattern hides between them.
  for (let i = 0; i < rest; i++) {
    add(first + Math.floor(((i + random.uniform()) / rest) * (rows - first)));
  }
  return Uint32Array.from(cuts).sort();
}

/** Bars [start, end) of a history; those of [cutStart, cutEnd) are each once the last bar. */
export type Window = {
  readonly start: number;
  readonly cutStart: number;
  readonly cutEnd: number;
  readonly end: number;
};

/**
 * Windows that together cut nearly every bar, or about `count` bars, spread over the file.
 * @param memoryBars bars that a value needs before it is defined
 */
export function cutWindows(bars: Bars, memoryBars: number, count: number): readonly Window[] {
  const { time } = bars;
  const rows = time.length;
  const all: Window[] = [];
  for (let cutStart = leastCut(bars); cutStart < rows; cutStart += WINDOW_BARS) {
    const cutEnd = Math.min(rows, cutStart + WINDOW_BARS);
    let start = Math.max(0, cutStart - Math.max(LEAST_BARS, memoryBars));
    while (start > 0 && time[cutStart]! - time[start]! < CALENDAR_DAYS * DAY_SECONDS) start--;
    all.push({ start, cutStart, cutEnd, end: Math.min(rows, cutEnd + WINDOW_BARS) });
  }
  const stride = Math.ceil((all.length * WINDOW_BARS) / count);
  return all.filter((_, i) => i % stride === 0 || i === all.length - 1);
}

/** `count` cuts of `cuts`, spread over them, the last one included. */
export function fewerCuts(cuts: Uint32Array, count: number): Uint32Array {
  if (cuts.length <= count) return cuts;
  return Uint32Array.from(
    { length: count },
    (_, i) => cuts[Math.floor(((i + 1) * cuts.length) / count) - 1]!,
  );
}

/** The first cut that leaves enough bars; in a short history one that leaves half of it. */
function leastCut({ time }: Bars): number {
  const later = time.findIndex((at) => at - time[0]! >= CALENDAR_DAYS * DAY_SECONDS);
  const least = Math.max(LEAST_BARS, later);
  return later >= 0 && least < time.length / 2 ? least : Math.ceil(time.length / 2);
}

/** The bars with the largest moves, ranges, volumes and gaps in time, of each kind some. */
function unusualBars({ time, high, low, close, volume }: Bars): readonly number[] {
  const kinds = [
    close.map((price, i) => (i === 0 ? 0 : Math.log(price / close[i - 1]!))),
    close.map((price, i) => (i === 0 ? 0 : Math.log(close[i - 1]! / price))),
    high.map((top, i) => Math.log(top / low[i]!)),
    volume,
    time.map((at, i) => (i === 0 ? 0 : at - time[i - 1]!)),
  ];
  const largest = kinds.map((kind) =>
    Array.from(kind.keys())
      .sort((a, b) => kind[b]! - kind[a]! || a - b)
      .slice(0, UNUSUAL_BARS),
  );
  // One bar of each kind in turn, so that every kind is there if few cuts are made.
  return Array.from({ length: UNUSUAL_BARS }, (_, i) => largest.map((kind) => kind[i]!))
    .flat()
    .filter((bar) => bar !== undefined);
}
