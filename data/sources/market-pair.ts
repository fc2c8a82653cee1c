/** A pair of currencies, and what each source calls it. */

import { InputError } from '../../engine/core/errors.ts';
import { marketName } from '../../engine/core/market-name.ts';

/** A pair such as bitcoin in dollars. */
export type MarketPair = {
  /** In the names of files: `BTCUSD`. */
  readonly plain: string;
  readonly bitstamp: string;
  readonly kraken: string;
};

/** Perpetual contracts on a pair. */
type PerpetualSymbols = {
  /** Kraken's linear and its inverse contract. */
  readonly linear: string;
  readonly inverse: string;
  readonly binance: string;
};

/**
 * The pair that `text` names: `BTCUSD`, `xbt/usd`, `ETH-USD`.
 * @param where the option that names it, for messages
 * @throws InputError if it names none
 */
export function marketPair(text: string, where = '--pair'): MarketPair {
  const plain = text.toUpperCase().replaceAll(/[/_-]/g, '');
  if (!/^[A-Z0-9]{5,12}$/.test(plain)) {
    throw new InputError(`${where}: expected two currencies such as BTCUSD, got "${text}"`);
  }
  const kraken = marketName(plain);
  const usual = kraken.replace(/^XBT/, 'BTC');
  return { plain: usual, bitstamp: usual.toLowerCase(), kraken };
}

/**
 * The perpetual contracts on `pair`.
 * @throws InputError if it is not in dollars, because then there are none
 */
export function perpetualsOn({ plain, kraken }: MarketPair, where = '--pair'): PerpetualSymbols {
  if (!plain.endsWith('USD')) {
    throw new InputError(`${where}: expected a pair in USD, which has perpetuals, got ${plain}`);
  }
  return { linear: `PF_${kraken}`, inverse: `PI_${kraken}`, binance: `${plain}T` };
}
