/**
 * What an exchange says about one futures contract and the account that trades it, in words that no
 * single exchange owns. Positions and sizes are contracts; times are ms since 1970.
 */

export type Side = 'buy' | 'sell';

/** A futures contract, as the exchange describes it. */
export type Instrument = {
  readonly symbol: string;
  readonly type: string;
  readonly tradeable: boolean;
  readonly postOnly: boolean;
  readonly tickSize: number;
  /** Value of one contract, in USD for an inverse contract. */
  readonly contractSize: number;
  /** Order sizes are multiples of this, at least one contract. */
  readonly lotContracts: number;
  readonly maxPositionContracts: number;
  /** Initial margin at the first margin level, as a fraction of the position's value. */
  readonly initialMargin: number;
  /** The exchange's clock when it answered, ms. */
  readonly serverTime: number;
};

/** The contract's current price and whether it trades. */
export type Ticker = {
  readonly markPrice: number;
  readonly suspended: boolean;
  readonly postOnly: boolean;
  /**
   * Fraction of the position's value that a long position now pays an hour; NaN if there is no
   * funding.
   */
  readonly fundingRate: number;
};

/** An account in the contract's settlement currency, which is BTC for an inverse contract. */
export type MarginAccount = {
  readonly availableFunds: number;
  readonly portfolioValue: number;
  /** Mark price at which liquidation starts; 0 if there is no position. */
  readonly liquidationPrice: number;
};
