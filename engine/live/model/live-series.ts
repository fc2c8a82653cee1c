/**
 * The series of a decision: a file that somebody keeps (an object in the bucket), or the source
 * itself for the on-chain series, whose sources we know. A file that has the newest observation is
 * used as it is. Otherwise the source is asked, and its observations are added to the file's as
 * `data fetch onchain` adds them, so that a decision reads what research reads. A failure is never
 * a value: without a file that is new enough there is no decision.
 */

import { DAY_SECONDS, formatBarTime } from '../../core/bar-time.ts';
import { OutsideError } from '../../core/errors.ts';
import type { Observations, SeriesPlan } from '../../core/series.ts';
import { joinObservations, type Observation } from '../../sources/observations.ts';
import { onChainSource, type OnChainSource } from '../../sources/on-chain-sources.ts';
import type { Web } from '../../sources/web.ts';
import { ModelUnusable } from '../edges/failures.ts';

/** What is decided on: the sources, and the bars that need the series. Unix seconds. */
export type SeriesDemand = {
  /** Its deadline is also the one of the decision's series. */
  readonly web: Web;
  /** The open of the first bar. */
  readonly open: number;
  /** The close of the last bar. */
  readonly close: number;
};

/** A series, and what to say about how it was found. */
export type LiveSeries = {
  readonly series: Observations;
  readonly warnings: readonly string[];
  /** The title of the source that was asked; undefined if the file was enough. */
  readonly askedOf: string | undefined;
};

/** The time that all sources together may take, ms. The rest of the run is for the trade. */
export const SERIES_BUDGET_MS = 40_000;

/** Days before the first bar that are asked for: more than the longest window, of 30 days. */
const EARLIER_DAYS = 60;

/**
 * The least share of a file's observations that its source confirms. The rest may be revisions. If
 * fewer agree, the file is of another source or unit, and the two must not become one series.
 */
const AGREED_SHARE = 0.95;

/**
 * The series of `plan`. An observation of a day that is not over does not count in it.
 * @param plan.source names the series; `plan` says until when its observations count
 * @param stored the observations of the file; undefined if there is none
 * @param where the file in messages, such as its key
 * @throws ModelUnusable if there is no file and no known source; if the file is too old and the
 *   source fails; if the two do not say the same
 */
export async function liveSeries(
  plan: SeriesPlan,
  stored: Observations | undefined,
  { where, ...demand }: SeriesDemand & { readonly where: string },
): Promise<LiveSeries> {
  const { source: name } = plan;
  const source = onChainSource(name);
  if (source === undefined) {
    if (stored !== undefined) return { series: stored, warnings: [], askedOf: undefined };
    throw new ModelUnusable(`model: it needs the series ${name}: expected ${where}, got none`);
  }
  const until = { source, close: demand.close };
  const kept = stored === undefined ? undefined : wholeDays(stored, until);
  const missing = daysMissing(plan, kept, until);
  if (kept !== undefined && missing <= 0) return { series: kept, warnings: [], askedOf: undefined };
  const askedOf = source.title;
  let fetched: readonly Observation[];
  try {
    fetched = await askSource(source, demand);
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const state = stateOf(where, kept);
    if (kept !== undefined && missing <= daysOfCarry(plan)) {
      const warning = `${state}; ${error.message}: its value is carried`;
      return { series: kept, warnings: [warning], askedOf };
    }
    throw new ModelUnusable(`model: no series ${name}: ${state}; ${error.message}`, {
      cause: error,
    });
  }
  const series = wholeDays(continued(kept, fetched, { where, askedOf }), until);
  const late = daysMissing(plan, series, until);
  const isCarried = late > 0 && late <= daysOfCarry(plan);
  const warning = `${stateOf(askedOf, series)}: its value is carried`;
  return { series, warnings: isCarried ? [warning] : [], askedOf };
}

async function askSource(
  source: OnChainSource,
  { web, open }: SeriesDemand,
): Promise<readonly Observation[]> {
  // Whole days, because a day's funding is the mean of all of its rates.
  const fromDay = Math.floor(open / DAY_SECONDS) - EARLIER_DAYS;
  const fromMs = fromDay * DAY_SECONDS * 1000 - 500;
  const fetched = await source.observe(web, { fromMs, onPage: () => {} });
  if (fetched.length > 0) return fetched;
  throw new OutsideError(`${source.title}: expected values, got none`);
}

/** What a series must reach. */
type Until = { readonly source: OnChainSource; readonly close: number };

/**
 * The observations before `close`, without the last day if some of it are missing: the mean of that
 * day would change when they come.
 */
function wholeDays({ time, value }: Observations, { source, close }: Until): Observations {
  const { periodSeconds } = source;
  let end = time.findLastIndex((at) => at < close) + 1;
  if (end > 0 && periodSeconds < DAY_SECONDS) {
    const day = Math.floor(time[end - 1]! / DAY_SECONDS) * DAY_SECONDS;
    const isWhole = time[end - 1]! + periodSeconds >= day + DAY_SECONDS;
    if (!isWhole) end = time.findLastIndex((at) => at < day) + 1;
  }
  return { time: time.subarray(0, end), value: value.subarray(0, end) };
}

/**
 * For how many days the series has no observation before the day of `close`; at most 0 if it has
 * the newest one.
 */
function daysMissing(
  { lagDays }: SeriesPlan,
  series: Observations | undefined,
  { source, close }: Until,
): number {
  const last = series?.time.at(-1) ?? Number.NEGATIVE_INFINITY;
  return Math.floor(close / DAY_SECONDS) - (last + source.periodSeconds) / DAY_SECONDS - lagDays;
}

/** Bars of live trading are days. */
function daysOfCarry({ carryBars, carryDays }: SeriesPlan): number {
  return carryBars ?? carryDays;
}

function stateOf(where: string, series: Observations | undefined): string {
  if (series === undefined) return `${where} is missing`;
  const last = series.time.at(-1);
  return last === undefined ? `${where} is empty` : `${where} ends on ${formatBarTime(last)}`;
}

/**
 * The observations of the file and those of its source. A value that the source has revised stays
 * as the file has it, because the model knows that one.
 * @throws ModelUnusable if the source does not confirm the file
 */
function continued(
  { time, value }: Observations = { time: new Float64Array(0), value: new Float64Array(0) },
  fetched: readonly Observation[],
  { where, askedOf }: { readonly where: string; readonly askedOf: string },
): Observations {
  const known = Array.from(time, (at, i) => ({ time: at, value: value[i]! }));
  const { observations, added, revisions } = joinObservations(known, fetched, 'known');
  const [first, last] = [fetched[0]!.time, fetched.at(-1)!.time];
  const inside = known.filter((one) => one.time >= first && one.time <= last).length;
  const agreed = fetched.length - added - revisions.length;
  if (agreed < AGREED_SHARE * inside) {
    throw new ModelUnusable(
      `model: ${where}: expected the values of ${askedOf}, got the same ${agreed} times of ` +
        `${inside}: keep this file up to date yourself, or remove it`,
    );
  }
  return {
    time: Float64Array.from(observations, (one) => one.time),
    value: Float64Array.from(observations, (one) => one.value),
  };
}
