/** When the function runs, as far as the commands must know it. */

/** The day's last run, UTC. Until then the function may still trade today's signal. */
export const LAST_RUN = '07:35';

/** By then the day's first run has begun, minutes after 00:00 UTC. */
export const BEGUN_BY_MINUTES = 30;

/** A run is over after this many minutes. */
export const RUN_MINUTES = 15;

/** Minutes after 00:00 UTC of `HH:MM`. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** Minutes after 00:00 UTC at `nowMs`. */
export function minuteOfDay(nowMs: number): number {
  return Math.floor(nowMs / 60_000) % (24 * 60);
}
