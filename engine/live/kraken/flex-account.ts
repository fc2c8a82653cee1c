/**
 * The multi-collateral account ("flex"), which holds the margin of the linear contract. Its values
 * are in dollars. Unlike the inverse account, it shows no price at which liquidation starts,
 * because that depends on all of its currencies and positions. The price is estimated here.
 */

import { MalformedAnswer } from '../edges/failures.ts';
import { numberAt, objectAt, objectOf, type JsonObject } from '../edges/json-fields.ts';
import type { MarginAccount } from '../plan/instrument.ts';

/** What the estimate needs to know about the contract that is traded. */
type Holding = {
  /** Signed bitcoin. */
  readonly bitcoin: number;
  readonly markPrice: number;
};

/** The account in the answer to `accounts`. @throws MalformedAnswer */
export function readFlexAccount(body: JsonObject, holding: Holding): MarginAccount {
  const where = 'futures accounts';
  const accounts = objectAt(body, 'accounts', where);
  if (accounts['flex'] === undefined) {
    throw new MalformedAnswer(`${where}: expected an account flex`);
  }
  const account = objectAt(accounts, 'flex', where);
  const bitcoin = objectAt(account, 'currencies', where)['XBT'];
  const equity = numberAt(account, 'marginEquity', where);
  return {
    currency: 'USD',
    availableFunds: numberAt(account, 'availableMargin', where),
    portfolioValue: numberAt(account, 'portfolioValue', where),
    liquidationPrice: liquidationEstimate(holding, {
      equity,
      maintenance: numberAt(account, 'maintenanceMargin', where),
      bitcoinCollateral:
        bitcoin === undefined ? 0 : numberAt(objectOf(bitcoin, where), 'collateral', where),
    }),
  };
}

/**
 * The mark price at which the margin equity falls to the maintenance margin; 0 if there is no such
 * price. It assumes that only the price of bitcoin moves. With q bitcoin held at mark price m,
 * equity E, maintenance margin M and bitcoin worth C as collateral, the price p is where
 * E - C + C·p/m + q·(p - m) = M·p/m.
 */
export function liquidationEstimate(
  { bitcoin: q, markPrice: m }: Holding,
  account: {
    readonly equity: number;
    readonly maintenance: number;
    readonly bitcoinCollateral: number;
  },
): number {
  const { equity, maintenance, bitcoinCollateral } = account;
  if (q === 0) return 0;
  const slope = q + (bitcoinCollateral - maintenance) / m;
  const price = (q * m - equity + bitcoinCollateral) / slope;
  return Number.isFinite(price) && price > 0 ? price : 0;
}
