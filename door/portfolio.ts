/** A portfolio of a program's own assets: a part of the door. */

import { availableParallelism } from 'node:os';
import type { BarSeries } from '../data/bar-series.ts';
import { tradePlan } from '../engine/backtest/trade-plan.ts';
import type { RunsWatch } from '../engine/backtest/grow-runs.ts';
import { checkSeeds, WALK_FORWARD_OPTIONS } from '../engine/backtest/walk-forward-options.ts';
import type { Timeframe } from '../engine/core/bar-time.ts';
import { InputError } from '../engine/core/errors.ts';
import { marketCalendar } from '../engine/core/market-calendar.ts';
import { buildDataset } from '../engine/learn/dataset.ts';
import { createForestPool } from '../engine/pool/forest-pool.ts';
import { checkThresholds } from '../engine/portfolio/asset-figures.ts';
import {
  foldAsset,
  growOwn,
  growPooled,
  type AssetVotes,
} from '../engine/portfolio/grow-assets.ts';
import { poolRows } from '../engine/portfolio/pooled-rows.ts';
import { portfolioResult, type PortfolioResult } from '../engine/portfolio/portfolio-result.ts';
import { ownPlan, type FeatureChoice, type WithTarget } from '../features/own-plan.ts';
import { PORTFOLIO_RUN_OPTIONS } from './portfolio-options.ts';

const OWN_OPTIONS = {
  ...PORTFOLIO_RUN_OPTIONS,
  workers: WALK_FORWARD_OPTIONS.workers,
} as const;

/** What a portfolio is made of; what is left out has the default of the command `portfolio`. */
export type PortfolioOptions = Partial<FeatureChoice> & WithTarget<typeof OWN_OPTIONS> & RunsWatch;

/** The models of each asset as one account, and the model of all assets if it was asked for. */
export type OwnPortfolio = PortfolioResult & { readonly pooled: PortfolioResult | undefined };

/**
 * Walks a model for each of several assets forward and trades all of them as one account: the
 * figures of each asset, of the account, of buy and hold, and correlations, as the command
 * `portfolio` has them. Daily bars are joined by session day, shorter ones by their opens, without
 * a look at later ones.
 * @param assets bars of one length by the name of the asset; their order is that of the result
 * @throws InputError for an unknown option, feature or set, for bars of different lengths, and if
 *   an asset has too few rows; Cancelled if `signal` aborts
 *
 * @example
 * const { portfolio: all, assets } = await portfolio({ SPY: spy, GLD: gld }, { trees: 100 });
 * console.log(all.figures.metrics.sharpe, assets.map(({ trade }) => trade.metrics.sharpe));
 */
export async function portfolio(
  assets: Readonly<Record<string, BarSeries>>,
  options: PortfolioOptions = {},
): Promise<OwnPortfolio> {
  const { signal, onProgress, names = ['equity_curated'], ...given } = options;
  const timeframe = commonTimeframe(assets);
  const { values, plan } = ownPlan(OWN_OPTIONS, timeframe, { ...given, names }, 'portfolio');
  const { seeds, weights, volatilityWindow: windowBars, workers = availableParallelism() } = values;
  const thresholds = values.probabilityThresholds.map(Number);
  checkThresholds(thresholds, 'portfolio');
  checkSeeds(seeds, 'portfolio');
  const members = Object.entries(assets).map(([name, bars]) => {
    const calendar = marketCalendar(bars.time, timeframe);
    return { name, calendar, folded: foldAsset(buildDataset(bars, plan), calendar, values) };
  });
  const features = plan.names;
  const figures = (votes: AssetVotes): PortfolioResult =>
    portfolioResult(
      members.map(({ name, calendar, folded }, i) => {
        const run = { name, calendar, folded, plan: tradePlan(values, calendar), features };
        return { ...run, seeds, votes: votes[i]! };
      }),
      { weights, windowBars, thresholds },
    );
  const pool = createForestPool({ workers });
  try {
    const grown = { ...values, features, folded: members.map(({ folded }) => folded) };
    const own = figures(await growOwn(pool, grown, { signal, onProgress }));
    if (!values.pooled) return { ...own, pooled: undefined };
    const pooled = poolRows(members, values);
    return { ...own, pooled: figures(await growPooled(pool, { ...grown, pooled }, { signal })) };
  } finally {
    await pool.close();
  }
}

/** The length of all assets' bars. @throws InputError if there are two */
function commonTimeframe(assets: Readonly<Record<string, BarSeries>>): Timeframe {
  const all = Object.entries(assets);
  const timeframe = all[0]?.[1].timeframe ?? '1d';
  const other = all.find(([, bars]) => bars.timeframe !== timeframe);
  if (other === undefined) return timeframe;
  const [name, bars] = other;
  throw new InputError(
    `portfolio: ${name}: expected ${timeframe} bars as those of ${all[0]![0]}, ` +
      `got ${bars.timeframe}`,
  );
}
