/**
 * A spot trade, long or flat: one market order from the bitcoin held to the bitcoin wanted. The
 * intent is stored before the order is sent. Then the order is looked up at the exchange until it
 * has ended, and the balance is the check. After the order's deadline the exchange refuses it, so
 * an order that nothing shows a while later was never placed.
 * No second order is sent before the first is settled.
 * Must not know: models, days, futures.
 */

import { createHash } from 'node:crypto';
import { OutsideError } from '../../core/errors.ts';
import { ExchangeRefused, MalformedAnswer, OrderUnsettled } from '../edges/failures.ts';
import type { SpotAccount, SpotBalances, SpotOrderStatus } from '../plan/spot-account.ts';
import { bytesOf, textOf, type ObjectStore } from '../edges/object-store.ts';
import { exitReads, PATIENT } from './exit-reads.ts';
import { GRACE_MS, ORDER_LIFE_MS } from './settle-order.ts';
import { MAX_EXCHANGE_SKEW_MS } from '../plan/trade-guards.ts';
import { sleep, type TimeBudget } from '../edges/wall-clock.ts';

/** The smallest order that the exchange takes, in bitcoin. A smaller balance counts as none. */
const LEAST_VOLUME = 0.0001;
/** A fill may be smaller by this share and still count as whole: a fee may be taken in bitcoin. */
const FEE_SHARE = 0.01;
const POLL_MS = 1_500;

export type SpotPlan = {
  readonly action: 'BUY' | 'SELL' | 'HOLD' | 'REFUSED';
  /** Bitcoin. */
  readonly held: number;
  readonly target: number;
  readonly volume: number;
  readonly reasons: readonly string[];
};

/** An order's intent and, when it is certain, how much of it was filled (bitcoin). */
export type SpotOrderState = {
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly volume: number;
  readonly heldBefore: number;
  /** The exchange refuses the order after this time, ms since 1970. */
  readonly deadline: number;
  readonly orderId: string | null;
  readonly filled: number | null;
  /** Mean price of what was filled; null or missing if it is not known. */
  readonly price?: number | null;
  /** What does not fit together; missing if the balance confirms what the order shows. */
  readonly doubt?: string;
};

/**
 * The order that a signal asks for. An account that holds at least half of the target counts as
 * long, so that a change of the price alone causes no trade. To be flat, the bitcoin that the last
 * order left is sold at any price. If there is more, and it is above twice the size, it is refused,
 * because it may be somebody's savings. Pure.
 * @param wanted.price NaN if it is not known: then only what the last order left is sold
 * @throws MalformedAnswer if something is to be bought and the price is not above 0
 */
export function planSpot(wanted: {
  readonly signal: 0 | 1;
  readonly sizeUsd: number;
  readonly price: number;
  readonly balances: Pick<SpotBalances, 'bitcoin' | 'dollars'>;
  /** The last order, settled; undefined if there was none. */
  readonly last?: SpotOrderState | undefined;
}): SpotPlan {
  const { signal, sizeUsd, price, balances } = wanted;
  if (!(price > 0) && signal === 1) {
    throw new MalformedAnswer('spot OHLC: expected a latest price above 0');
  }
  const size = wholeSatoshis(sizeUsd / price);
  const held = balances.bitcoin;
  const target = signal === 1 ? size : 0;
  const plan = (action: SpotPlan['action'], volume: number, reason?: string): SpotPlan => {
    return { action, held, target, volume, reasons: reason === undefined ? [] : [reason] };
  };
  if (signal === 0) {
    if (held < LEAST_VOLUME) return plan('HOLD', 0);
    // More than the orders of this program left may be somebody's savings.
    const ours = held <= 2 * size || held <= heldByJournal(wanted.last) * (1 + FEE_SHARE);
    const why = `${held} BTC held, above twice the size: not known to be ours, --close sells it`;
    return ours ? plan('SELL', wholeSatoshis(held)) : plan('REFUSED', 0, why);
  }
  if (held >= size / 2) return plan('HOLD', 0);
  const volume = wholeSatoshis(size - held);
  if (volume < LEAST_VOLUME) return plan('REFUSED', 0, `less than ${LEAST_VOLUME} BTC to buy`);
  if (volume * price * (1 + FEE_SHARE) > balances.dollars) {
    return plan('REFUSED', 0, 'too few dollars for the target');
  }
  return plan('BUY', volume);
}

