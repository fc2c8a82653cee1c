/** What a spot trade needs from an exchange, as an interface that a real client implements. */

import type { Side } from './instrument.ts';

/** What the account holds. */
export type SpotBalances = { readonly bitcoin: number; readonly dollars: number };

/** A market order on spot. */
type SpotOrder = {
  readonly pair: string;
  readonly side: Side;
  /** In the base currency. */
  readonly volume: number;
  /** A UUID. The exchange refuses a second open order that has the same one. */
  readonly clientOrderId: string;
  /** ISO time after which the exchange must not take the order. */
  readonly deadline: string;
  /** Check the order, but do not place it. */
  readonly validateOnly: boolean;
};

/** Each request may throw HttpFailure, ExchangeRefused or MalformedAnswer. */
export type SpotAccount = {
  readonly balances: () => Promise<SpotBalances>;
  /** Sends once. Gives the exchange's order ids; none if the order was only validated. */
  readonly addOrder: (order: SpotOrder) => Promise<readonly string[]>;
};
