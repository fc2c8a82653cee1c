/**
 * The bars a command works on (`--data`, or the synthetic sample) and their `run.data` block. Bars
 * that have not closed yet are left out here, for every command alike, and what is odd about the
 * others is said.
 */

import { join } from 'node:path';
import type { BarSource } from '../../data/load-bars.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { MarketCalendar } from '../../engine/core/market-calendar.ts';
import type { CommandContext, RunData } from './command.ts';
import { findingCounts, findingsOf, undefinedTail, type Findings } from '../../data/findings.ts';
import { loadBars } from '../../data/load-bars.ts';
import { syntheticBars } from '../../data/synthetic.ts';
import { closedCount, closesAt } from '../../engine/core/bar-close.ts';
import { dayOfDate, formatBarTime, isoTime } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { marketCalendar, sessionDay } from '../../engine/core/market-calendar.ts';
import { counted, findingsText } from './findings-text.ts';

/** Closed bars and where they came from: hand `data` back in the command's result. */
export type RunBars = {
  readonly bars: Bars;
  readonly calendar: MarketCalendar;
  readonly data: RunData;
};

/** What `run.data` says of a source. */
export type RunSource = Pick<BarSource, 'name' | 'path' | 'sha256' | 'synthetic'>;

/**
 * The bars of DATA_OPTIONS' values; without a file the synthetic sample, which the output says.
 * @throws InputError where the file cannot be read or is not what it should be, and where fewer
 *   than two of its bars have closed
 */
export async function loadRunBars(
  context: CommandContext,
  options: {
    readonly data: string | undefined;
    readonly timeframe: Timeframe;
    readonly to?: string | undefined;
  },
): Promise<RunBars> {
  const { data: path, timeframe, to } = options;
  const loaded = await context.timer.timeAsync('read bars', async () =>
    path === undefined
      ? syntheticBars(timeframe)
      : loadBars(path, { timeframe, cacheFolder: cacheFolder(context) }),
  );
  for (const note of loaded.notes) context.note(note);
  if (loaded.cacheProblem !== null) context.note(`not cached: ${loaded.cacheProblem}`);
  const { name, synthetic } = loaded.source;
  if (synthetic) context.note(`${name}: --data FILE gives it real bars`);
  const bars = to === undefined ? loaded.bars : barsUntil(loaded, timeframe, to);
  return closedRunBars(context, loaded.source, bars, timeframe);
}

/** The bars whose session day is `to` or before. @throws InputError if fewer than two are left */
function barsUntil(
  { bars, source }: { readonly bars: Bars; readonly source: RunSource },
  timeframe: Timeframe,
  to: string,
): Bars {
  const last = dayOfDate(to, '--to');
  const calendar = marketCalendar(bars.time, timeframe);
  const beyond = bars.time.findIndex((time) => sessionDay(calendar, time) > last);
  if (beyond < 0) return bars;
  if (beyond < 2) {
    const first = formatBarTime(bars.time[0]!);
    throw new InputError(
      `${source.name}: --to ${to}: expected at least 2 bars until then, got ${beyond}: ` +
        `the bars begin on ${first}`,
    );
  }
  return sliceBars(bars, 0, beyond);
}

/**
 * The bars of `bars` that have closed by the context's clock. Notes which are left out, and in one
 * line what is odd about those that stay.
 * @throws InputError where fewer than two have closed
 */
export function closedRunBars(
  context: CommandContext,
  source: RunSource,
  bars: Bars,
  timeframe: Timeframe,
): RunBars {
  const calendar = marketCalendar(bars.time, timeframe);
  const count = closedCount(calendar, bars.time, context.now());
  if (count < 2) {
    const now = isoTime(Math.floor(context.now() / 1000));
    throw new InputError(
      `${source.name}: expected at least 2 bars that have closed at ${now}, got ${count}`,
    );
  }
  if (count < bars.time.length) context.note(`left out: ${formingText(bars.time, count)}`);
  const closed = sliceBars(bars, 0, count);
  const findings = findingsOf(closed, timeframe, calendar);
  const odd = findingsText(findings, count);
  if (odd !== undefined) context.note(`${source.name}: ${odd}`);
  const data = { ...runData(source, bars.time, { calendar, count, findings }), rows: count };
  return { bars: closed, calendar, data };
}

/**
 * `run.data` of bars that open at `time`, of which the first `count` have closed; `findings` are on
 * those that the command reads.
 */
export function runData(
  { name, path, sha256, synthetic }: RunSource,
  time: Float64Array,
  facts: {
    readonly calendar: MarketCalendar;
    readonly count: number;
    readonly findings: Findings;
  },
): RunData {
  const { calendar, count, findings } = facts;
  const rows = time.length;
  // Before the first bar has closed none has: the time of its open says so.
  const closed = count === 0 ? time[0]! : closesAt(calendar, time[count - 1]!);
  return {
    name,
    path,
    sha256,
    rows,
    synthetic,
    asOf: isoTime(Math.ceil(closed)),
    formingBar: count < rows ? isoTime(time[count]!) : null,
    findings: findingCounts(findings, rows - count),
  };
}

/** Names the bars from `count` on: `the bar of 2026-11-27 has not closed yet`. */
export function formingText(time: Float64Array, count: number): string {
  const first = `the bar of ${formatBarTime(time[count]!)}`;
  const more = time.length - count - 1;
  return more === 0
    ? `${first} has not closed yet`
    : `${first} and ${counted(more, 'bar')} after it have not closed yet`;
}

/**
 * `run.data` with the bars counted that come after the last row of a dataset (see `undefinedTail`
 * of data/findings.ts), and a note where there are any.
 * @param lastRowTime the open of the last tested (or trained) row's bar, unix seconds
 */
export function withUndefinedTail(
  context: CommandContext,
  { bars, data }: RunBars,
  lastRowTime: number,
): RunData {
  const tail = undefinedTail(bars.time, lastRowTime);
  if (tail > 0) {
    const after = formatBarTime(lastRowTime);
    context.note(
      `${data.name}: ${counted(tail, 'bar')} after ${after} without a row: ` +
        'a feature is undefined there',
    );
  }
  return { ...data, findings: { ...data.findings, undefinedTail: tail } };
}

/** Where parsed CSV is kept as Arrow: `walkforest` in the user's cache folder; nowhere if none. */
export function cacheFolder({ env, replaying }: CommandContext): string | undefined {
  const home = env['HOME'];
  const caches = env['XDG_CACHE_HOME'] ?? (home === undefined ? undefined : join(home, '.cache'));
  return replaying || caches === undefined ? undefined : join(caches, 'walkforest');
}