/** The order that sells all bitcoin, at any price and of any size. Pure. */
export function planSpotClose({ bitcoin: held }: Pick<SpotBalances, 'bitcoin'>): SpotPlan {
  const action = held < LEAST_VOLUME ? 'HOLD' : 'SELL';
  const volume = action === 'HOLD' ? 0 : wholeSatoshis(held);
  return { action, held, target: 0, volume, reasons: [] };
}

/** Bitcoin after the last order. */
function heldByJournal(last: SpotOrderState | undefined): number {
  if (last === undefined) return 0;
  return last.heldBefore + (last.filled ?? 0) * (last.side === 'buy' ? 1 : -1);
}

/** The object that holds the last order. */
export type SpotJournal = { readonly store: ObjectStore; readonly key: string };

/** The last order as it is stored, settled or not; undefined if there was none. */
export async function lastSpot(journal: SpotJournal): Promise<SpotOrderState | undefined> {
  const stored = await journal.store.read(journal.key);
  return stored && parseState(textOf(stored), journal.key);
}

/**
 * The last order, settled by looking it up; undefined if there was none. If all bitcoin is to be
 * sold (`exits`), a lookup that fails holds up nothing: the balance alone settles the order when it
 * is over.
 * @throws OrderUnsettled if the time ends before the outcome is certain
 */
export async function settleSpot(
  { exits = false, ...time }: SpotTime,
  account: SpotAccount,
  journal: SpotJournal,
): Promise<SpotOrderState | undefined> {
  const stored = await journal.store.read(journal.key);
  if (stored === undefined) return undefined;
  const order = parseState(textOf(stored), journal.key);
  if (order.filled !== null) return order;
  for (;;) {
    // When the answers arrive, they may be as old as this.
    const now = time.clock.now();
    const lookup = (): Promise<SpotOrderStatus | undefined> =>
      account.order({ ...order, since: earliestOf(order) });
    const { read, unseen } = exitReads(time.clock);
    const status = await (exits ? read : PATIENT)('spot order', lookup, undefined);
    const { bitcoin: held } = await account.balances();
    const judged = judgeSpot(order, { status, held, now });
    if (judged !== undefined) {
      const [why] = unseen;
      const settled = why === undefined ? judged : { ...judged, doubt: `not looked up: ${why}` };
      await journal.store.write(journal.key, bytesOfState(settled), { ifMatch: stored.etag });
      return settled;
    }
    if (time.clock.now() + POLL_MS > time.deadline) {
      throw new OrderUnsettled(`order ${order.clientOrderId}: its outcome is not certain yet`);
    }
    await sleep(time.clock, POLL_MS);
  }
}

/** The order was not sent before this, ms; some time more, because the clocks may differ. */
function earliestOf({ deadline }: SpotOrderState): number {
  return deadline - ORDER_LIFE_MS - 2 * MAX_EXCHANGE_SKEW_MS;
}

/**
 * The outcome of `order` if what was seen makes it certain, else undefined. Pure.
 * @param seen.now the time (ms) when the look began
 */
