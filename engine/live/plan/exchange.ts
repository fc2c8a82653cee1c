/**
 * What the daily run needs from an exchange, as interfaces. A client of a real exchange implements
 * them; the caller of the run builds that client and hands it in.
 * Every request may throw HttpFailure, ExchangeRefused or MalformedAnswer.
 */

import type { BarRow } from '../../core/bars.ts';
import type { Instrument, MarginAccount, Side, Ticker } from './instrument.ts';
import type { Maintenance } from './maintenance.ts';

/** The exchange of one run: the spot bars it decides on and the contract it trades. */
export type Exchange = {
  /** The latest daily bars of the spot pair, with the exchange's clock. */
  readonly dailyBars: () => Promise<LatestBars>;
  readonly futures: FuturesMarket;
  /** The market of another contract. An order of it is looked up there and nowhere else. */
  readonly futuresOf: (symbol: string) => FuturesMarket;
};

/** The markets of an exchange, to look at only. */
export type MarketViews = {
  readonly futures: FuturesView;
  readonly futuresOf: (symbol: string) => FuturesView;
};

/** An answer with the latest bars. */
export type LatestBars = {
  /**
   * Oldest first, at most 721, with the volume in the base currency. The bar that still forms may
   * be among them.
   */
  readonly bars: readonly BarRow[];
  /** Open time of the last bar that the exchange calls closed, unix seconds. */
  readonly lastClosed: number;
  /** The exchange's clock, ms since 1970; NaN if the answer has no Date header. */
  readonly serverTime: number;
};

/** One futures contract and the account that trades it, to look at only. */
export type FuturesView = {
  /** The contract's symbol. */
  readonly symbol: string;
  /** One contract, in words: `1 USD` or `0.0001 BTC`. */
  readonly contractUnit: string;
  readonly instrument: () => Promise<Instrument>;
  readonly ticker: () => Promise<Ticker>;
  readonly account: () => Promise<MarginAccount>;
  /** Signed contracts, 0 if there is no position. */
  readonly position: () => Promise<number>;
  /** Positions in other contracts on the same price. Nothing here trades them. */
  readonly otherPositions: () => Promise<readonly OtherPosition[]>;
  readonly openOrders: () => Promise<readonly OpenOrder[]>;
  /** The latest fills, as many as the exchange gives. */
  readonly fills: () => Promise<readonly Fill[]>;
  /** The status of an order, or undefined if the exchange shows none. */
  readonly orderStatus: (clientOrderId: string) => Promise<OrderStatus | undefined>;
  /** What a status in the reply to a sent order means. */
  readonly meaningOf: (status: string) => StatusMeaning;
};

/** One futures contract and the account that trades it. */
export type FuturesMarket = FuturesView & {
  /** Sends once. After any error it is not known whether the order arrived. */
  readonly sendOrder: (order: FuturesOrder) => Promise<SendReply>;
  /** Cancels every open order of the contract, whoever placed it. */
  readonly cancelAllOrders: () => Promise<void>;
  /** Announced maintenance. It is asked for once: without an answer a trade is planned as well. */
  readonly maintenance: () => Promise<readonly Maintenance[]>;
};

/** A market that cannot send: it has only the reads of `market`. */
export function viewOf(market: FuturesMarket): FuturesView {
  const { symbol, contractUnit, instrument, ticker, account, position, otherPositions } = market;
  const { openOrders, fills, orderStatus, meaningOf } = market;
  const facts = { symbol, contractUnit, instrument, ticker, account, position, otherPositions };
  return { ...facts, openOrders, fills, orderStatus, meaningOf };
}

/** The markets of `exchange` that cannot send. */
export function viewsOf({ futures, futuresOf }: Exchange): MarketViews {
  return { futures: viewOf(futures), futuresOf: (symbol) => viewOf(futuresOf(symbol)) };
}

/**
 * `arrived`: the exchange has this order, or has the first order sent under the same id.
 * `refused`: nothing was placed, and another try would be refused too.
 * `refused for now`: nothing was placed, but another try within minutes may succeed.
 * `market closed`: nothing was placed, because the market takes no such order now. Another try
 * later on the same day may succeed.
 * `unknown`: the status alone does not tell.
 */
export type StatusMeaning = 'arrived' | 'refused' | 'refused for now' | 'market closed' | 'unknown';

/** A market order. The exchange fills at once what it can and cancels the rest. */
export type FuturesOrder = {
  readonly side: Side;
  /** Whole contracts, above zero. */
  readonly size: number;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string;
  /** The exchange refuses the order if it would process it after this time, ms since 1970. */
  readonly processBefore: number;
};

/** The exchange's reply to a sent order. Only `status` tells whether the order was taken. */
export type SendReply = {
  readonly status: string;
  readonly meaning: StatusMeaning;
  readonly orderId: string | undefined;
  /** Contracts that were filled at once. */
  readonly executed: number;
};

/** A position in another contract. The size is signed, in that contract's own unit. */
export type OtherPosition = { readonly instrument: string; readonly size: number };

export type OpenOrder = {
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  /** The order can only make a position smaller, such as a stop. */
  readonly reduceOnly: boolean;
};

export type Fill = {
  readonly orderId: string;
  readonly clientOrderId: string | undefined;
  readonly side: Side;
  readonly size: number;
  readonly price: number;
  /** ms since 1970. */
  readonly time: number;
};

/** An order that is open, or that ended a few seconds ago. */
export type OrderStatus = {
  readonly orderId: string;
  readonly open: boolean;
  readonly filled: number;
};
