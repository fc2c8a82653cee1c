/**
 * Expanding walk-forward folds over rows in time order, purged by the target's horizon.
 * Vocabulary: a fold trains on rows [0, trainEnd) and tests rows [testStart, testEnd). The purge
 * leaves out the rows before a test whose labels are not yet known when the first row of the test
 * is decided. The embargo leaves out further rows before these.
 * Must not know: features, models, money.
 */

import { dayOfDate, formatBarTime } from '../core/bar-time.ts';
import { InputError } from '../core/errors.ts';
import { marketCalendar, sessionDay } from '../core/market-calendar.ts';
import type { OptionTable } from '../core/options.ts';
import type { WindowedFold } from '../forest/bins.ts';
import type { Fold } from '../forest/problem.ts';
import type { Dataset } from './dataset.ts';

/** How rows are cut into folds. Every command that walks forward has these options. */
export const FOLD_OPTIONS = {
  initialTrain: {
    kind: 'integer',
    default: 1250,
    min: 100,
    max: 1_000_000,
    unit: 'rows',
    doc: 'Rows before the first test row, for bars of any length',
  },
  from: {
    kind: 'text',
    default: undefined,
    placeholder: 'DATE',
    doc: 'First day that is tested; all rows before it train, and --initial-train has no effect',
  },
  step: {
    kind: 'integer',
    default: 20,
    min: 1,
    max: 100_000,
    unit: 'rows',
    doc: 'Test rows of a fold, for bars of any length; a new model is fitted for each fold',
  },
  embargo: {
    kind: 'integer',
    default: 0,
    min: 0,
    max: 10_000,
    unit: 'rows',
    doc: "Rows left out before each test, in addition to the purge by the target's horizon",
  },
} as const satisfies OptionTable;

/** What the folds depend on. */
export type FoldPlan = {
  readonly rows: number;
  readonly initialTrain: number;
  readonly step: number;
  /** Number of bars from a row to the bar at which its label is known, ≥ 1. */
  readonly horizonBars: number;
  readonly embargo: number;
};

/**
 * The folds of `plan`. They test from the rows t = initialTrain, initialTrain + step, …; the last
 * fold may be shorter. A fold that tests from row t trains on rows
 * [0, t - (horizonBars - 1) - embargo). There is no leak: two neighbouring rows are one bar or more
 * apart, so the label of row j is known at row j + horizonBars at the latest. With a horizon of one
 * bar, the label of row t - 1 is known at row t.
 * @throws InputError if no row is left to test or to train on
 */
export function walkForwardFolds(plan: FoldPlan): Fold[] {
  const { rows, initialTrain, step, embargo } = plan;
  const leftOut = plan.horizonBars - 1 + embargo;
  if (rows <= initialTrain) {
    throw new InputError(
      `expected more than --initial-train ${initialTrain} usable rows, got ${rows}:` +
        ' use more bars or a smaller --initial-train',
    );
  }
  if (initialTrain <= leftOut) {
    throw new InputError(
      `expected --initial-train above ${leftOut} rows of purge and embargo, got ${initialTrain}`,
    );
  }
  const folds: Fold[] = [];
  for (let testStart = initialTrain; testStart < rows; testStart += step) {
    folds.push({
      trainEnd: testStart - leftOut,
      testStart,
      testEnd: Math.min(testStart + step, rows),
    });
  }
  return folds;
}

/** A dataset and its folds. */
export type FoldedDataset = { readonly dataset: Dataset; readonly folds: readonly Fold[] };

/** How a dataset is cut into folds: the values of FOLD_OPTIONS. */
export type FoldSettings = Pick<FoldPlan, 'initialTrain' | 'step' | 'embargo'> & {
  /** The first tested day, `2017-04-26`. If it is left out, the first `initialTrain` rows train. */
  readonly from?: string | undefined;
};

/**
 * `dataset` with the folds of `settings`.
 * @throws InputError as `walkForwardFolds` does, and if too few rows are before or after `from`
 */
export function foldDataset(dataset: Dataset, settings: FoldSettings): FoldedDataset {
  const { step, embargo, from } = settings;
  const { horizonBars } = dataset.target;
  const { rows } = dataset.matrix;
  const initialTrain = from === undefined ? settings.initialTrain : rowsBefore(dataset, from);
  return { dataset, folds: walkForwardFolds({ initialTrain, step, embargo, horizonBars, rows }) };
}

/** The number of rows before the session of the day `from`. */
function rowsBefore({ time, bars, scale }: Dataset, from: string): number {
  const day = dayOfDate(from, '--from');
  const calendar = marketCalendar(bars.time, scale.timeframe);
  const count = time.findIndex((barTime) => sessionDay(calendar, barTime) >= day);
  const least = FOLD_OPTIONS.initialTrain.min;
  const range = `the rows go from ${formatBarTime(time[0]!)} to ${formatBarTime(time.at(-1)!)}`;
  if (count < 0) throw new InputError(`--from ${from}: no row is left to test: ${range}`);
  if (count < least) {
    throw new InputError(
      `--from ${from}: expected at least ${least} rows before it to train on, ` +
        `got ${count}: ${range}`,
    );
  }
  return count;
}

/** One line of the table that `--folds` prints. */
export type FoldLine = {
  readonly fold: number;
  readonly trainRows: number;
  readonly trainFrom: string;
  /** Date of the last training row. */
  readonly trainTo: string;
  /** Number of rows between the last training row and the first test row. */
  readonly leftOut: number;
  readonly testFrom: string;
  readonly testTo: string;
  readonly testRows: number;
};

/**
 * The folds with their dates, so that a person can check that no fold trains on its future.
 * @param time Float64Array (rows): bar times, unix seconds
 */
export function foldTable(folds: readonly WindowedFold[], time: Float64Array): FoldLine[] {
  return folds.map((fold, i) => ({
    fold: i + 1,
    trainRows: fold.trainEnd - fold.trainStart,
    trainFrom: formatBarTime(time[fold.trainStart]!),
    trainTo: formatBarTime(time[fold.trainEnd - 1]!),
    leftOut: fold.testStart - fold.trainEnd,
    testFrom: formatBarTime(time[fold.testStart]!),
    testTo: formatBarTime(time[fold.testEnd - 1]!),
    testRows: fold.testEnd - fold.testStart,
  }));
}
