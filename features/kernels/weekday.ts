/** Calendar kernels: look up a value by a day's weekday or a bar's hour, UTC. */

const SECONDS_PER_DAY = 86_400;
/** Weekday of 1970-01-01, a Thursday, counted from Monday = 0. */
const EPOCH_WEEKDAY = 3;

/**
 * `wave[weekday]` for each day, from Monday = 0 to Sunday = 6; `wave` has 7 values.
 * @param days whole days since 1970-01-01
 */
export function byWeekday(days: Float64Array, wave: Float64Array, target: Float64Array): void {
  for (let i = 0; i < days.length; i++) {
    const weekday = (days[i] + EPOCH_WEEKDAY) % 7;
    target[i] = wave[weekday < 0 ? weekday + 7 : weekday];
  }
}

/** `wave[hour]` for each bar's UTC hour; `wave` has 24 values. */
export function byHour(time: Float64Array, wave: Float64Array, target: Float64Array): void {
  for (let i = 0; i < time.length; i++) {
    const days = Math.floor(time[i] / SECONDS_PER_DAY);
    target[i] = wave[Math.floor((time[i] - days * SECONDS_PER_DAY) / 3600)];
  }
}
