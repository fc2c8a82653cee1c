/**
 * Ends a trade without another order: looks up the order that may have been sent, and records the
 * trade as unfinished.
 */

import { saveDay, type DayStore, type HeldDay } from '../journal/day-store.ts';
import type { FuturesView } from '../plan/exchange.ts';
import type { TimeBudget } from '../edges/wall-clock.ts';
import { positionAfter, settleOrder } from './settle-order.ts';
import { tradeRecord } from './trade-record.ts';

type CloseContext = {
  readonly days: DayStore;
  readonly time: TimeBudget;
  readonly environment: 'demo' | 'live';
  readonly positionSizeUsd: number;
};

/**
 * Records the trade of an earlier day. An order that was sent is looked up; nothing more is sent,
 * because that day's signal is old. If there is no market, since the environment has changed, the
 * orders stay unknown.
 */
export async function closeTrade(
  context: CloseContext & { readonly market: FuturesView | undefined },
  held: HeldDay,
): Promise<HeldDay> {
  const { market } = context;
  const reasons = ['the run was not finished on its day'];
  if (market !== undefined) return await endTrade({ ...context, market }, held, reasons);
  reasons.push('the environment has changed since: orders not looked up');
  const unknown = { position: null };
  const trade = tradeRecord(context, held.journal, { action: 'UNFINISHED', reasons }, unknown);
  return await saveDay(context.days, held, { trade });
}

/** Looks up the last order and records the trade as unfinished; sends nothing. */
export async function endTrade(
  context: CloseContext & { readonly market: FuturesView },
  held: HeldDay,
  reasons: readonly string[],
): Promise<HeldDay> {
  const day = await settlePending(context, held);
  const position = await positionAfter(context.time, context.market, day.journal.legs.at(-1));
  const trade = tradeRecord(context, day.journal, { action: 'UNFINISHED', reasons }, { position });
  return await saveDay(context.days, day, { trade });
}

/** Settles the last leg of `held` by looking; sends nothing. */
export async function settlePending(
  context: Pick<CloseContext, 'days' | 'time'> & { readonly market: FuturesView },
  held: HeldDay,
): Promise<HeldDay> {
  const { legs } = held.journal;
  const last = legs.at(-1);
  if (last === undefined || last.settled !== undefined) return held;
  const others = legs.slice(0, -1);
  const settled = await settleOrder(context.time, context.market, { leg: last, others });
  return await saveDay(context.days, held, { legs: [...others, { ...last, settled }] });
}
