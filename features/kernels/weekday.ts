/** Calendar kernels: a bar's day or time, UTC, turned into a place on a circle. */

const SECONDS_PER_DAY = 86_400;
/** 1970-01-01 was a Thursday, weekday 3 where Monday is 0. */
const EPOCH_WEEKDAY = 3;

/** `wave[weekday]` of days since 1970, Monday 0 to Sunday 6; `wave`: Float64Array (7). */
export function byWeekday(days: Float64Array, wave: Float64Array, target: Float64Array): void {
  for (let i = 0; i < days.length; i++) {
    const weekday = (days[i] + EPOCH_WEEKDAY) % 7;
    target[i] = wave[weekday < 0 ? weekday + 7 : weekday];
  }
}

/** `wave[hour]` of each bar's UTC hour; `wave`: Float64Array (24). */
export function byHour(time: Float64Array, wave: Float64Array, target: Float64Array): void {
  for (let i = 0; i < time.length; i++) {
    const days = Math.floor(time[i] / SECONDS_PER_DAY);
    target[i] = wave[Math.floor((time[i] - days * SECONDS_PER_DAY) / 3600)];
  }
}
