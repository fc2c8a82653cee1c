/**
 * A dataset walked forward in one call, for programs: folds, forests on a pool of their own, and
 * the mean of the seeds' probabilities. The commands compose the same parts. Must not know: money.
 */

import { InputError } from '../core/errors.ts';
import { marketCalendar, type MarketCalendar } from '../core/market-calendar.ts';
import { pickOptions, resolveOptions, type OptionValues } from '../core/options.ts';
import { FOREST_OPTIONS } from '../forest/forest-options.ts';
import type { Dataset } from '../learn/dataset.ts';
import { foldDataset, type FoldedDataset } from '../learn/folds.ts';
import { outOfSample, type OutOfSample } from '../learn/out-of-sample.ts';
import { createForestPool } from '../pool/forest-pool.ts';
import { growRuns, type RunsWatch } from './grow-runs.ts';
import { checkSeeds, WALK_FORWARD_OPTIONS } from './walk-forward-options.ts';

/** How a program walks a dataset forward; what is left out has the commands' default. */
export type WalkForwardOptions = Partial<OptionValues<typeof WALK_FORWARD_OPTIONS>> &
  RunsWatch & {
    /** The dataset's columns that the forests see; all if left out. */
    readonly names?: readonly string[] | undefined;
  };

/** A dataset that was walked forward with one set of features. */
export type WalkForwardRun = FoldedDataset & {
  readonly names: readonly string[];
  readonly seeds: readonly number[];
  /** One Uint32Array (test rows × 3) a seed, in the seeds' order: votes down, neutral, up. */
  readonly votes: readonly Uint32Array[];
  /** The tested rows with the mean of the seeds' probabilities. */
  readonly rows: OutOfSample;
};

/**
 * The out-of-sample votes of forests on `data`, one forest a fold and seed. Workers do not change
 * the result.
 * @param cores worker threads if the options do not say
 * @throws InputError for an option that is unknown or out of range, and if the rows are too few;
 *   Cancelled if the signal aborts
 */
export async function walkDataset(
  data: Dataset,
  options: WalkForwardOptions,
  cores: number,
): Promise<WalkForwardRun> {
  const { names, signal, onProgress, ...given } = options;
  const values = resolveOptions(WALK_FORWARD_OPTIONS, given, 'walkForward');
  const { seeds, workers = cores } = values;
  checkSeeds(seeds, 'walkForward');
  const columns = columnNames(data, names, 'walkForward');
  const folded = foldDataset(data, values);
  const plan = { sets: [columns], seeds, settings: pickOptions(FOREST_OPTIONS, values) };
  const pool = createForestPool({ workers });
  try {
    const [votes] = await growRuns(pool, folded, plan, { signal, onProgress });
    const rows = outOfSample(data, folded.folds, votes!);
    return { ...folded, names: columns, seeds, votes: votes!, rows };
  } finally {
    await pool.close();
  }
}

/** The calendar of the market that `data` was made of. */
export function calendarOf({ bars, scale }: Dataset): MarketCalendar {
  return marketCalendar(bars.time, scale.timeframe);
}

/**
 * The columns of `data` that `names` are, all if it is left out.
 * @throws InputError for a name that the dataset does not have or that comes twice
 */
export function columnNames(
  data: Dataset,
  names: readonly string[] | undefined,
  where: string,
): readonly string[] {
  const known = data.matrix.names;
  if (names === undefined) return known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputError(
      `${where}: expected names of the dataset's columns, got "${unknown}": ` +
        `it has ${known.join(', ')}`,
    );
  }
  if (names.length > 0 && new Set(names).size === names.length) return names;
  throw new InputError(`${where}: expected one name or more, each once, got [${names.join()}]`);
}
