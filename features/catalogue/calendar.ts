/** Calendar: the weekday on a circle of five days, for every market, as the original system. */

import { newColumn } from '../frame.ts';
import { defineFeature, type FeatureDefinition } from '../definition.ts';
import { byWeekday } from '../kernels/weekday.ts';

const WEEK = 5;

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
    formula: `${functionName}(2π·weekday / ${WEEK}), Monday = 0, UTC`,
    periods: {},
    lookback: () => 0,
    compute: (frame) => newColumn(frame, (target) => byWeekday(frame.bars.time, values, target)),
  });
}
