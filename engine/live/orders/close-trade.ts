/**
 * Ends a trade without another order: looks up the order that may have been sent, and records the
 * trade as unfinished.
 */

import { OutsideError } from '../../core/errors.ts';
import type { DayJournal, Leg, Wait } from '../journal/day-journal.ts';
import { saveDay, type DayStore, type HeldDay } from '../journal/day-store.ts';
import type { FuturesView } from '../plan/exchange.ts';
import type { TimeBudget } from '../edges/wall-clock.ts';
import { CONTRADICTED, isOver, positionAfter, settleOrder, type Pending } from './settle-order.ts';
import { tradeRecord } from './trade-record.ts';

type CloseContext = {
  readonly days: DayStore;
  readonly time: TimeBudget;
  readonly environment: 'demo' | 'live';
  readonly positionSizeUsd: number;
};

/** Why the record of a trade has no position, and perhaps an order with the status `unknown`. */
const TRADED_SINCE =
  'other orders may have moved the position since: it says nothing about this trade';

/**
 * Records the trade of an earlier day. An order that was sent is looked up; nothing more is sent,
 * because that day's signal is old. If there is no market, since the environment has changed, the
 * orders stay unknown.
 * @param context `positionMoved`: a later trade may have been made before this one was looked up
 */
export async function closeTrade(
  context: CloseContext & {
    readonly market: FuturesView | undefined;
    readonly positionMoved: boolean;
  },
  held: HeldDay,
): Promise<HeldDay> {
  const { market, positionMoved } = context;
  const { waits = [] } = held.journal;
  const reasons = ['the run was not finished on its day', ...waits.map(waitText)];
  if (market === undefined) {
    reasons.push('the environment has changed since: orders not looked up');
    const unknown = { position: null };
    const trade = tradeRecord(context, held.journal, { action: 'UNFINISHED', reasons }, unknown);
    return await saveDay(context.days, held, { trade });
  }
  const reachable = { ...context, market };
  if (!positionMoved) return await endTrade(reachable, held, reasons);
  const day = await settlePending(reachable, held, { quick: true, positionMoved });
  return await recorded(reachable, day, [...reasons, TRADED_SINCE], null);
}

/** Looks up the last order and records the trade as unfinished; sends nothing. */
export async function endTrade(
  context: CloseContext & { readonly market: FuturesView },
  held: HeldDay,
  reasons: readonly string[],
): Promise<HeldDay> {
  const last = held.journal.legs.at(-1);
  const quick = last !== undefined && isOver(last, context.time.clock.now());
  const day = await settlePending(context, held, { quick });
  const position = await positionAfter(context.time, context.market, day.journal.legs.at(-1));
  return await recorded(context, day, reasons, position);
}

async function recorded(
  context: CloseContext & { readonly market: FuturesView },
  day: HeldDay,
  reasons: readonly string[],
  position: number | null,
): Promise<HeldDay> {
  const legs = await settleSkipped(context, day.journal);
  const ending = { action: 'UNFINISHED', reasons } as const;
  const trade = tradeRecord(context, { ...day.journal, legs }, ending, { position });
  return await saveDay(context.days, day, { legs, trade });
}

/**
 * The day's orders, after one more short look at those that an order which closes did not wait for.
 * The position has moved since. An order that still cannot be read stays as it is.
 */
export async function settleSkipped(
  { time, market }: Pick<CloseContext, 'time'> & { readonly market: FuturesView },
  { legs }: Pick<DayJournal, 'legs'>,
): Promise<readonly Leg[]> {
  const looked: Leg[] = [];
  for (const leg of legs) {
    const others = legs.filter((other) => other !== leg);
    const how = { quick: true, positionMoved: true };
    try {
      const settled = leg.settled ?? (await settleOrder(time, market, { leg, others, ...how }));
      looked.push({ ...leg, settled });
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      looked.push(leg);
    }
  }
  return looked;
}

/** A run that had to wait, as a reason. */
export function waitText({ at, reasons }: Wait): string {
  return `the run of ${at.slice(11, 16)} UTC had to wait: ${reasons.join('; ')}`;
}

/**
 * Settles the last leg of `held` by looking; sends nothing. A leg that seemed absent is looked up
 * again, because the exchange may show it by now.
 */
export async function settlePending(
  context: Pick<CloseContext, 'days' | 'time'> & { readonly market: FuturesView },
  held: HeldDay,
  how: Pick<Pending, 'quick' | 'positionMoved'> = {},
): Promise<HeldDay> {
  const { legs } = held.journal;
  const last = legs.at(-1);
  const absent = last?.settled?.status === 'absent';
  if (last === undefined || (last.settled !== undefined && !absent)) return held;
  const others = legs.slice(0, -1);
  const settled = await settleOrder(context.time, context.market, { leg: last, others, ...how });
  // If only the position has moved, somebody else may have moved it meanwhile.
  if (absent && (settled.orderId === null || settled.status === CONTRADICTED)) return held;
  return await saveDay(context.days, held, { legs: [...others, { ...last, settled }] });
}
