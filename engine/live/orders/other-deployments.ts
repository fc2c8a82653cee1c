/**
 * Finds other deployments that trade the same account. Each would take the other's trades for a
 * wrong position and undo them, so the second one must not trade. Pure.
 */

import type { Fill, OpenOrder } from '../plan/exchange.ts';
import { deploymentOfId, HAND } from '../plan/target-position.ts';

/** A day, and the hour by which runs of two days may differ. */
const LOOK_BACK_MS = 25 * 3_600_000;

/**
 * The ids of other deployments with an open order, or with a fill of the last day. Trades by hand
 * have ids of their own: they are no deployment, and see none.
 * @param own the id of this deployment
 * @param now ms since 1970
 */
export function otherDeployments(
  seen: { readonly fills: readonly Fill[]; readonly openOrders: readonly OpenOrder[] },
  own: string,
  now: number,
): readonly string[] {
  const recent = seen.fills.filter(({ time }) => time >= now - LOOK_BACK_MS);
  const found = [...recent, ...seen.openOrders].flatMap(
    ({ clientOrderId }) => otherDeploymentOf(clientOrderId, own) ?? [],
  );
  return [...new Set(found)];
}

/** The deployment in an order's id if it is another than `own`, else undefined. */
export function otherDeploymentOf(clientOrderId = '', own: string): string | undefined {
  const id = deploymentOfId(clientOrderId);
  if (id === own || id?.startsWith(HAND) === true || own.startsWith(HAND)) return undefined;
  return id;
}
