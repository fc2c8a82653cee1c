/**
 * Sends an order once and finds out what became of it: looks at its status, the open orders, the
 * fills and the position, again and again, until the outcome is certain.
 * Why the outcome becomes certain: the order fills at once or is cancelled, and it has a time
 * `processBefore`. When the exchange's clock is past that time and no open order has the order's
 * id, the order can no longer change anything. The two clocks differ by at most
 * MAX_EXCHANGE_SKEW_MS, which is checked before each order. So if, GRACE_MS after `processBefore`,
 * nothing shows the order and the position has not moved, the order was never placed.
 */

import { OutsideError } from '../../core/errors.ts';
import type { Leg, Settlement } from '../journal/day-journal.ts';
import { UNKNOWN } from '../journal/signal-record.ts';
import { OrderUnsettled } from '../edges/failures.ts';
import type {
  Fill,
  FuturesMarket,
  FuturesView,
  OpenOrder,
  OrderStatus,
  SendReply,
} from '../plan/exchange.ts';
import { signOf } from '../plan/target-position.ts';
import { MAX_EXCHANGE_SKEW_MS } from '../plan/trade-guards.ts';
import { sleep, type TimeBudget } from '../edges/wall-clock.ts';
import { exitReads, PATIENT, type ReadOr } from './exit-reads.ts';

/** An order is valid for this long after its intent was written. */
export const ORDER_LIFE_MS = 10_000;
/**
 * More than the largest difference of the clocks plus the exchange's delay in showing a change.
 * Usually that delay is below a second, but delays of 40 s are survived too.
 */
export const GRACE_MS = 45_000;
/**
 * If fills and position still contradict each other this long after `processBefore`, the reason is
 * taken to be somebody else's trades.
 */
const CONTRADICTION_MS = 60_000;
const POLL_MS = 1_500;
/** An order that is sent with this much time left is almost always settled within the run. */
export const LONGEST_SETTLING_MS = ORDER_LIFE_MS + GRACE_MS + 3_000;
/** A refusal counts only if the position has not moved this long after it. */
const REFUSAL_LOOK_MS = 2_000;
/** The status of an order if the answer to it, its fills and the position disagree for good. */
export const CONTRADICTED = 'answer, fills and position disagree';

/**
 * The status of an order that only the position shows, because its fills carry no id or are no
 * longer listed. A trade of the same size by somebody else would look the same.
 */
export const BY_POSITION = 'filled, as far as the position tells';

/** The status of an order that only its fills show. Some of them may no longer be listed. */
export const BY_FILLS = 'filled, as far as its fills tell';

/** What one look at the exchange shows. */
export type Sighting = {
  readonly status: OrderStatus | undefined;
  readonly openOrders: readonly OpenOrder[];
  readonly fills: readonly Fill[];
  readonly position: number;
};

/** An order's intent, and the earlier orders of the day, whose outcomes are known. */
export type Pending = {
  readonly leg: Leg;
  readonly others: readonly Leg[];
  /** One look of a few seconds must be enough. It may be if the order is over for good. */
  readonly quick?: boolean;
  /** Other orders may have moved the position since, so that it says nothing about this one. */
  readonly positionMoved?: boolean;
};

/** Sends the order of an intent in the journal once, and settles it. @throws OrderUnsettled */
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
      if (isRefusal(reply)) await sleep(time.clock, REFUSAL_LOOK_MS);
    } catch (error) {
      // No answer, or an error as the answer: settleOrder finds out what became of the order.
      if (!(error instanceof OutsideError)) throw error;
    }
  }
  return await settleOrder(time, market, pending, reply);
}

/** Whether nothing can change the outcome of `leg` any more, and all views show it. */
export function isOver({ processBefore }: Leg, now: number): boolean {
  return now >= processBefore + CONTRADICTION_MS;
}

/**
 * The outcome of an order that may have been sent. This function only looks; it sends nothing. An
 * order that closes is settled by position and reply alone if nothing else can be read: the next
 * one can close no more than there is. If the position has moved since, status and fills decide.
 * @throws OrderUnsettled if the run's time ends before the outcome is certain
 */
export async function settleOrder(
  time: TimeBudget,
  market: FuturesView,
  { leg, others, quick = false, positionMoved = false }: Pending,
  reply?: SendReply,
): Promise<Settlement> {
  const closes = leg.purpose === 'close';
  for (;;) {
    // The four reads end at different times. All of them are treated as being this old.
    const since = time.clock.now();
    const { read, unseen } = exitReads(time.clock);
    const seen = await look(market, leg, closes || quick ? read : PATIENT);
    if ((!closes || positionMoved) && unseen.length > 0) {
      throw new OrderUnsettled(`order ${leg.clientOrderId}: ${unseen.join('; ')}`);
    }
    const isOthers = ({ orderId }: Fill): boolean =>
      others.some(({ settled }) => settled?.orderId === orderId);
    const fills = seen.fills.filter((fill) => !isOthers(fill));
    const sighting = { ...seen, fills };
    const settled = positionMoved
      ? judgeByReports(leg, sighting)
      : judge(leg, sighting, reply, since);
    if (settled !== undefined) return unseen.length === 0 ? settled : { ...settled, unseen };
    if (time.clock.now() + POLL_MS > time.deadline) {
      throw new OrderUnsettled(`order ${leg.clientOrderId}: its outcome is not certain yet`);
    }
    await sleep(time.clock, POLL_MS);
  }
}

