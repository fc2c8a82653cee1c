/**
 * The schedule of a day: the times (UTC) at which runs begin. A trade that has to wait is tried
 * again by the day's later runs; the last one ends it. Pure.
 */

import { InputError } from '../../core/errors.ts';

/**
 * Checks the order of the times of a schedule, each of which is HH:MM.
 * @param where the name of the setting, for the message
 * @throws InputError if they do not ascend
 */
export function checkRunTimes(times: readonly string[], where: string): void {
  if (times.every((time, i) => i === 0 || times[i - 1]! < time)) return;
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
