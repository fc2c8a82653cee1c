/**
 * What an exchange says about one futures contract and the account that trades it, in words that no
 * single exchange owns. Positions and sizes are whole contracts; times are ms since 1970.
 * Vocabulary: an inverse contract is worth a fixed amount of dollars and is settled in bitcoin. A
 * linear contract is a fixed amount of bitcoin and is settled in dollars.
 */

export type Side = 'buy' | 'sell';

/** A futures contract, as the exchange describes it. */
export type Instrument = {
  readonly symbol: string;
  readonly payoff: 'inverse' | 'linear';
  readonly tradeable: boolean;
  readonly postOnly: boolean;
  /** One contract: in dollars if it is inverse, in bitcoin if it is linear. */
  readonly contractSize: number;
  /** Order sizes are multiples of this, at least one contract. */
  readonly lotContracts: number;
  /** 0 if it is not known. */
  readonly maxPositionContracts: number;
  /** At the first margin level, as a fraction of the position's value; NaN if it is not known. */
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

/** The account that holds the contract's margin. Its values are in `currency`. */
export type MarginAccount = {
  readonly currency: 'BTC' | 'USD';
  readonly availableFunds: number;
  readonly portfolioValue: number;
  /** Mark price at which liquidation starts; 0 if there is no position, or no such price. */
  readonly liquidationPrice: number;
};

/**
 * The value of `contracts` at `price`, in the currency of the contract's account: bitcoin if it is
 * inverse, dollars if it is linear.
 */
export function valueOf(
  contracts: number,
  price: number,
  { payoff, contractSize }: Pick<Instrument, 'payoff' | 'contractSize'>,
): number {
  const size = contracts * contractSize;
  return payoff === 'inverse' ? size / price : size * price;
}

/** What one contract is worth in dollars at `price`. */
export function dollarsOf(
  price: number,
  { payoff, contractSize }: Pick<Instrument, 'payoff' | 'contractSize'>,
): number {
  return payoff === 'inverse' ? contractSize : contractSize * price;
}
