/**
 * What is kept of a set's forests on the test rows: the classes, and what else an objective or a
 * trade needs of the votes. The votes themselves are three times four bytes a row and are dropped.
 * Must not know: money, files.
 */

import { assert } from '../engine/core/errors.ts';
import { mostProbableClasses, voteProbabilities } from '../engine/forest/class-votes.ts';
import { CLASS_COUNT } from '../engine/forest/problem.ts';

/**
 * What may be traded. `signal`: the most probable class, with the policy for a neutral one.
 * `expected`: P(up) - P(down), a position from -1 to 1.
 */
export const POSITION_KINDS = ['signal', 'expected'] as const;
export type PositionKind = (typeof POSITION_KINDS)[number];

/** A set's decisions and predictions, one entry a test row. */
export type SetRows = {
  /** Int8Array: the most probable class -1, 0, +1; on a tie the lowest one. */
  readonly signals: Int8Array;
  /** Float32Array: P(up) - P(down); left out where nobody needs it. */
  readonly expected?: Float32Array | undefined;
  /** Float32Array: the natural logarithm of P(true class); left out where nobody needs it. */
  readonly logLikelihood?: Float32Array | undefined;
  /**
   * With several seeds: the rows of each seed's forest alone. The columns above are then those of
   * the mean probabilities of all seeds. Left out for one seed, whose rows they are.
   */
  readonly bySeed?: readonly SetRows[] | undefined;
};

/** Which columns beside the signals are needed, and for how many seeds. */
export type RowNeeds = {
  readonly expected: boolean;
  readonly logLikelihood: boolean;
  /** Left out: 1. */
  readonly seedCount?: number | undefined;
};

/**
 * Probabilities below this count as this, so that one row on which the true class has no vote does
 * not make a whole set worthless. It is the distance of 1 from the next number, as scikit-learn
 * has it.
 */
const LEAST_PROBABILITY = Number.EPSILON;

/**
 * The rows that follow from the votes of one seed.
 * @param votes Uint32Array (test rows × 3)
 * @param labels Uint8Array (test rows): true class codes 0, 1, 2
 */
export function setRows(votes: Uint32Array, labels: Uint8Array, needs: RowNeeds): SetRows {
  if (needs.expected || needs.logLikelihood) {
    return probableRows(voteProbabilities(votes), labels, needs);
  }
  assert(labels.length === votes.length / CLASS_COUNT, 'a label for each test row');
  return { signals: mostProbableClasses(votes) };
}

/** The rows that follow from probabilities, Float64Array (test rows × 3). */
export function probableRows(p: Float64Array, labels: Uint8Array, needs: RowNeeds): SetRows {
  const rows = p.length / CLASS_COUNT;
  assert(labels.length === rows, 'a label for each test row');
  const signals = mostProbableClasses(p);
  if (!needs.expected && !needs.logLikelihood) return { signals };
  const each = (value: (row: number) => number): Float32Array =>
    Float32Array.from({ length: rows }, (_, row) => value(row));
  const ofTrueClass = (row: number): number => p[row * CLASS_COUNT + labels[row]!]!;
  return {
    signals,
    expected: needs.expected
      ? each((row) => p[row * CLASS_COUNT + 2]! - p[row * CLASS_COUNT]!)
      : undefined,
    logLikelihood: needs.logLikelihood
      ? each((row) => Math.log(Math.max(ofTrueClass(row), LEAST_PROBABILITY)))
      : undefined,
  };
}

/** Rows [start, end) of `rows`, as views. */
export function rowsBetween(rows: SetRows, start: number, end: number): SetRows {
  const { signals, expected, logLikelihood, bySeed } = rows;
  return {
    signals: signals.subarray(start, end),
    expected: expected?.subarray(start, end),
    logLikelihood: logLikelihood?.subarray(start, end),
    bySeed: bySeed?.map((own) => rowsBetween(own, start, end)),
  };
}

/** The rows of each seed: those of `rows` itself if there is one. */
export function rowsBySeed(rows: SetRows): readonly SetRows[] {
  return rows.bySeed ?? [rows];
}

/** `length` rows with the columns of `needs`, all 0: neutral, and a certain loss of nothing. */
export function emptyRows(length: number, needs: RowNeeds): SetRows {
  const { seedCount = 1 } = needs;
  const own = { ...needs, seedCount: 1 };
  return {
    signals: new Int8Array(length),
    expected: needs.expected ? new Float32Array(length) : undefined,
    logLikelihood: needs.logLikelihood ? new Float32Array(length) : undefined,
    bySeed:
      seedCount === 1 ? undefined : Array.from({ length: seedCount }, () => emptyRows(length, own)),
  };
}

/** Copies `part` into `whole` from row `start` on; both have the same columns. */
export function copyRows(whole: SetRows, part: SetRows, start: number): void {
  whole.signals.set(part.signals, start);
  for (const column of ['expected', 'logLikelihood'] as const) {
    const values = part[column];
    assert((values === undefined) === (whole[column] === undefined), `both have ${column} or none`);
    if (values !== undefined) whole[column]!.set(values, start);
  }
  assert(part.bySeed?.length === whole.bySeed?.length, 'both have the same seeds');
  part.bySeed?.forEach((own, seed) => copyRows(whole.bySeed![seed]!, own, start));
}

/** What `kind` trades of `rows`, on the tested bars `bar` (Uint32Array, one a row). */
export function decisionsOf(
  { signals, expected }: SetRows,
  kind: PositionKind,
  bar: Uint32Array,
): { bar: Uint32Array; classes: Int8Array } | { bar: Uint32Array; weights: Float32Array } {
  if (kind === 'signal') return { bar, classes: signals };
  assert(expected !== undefined, 'expected positions were kept');
  return { bar, weights: expected };
}
