import { describe, expect, it } from 'vitest';
import { findingCounts, findingsOf, undefinedTail } from '../../data/findings.ts';
import { barsAt, DAY, HOUR } from './bars-at.ts';

/** Monday 2024-01-01, UTC. */
const MONDAY = 1_704_067_200;

/** Bars on days counted from that Monday, at 14:30 UTC. */
function onDays(days: readonly number[]): ReturnType<typeof barsAt> {
  return barsAt(days.map((day) => MONDAY + day * DAY + 14.5 * HOUR));
}

describe('gaps', () => {
  it('of a continuous calendar are all bars that are missing', () => {
    const found = findingsOf(onDays([0, 1, 3, 4, 5, 6, 9, 10, 11, 12]), '1d');
    expect(found.calendar).toBe('continuous');
    expect(found.gaps.map(({ missing }) => missing)).toEqual([1, 2]);
    expect(found.gaps[0]).toEqual({
      after: MONDAY + DAY + 14.5 * HOUR,
      before: MONDAY + 3 * DAY + 14.5 * HOUR,
      missing: 1,
    });
    expect([found.missing, found.holidays]).toEqual([3, 0]);
  });

  it('count 4-hour bars', () => {
    const bars = barsAt([0, 4, 8, 20, 24].map((hour) => MONDAY + hour * HOUR));
    expect(findingsOf(bars, '4h').gaps).toEqual([
      { after: MONDAY + 8 * HOUR, before: MONDAY + 20 * HOUR, missing: 2 },
    ]);
  });

  it('of a weekday calendar leave out weekends and holidays', () => {
    // The second Monday is a holiday; from the third Thursday to the fourth Tuesday is a gap.
    const days = [0, 1, 2, 3, 4, 8, 9, 10, 11, 14, 15, 16, 17, 22, 23, 24, 25];
    const found = findingsOf(onDays(days), '1d');
    expect(found.calendar).toBe('weekdays');
    expect(found.holidays).toBe(1);
    expect(found.gaps.map(({ missing }) => missing)).toEqual([2]);
    expect(found.missing).toBe(2);
  });

  it('of a market that closes four days over a holiday are none', () => {
    const found = findingsOf(onDays([0, 1, 2, 3, 7, 8, 9, 10, 11]), '1d');
    expect([found.gaps.length, found.holidays]).toEqual([0, 1]);
  });

  it('and holidays are none where sessions open on the UTC day before', () => {
    // Tokyo's midnights, and one at the end of the second week that is a holiday.
    const open = [0, 1, 2, 3, 4, 7, 8, 9, 10, 14, 15, 16, 17, 18];
    const tokyo = barsAt(open.map((day) => MONDAY + day * DAY - 9 * HOUR));
    expect(findingsOf(tokyo, '1d')).toMatchObject({
      calendar: 'weekdays',
      holidays: 1,
      missing: 0,
    });
    const gap = open.filter((day) => day < 8 || day > 14);
    const late = barsAt(gap.map((day) => MONDAY + day * DAY - 9 * HOUR));
    expect(findingsOf(late, '1d')).toMatchObject({ holidays: 0, gaps: [{ missing: 5 }] });
  });

  it('do not come from an hour of daylight saving', () => {
    const bars = barsAt([0, DAY, 2 * DAY + HOUR, 3 * DAY, 4 * DAY].map((t) => MONDAY + t));
    expect(findingsOf(bars, '1d').gaps).toEqual([]);
  });
});

describe('the tail without rows', () => {
  it('is what comes after the last row, the last bar aside', () => {
    const time = Float64Array.of(1, 2, 3, 4, 5);
    expect([5, 4, 3, 1, 0].map((last) => undefinedTail(time, last))).toEqual([0, 0, 1, 3, 4]);
  });
});

describe('counted findings', () => {
  it('tell jumps from bars without volume', () => {
    const bars = onDays([0, 1, 2, 5, 6, 7, 8]);
    bars.close.set([10, 15, 15, 15, 15, 15, 15]);
    bars.volume.fill(0);
    bars.high[3] = bars.low[3] = 15;
    expect(findingCounts(findingsOf(bars, '1d'), 1)).toEqual({
      jumps: 1,
      gaps: 1,
      missing: 2,
      flatBars: 1,
      undefinedTail: null,
      formingBar: 1,
    });
  });
});

describe('odd bars', () => {
  it('are flat ones, jumps beyond 40 % of the close, and such without volume', () => {
    const bars = onDays([0, 1, 2, 3, 4, 5]);
    bars.close.set([10, 14, 14.1, 19.8, 11.8, 11.8]);
    bars.high.fill(20);
    bars.low.fill(5);
    bars.high[2] = bars.low[2] = 14.1;
    bars.volume[5] = 0;
    const found = findingsOf(bars, '1d');
    expect(found.flatBars).toEqual([bars.time[2]]);
    expect(found.anomalies).toEqual([
      { time: bars.time[3], kind: 'jump', value: 19.8 / 14.1 - 1 },
      { time: bars.time[4], kind: 'jump', value: 11.8 / 19.8 - 1 },
      { time: bars.time[5], kind: 'zero-volume', value: 0 },
    ]);
  });
});
