import { describe, expect, it } from 'vitest';
import { walkForwardFolds } from '../../engine/learn/folds.ts';
import {
  leastTestedRows,
  nestedWindows,
  type NestedEvery,
  type WindowSource,
} from '../../selection/nested-windows.ts';

const DAY = 86_400;
/** Row 0 is the bar of 2018-12-01; the bars of each skipped day are no rows. */
const FIRST_DAY = Date.parse('2018-12-01T00:00:00Z') / 1000 / DAY;

function source(rows: number, knownAfterBars: number, skipped: readonly number[] = []) {
  const bars = Array.from({ length: rows + skipped.length }, (_, bar) => bar);
  const barIndex = Uint32Array.from(bars.filter((bar) => !skipped.includes(bar)));
  const time = Float64Array.from(barIndex, (bar) => (FIRST_DAY + bar) * DAY);
  const folds = walkForwardFolds({
    rows,
    initialTrain: 10,
    step: 20,
    horizonBars: knownAfterBars,
    embargo: 0,
  });
  return { dataset: { time, barIndex, knownAfterBars }, folds } satisfies WindowSource;
}

const windowsOf = (from: WindowSource, every: NestedEvery, leastRows = 1) =>
  nestedWindows(from, { every, leastRows });

describe('windows of a nested selection', () => {
  it('are the calendar years of tested bars, the first too short to select on', () => {
    // Tested: 21 rows of 2018, the 365 of 2019, 4 of 2020.
    const windows = windowsOf(source(400, 1), 'year');
    expect(windows.map(({ rowStart, rowEnd }) => [rowStart, rowEnd])).toEqual([
      [31, 396],
      [396, 400],
    ]);
    expect(windowsOf(source(400, 1), 'year', 22)).toHaveLength(1);
  });

  it('are quarters: those of 2019 begin 90, 91 and 92 days after one another', () => {
    const starts = windowsOf(source(400, 1), 'quarter').map(({ rowStart }) => rowStart);
    expect(starts).toEqual([31, 31 + 90, 31 + 90 + 91, 31 + 90 + 91 + 92, 396]);
  });

  it('are folds', () => {
    expect(
      windowsOf(source(75, 1), 'fold').map(({ rowStart, rowEnd }) => [rowStart, rowEnd]),
    ).toEqual([
      [30, 50],
      [50, 70],
      [70, 75],
    ]);
  });

  it('know the rows whose return the first decision has made known, in folds cut there', () => {
    const [window] = windowsOf(source(60, 1), 'year');
    // Rows 0 to 30: the bar of row 31 closes, and only then the return of row 30 is known.
    expect(window!.knownFolds.map(({ testStart, testEnd }) => [testStart, testEnd])).toEqual([
      [10, 30],
      [30, 31],
    ]);
    const [late] = windowsOf(source(60, 5), 'year');
    expect(late!.knownFolds.at(-1)).toEqual({ trainEnd: 6, testStart: 10, testEnd: 27 });
  });

  it('count bars, not rows, where some bars are no rows', () => {
    // Bars 29 and 30 are no rows: row 29 is bar 31, and row 28 is known three bars before it.
    const [window] = windowsOf(source(60, 3, [29, 30]), 'year');
    expect(window).toMatchObject({ rowStart: 29, knownFolds: [{ testStart: 10, testEnd: 29 }] });
    const [later] = windowsOf(source(60, 4, [29, 30]), 'year');
    expect(later!.knownFolds).toMatchObject([{ testStart: 10, testEnd: 28 }]);
  });

  it('follow the session day where a session opens on the evening before', () => {
    const evening = (time: number): number => Math.floor((time + 7200) / DAY);
    const from = source(400, 1);
    const time = from.dataset.time.map((open) => open - 3600);
    const moved = { ...from, dataset: { ...from.dataset, time } };
    const plan = { every: 'year', leastRows: 1 } as const;
    expect(nestedWindows(moved, { ...plan, sessionDay: evening })[0]!.rowStart).toBe(31);
    expect(nestedWindows(moved, plan)[0]!.rowStart).toBe(32);
  });

  it('need half a year before the first one', () => {
    expect(leastTestedRows(365)).toBe(183);
    expect(leastTestedRows(252)).toBe(126);
    expect(windowsOf(source(100, 1), 'year', leastTestedRows(365))).toEqual([]);
  });
});
