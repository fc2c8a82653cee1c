/** The record of a day's trade, made from its legs and how it ended. Pure but for the clock. */

import { isoTime } from '../../core/bar-time.ts';
import type { DayJournal, Leg, Settlement } from '../journal/day-journal.ts';
import {
  UNKNOWN,
  type AccountRecord,
  type OrderRecord,
  type TradeRecord,
} from '../journal/signal-record.ts';
import { accountFacts } from '../plan/account-facts.ts';
import type { FuturesMarket } from '../plan/exchange.ts';
import type { TradeSituation } from '../plan/trade-guards.ts';
import type { TimeBudget } from '../edges/wall-clock.ts';

/** How the day's trade ended. */
export type Ending = {
  readonly action: TradeRecord['action'];
  readonly reasons: readonly string[];
};

/** The record of the trade of `journal`. If a fact of `now` is missing, its field is null. */
export function tradeRecord(
  context: {
    readonly time: TimeBudget;
    readonly environment: 'demo' | 'live';
    readonly positionSizeUsd: number;
    /** Undefined if the market cannot be reached any more. */
    readonly market: Pick<FuturesMarket, 'symbol' | 'contractUnit'> | undefined;
  },
  journal: DayJournal,
  ending: Ending,
  now: Partial<TradeSituation> | { readonly position: null },
): TradeRecord {
  const { legs } = journal;
  const { market } = context;
  const { position = null, target = null, ticker } = now as Partial<TradeSituation>;
  return {
    action: ending.action,
    ...(market === undefined
      ? formerContract(journal)
      : { instrument: market.symbol, unit: market.contractUnit }),
    orders: legs.map(orderRecord),
    position_before: legs[0]?.positionBefore ?? position,
    position_after: position,
    position_target: target,
    btc_price: ticker?.markPrice ?? null,
    position_size_usd: context.positionSizeUsd,
    environment: context.environment,
    executed_at: isoTime(Math.floor(context.time.clock.now() / 1000)),
    reasons: [...(journal.closing ?? []), ...ending.reasons],
    ...accountRecord(now),
  };
}

/** The contract that the day has traded, or else the one before it. */
function formerContract({ legs, before }: DayJournal): Pick<TradeRecord, 'instrument'> {
  const instrument = legs.at(-1)?.instrument ?? before?.instrument;
  return instrument === undefined ? {} : { instrument };
}

function accountRecord(now: Partial<TradeSituation> | { readonly position: null }): AccountRecord {
  const { account, ticker } = now as Partial<TradeSituation>;
  const read = account !== undefined && ticker !== undefined;
  const facts = read ? accountFacts({ account, ticker }) : undefined;
  const known = (value = Number.NaN): number | null => (Number.isFinite(value) ? value : null);
  return {
    equity: known(facts?.equityUsd),
    available_margin: known(facts?.availableUsd),
    liquidation_price: known(facts?.liquidationPrice),
    funding_rate: known(facts?.fundingRate),
  };
}

function orderRecord(leg: Leg): OrderRecord {
  const unknown: Settlement = { status: UNKNOWN, filled: 0, price: null, orderId: null };
  const end = leg.settled ?? unknown;
  return {
    client_order_id: leg.clientOrderId,
    order_id: end.orderId,
    side: leg.side,
    size: leg.size,
    reduce_only: leg.reduceOnly,
    status: end.status,
    filled: end.filled,
    price: end.price,
  };
}

/** What was done: the side of the first order that filled anything, or HOLD. */
export function actionOf(journal: DayJournal): TradeRecord['action'] {
  const leg = journal.legs.find((candidate) => (candidate.settled?.filled ?? 0) > 0);
  if (leg === undefined) return 'HOLD';
  return leg.side === 'buy' ? 'BUY' : 'SELL';
}
