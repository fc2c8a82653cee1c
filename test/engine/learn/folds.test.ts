import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { sampleBars } from '../../../data/sample-bars.ts';
import { formatBarTime } from '../../../engine/core/bar-time.ts';
import { sliceBars } from '../../../engine/core/bars.ts';
import { resolveOptions } from '../../../engine/core/options.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import {
  FOLD_OPTIONS,
  foldDataset,
  foldTable,
  walkForwardFolds,
  type FoldPlan,
} from '../../../engine/learn/folds.ts';
import { windowedFolds } from '../../../engine/forest/bins.ts';
import { testRowCount } from '../../../engine/forest/problem.ts';
import { planOf } from '../../dataset-plan.ts';

const daily: FoldPlan = {
  rows: 4467,
  initialTrain: 1250,
  step: 20,
  horizonBars: 1,
  embargo: 0,
};

describe('walkForwardFolds', () => {
  it('gives 161 folds and 3,217 test rows on the daily file, as the golden files have', () => {
    const folds = walkForwardFolds(daily);
    expect(folds.length).toBe(161);
    expect(testRowCount(folds)).toBe(3217);
    expect(folds[0]).toEqual({ trainEnd: 1250, testStart: 1250, testEnd: 1270 });
    expect(folds[1]).toEqual({ trainEnd: 1270, testStart: 1270, testEnd: 1290 });
    expect(folds[160]).toEqual({ trainEnd: 4450, testStart: 4450, testEnd: 4467 });
  });

  it('leaves out four rows for a horizon of five bars, and the embargo in addition', () => {
    const folds = walkForwardFolds({ ...daily, horizonBars: 5, embargo: 3 });
    expect(folds[0]).toEqual({ trainEnd: 1243, testStart: 1250, testEnd: 1270 });
  });

  it('refuses too few rows to test, and tells what would help', () => {
    expect(() => walkForwardFolds({ ...daily, rows: 1250 })).toThrow(InputError);
    expect(() => walkForwardFolds({ ...daily, rows: 900 })).toThrow(
      'expected more than --initial-train 1250 usable rows, got 900:' +
        ' use more bars or a smaller --initial-train',
    );
  });

  it('refuses a purge that leaves nothing to train on', () => {
    expect(() => walkForwardFolds({ ...daily, initialTrain: 100, embargo: 100 })).toThrow(
      'expected --initial-train above 100 rows of purge and embargo, got 100',
    );
    const least = walkForwardFolds({ ...daily, initialTrain: 101, embargo: 100 });
    expect(least[0]!.trainEnd).toBe(1);
  });

  const anyPlan = fc.record({
    rows: fc.integer({ min: 200, max: 2000 }),
    initialTrain: fc.integer({ min: 100, max: 190 }),
    step: fc.integer({ min: 1, max: 300 }),
    horizonBars: fc.integer({ min: 1, max: 30 }),
    embargo: fc.integer({ min: 0, max: 30 }),
  });

  it('purge removes the label horizon', () => {
    const property = fc.property(anyPlan, (plan) => {
      for (const fold of walkForwardFolds(plan)) {
        const lastTrained = fold.trainEnd - 1;
        // The label of the last training row is known when the first test row is decided.
        expect(lastTrained + plan.horizonBars + plan.embargo).toBe(fold.testStart);
      }
    });
    fc.assert(property, { seed: 20260216 });
  });

  it('tests every row after the first training rows once, in order', () => {
    const property = fc.property(anyPlan, (plan) => {
      let next = plan.initialTrain;
      for (const fold of walkForwardFolds(plan)) {
        expect(fold.testStart).toBe(next);
        expect(fold.testEnd).toBeGreaterThan(fold.testStart);
        expect(fold.testEnd - fold.testStart).toBeLessThanOrEqual(plan.step);
        next = fold.testEnd;
      }
      expect(next).toBe(plan.rows);
    });
    fc.assert(property, { seed: 20260216 });
  });
});

describe('foldDataset', () => {
  const dataset = buildDataset(
    sliceBars(sampleBars('1d', 7), 0, 300),
    planOf(['log_ret_1d'], { target: 'forward_5' }),
  );
  const { rows } = dataset.matrix;
  const settings = { initialTrain: 150, step: 20, embargo: 2 };
  const dayOfRow = (row: number): string => formatBarTime(dataset.time[row]!);
  const from = (day: string) => foldDataset(dataset, { ...settings, from: day });

  it("purges by the dataset's horizon, and tests up to its last row", () => {
    const folded = foldDataset(dataset, settings);
    expect(folded.dataset).toBe(dataset);
    expect(folded.folds[0]).toEqual({ trainEnd: 144, testStart: 150, testEnd: 170 });
    expect(folded.folds.at(-1)!.testEnd).toBe(rows);
  });

  it('tests from the day that is asked for, whatever the first training rows are', () => {
    expect(from(dayOfRow(120)).folds).toEqual(
      walkForwardFolds({ ...settings, initialTrain: 120, horizonBars: 5, rows }),
    );
    expect(from(dayOfRow(rows - 1)).folds.length).toBe(1);
  });

  it('refuses a day that leaves too few rows before it, or none after it', () => {
    const range = `the rows go from ${dayOfRow(0)} to ${dayOfRow(rows - 1)}`;
    const { min } = FOLD_OPTIONS.initialTrain;
    expect(from(dayOfRow(min)).folds[0]!.testStart).toBe(min);
    expect(() => from(dayOfRow(min - 1))).toThrow(
      new InputError(
        `--from ${dayOfRow(min - 1)}: expected at least 100 rows before it to train on, ` +
          `got 99: ${range}`,
      ),
    );
    expect(() => from(dayOfRow(0))).toThrow('train on, got 0: ');
    expect(() => from('2099-01-01')).toThrow(
      new InputError(`--from 2099-01-01: no row is left to test: ${range}`),
    );
    expect(() => from('tomorrow')).toThrow('--from');
  });

  it('has options whose defaults and limits are those that are documented', () => {
    expect(resolveOptions(FOLD_OPTIONS, {}, 'test')).toEqual({
      initialTrain: 1250,
      from: undefined,
      step: 20,
      embargo: 0,
    });
  });
});

describe('foldTable', () => {
  it('shows each fold with its dates and the rows left out', () => {
    const plan = { rows: 130, initialTrain: 100, step: 20, horizonBars: 2, embargo: 1 };
    const time = Float64Array.from({ length: 130 }, (_, row) => 1_500_000_000 - 9600 + row * 86400);
    const folds = walkForwardFolds(plan);
    expect(foldTable(windowedFolds(folds, { epochFolds: 1 }), time)[1]).toEqual({
      fold: 2,
      trainRows: 118,
      trainFrom: '2017-07-14',
      trainTo: '2017-11-08',
      leftOut: 2,
      testFrom: '2017-11-11',
      testTo: '2017-11-20',
      testRows: 10,
    });
    const [, second] = foldTable(windowedFolds(folds, { epochFolds: 2, window: 50 }), time);
    // Both folds train from row 98 - 50 on.
    expect(second).toMatchObject({ trainRows: 70, trainFrom: '2017-08-31', trainTo: '2017-11-08' });
  });
});
