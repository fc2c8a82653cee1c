/**
 * The forests of a portfolio: each asset's own walk, and a walk over the rows of all assets, all of
 * them from one pool of workers.
 */

import type { RunsWatch } from '../../engine/backtest/grow-runs.ts';
import type { FoldedDataset } from '../../engine/learn/folds.ts';
import { growOwn, growPooled, type AssetVotes } from '../../engine/portfolio/grow-assets.ts';
import { poolRows, type PoolMember } from '../../engine/portfolio/pooled-rows.ts';
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

/** The votes of each asset's own model, and of the pooled one if it is asked for: from one pool. */
export async function growAll(
  context: CommandContext,
  grown: Grown,
  options: PortfolioOptions,
): Promise<{ readonly own: AssetVotes; readonly pooled: AssetVotes | undefined }> {
  const pool = await openForestPool(context, options);
  try {
    return await context.timer.timeAsync('forests', async () => {
      const plan = { ...options, ...grown };
      const own = await growOwn(pool, plan, watchOwn(context, grown, options));
      if (!options.pooled) return { own, pooled: undefined };
      const pooled = poolRows(membersOf(grown), options);
      noteSlowForest(contextOf(context, 'pooled'), pooled);
      const onProgress = context.progress(`pooled, ${options.seeds.length} seed(s)`);
      const { signal } = context;
      return { own, pooled: await growPooled(pool, { ...plan, pooled }, { signal, onProgress }) };
    });
  } finally {
    await pool.close();
  }
}

/** Notes which assets' forests are slow, and shows the progress over all of them. */
function watchOwn(
  context: CommandContext,
  { assets, folded }: Grown,
  { seeds }: PortfolioOptions,
): RunsWatch {
  for (const [i, own] of folded.entries()) noteSlowForest(contextOf(context, assets[i]!.name), own);
  const onProgress = context.progress(`${assets.length} asset(s), ${seeds.length} seed(s)`);
  return { signal: context.signal, onProgress };
}

function membersOf({ assets, folded }: Grown): readonly PoolMember[] {
  return assets.map(({ run: { calendar } }, i) => ({ calendar, folded: folded[i]! }));
}
