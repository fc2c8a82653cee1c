/**
 * The bars that a command works on (`--data`, or the synthetic sample) and their `run.data` block.
 * For every command, bars that have not closed yet are left out here, and a note tells what is
 * unusual about the other bars.
 */

import { join } from 'node:path';
import type { BarSource } from '../../data/load-bars.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { MarketCalendar } from '../../engine/core/market-calendar.ts';
import type { CommandContext, RunData } from './command.ts';
import { findingCounts, findingsOf, undefinedTail, type Findings } from '../../data/findings.ts';
import { loadBars, type LoadedBars } from '../../data/load-bars.ts';
import { syntheticBars } from '../../data/synthetic.ts';
import { closedCount, closesAt } from '../../engine/core/bar-close.ts';
import { dayOfDate, formatBarTime, isoTime } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { InputError } from '../../engine/core/errors.ts';
import { marketCalendar, sessionDay } from '../../engine/core/market-calendar.ts';
import { counted } from '../../engine/core/counted.ts';
import { findingsText } from './findings-text.ts';

/** Closed bars and a description of their source, `data`, for the result of the command. */
export type RunBars = {
  readonly bars: Bars;
  readonly calendar: MarketCalendar;
  readonly data: RunData;
};

/** The part of a source that `run.data` shows. */
export type RunSource = Pick<BarSource, 'name' | 'path' | 'sha256' | 'synthetic'>;

/**
 * The bars that the values of DATA_OPTIONS name. Without a file it is the synthetic sample, and a
 * note says so.
 * @throws InputError if the file cannot be read, if its content is wrong, and if fewer than two of
 *   its bars have closed
 */
export async function loadRunBars(
  context: CommandContext,
  options: {
    readonly data: string | undefined;
    readonly timeframe: Timeframe;
    readonly to?: string | undefined;
    /** Further columns of the file to read; none if left out. */
    readonly columns?: readonly string[] | undefined;
  },
): Promise<RunBars> {
  const { data: path, timeframe, columns } = options;
  const loaded = await context.timer.timeAsync('read bars', async () =>
    path === undefined
      ? syntheticBars(timeframe)
      : loadBars(path, { timeframe, cacheFolder: cacheFolder(context), columns }),
  );
  const { name, synthetic } = loaded.source;
  if (synthetic) context.noteData(`${name}: use --data FILE for real bars`);
  return runBarsOf(context, loaded, options);
}

/**
 * The closed bars of `loaded` up to the day `to`; notes tell what is unusual about them.
 * @throws InputError if fewer than two bars are left
 */
export function runBarsOf(
  context: CommandContext,
  loaded: LoadedBars,
  { timeframe, to }: { readonly timeframe: Timeframe; readonly to?: string | undefined },
): RunBars {
  for (const note of loaded.notes) context.noteData(note);
  if (loaded.cacheProblem !== null) context.noteData(`no cache: ${loaded.cacheProblem}`);
  const bars = to === undefined ? loaded.bars : barsUntil(loaded, timeframe, to);
  return closedRunBars(context, loaded.source, bars, timeframe);
}

/** The bars with a session day up to `to`. @throws InputError if fewer than two bars are left */
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
      `${source.name}: --to ${to}: expected at least 2 bars up to this day, got ${beyond}: ` +
        `the bars begin on ${first}`,
    );
  }
  return sliceBars(bars, 0, beyond);
}

/**
 * Those of `bars` that have closed by the clock of the context. One note names the bars that are
 * left out, another note has the findings on the bars that remain.
 * @throws InputError if fewer than two bars have closed
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
  if (count < bars.time.length) context.noteData(`left out: ${formingText(bars.time, count)}`);
  const closed = sliceBars(bars, 0, count);
  const findings = findingsOf(closed, timeframe, calendar);
  const odd = findingsText(findings, count);
  if (odd !== undefined) context.noteData(`${source.name}: ${odd}`);
  const data = { ...runData(source, bars.time, { calendar, count, findings }), rows: count };
  return { bars: closed, calendar, data };
}

/**
 * The `run.data` block of bars that open at `time`, of which the first `count` have closed;
 * `findings` are those on the bars that the command reads.
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
  // If no bar has closed, the open of the first bar is a time at which none has closed.
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

/** A text on the bars after the first `count`: `the bar of 2026-11-27 has not closed yet`. */
export function formingText(time: Float64Array, count: number): string {
  const first = `the bar of ${formatBarTime(time[count]!)}`;
  const more = time.length - count - 1;
  return more === 0
    ? `${first} has not closed yet`
    : `${first} and ${counted(more, 'bar')} after it have not closed yet`;
}

/**
 * `run.data` with the number of bars that come after the last row of a dataset (`undefinedTail` of
 * data/findings.ts). If there are such bars, a note tells it.
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
    context.noteData(
      `${data.name}: ${counted(tail, 'bar')} after ${after} without a row: ` +
        'a feature is undefined there',
    );
  }
  return { ...data, findings: { ...data.findings, undefinedTail: tail } };
}

/** The folder for parsed CSV: `walkforest` in the user's cache folder; undefined without one. */
export function cacheFolder({ env, replaying }: CommandContext): string | undefined {
  const home = env['HOME'];
  const caches = env['XDG_CACHE_HOME'] ?? (home === undefined ? undefined : join(home, '.cache'));
  return replaying || caches === undefined ? undefined : join(caches, 'walkforest');
}
