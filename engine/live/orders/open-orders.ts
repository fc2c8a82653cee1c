/**
 * Open orders of the contract, before an order is planned. A market order of ours never stays open,
 * so normally there are none. Orders of others are somebody's wish and stay, except where a setting
 * says that their reduce-only orders give way.
 */

import type { FuturesMarket, OpenOrder } from '../plan/exchange.ts';
import { OWN_PREFIX } from '../plan/target-position.ts';
import { otherDeploymentOf } from './other-deployments.ts';

/** Which orders are open, and how many of each kind. */
export type OpenOrders = {
  /** Orders that may enlarge a position. */
  readonly enlarging: number;
  /** Reduce-only orders that are not ours, such as the stop of a person. */
  readonly reduceOnly: number;
  /** All orders that were open at first. */
  readonly found: readonly OpenOrder[];
};

/**
 * Counts the open orders. If all of them are of this deployment, they are cancelled first and
 * those that are left are counted. The exchange cancels all orders or none, so if one is somebody
 * else's, all stay.
 */
export async function settledOpenOrders(
  market: FuturesMarket,
  deployment: string,
): Promise<OpenOrders> {
  const open = await market.openOrders();
  const isOwn = (order: OpenOrder): boolean =>
    isOurs(order) && otherDeploymentOf(order.clientOrderId, deployment) === undefined;
  if (open.length === 0 || !open.every(isOwn)) return countOpenOrders(open);
  await market.cancelAllOrders();
  return { ...countOpenOrders(await market.openOrders()), found: open };
}

/** Counts `open`. */
export function countOpenOrders(open: readonly OpenOrder[]): OpenOrders {
  return {
    enlarging: open.filter((order) => !order.reduceOnly).length,
    reduceOnly: open.filter((order) => order.reduceOnly && !isOurs(order)).length,
    found: open,
  };
}

function isOurs({ clientOrderId }: OpenOrder): boolean {
  return clientOrderId?.startsWith(OWN_PREFIX) === true;
}
