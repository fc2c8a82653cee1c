/** When the function runs, as far as the commands must know it. Times are UTC. */

/** By then a run that is on the schedule has begun, minutes after its time. */
const BEGUN_AFTER_MINUTES = 25;

/** A run is over after this many minutes. */
const RUN_MINUTES = 15;

/** The minute of the day by which the day's first run of the schedule has begun. */
export function begunByMinute(runTimes: readonly string[]): number {
  return minutesOf(runTimes[0]!) + BEGUN_AFTER_MINUTES;
}

/** The minute of the day from which on no run of the schedule may still trade the day's signal. */
export function overByMinute(runTimes: readonly string[]): number {
  return minutesOf(runTimes.at(-1)!) + RUN_MINUTES;
}

/** Minutes after 00:00 UTC of `HH:MM`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** Minutes after 00:00 UTC at `nowMs`. */
export function minuteOfDay(nowMs: number): number {
  return Math.floor(nowMs / 60_000) % (24 * 60);
}
