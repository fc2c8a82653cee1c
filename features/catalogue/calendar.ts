/** Calendar: the weekday on a circle of five days for every market, as in the original system. */

import { newColumn, sessionDays } from '../frame.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { byWeekday } from '../kernels/weekday.ts';

const WEEK = 5;

/** This many days of bars show the timetable of a market (see engine/core/market-calendar.ts). */
const TIMETABLE_DAYS = 35;

export const CALENDAR: readonly FeatureDefinition[] = [
  weekdayWave('dow_sin', 'sin', Math.sin),
  weekdayWave('dow_cos', 'cos', Math.cos),
];

function weekdayWave(
  name: string,
  functionName: string,
  wave: (angle: number) => number,
): FeatureDefinition {
  const values = Float64Array.from({ length: 7 }, (_, day) => wave((2 * Math.PI * day) / WEEK));
  return defineFeature({
    name,
    group: 'calendar',
    inputs: ['time'],
    formula: `${functionName}(2π·weekday / ${WEEK}), Monday = 0, of the session's day`,
    periods: { timetable: { days: TIMETABLE_DAYS } },
    lookback: () => 0,
    warmup: ({ timetable }) => timetable,
    compute: (frame) => newColumn(frame, (target) => byWeekday(sessionDays(frame), values, target)),
  });
}
