/** What a spot trade needs from an exchange, as an interface that a real client implements. */

import type { Side } from './instrument.ts';

/** What the account holds. */
export type SpotBalances = {
  /** What an order can sell, in whole satoshis. */
  readonly bitcoin: number;
  /** What an order can spend. */
  readonly dollars: number;
  /** Names of balances of bitcoin and dollars that no order can use, such as staked ones. */
  readonly locked: readonly string[];
};

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

/** An order as the exchange shows it. */
export type SpotOrderStatus = {
  readonly orderId: string;
  readonly open: boolean;
  /** Bitcoin. */
  readonly filled: number;
  /** Mean price of what was filled; null if nothing was. */
  readonly price: number | null;
};

/** Each request may throw HttpFailure, ExchangeRefused or MalformedAnswer. */
export type SpotAccount = {
  readonly balances: () => Promise<SpotBalances>;
  /**
   * The status of an order, by the exchange's id if that is known, else by the client's; undefined
   * if the exchange shows none.
   * @param order.since ms; the order was not sent before this time
   */
  readonly order: (order: {
    readonly orderId: string | null;
    readonly clientOrderId: string;
    readonly since: number;
  }) => Promise<SpotOrderStatus | undefined>;
  /** Sends once. Gives the exchange's order ids; none if the order was only validated. */
  readonly addOrder: (order: SpotOrder) => Promise<readonly string[]>;
};
