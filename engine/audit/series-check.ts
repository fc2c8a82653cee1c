/**
 * Whether a series that was joined with the bars was known when a bar closed. The join is handed in
 * as a function of the observations, and is called with those only that were published by then.
 * Vocabulary: an observation is published `lagDays` after its time stamp.
 * Must not know: where series come from.
 */

import { DAY_SECONDS, formatBarTime } from '../core/bar-time.ts';
import { toError } from '../core/errors.ts';
import { firstDifference } from './causal-column.ts';

/** Values by time, Float64Array (observations) each; times are unix seconds and increase. */
type Observations = { readonly time: Float64Array; readonly value: Float64Array };

/** A series of a run. */
export type AuditedSeries = {
  readonly name: string;
  /** Days from an observation's time stamp to its publication. */
  readonly lagDays: number;
  readonly observations: Observations;
  /** The column of the bars that these observations give: one value for each bar. */
  readonly join: (observations: Observations) => ArrayLike<number>;
};

/** Bars at which the later observations are taken away. */
const CUTS = 400;

/**
 * Why a bar's value uses an observation that was not published before its close.
 * @param closes Float64Array (bars): when each bar closes, unix seconds
 */
export function publicationFault(
  { lagDays, observations, join }: AuditedSeries,
  closes: Float64Array,
): string | undefined {
  const { time, value } = observations;
  const attempt = (count: number): ArrayLike<number> | string => {
    try {
      return join({ time: time.subarray(0, count), value: value.subarray(0, count) });
    } catch (error) {
      return `with the first ${count} observations it cannot be joined: ${toError(error).message}`;
    }
  };
  const whole = attempt(time.length);
  if (typeof whole === 'string') return whole;
  if (whole.length !== closes.length) {
    return `its column has ${whole.length} values for ${closes.length} bars`;
  }
  for (const bar of spread(closes.length)) {
    const close = closes[bar]!;
    const published = countBelow(time, close - lagDays * DAY_SECONDS);
    if (published === time.length) continue;
    const known = attempt(published);
    if (typeof known === 'string') return known;
    const at = firstDifference(known, whole, bar + 1);
    if (at < 0) continue;
    const next = formatBarTime(time[published]!);
    return (
      `bar ${at} has the value ${whole[at]}, and ${known[at]} with the observations that were ` +
      `published before bar ${bar} closed: it uses that of ${next} or a later one, published ` +
      `${lagDays} days after it`
    );
  }
  return undefined;
}

/** What `publicationFault` tries, as a text. */
export function publicationTried({ lagDays }: AuditedSeries, bars: number): string {
  const count = Math.min(bars, CUTS);
  return `the same without unpublished observations (lag ${lagDays} days) at ${count} bars`;
}

/** Number of `times` below `limit`; they increase. */
function countBelow(times: Float64Array, limit: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Some bars, spread over all of them, the last one included. */
function spread(bars: number): readonly number[] {
  const count = Math.min(CUTS, bars);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 1) * bars) / count) - 1);
}
