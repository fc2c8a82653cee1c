import { expect, it } from 'vitest';
import { checkRunTimes, hasLaterRun } from '../../../../engine/live/plan/run-times.ts';
import { maintenanceReasons } from '../../../../engine/live/plan/maintenance.ts';

const at = (time: string): number => Date.parse(`2026-03-10T${time}Z`);

it.each([
  ['00:05:00', true],
  ['07:34:59', true],
  ['07:35:00', false],
  ['23:59:00', false],
])('at %s a later run comes: %s', (time, later) => {
  expect(hasLaterRun(['00:05', '07:35'], '2026-03-10', at(time))).toBe(later);
});

it('no later run comes without a schedule, or on a day that is over', () => {
  expect(hasLaterRun([], '2026-03-10', at('00:05:00'))).toBe(false);
  expect(hasLaterRun(['07:35'], '2026-03-09', at('00:05:00'))).toBe(false);
});

it.each([[['00:05', '00:05']], [['07:35', '00:05']]])('the schedule %j is refused', (times) => {
  const message = 'environment: RUN_TIMES: expected ascending times such as 00:05,07:35 (UTC)';
  expect(() => checkRunTimes(times, 'RUN_TIMES')).toThrow(message);
});

it.each([
  ['00:49:59', false],
  ['00:50:00', true],
  ['01:59:59', true],
  ['02:00:00', false],
])('maintenance from 01:00 to 02:00 puts off a trade at %s: %s', (time, off) => {
  const announced = [{ start: at('01:00:00'), end: at('02:00:00') }];
  expect(maintenanceReasons(announced, at(time))).toHaveLength(off ? 1 : 0);
});
