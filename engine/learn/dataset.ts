/**
 * What a model learns from: valid rows of features with their labels, in shared memory.
 * Vocabulary: a row is a bar whose features are all defined and whose label and next return are
 * known; rows keep the bars' order, but some bars are missing between them. Features and targets
 * are handed in. Must not know: features by name, models, positions.
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
  /** The matrix's columns, each once: the union over all sets that are compared on these rows. */
  readonly names: readonly string[];
  readonly target: Target;
  readonly scale: Scale;
  /** Further features that must be defined on a row although they are not used; often none. */
  readonly rowFeatures: readonly string[];
  /** Further targets that must be known on a row although they are not foreseen; often none. */
  readonly rowTargets: readonly Target[];
};

/** Rows to learn from, in time order. */
export type Dataset = {
  /** All bars, those that are no rows included: money is made on them. */
  readonly bars: Bars;
  /** Uint32Array (rows): which of the bars a row is. */
  readonly barIndex: Uint32Array;
  readonly scale: Scale;
  /** Float64Array (rows): bar times, unix seconds. */
  readonly time: Float64Array;
  /** The features asked for, in their order. */
  readonly matrix: FeatureMatrix;
  /** Uint8Array (rows): class codes 0 down, 1 neutral, 2 up. */
  readonly labels: Uint8Array;
  /** Float64Array (rows): log return of the next bar, whatever the target. */
  readonly nextReturn: Float64Array;
  readonly target: Pick<Target, 'name' | 'threshold'> & {
    /** Bars that must pass before a row's label is known. */
    readonly horizonBars: number;
  };
  /** Bars that are no row: a feature is undefined, or the label or next return is not known. */
  readonly droppedRows: { readonly undefinedFeature: number; readonly unknownTarget: number };
};

/**
 * The dataset of `bars`. Rows are decided by the plan's features and by no others, so that a
 * feature which a run does not use changes nothing in it.
 * @throws InputError for an unknown feature, and if no row is left: it names the features that are
 *   undefined on every bar
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
      `expected bars enough for every feature and the target, got ${bars} bars ` +
        'without one usable row',
    );
  }
  const silent = volume.every((value) => value === 0) ? ': volume is 0 on all of them' : '';
  const are = undefinedNames.length === 1 ? 'is' : 'are';
  return new InputError(
    `${undefinedNames.join(', ')} ${are} undefined on all ${bars} bars${silent}: ` +
      'choose features that these bars have',
  );
}

/** With fewer bars than this a feature may be undefined for want of bars alone. */
const ENOUGH_BARS = 60;

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
