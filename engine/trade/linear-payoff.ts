/**
 * The account of whoever holds the thing itself, or a contract settled in dollars.
 * The position is a fraction of equity and is set to it again at every close, at no cost where the
 * decision did not change. Must not know: decisions.
 */

import { assert } from '../core/errors.ts';
import { BASIS_POINT, endAccount, type AccountSeries } from './account-series.ts';
import type { PayoffTerms } from './trade-terms.ts';

/**
 * Fills the columns beside `series.positions`: with p the position, c the close,
 * gross = p · (c[next] / c - 1) - p · funding, turnover = |change of p| from flat,
 * net = gross - cost · turnover. Returns the entry at which equity reaches 0, where the account
 * ends (`endAccount`), or the number of entries where it never does.
 * @param close Float64Array (entries + 1)
 */
export function fillLinear(close: Float64Array, series: AccountSeries, terms: PayoffTerms): number {
  const { positions, turnover, costs, gross, net } = series;
  const { costBps, funding } = terms;
  assert(close.length === net.length + 1, 'a close after every entry');
  assert(funding === undefined || funding.length === net.length, 'one funding rate an entry');
  let previous = 0;
  for (let i = 0; i < net.length; i++) {
    const position = positions[i];
    const change = Math.abs(position - previous);
    const move = close[i + 1] / close[i] - 1;
    turnover[i] = change;
    costs[i] = change * costBps * BASIS_POINT;
    gross[i] = position * move - (funding === undefined ? 0 : position * funding[i]);
    net[i] = gross[i] - costs[i];
    if (net[i] <= -1) {
      endAccount(series, i);
      return i;
    }
    previous = position;
  }
  return net.length;
}
