/**
 * The two contracts that can be traded, and how Kraken writes their sizes. Everywhere else a size
 * is a whole number of contracts. Kraken's answers and orders have decimal sizes: dollars for
 * PI_XBTUSD, bitcoin for PF_XBTUSD. Only this file knows the step between the two.
 */

import { InputError } from '../../core/errors.ts';
import { numberAt, sameSymbol, type JsonObject } from '../edges/json-fields.ts';

export type FuturesContract = {
  readonly symbol: string;
  /** Kraken's size of one contract is 10^-decimals. */
  readonly decimals: number;
  /** The account that holds its margin. */
  readonly account: 'fi_xbtusd' | 'flex';
  /** One contract, in words. */
  readonly unit: string;
};

/** Inverse, settled in bitcoin; one contract is one dollar. */
const INVERSE: FuturesContract = {
  symbol: 'PI_XBTUSD',
  decimals: 0,
  account: 'fi_xbtusd',
  unit: '1 USD',
};

/** Linear, with several currencies as collateral; the smallest order is 0.0001 bitcoin. */
const LINEAR: FuturesContract = {
  symbol: 'PF_XBTUSD',
  decimals: 4,
  account: 'flex',
  unit: '0.0001 BTC',
};

/** The contract of this symbol. @throws InputError if it is neither of the two */
export function contractOf(symbol: string): FuturesContract {
  const found = [INVERSE, LINEAR].find((contract) => sameSymbol(contract.symbol, symbol));
  if (found !== undefined) return found;
  const both = `${INVERSE.symbol} or ${LINEAR.symbol}`;
  throw new InputError(`contract: expected ${both}, got "${symbol}"`);
}

/**
 * Whether `symbol` is another contract on the price of bitcoin in dollars, such as
 * `FI_XBTUSD_261225`. A position in it adds to the risk of a position in `contract`.
 */
export function isSibling(symbol: string, contract: FuturesContract): boolean {
  return !sameSymbol(symbol, contract.symbol) && /^[a-z]+_xbtusd(_|$)/i.test(symbol);
}

/**
 * The size at `name` in whole contracts. A part that is smaller than one contract is left out,
 * because no order can be that small. @throws MalformedAnswer
 */
export function contractsAt(
  from: JsonObject,
  name: string,
  where: string,
  { decimals }: FuturesContract,
): number {
  // 0.0006 · 10^4 is 5.999…; a size has at most 12 digits, so 1e-3 is far above that error.
  const contracts = numberAt(from, name, where) * 10 ** decimals;
  return Math.sign(contracts) * Math.floor(Math.abs(contracts) + 1e-3);
}

/** Kraken's text of a size: 166 contracts of PF_XBTUSD are `0.0166`. Exact, without exponent. */
export function sizeText(contracts: number, { decimals }: FuturesContract): string {
  const digits = String(contracts).padStart(decimals + 1, '0');
  if (decimals === 0) return digits;
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
