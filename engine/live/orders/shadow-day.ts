/**
 * The trade of a day in shadow: the live account is read and the guards are asked, and the orders
 * are recorded as they would have been sent. None is: the market is handed in as a view, which has
 * no function that sends or cancels.
 */

import { saveDay, type HeldDay } from '../journal/day-store.ts';
import type { OrderRecord } from '../journal/signal-record.ts';
import type { FuturesView } from '../plan/exchange.ts';
import { clientOrderId } from '../plan/target-position.ts';
import { planTrade, type TradePlan } from './plan-trade.ts';
import type { TradeContext } from './survey.ts';
import { tradeRecord } from './trade-record.ts';

export type ShadowContext = Omit<TradeContext, 'market' | 'marketOf'> & {
  readonly market: FuturesView;
};

/** The status of an order that was only planned. */
const NOT_SENT = 'not sent';

/** Writes into the journal what the day would have traded, and why the guards would refuse it. */
export async function shadowDay(context: ShadowContext, held: HeldDay): Promise<HeldDay> {
  const { journal } = held;
  const { signal, close: spotClose } = journal.record!;
  // No position is ours in shadow, so none is expected.
  const plan = await planTrade(context, { signal, spotClose, expectedPosition: null });
  const { closing, legs, reasons, situation } = plan;
  const why = [...closing, ...(legs.length === 0 ? [] : reasons)];
  const ending = { action: 'SHADOW', reasons: why } as const;
  const trade = tradeRecord(context, journal, ending, situation);
  const orders = plannedOrders(context, journal.date, plan);
  return await saveDay(context.days, held, { trade: { ...trade, orders } });
}

function plannedOrders(
  { environment, deployment, market }: ShadowContext,
  date: string,
  { legs }: TradePlan,
): readonly OrderRecord[] {
  return legs.map(({ side, size, reduceOnly }, i) => ({
    client_order_id: clientOrderId({
      environment,
      instrument: market.symbol,
      date,
      leg: i + 1,
      deployment,
    }),
    order_id: null,
    side,
    size,
    reduce_only: reduceOnly,
    status: NOT_SENT,
    filled: 0,
    price: null,
  }));
}