export function judgeSpot(
  order: SpotOrderState,
  seen: {
    readonly status: SpotOrderStatus | undefined;
    readonly held: number;
    readonly now: number;
  },
): SpotOrderState | undefined {
  const { status, held, now } = seen;
  if (status?.open === true) return undefined;
  const over = now > order.deadline + GRACE_MS;
  const moved = wholeSatoshis((held - order.heldBefore) * (order.side === 'buy' ? 1 : -1));
  if (status !== undefined) {
    const { orderId, filled, price } = status;
    const settled = { ...order, orderId, filled, price };
    if (Math.abs(moved - filled) <= filled * FEE_SHARE) return settled;
    const doubt = `the order shows ${filled} BTC filled, the balance has moved by ${moved} BTC`;
    return over ? { ...settled, doubt } : undefined;
  }
  if (!over) return undefined;
  const whole = moved >= order.volume * (1 - FEE_SHARE);
  const filled = whole ? order.volume : Math.max(0, moved);
  const doubt = 'the exchange does not show the order: filled as far as the balance tells';
  return filled === 0 ? { ...order, filled } : { ...order, filled, doubt };
}

/** The time of a trade, and whether it sells all bitcoin. */
export type SpotTime = TimeBudget & { readonly exits?: boolean };

/** Sends the order of `plan` once and settles it. The order before it must be settled. */
export async function placeSpot(
  time: SpotTime,
  account: SpotAccount,
  journal: SpotJournal,
  order: { readonly plan: SpotPlan; readonly pair: string },
): Promise<SpotOrderState> {
  const { plan, pair } = order;
  const before = await journal.store.read(journal.key);
  const deadline = time.clock.now() + ORDER_LIFE_MS;
  const side = plan.action === 'BUY' ? 'buy' : 'sell';
  const { volume, held: heldBefore } = plan;
  const clientOrderId = uuidOf(`${before?.etag ?? ''}\n${deadline}\n${side}\n${volume}`);
  const facts = { clientOrderId, side, volume, heldBefore, deadline } as const;
  const intent: SpotOrderState = { ...facts, orderId: null, filled: null };
  // If two processes plan from the same state, only one of these writes succeeds. The other process
  // gets an error and sends nothing.
  const condition = before === undefined ? { ifAbsent: true as const } : { ifMatch: before.etag };
  // A key that may not look up orders is refused here, before there is an order to look up.
  if (time.exits !== true) {
    await account.order({ orderId: null, clientOrderId, since: earliestOf(intent) });
  }
  const etag = await journal.store.write(journal.key, bytesOfState(intent), condition);
  try {
    const ids = await account.addOrder({
      pair,
      side,
      volume,
      clientOrderId,
      deadline: new Date(deadline).toISOString(),
      validateOnly: false,
    });
    const sent = { ...intent, orderId: ids[0] ?? null };
    await journal.store.write(journal.key, bytesOfState(sent), { ifMatch: etag });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    if (error instanceof ExchangeRefused && error.nothingDone) {
      const refused = { ...intent, filled: 0 };
      await journal.store.write(journal.key, bytesOfState(refused), { ifMatch: etag });
      throw error;
    }
    // It is not known whether the order arrived. It is looked up under its client order id.
  }
  return (await settleSpot(time, account, journal))!;
}

/** Rounded towards zero, after the error of a difference of two amounts (below 1e-4 satoshis). */
function wholeSatoshis(amount: number): number {
  return (Math.sign(amount) * Math.floor(Math.abs(amount) * 1e8 + 1e-3)) / 1e8;
}

/** The hash of `text` in the form of a version 4 UUID. */
function uuidOf(text: string): string {
  const hash = createHash('sha256').update(text).digest('hex');
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `4${hash.slice(13, 16)}`];
  return [...parts, `8${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
}

function bytesOfState(state: SpotOrderState): Uint8Array {
  return bytesOf(`${JSON.stringify(state, null, 2)}\n`);
}

function parseState(text: string, key: string): SpotOrderState {
  try {
    const state = JSON.parse(text) as Partial<SpotOrderState>;
    if (typeof state.clientOrderId === 'string' && typeof state.deadline === 'number') {
      return state as SpotOrderState;
    }
  } catch {
    // The error below covers this case.
  }
  throw new MalformedAnswer(`${key}: expected the state of a spot order`);
}
