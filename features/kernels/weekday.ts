/** Calendar kernels: look up a value by a day's weekday or a bar's hour, UTC. */

import { DAY_SECONDS, weekdayOf } from '../../engine/core/bar-time.ts';

/**
 * `wave[weekday]` for each day, from Monday = 0 to Sunday = 6; `wave` has 7 values.
 * @param days whole days since 1970-01-01
 */
export function byWeekday(days: Float64Array, wave: Float64Array, target: Float64Array): void {
  for (let i = 0; i < days.length; i++) target[i] = wave[weekdayOf(days[i])];
}

/** `wave[hour]` for each bar's UTC hour; `wave` has 24 values. */
export function byHour(time: Float64Array, wave: Float64Array, target: Float64Array): void {
  for (let i = 0; i < time.length; i++) {
    const days = Math.floor(time[i] / DAY_SECONDS);
    target[i] = wave[Math.floor((time[i] - days * DAY_SECONDS) / 3600)];
  }
}
