/**
 * Which rows a model may use: those where all 37 features of the groups returns to calendar are
 * finite, whatever set is modelled, so that every set has the same rows. Opt-in features narrow it.
 */

import type { Bars } from '../engine/core/bars.ts';
import { computeFeatures, type FeatureColumns, type FeatureOptions } from './compute.ts';
import { BASE_FEATURES } from './named-sets.ts';

export type ValidFeatures = {
  /** The asked features over all bars. */
  readonly features: FeatureColumns;
  /** Uint32Array: ascending indices of the valid bars. */
  readonly rows: Uint32Array;
};

/** The features `names` of `bars`, and the rows that are valid with them. */
export function validFeatures(
  bars: Bars,
  names: readonly string[],
  options: FeatureOptions,
): ValidFeatures {
  const deciding = [...new Set([...names, ...BASE_FEATURES])];
  const { columns } = computeFeatures(bars, deciding, options);
  const columnOf = new Map(deciding.map((name, i) => [name, columns[i]!]));
  return {
    features: { names, columns: names.map((name) => columnOf.get(name)!) },
    rows: finiteRows(columns),
  };
}

/** Ascending indices of the rows in which every column is finite: Uint32Array. */
export function finiteRows(columns: readonly Float64Array[]): Uint32Array {
  const rows = columns[0]?.length ?? 0;
  const finite = new Uint8Array(rows).fill(1);
  for (const column of columns) clearUndefined(column, finite);
  const indices = new Uint32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    if (finite[i] === 1) indices[count++] = i;
  }
  return indices.slice(0, count);
}

function clearUndefined(column: Float64Array, finite: Uint8Array): void {
  for (let i = 0; i < column.length; i++) {
    if (!Number.isFinite(column[i])) finite[i] = 0;
  }
}
