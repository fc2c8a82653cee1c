/**
 * What became of an order: sent once, then looked for among status, open orders, fills and in the
 * position, until its end is certain.
 *
 * Why it becomes certain. The order is immediate-or-cancel and carries `processBefore`: once the
 * exchange's clock is past it, and no open order has its id, the order can no longer change
 * anything. The two clocks agree within MAX_EXCHANGE_SKEW_MS, checked before each order, so
 * GRACE_MS later "not to be found and the position did not move" means "never placed".
 */

import { OutsideError } from '../../core/errors.ts';
import type { Leg, Settlement } from '../journal/day-journal.ts';
import { OrderUnsettled } from '../edges/failures.ts';
import type { Fill, FuturesMarket, OpenOrder, OrderStatus, SendReply } from '../plan/exchange.ts';
import { signOf } from '../plan/target-position.ts';
import { MAX_EXCHANGE_SKEW_MS } from '../plan/trade-guards.ts';
import { sleep, type TimeBudget } from '../edges/wall-clock.ts';

/** How long an order stays valid after its intent. */
export const ORDER_LIFE_MS = 10_000;
/** More than the clocks may differ, plus the exchange's own delay in showing what it did. */
export const GRACE_MS = 15_000;
/** After this fills and position that contradict each other are somebody else's trades. */
const CONTRADICTION_MS = 60_000;
const POLL_MS = 1_500;
/** The status of an order of which its answer, its fills and the position say different things. */
export const CONTRADICTED = 'answer, fills and position disagree';

/**
 * The status of an order that the position alone shows: its fills carry no id, or are too many to
 * be listed. Somebody else's trade of its size would look the same.
 */
export const BY_POSITION = 'filled, as far as the position tells';

/** What the exchange shows of an order. */
export type Sighting = {
  readonly status: OrderStatus | undefined;
  readonly openOrders: readonly OpenOrder[];
  readonly fills: readonly Fill[];
  readonly position: number;
};

/** An order's intent, and the day's orders before it, whose ends are known. */
export type Pending = { readonly leg: Leg; readonly others: readonly Leg[] };

/** Sends the order of a journaled intent, once, and settles it. @throws OrderUnsettled */
export async function placeOrder(
  time: TimeBudget,
  market: FuturesMarket,
  pending: Pending,
): Promise<Settlement> {
  const { side, size, reduceOnly, processBefore, clientOrderId } = pending.leg;
  let reply: SendReply | undefined;
  if (time.clock.now() < processBefore) {
    try {
      reply = await market.sendOrder({ side, size, reduceOnly, processBefore, clientOrderId });
    } catch (error) {
      // No answer, or an error's envelope: the order's fate is unknown until it is looked up.
      if (!(error instanceof OutsideError)) throw error;
    }
  }
  return await settleOrder(time, market, pending, reply);
}

/**
 * The end of an order that may have been sent, by looking only.
 * @throws OrderUnsettled where the time budget ends before it is certain
 */
export async function settleOrder(
  time: TimeBudget,
  market: FuturesMarket,
  { leg, others }: Pending,
  reply?: SendReply,
): Promise<Settlement> {
  for (;;) {
    // What one read shows may be as old as this when the slowest of them has its answer.
    const since = time.clock.now();
    const seen = await look(market, leg);
    const isOthers = ({ orderId }: Fill): boolean =>
      others.some(({ settled }) => settled?.orderId === orderId);
    const fills = seen.fills.filter((fill) => !isOthers(fill));
    const settled = judge(leg, { ...seen, fills }, reply, since);
    if (settled !== undefined) return settled;
    if (time.clock.now() + POLL_MS > time.deadline) {
      throw new OrderUnsettled(`order ${leg.clientOrderId}: its fate is not certain yet`);
    }
    await sleep(time.clock, POLL_MS);
  }
}

/**
 * Signed contracts, not older than the end of `last`, the order before: each look may reach another
 * server, and one may not show yet what another has shown. GRACE_MS after the order's time all of
 * them do, and what differs then is somebody else's.
 * @throws OrderUnsettled where the time budget ends before
 */
