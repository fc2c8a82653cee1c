/**
 * The schedule of a day: the times (UTC) at which runs begin. A trade that has to wait is tried
 * again by the day's later runs; the last one ends it. Pure.
 */

import { InputError } from '../../core/errors.ts';

/**
 * Checks the times of a schedule.
 * @param where the name of the setting, for the message
 * @throws InputError if one is not HH:MM, or if they do not ascend
 */
export function checkRunTimes(times: readonly string[], where: string): void {
  const ascending = times.every((time, i) => i === 0 || times[i - 1]! < time);
  if (ascending && times.every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time))) return;
  throw new InputError(
    `environment: ${where}: expected ascending times such as 00:05,07:35 (UTC), ` +
      `got "${times.join(',')}"`,
  );
}

/** Whether a run of `date` that begins after `nowMs` is on the schedule. */
export function hasLaterRun(times: readonly string[], date: string, nowMs: number): boolean {
  const last = times.at(-1);
  return last !== undefined && nowMs < Date.parse(`${date}T${last}:00Z`);
}
