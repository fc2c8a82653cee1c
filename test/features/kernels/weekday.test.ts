import { expect, it } from 'vitest';
import { byHour, byWeekday } from '../../../features/kernels/weekday.ts';
import { columnOf, filled } from './column.ts';

const seconds = (iso: string): number => Date.parse(iso) / 1000;

it('weekdays count from Monday, before 1970 as well', () => {
  const wave = Float64Array.from({ length: 7 }, (_, day) => day);
  const days = ['2026-02-16', '2026-02-22', '1970-01-01', '1969-12-28'].map(
    (date) => seconds(date) / 86_400,
  );
  expect(filled(4, (t) => byWeekday(columnOf(...days), wave, t))).toEqual([0, 6, 3, 6]);
});

it('hours are UTC', () => {
  const wave = Float64Array.from({ length: 24 }, (_, hour) => hour);
  const time = columnOf(seconds('2026-02-16T00:00Z'), seconds('2026-02-16T20:30Z'));
  expect(filled(2, (t) => byHour(time, wave, t))).toEqual([0, 20]);
});
