/**
 * When a trade by hand would meet the function's: both would plan from the same position, and the
 * sum of their orders would be wrong. A position may be closed by hand at any time.
 */

import { utcDate } from '../../engine/core/bar-time.ts';
import { textOf, type ObjectStore } from '../../engine/live/edges/object-store.ts';
import { journalKey, parseJournal, stageOf } from '../../engine/live/journal/day-journal.ts';
import { minuteOfDay, minutesOf, overByMinute } from './run-times.ts';

/** From then on a trade could last into the next day's first run, UTC. */
const NEXT_DAY_BEGINS = '23:55';

/** A deployment whose function trades the same account. */
export type KnownDeployment = { readonly store: ObjectStore; readonly prefix: string };

/**
 * Why no trade by hand may begin at `nowMs`, or undefined if one may: the function may still trade
 * today, unless the deployment is known and its day is done.
 * @param runTimes the schedule of the function, HH:MM (UTC)
 * @throws OutsideError if the deployment's journal cannot be read
 */
export async function functionMayTrade(
  nowMs: number,
  runTimes: readonly string[],
  deployment: KnownDeployment | undefined,
): Promise<string | undefined> {
  const minute = minuteOfDay(nowMs);
  const over = overByMinute(runTimes);
  const tomorrow = minute >= minutesOf(NEXT_DAY_BEGINS);
  if (!tomorrow && minute >= over) return undefined;
  if (!tomorrow && deployment !== undefined && (await isDone(deployment, nowMs))) return undefined;
  const got = clockTime(minute);
  return `the function may trade from ${NEXT_DAY_BEGINS} to ${clockTime(over)} UTC, it is ${got}`;
}

/** Whether the deployment has finished the day. */
async function isDone({ store, prefix }: KnownDeployment, nowMs: number): Promise<boolean> {
  const key = journalKey(prefix, utcDate(Math.floor(nowMs / 1000)));
  const stored = await store.read(key);
  return stored !== undefined && stageOf(parseJournal(textOf(stored), key)) === 'done';
}

function clockTime(minute: number): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
