/**
 * From the rows of a portfolio's assets to votes: the folds of each asset, the walk of its own
 * model, and the walk of one model over the rows of all, from one pool of workers.
 */

import { growRuns, type RunsWatch } from '../backtest/grow-runs.ts';
import { dayOfDate } from '../core/bar-time.ts';
import { sessionDay, type MarketCalendar } from '../core/market-calendar.ts';
import { pickOptions, type OptionValues } from '../core/options.ts';
import { FOREST_OPTIONS } from '../forest/forest-options.ts';
import type { Dataset } from '../learn/dataset.ts';
import { foldDataset, type FoldedDataset } from '../learn/folds.ts';
import type { ForestPool } from '../pool/forest-pool.ts';
import { votesOfMember, type PooledRows } from './pooled-rows.ts';

/** For each asset the votes of each seed, Uint32Array (its test rows × 3). */
export type AssetVotes = readonly (readonly Uint32Array[])[];

/** What is grown on the rows of each asset. */
export type AssetsPlan = OptionValues<typeof FOREST_OPTIONS> & {
  readonly folded: readonly FoldedDataset[];
  readonly features: readonly string[];
  readonly seeds: readonly number[];
};

/**
 * An asset's rows and folds. An asset with fewer than `initialTrain` rows before the day `from` is
 * tested later: from the row after as many.
 * @throws InputError if the rows are too few
 */
export function foldAsset(
  dataset: Dataset,
  calendar: MarketCalendar,
  options: Parameters<typeof foldDataset>[1],
): FoldedDataset {
  const { from, ...settings } = options;
  const early = foldDataset(dataset, settings);
  if (from === undefined) return early;
  const first = sessionDay(calendar, dataset.time[early.folds[0]!.testStart]!);
  return first >= dayOfDate(from, '--from') ? early : foldDataset(dataset, options);
}

/** The votes of each asset's own model. @throws Cancelled if the watch's signal aborts */
export async function growOwn(
  pool: ForestPool,
  plan: AssetsPlan,
  { signal, onProgress }: RunsWatch,
): Promise<AssetVotes> {
  const { folded, features, seeds } = plan;
  const settings = pickOptions(FOREST_OPTIONS, plan);
  const all: (readonly Uint32Array[])[] = [];
  for (const [i, own] of folded.entries()) {
    const progress = (done: number, total: number): void =>
      onProgress?.(i * total + done, folded.length * total);
    const runs = { sets: [features], seeds, settings };
    const [votes] = await growRuns(pool, own, runs, { signal, onProgress: progress });
    all.push(votes!);
  }
  return all;
}

/** The votes of the model that learns from `pooled`, the rows of all assets of the plan. */
export async function growPooled(
  pool: ForestPool,
  plan: AssetsPlan & { readonly pooled: PooledRows },
  watch: RunsWatch,
): Promise<AssetVotes> {
  const { folded, features, seeds, pooled } = plan;
  const runs = { sets: [features], seeds, settings: pickOptions(FOREST_OPTIONS, plan) };
  const [found] = await growRuns(pool, pooled, runs, watch);
  return folded.map((own, member) =>
    found!.map((votes) => votesOfMember(pooled, member, { folded: own, votes })),
  );
}
