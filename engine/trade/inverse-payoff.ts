/**
 * The account of whoever trades a contract of one dollar that is settled in bitcoin, with bitcoin
 * as its margin. Vocabulary: the account is counted in bitcoin; its equity is its value in dollars.
 * Equity is looked at on closes: a liquidation within a bar is not seen. Must not know: decisions.
 */

import { assert } from '../core/errors.ts';
import { BASIS_POINT, endAccount, type AccountSeries } from './account-series.ts';
import type { PayoffTerms } from './trade-terms.ts';

/**
 * Fills the columns beside `series.positions`, all as fractions of the account in bitcoin. With p
 * the position, P0 and P1 two closes, e the equity at P0 and n = p · e contracts ((p - 1) · e
 * where flat means dollars): profit n · (1/P0 - 1/P1), funding n · rate / P0, fee cost · |change
 * of n| / P0, each in bitcoin and over e / P0. Contracts follow equity from bar to bar, so that
 * there is turnover without a decision. Returns the entry at which the account is gone, where it
 * is liquidated and ends (`endAccount`), or the number of entries where it never is.
 * Source: the specification of Kraken's PI_XBTUSD, an inverse perpetual contract.
 * @param close Float64Array (entries + 1)
 */
export function fillInverse(
  close: Float64Array,
  series: AccountSeries,
  terms: PayoffTerms,
): number {
  const { positions, turnover, costs, gross, net } = series;
  const { costBps, funding, flatMeans } = terms;
  assert(close.length === net.length + 1, 'a close after every entry');
  assert(funding === undefined || funding.length === net.length, 'one funding rate an entry');
  const hedge = flatMeans === 'dollars' ? 1 : 0;
  let bitcoin = 1;
  let contracts = 0;
  for (let i = 0; i < net.length; i++) {
    const equity = bitcoin * close[i];
    const share = positions[i] - hedge;
    const rate = funding === undefined ? 0 : funding[i];
    turnover[i] = Math.abs(share * equity - contracts) / equity;
    costs[i] = turnover[i] * costBps * BASIS_POINT;
    gross[i] = share * (1 - close[i] / close[i + 1] - rate);
    net[i] = gross[i] - costs[i];
    if (net[i] <= -1) {
      endAccount(series, i);
      return i;
    }
    contracts = share * equity;
    bitcoin *= 1 + net[i];
  }
  return net.length;
}

/**
 * Float64Array (bars): the simple returns in dollars of an account whose simple returns in bitcoin
 * are `returns`: (1 + r) · P1 / P0 - 1 on the bars that the account lived, 0 after them.
 * @param close Float64Array (bars + 1)
 * @param aliveBars the bar on which the account was lost, or the number of bars
 */
export function dollarReturns(
  returns: Float64Array,
  close: Float64Array,
  aliveBars: number,
): Float64Array {
  assert(close.length === returns.length + 1, 'a close after every bar');
  return returns.map((value, i) => {
    return i > aliveBars ? 0 : (1 + value) * (close[i + 1] / close[i]) - 1;
  });
}
