/**
 * What a model learns from: rows of features with their labels, in shared memory.
 * Vocabulary: a row is a bar whose features are all defined and whose label and next return are
 * known. Rows are in the order of the bars; bars that are no rows are left out. Features and the
 * target are passed in. Must not know: features by name, models, positions.
 */

import type { Bars } from '../core/bars.ts';
import { assert, InputError } from '../core/errors.ts';
import {
  UNKNOWN_CODE,
  type FeatureSource,
  type Scale,
  type Target,
} from '../core/feature-source.ts';
import { hashText } from '../core/hash.ts';
import type { FeatureMatrix } from '../forest/problem.ts';
import { finiteRows } from './valid-rows.ts';

/** How bars become a dataset. */
export type DatasetPlan = {
  readonly features: FeatureSource;
  /** The columns of the matrix, each once: all features of all sets that are compared. */
  readonly names: readonly string[];
  readonly target: Target;
  readonly scale: Scale;
  /** Features that must be defined on every row although no model uses them; often none. */
  readonly rowFeatures: readonly string[];
  /** Targets that must be known on every row although no model predicts them; often none. */
  readonly rowTargets: readonly Target[];
};

/** Rows to learn from, in time order. */
export type Dataset = {
  /** All bars, also those that are no rows: a position earns money on every bar. */
  readonly bars: Bars;
  /** Uint32Array (rows): the index of each row among the bars. */
  readonly barIndex: Uint32Array;
  readonly scale: Scale;
  /** Float64Array (rows): bar times, unix seconds. */
  readonly time: Float64Array;
  /** The features of the plan, in its order. */
  readonly matrix: FeatureMatrix;
  /** Uint8Array (rows): class codes 0 down, 1 neutral, 2 up. */
  readonly labels: Uint8Array;
  /** Float64Array (rows): log return of the next bar, for every target. */
  readonly nextReturn: Float64Array;
  readonly target: Pick<Target, 'name' | 'threshold'> & {
    /** Number of bars that must pass before a row's label is known. */
    readonly horizonBars: number;
  };
  /**
   * Number of bars that make a row known: a history that ends at bar b has exactly the rows whose
   * bar is at most b - knownAfterBars. The longest horizon among the targets, at least 1.
   */
  readonly knownAfterBars: number;
  /** Number of bars that are no rows: a feature is undefined, or label or next return unknown. */
  readonly droppedRows: { readonly undefinedFeature: number; readonly unknownTarget: number };
};

/**
 * The dataset of `bars`. Only the features and targets of the plan decide which bars are rows, so
 * a feature that is not in the plan cannot change the dataset.
 * @throws InputError for an unknown feature, and if no row is left; the message then names the
 *   features that are undefined on every bar
 */
export function buildDataset(bars: Bars, plan: DatasetPlan): Dataset {
  const { features, names, target, scale } = plan;
  const deciding = [...new Set([...names, ...plan.rowFeatures])];
  const columns = features.columns(bars, deciding, scale);
  const valid = finiteRows(columns);
  const codes = target.codes(bars, scale);
  assert(codes.length === bars.time.length, 'the target has a code a bar');
  const known = [codes, ...plan.rowTargets.map((other) => other.codes(bars, scale))];
  const returns = nextReturns(bars);
  const rows = valid.filter(
    (bar) =>
      known.every((target) => target[bar] !== UNKNOWN_CODE) && Number.isFinite(returns[bar]!),
  );
  if (rows.length === 0) throw noRow(deciding, columns, bars);
  return {
    bars,
    barIndex: rows,
    scale,
    time: Float64Array.from(rows, (bar) => bars.time[bar]!),
    matrix: featureMatrix(names, columns.slice(0, names.length), rows),
    labels: Uint8Array.from(rows, (bar) => codes[bar]! + 1),
    nextReturn: Float64Array.from(rows, (bar) => returns[bar]!),
    target: {
      name: target.name,
      threshold: target.threshold,
      horizonBars: target.horizonBars(scale),
    },
    knownAfterBars: Math.max(
      1,
      ...[target, ...plan.rowTargets].map((other) => other.horizonBars(scale)),
    ),
    droppedRows: {
      undefinedFeature: bars.time.length - valid.length,
      unknownTarget: valid.length - rows.length,
    },
  };
}

/** The column indices of `names` in the matrix, ascending. Forests take a subset in this form. */
export function columnsOf(matrix: FeatureMatrix, names: readonly string[]): number[] {
  const columns = names.map((name) => matrix.names.indexOf(name));
  assert(!columns.includes(-1), 'every name is a column of the matrix');
  return columns.sort((a, b) => a - b);
}

/** log(c[+1] / c): Float64Array (rows), the last NaN. */
export function nextReturns({ close }: Bars): Float64Array {
  const target = new Float64Array(close.length).fill(Number.NaN);
  for (let i = 0; i + 1 < close.length; i++) target[i] = Math.log(close[i + 1]! / close[i]!);
  return target;
}

/** Why no bar is a row. */
function noRow(
  names: readonly string[],
  columns: readonly Float64Array[],
  { time, volume }: Bars,
): InputError {
  const bars = time.length;
  const undefinedNames = names.filter((_, i) => !columns[i]!.some(Number.isFinite));
  if (undefinedNames.length === 0 || bars < ENOUGH_BARS) {
    return new InputError(
      `expected enough bars for every feature and for the target, got ${bars} bars ` +
        'without one usable row',
    );
  }
  const silent = volume.every((value) => value === 0) ? ' (their volume is 0)' : '';
  const are = undefinedNames.length === 1 ? 'is' : 'are';
  return new InputError(
    `${undefinedNames.join(', ')} ${are} undefined on all ${bars} bars${silent}: ` +
      'choose features that are defined on these bars',
  );
}

/** With fewer bars than this, features may be undefined only because the history is too short. */
const ENOUGH_BARS = 60;

/** The matrix, column by column, in shared memory: workers read it without a copy. */
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
