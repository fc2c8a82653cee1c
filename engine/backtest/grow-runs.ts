/**
 * The forests of a backtest: the votes on all test rows, for each set of features and each seed.
 * Must not know: money, files, the terminal.
 */

import type { ForestSettings } from '../forest/forest-options.ts';
import type { Fold, ForestProblem } from '../forest/problem.ts';
import { columnsOf, type Dataset } from '../learn/dataset.ts';
import type { ForestPool } from '../pool/forest-pool.ts';

/** Rows to learn from, and how they are cut. */
type GrownRows = {
  readonly dataset: Pick<Dataset, 'matrix' | 'labels'>;
  readonly folds: readonly Fold[];
  /** What is otherwise than in the plan's settings. */
  readonly changes?: Pick<ForestSettings, 'window'> | undefined;
};

/** Which forests are grown. */
export type RunsPlan = {
  /** For each set the names of its columns in the dataset. */
  readonly sets: readonly (readonly string[])[];
  readonly seeds: readonly number[];
  readonly settings: Omit<ForestSettings, 'seed'>;
};

/** Follows the work, and can stop it. */
export type RunsWatch = {
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of (tree, set) pairs that are grown, over all seeds. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/**
 * The votes of each set and seed, Uint32Array (test rows × 3): `votes[set][seed]`.
 * @throws Cancelled if the watch's signal aborts; OutsideError if a worker fails twice
 */
export async function growRuns(
  pool: ForestPool,
  { dataset, folds, changes }: GrownRows,
  plan: RunsPlan,
  watch: RunsWatch = {},
): Promise<Uint32Array[][]> {
  const { matrix, labels } = dataset;
  const { seeds } = plan;
  const subsets = plan.sets.map((names) => columnsOf(matrix, names));
  const bySeed: Uint32Array[][] = [];
  for (const [i, seed] of seeds.entries()) {
    const settings = { ...plan.settings, ...changes, seed };
    const problem: ForestProblem = { matrix, labels, folds, settings };
    const onProgress = (done: number, total: number): void =>
      watch.onProgress?.(i * total + done, seeds.length * total);
    bySeed.push(await pool.votes(problem, subsets, { signal: watch.signal, onProgress }));
  }
  return subsets.map((_, set) => bySeed.map((votes) => votes[set]!));
}

/** The votes of the same sets and seeds on each of `walks`: `votes[walk][set][seed]`. */
export async function growWalks(
  pool: ForestPool,
  walks: readonly GrownRows[],
  plan: RunsPlan,
  watch: RunsWatch = {},
): Promise<Uint32Array[][][]> {
  const grown: Uint32Array[][][] = [];
  for (const [i, walk] of walks.entries()) {
    const onProgress = (done: number, total: number): void =>
      watch.onProgress?.(i * total + done, walks.length * total);
    grown.push(await growRuns(pool, walk, plan, { signal: watch.signal, onProgress }));
  }
  return grown;
}
