/**
 * One account that holds several assets: equity is shared, and what one asset loses is missing in
 * all. With one asset it is that asset's own account, bit for bit.
 * Vocabulary: an entry goes from the closes of a joined time to those of the next one. An exposure
 * is share times position, a fraction of equity.
 * Must not know: how shares and positions were decided.
 */

import { BASIS_POINT } from '../trade/account-series.ts';
import type { JoinedBars } from './joined-bars.ts';
import { sleeveAccount, type PortfolioAccount, type Sleeve } from './sleeves.ts';

/**
 * The account of `sleeves`: with e the exposure of an asset, which changes only at its own closes,
 * gross = Σ e · (close / close before - 1) - e · funding over the assets that have a bar at the
 * time that ends the entry; turnover = Σ |change of e|, net = gross - cost · turnover. An exposure
 * that is wanted again costs nothing, as in a single account. An asset that leaves is closed, at
 * the usual cost.
 * @param joined the times of the sleeves' bars
 */
export function portfolioAccount(
  joined: JoinedBars,
  sleeves: readonly Sleeve[],
  { costBps }: { readonly costBps: number },
): PortfolioAccount {
  return sleeveAccount(joined, sleeves, (entry, { series, exposures }) => {
    const { positions, turnover, costs, gross } = series;
    for (const [i, { close, funding }] of sleeves.entries()) {
      const exposure = exposures[i][entry];
      const end = joined.bar[i][entry + 1];
      positions[entry] += exposure;
      turnover[entry] += Math.abs(exposure - (entry === 0 ? 0 : exposures[i][entry - 1]));
      if (end <= 0) continue;
      const paid = funding === undefined ? 0 : exposure * funding[end - 1];
      gross[entry] += exposure * (close[end] / close[end - 1] - 1) - paid;
    }
    costs[entry] = turnover[entry] * costBps * BASIS_POINT;
  });
}