export async function positionAfter(
  time: TimeBudget,
  market: Pick<FuturesMarket, 'position'>,
  last: Leg | undefined,
): Promise<number> {
  for (;;) {
    const since = time.clock.now();
    const position = await market.position();
    if (last?.settled === undefined || since >= last.processBefore + GRACE_MS) return position;
    if (position === last.positionBefore + signOf(last.side) * last.settled.filled) return position;
    if (time.clock.now() + POLL_MS > time.deadline) {
      throw new OrderUnsettled(`order ${last.clientOrderId}: the position does not show its end`);
    }
    await sleep(time.clock, POLL_MS);
  }
}

async function look(market: FuturesMarket, leg: Leg): Promise<Sighting> {
  const [status, openOrders, fills, position] = await Promise.all([
    market.orderStatus(leg.clientOrderId),
    market.openOrders(),
    market.fills(),
    market.position(),
  ]);
  return { status, openOrders, fills, position };
}

/** The order's end as far as `seen`, looked for from `now` (ms) on, makes it certain. Pure. */
export function judge(
  leg: Leg,
  seen: Sighting,
  reply: SendReply | undefined,
  now: number,
): Settlement | undefined {
  const isOurs = (order: { orderId: string; clientOrderId: string | undefined }): boolean =>
    order.clientOrderId === leg.clientOrderId ||
    order.orderId === reply?.orderId ||
    order.orderId === seen.status?.orderId;
  const open = seen.status?.open === true || seen.openOrders.some(isOurs);
  if (open) return undefined;
  const fills = seen.fills.filter(isOurs);
  const listed = fills.reduce((sum, fill) => sum + fill.size, 0);
  /** The sum by the exchange's own report, which is whole; fills come in one after another. */
  const told = Math.max(seen.status?.filled ?? 0, reply?.executed ?? 0);
  const shown = Math.max(listed, told);
  const moved = (seen.position - leg.positionBefore) * signOf(leg.side);
  const orderId = reply?.orderId ?? seen.status?.orderId ?? fills[0]?.orderId ?? null;
  const end = (status: string, filled: number): Settlement => ({
    status,
    filled,
    price: meanPrice(fills),
    orderId,
  });
  const over = now >= leg.processBefore + GRACE_MS;
  if (shown > 0 && moved === shown) {
    if (moved === leg.size) return end('filled', moved);
    if (over || moved === told) return end('partiallyFilled', moved);
  }
  const untouched = shown === 0 && moved === 0;
  if (untouched && isRefusal(reply)) return end(reply.status, 0);
  if (!over) return undefined;
  // An order that is there and shows nowhere, since views lag, or as a fill that has no id and may
  // be its own: another would come on top of it.
  const arrived = seen.status === undefined && reply?.meaning === 'arrived';
  const hidden = arrived || seen.fills.some((fill) => mayBeOf(leg, fill));
  if (untouched && !hidden) {
    const known = reply !== undefined || seen.status !== undefined;
    return end(known ? (reply?.status ?? 'cancelled') : 'absent', 0);
  }
  // The position shows it, and no fill says otherwise: what comes next is planned from it anyway.
  const alone = moved === leg.size || (shown === 0 && moved > 0 && moved < leg.size);
  if (alone) return end(BY_POSITION, moved);
  if (now < leg.processBefore + CONTRADICTION_MS) return undefined;
  const filled = shown > 0 ? shown : Math.min(Math.max(moved, 0), leg.size);
  return end(CONTRADICTED, filled);
}

function isRefusal(reply: SendReply | undefined): reply is SendReply {
  return reply?.meaning === 'refused' || reply?.meaning === 'refused for now';
}

/** Whether a fill without an id may be the order's: then no standstill shows that it is not. */
function mayBeOf(leg: Leg, { clientOrderId, side, time }: Fill): boolean {
  const earliest = leg.processBefore - ORDER_LIFE_MS - MAX_EXCHANGE_SKEW_MS;
  return clientOrderId === undefined && side === leg.side && time >= earliest;
}

function meanPrice(fills: readonly Fill[]): number | null {
  const size = fills.reduce((sum, fill) => sum + fill.size, 0);
  // The mean of an inverse contract's prices by contracts; for the record, not for profit.
  return size === 0 ? null : fills.reduce((sum, fill) => sum + fill.price * fill.size, 0) / size;
}
