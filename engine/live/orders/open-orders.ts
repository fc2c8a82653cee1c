/**
 * Open orders of the contract, before an order is planned. A market order of ours never stays open,
 * so normally there are none. Orders of others are somebody's wish and stay, except where a setting
 * says that their reduce-only orders give way.
 */

import type { FuturesMarket, OpenOrder } from '../plan/exchange.ts';
import { OWN_PREFIX } from '../plan/target-position.ts';

/** How many orders are open. */
export type OpenOrders = {
  /** Orders that may enlarge a position. */
  readonly enlarging: number;
  /** Reduce-only orders that are not ours, such as the stop of a person. */
  readonly reduceOnly: number;
};

/**
 * Counts the open orders. If all of them are ours, they are cancelled first and those that are left
 * are counted. The exchange cancels all orders or none, so if one is somebody else's, all stay.
 */
export async function settledOpenOrders(market: FuturesMarket): Promise<OpenOrders> {
  const open = await market.openOrders();
  if (open.length === 0 || !open.every(isOurs)) return countOpenOrders(open);
  await market.cancelAllOrders();
  return countOpenOrders(await market.openOrders());
}

/** Counts `open`. */
export function countOpenOrders(open: readonly OpenOrder[]): OpenOrders {
  return {
    enlarging: open.filter((order) => !order.reduceOnly).length,
    reduceOnly: open.filter((order) => order.reduceOnly && !isOurs(order)).length,
  };
}

function isOurs({ clientOrderId }: OpenOrder): boolean {
  return clientOrderId?.startsWith(OWN_PREFIX) === true;
}