/**
 * The position in signed contracts, after the order `last` has taken effect. Each read may reach
 * another server of the exchange, and a server may not show the order's effect yet; in that case
 * this function reads again. GRACE_MS after the order's `processBefore` all servers show it. If the
 * position is still different then, somebody else has traded, and the position counts as it is.
 * @throws OrderUnsettled if the run's time ends before that
 */
export async function positionAfter(
  time: TimeBudget,
  market: Pick<FuturesView, 'position'>,
  last: Leg | undefined,
): Promise<number> {
  for (;;) {
    const since = time.clock.now();
    const position = await market.position();
    if (last?.settled === undefined || since >= last.processBefore + GRACE_MS) return position;
    if (position === last.positionBefore + signOf(last.side) * last.settled.filled) return position;
    if (time.clock.now() + POLL_MS > time.deadline) {
      throw new OrderUnsettled(
        `order ${last.clientOrderId}: the position does not show its outcome yet`,
      );
    }
    await sleep(time.clock, POLL_MS);
  }
}

async function look(market: FuturesView, leg: Leg, read: ReadOr): Promise<Sighting> {
  const [status, openOrders, fills, position] = await Promise.all([
    read('the order', () => market.orderStatus(leg.clientOrderId), undefined),
    read('open orders', market.openOrders, []),
    read('fills', market.fills, []),
    market.position(),
  ]);
  return { status, openOrders, fills, position };
}

/**
 * The outcome of the order if `seen` makes it certain, else undefined. Pure.
 * @param now the time (ms) when the look began
 */
export function judge(
  leg: Leg,
  seen: Sighting,
  reply: SendReply | undefined,
  now: number,
): Settlement | undefined {
  const { open, fills, listed } = shownOf(leg, seen, reply);
  if (open) return undefined;
  // What the exchange reports is the whole sum, while fills appear one after another.
  const reported = Math.max(seen.status?.filled ?? 0, reply?.executed ?? 0);
  const shown = Math.max(listed, reported);
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
    if (over || moved === reported) return end('partiallyFilled', moved);
  }
  const untouched = shown === 0 && moved === 0;
  if (untouched && isRefusal(reply)) return end(reply.status, 0);
  if (!over) return undefined;
  // The order may have arrived although nothing shows it yet, or a fill without an id may be its
  // own. It must not count as absent then, because a second order would come on top of it.
  const arrived = seen.status === undefined && reply?.meaning === 'arrived';
  const hidden = arrived || seen.fills.some((fill) => mayBeOf(leg, fill));
  if (untouched && !hidden) {
    const known = reply !== undefined || seen.status !== undefined;
    return end(known ? (reply?.status ?? 'cancelled') : 'absent', 0);
  }
  // The position alone shows the order, and no fill contradicts it. The next order is planned from
  // the position in any case.
  const alone = moved === leg.size || (shown === 0 && moved > 0 && moved < leg.size);
  if (alone) return end(BY_POSITION, moved);
  if (now < leg.processBefore + CONTRADICTION_MS) return undefined;
  const filled = shown > 0 ? shown : Math.min(Math.max(moved, 0), leg.size);
  return end(CONTRADICTED, filled);
}

/**
 * The outcome of an order that is over, by its status and its fills alone; undefined if it is still
 * shown as open. Pure.
 */
export function judgeByReports(leg: Leg, seen: Sighting): Settlement | undefined {
  const { open, fills, listed } = shownOf(leg, seen, undefined);
  if (open) return undefined;
  const { status } = seen;
  const filled = Math.max(listed, status?.filled ?? 0);
  const orderId = status?.orderId ?? fills[0]?.orderId ?? null;
  const end = (text: string): Settlement => ({
    status: text,
    filled,
    price: meanPrice(fills),
    orderId,
  });
  if (filled === leg.size) return end('filled');
  if (status === undefined) return end(filled === 0 ? UNKNOWN : BY_FILLS);
  return end(filled === 0 ? 'cancelled' : 'partiallyFilled');
}

/** What `seen` shows of the order of `leg`; `listed` is the sum of its fills in contracts. */
function shownOf(
  leg: Leg,
  seen: Sighting,
  reply: SendReply | undefined,
): { readonly open: boolean; readonly fills: readonly Fill[]; readonly listed: number } {
  const isOurs = (order: { orderId: string; clientOrderId: string | undefined }): boolean =>
    order.clientOrderId === leg.clientOrderId ||
    order.orderId === reply?.orderId ||
    order.orderId === seen.status?.orderId;
  const fills = seen.fills.filter(isOurs);
  return {
    open: seen.status?.open === true || seen.openOrders.some(isOurs),
    fills,
    listed: fills.reduce((sum, fill) => sum + fill.size, 0),
  };
}

function isRefusal(reply: SendReply | undefined): reply is SendReply {
  const { meaning } = reply ?? {};
  return meaning === 'refused' || meaning === 'refused for now' || meaning === 'market closed';
}

/**
 * Whether a fill without an id may belong to the order. If so, an unchanged position does not prove
 * that the order was never placed.
 */
function mayBeOf(leg: Leg, { clientOrderId, side, time }: Fill): boolean {
  const earliest = leg.processBefore - ORDER_LIFE_MS - MAX_EXCHANGE_SKEW_MS;
  return clientOrderId === undefined && side === leg.side && time >= earliest;
}

function meanPrice(fills: readonly Fill[]): number | null {
  const size = fills.reduce((sum, fill) => sum + fill.size, 0);
  // Weighted by contracts. That is not exact for an inverse contract, but the price is only for the
  // record; no profit is computed from it.
  return size === 0 ? null : fills.reduce((sum, fill) => sum + fill.price * fill.size, 0) / size;
}
