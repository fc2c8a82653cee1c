/**
 * What a model learns from: valid rows of features with their labels, in shared memory.
 * Vocabulary: a row is a bar whose features are all defined and whose label and next return are
 * known; rows keep the bars' order, but some bars are missing between them. Must not know: models,
 * positions.
 */

import { SCALE_OPTIONS } from '../../features/scale.ts';
import {
  computeTarget,
  TARGET_NAMES,
  nextReturns,
  THRESHOLD_OPTION,
  UNKNOWN_CODE,
  type TargetName,
} from '../../features/targets.ts';
import { validFeatures } from '../../features/valid-rows.ts';
import type { Timeframe } from '../core/bar-time.ts';
import type { Bars } from '../core/bars.ts';
import { assert, InputError } from '../core/errors.ts';
import { hashText } from '../core/hash.ts';
import type { OptionTable } from '../core/options.ts';
import type { FeatureMatrix } from '../forest/problem.ts';

/** What is to be foreseen, of which features: commands that learn have these rows. */
export const DATASET_OPTIONS = {
  target: {
    kind: 'choice',
    default: 'bucket',
    choices: TARGET_NAMES,
    doc: 'What is foreseen; bucket: the next return as down, neutral or up by the threshold',
  },
  threshold: THRESHOLD_OPTION,
  ...SCALE_OPTIONS,
} as const satisfies OptionTable;

/** How bars become a dataset. */
export type DatasetPlan = {
  /** The matrix's columns, each once. */
  readonly features: readonly string[];
  readonly timeframe: Timeframe;
  readonly barsPerDay: number;
  readonly target: TargetName;
  readonly threshold: number;
};

/** Rows to learn from, in time order. */
export type Dataset = {
  /** Float64Array (rows): bar times, unix seconds. */
  readonly time: Float64Array;
  /** The features asked for, in their order. */
  readonly matrix: FeatureMatrix;
  /** Uint8Array (rows): class codes 0 down, 1 neutral, 2 up. */
  readonly labels: Uint8Array;
  /** Float64Array (rows): log return of the next bar, whatever the target. */
  readonly nextReturn: Float64Array;
  /** Bars from a row to the bar that makes its label known. */
  readonly horizonBars: number;
  /** Bars that are no row: a feature is undefined, or the label or next return is not known. */
  readonly droppedRows: { readonly undefinedFeature: number; readonly unknownTarget: number };
};

/**
 * The dataset of `bars`. Which rows are valid does not depend on `features` within the 37 of the
 * groups returns to calendar, so that all sets of them have the same rows.
 * @throws InputError for an unknown feature, and where no row is left
 */
export function buildDataset(bars: Bars, plan: DatasetPlan): Dataset {
  const { features: names, target: name } = plan;
  const { features, rows: valid } = validFeatures(bars, names, plan);
  const target = computeTarget(bars, name, plan);
  const returns = nextReturns(bars);
  const rows = valid.filter((bar) => {
    return target.codes[bar] !== UNKNOWN_CODE && Number.isFinite(returns[bar]!);
  });
  if (rows.length === 0) {
    throw new InputError(
      `expected bars enough for every feature and the target, got ${bars.time.length} bars ` +
        'without one usable row',
    );
  }
  return {
    time: Float64Array.from(rows, (bar) => bars.time[bar]!),
    matrix: featureMatrix(names, features.columns, rows),
    labels: Uint8Array.from(rows, (bar) => target.codes[bar]! + 1),
    nextReturn: Float64Array.from(rows, (bar) => returns[bar]!),
    horizonBars: target.horizonBars,
    droppedRows: {
      undefinedFeature: bars.time.length - valid.length,
      unknownTarget: valid.length - rows.length,
    },
  };
}

/** The indices of `names` among the matrix's columns, ascending: a subset as forests take it. */
export function columnsOf(matrix: FeatureMatrix, names: readonly string[]): number[] {
  const columns = names.map((name) => matrix.names.indexOf(name));
  assert(!columns.includes(-1), 'every name is a column of the matrix');
  return columns.sort((a, b) => a - b);
}

/** Column by column over shared memory, which workers read without a copy. */
function featureMatrix(
  names: readonly string[],
  columns: readonly Float64Array[],
  rows: Uint32Array,
): FeatureMatrix {
  const keys = Uint32Array.from(names, hashText);
  assert(new Set(keys).size === names.length, 'column keys differ');
  const bytes = names.length * rows.length * Float64Array.BYTES_PER_ELEMENT;
  const values = new Float64Array(new SharedArrayBuffer(bytes));
  for (const [i, column] of columns.entries()) {
    const start = i * rows.length;
    for (let row = 0; row < rows.length; row++) values[start + row] = column[rows[row]!]!;
  }
  return { names, keys, rows: rows.length, values };
}
