/**
 * Reads the answers of Kraken's spot API about balances and orders.
 * An asset may come under several names. `XXBT` and `ZUSD` are the plain balances. Kraken moves
 * balances to `XBT.F` and `USD.F` while they earn Kraken Rewards; an order sells and spends them as
 * if they were plain (docs.kraken.com, "Get Account Balance"). Balances with another ending (`.B`
 * yield-bearing, `.M` opt-in rewards, `.S` staked) must be released before an order can use them.
 */

import { MalformedAnswer } from '../edges/failures.ts';
import { numberAt, objectOf, optionalText, textAt, type JsonObject } from '../edges/json-fields.ts';
import type { SpotBalances, SpotOrderStatus } from '../plan/spot-account.ts';

const BITCOIN = /^X?XBT(?:\d*\.([A-Z]+))?$/;
const DOLLARS = /^Z?USD(?:\.([A-Z]+))?$/;
/** The ending of balances that earn Kraken Rewards. */
const REWARDS = 'F';
/** A satoshi, and finer than a cent: enough for every balance, so that sums are exact. */
const UNITS = 1e8;

/** What the account can sell and spend. @throws MalformedAnswer */
export function readBalances(result: JsonObject): SpotBalances {
  const where = 'spot Balance';
  const [bitcoin, dollars] = [BITCOIN, DOLLARS].map((names) => {
    const amounts = Object.keys(result).filter((asset) => {
      const [name, ending = REWARDS] = names.exec(asset) ?? [];
      return name !== undefined && ending === REWARDS;
    });
    return amounts.reduce((sum, asset) => sum + units(numberAt(result, asset, where)), 0) / UNITS;
  }) as [number, number];
  const locked = Object.keys(result).filter((asset) => {
    const ending = (BITCOIN.exec(asset) ?? DOLLARS.exec(asset))?.[1] ?? REWARDS;
    return ending !== REWARDS && numberAt(result, asset, where) > 0;
  });
  return { bitcoin, dollars, locked };
}

/**
 * The status of one order in the answer to QueryOrders, OpenOrders or ClosedOrders, whose orders
 * are by their ids; undefined if it is not among them.
 */
export function readSpotOrder(
  orders: JsonObject,
  wanted: { readonly orderId: string | null; readonly clientOrderId: string },
): SpotOrderStatus | undefined {
  const where = 'spot orders';
  for (const [orderId, entry] of Object.entries(orders)) {
    const order = objectOf(entry, where);
    const found =
      orderId === wanted.orderId || optionalText(order, 'cl_ord_id') === wanted.clientOrderId;
    if (!found) continue;
    const filled = units(numberAt(order, 'vol_exec', where)) / UNITS;
    const price = numberAt(order, 'price', where);
    return { orderId, open: isOpen(textAt(order, 'status', where)), filled, price: price || null };
  }
  return undefined;
}

/** @throws MalformedAnswer for a status that the documentation does not list */
function isOpen(status: string): boolean {
  if (status === 'pending' || status === 'open') return true;
  if (status === 'closed' || status === 'canceled' || status === 'expired') return false;
  throw new MalformedAnswer('spot orders: expected a known status');
}

/** Whole units, rounded down. */
function units(amount: number): number {
  return Math.floor(amount * UNITS + 1e-3);
}
