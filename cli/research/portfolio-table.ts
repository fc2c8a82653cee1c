/** A portfolio's account as a table for other tools: a row for each joined time. */

import type { ColumnTable } from '../../data/written-column.ts';
import type { CombinedFigures } from '../../engine/portfolio/combined-figures.ts';
import { equityOf, simpleReturns } from '../../engine/trade/account.ts';

/**
 * The bars of a portfolio. `time` is the midnight (UTC) of the session day at whose closes the
 * shares and exposures of the row are taken, or the open of the shorter bars with these closes;
 * `net_return` is earned until the closes of the next row, and `equity` is what an account that
 * began with 1 is worth then. `share_X` is the part of the capital of asset X, `exposure_X` share
 * times position.
 */
export function portfolioTable(
  { account, weights, exposures }: CombinedFigures,
  names: readonly string[],
): ColumnTable {
  const each = (kind: string, columns: readonly Float64Array[]) =>
    names.map((name, i) => [`${kind}_${name}`, columns[i]] as const);
  return {
    time: account.time,
    date: { moments: account.time },
    turnover: account.turnover,
    net_return: simpleReturns(account),
    equity: equityOf(account),
    ...Object.fromEntries([...each('share', weights), ...each('exposure', exposures)]),
  };
}
