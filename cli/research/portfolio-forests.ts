/**
 * The forests of a portfolio: each asset's own walk, and a walk over the rows of all assets, all of
 * them from one pool of workers.
 */

import { growRuns } from '../../engine/backtest/grow-runs.ts';
import { pickOptions } from '../../engine/core/options.ts';
import { FOREST_OPTIONS } from '../../engine/forest/forest-options.ts';
import type { FoldedDataset } from '../../engine/learn/folds.ts';
import type { ForestPool } from '../../engine/pool/forest-pool.ts';
import { poolRows, votesOfMember } from '../../engine/portfolio/pooled-rows.ts';
import type { CommandContext } from '../framework/command.ts';
import { noteSlowForest } from './forest-text.ts';
import { openForestPool } from './open-pool.ts';
import { contextOf, type AssetBars } from './portfolio-data.ts';
import type { PortfolioOptions } from './portfolio-options.ts';

/** Assets and what is grown on them. */
export type Grown = {
  readonly assets: readonly AssetBars[];
  readonly folded: readonly FoldedDataset[];
  readonly features: readonly string[];
};

/** For each asset the votes of each seed, Uint32Array (its test rows × 3). */
type AssetVotes = readonly (readonly Uint32Array[])[];

/** The votes of each asset's own model, and of the pooled one if it is asked for: from one pool. */
export async function growAll(
  context: CommandContext,
  grown: Grown,
  options: PortfolioOptions,
): Promise<{ readonly own: AssetVotes; readonly pooled: AssetVotes | undefined }> {
  const pool = await openForestPool(context, options);
  try {
    return await context.timer.timeAsync('forests', async () => ({
      own: await growOwn(context, pool, grown, options),
      pooled: options.pooled ? await growPooled(context, pool, grown, options) : undefined,
    }));
  } finally {
    await pool.close();
  }
}

async function growOwn(
  context: CommandContext,
  pool: ForestPool,
  { assets, folded, features }: Grown,
  options: PortfolioOptions,
): Promise<AssetVotes> {
  const { seeds } = options;
  const progress = context.progress(`${assets.length} asset(s), ${seeds.length} seed(s)`);
  const settings = pickOptions(FOREST_OPTIONS, options);
  const all: Uint32Array[][] = [];
  for (const [i, own] of folded.entries()) {
    noteSlowForest(contextOf(context, assets[i].name), own);
    const onProgress = (done: number, total: number): void =>
      progress(i * total + done, assets.length * total);
    const plan = { sets: [features], seeds, settings };
    const [votes] = await growRuns(pool, own, plan, { signal: context.signal, onProgress });
    all.push(votes);
  }
  return all;
}

async function growPooled(
  context: CommandContext,
  pool: ForestPool,
  { assets, folded, features }: Grown,
  options: PortfolioOptions,
): Promise<AssetVotes> {
  const members = assets.map(({ run: { calendar } }, i) => ({ calendar, folded: folded[i] }));
  const pooled = poolRows(members, options);
  noteSlowForest(contextOf(context, 'pooled'), pooled);
  const { seeds } = options;
  const onProgress = context.progress(`pooled, ${seeds.length} seed(s)`);
  const plan = { sets: [features], seeds, settings: pickOptions(FOREST_OPTIONS, options) };
  const [runs] = await growRuns(pool, pooled, plan, { signal: context.signal, onProgress });
  return folded.map((own, member) =>
    runs.map((votes) => votesOfMember(pooled, member, { folded: own, votes })),
  );
}
