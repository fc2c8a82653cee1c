/**
 * The trade of a day: one leg after another from the actual position to the target. The intent of a
 * leg is in the journal before the order is sent, and its outcome before the next leg is planned.
 * If this is called again after a crash, it first looks up the order that may have been sent.
 * Must not know: bars, models, mails.
 */

import { DAY_SECONDS, utcDate } from '../../core/bar-time.ts';
import { instrumentOf, positionLeft, type DayJournal, type Leg } from '../journal/day-journal.ts';
import { saveDay, type DayStore, type HeldDay } from '../journal/day-store.ts';
import { OrderUnsettled } from '../edges/failures.ts';
import type { FuturesMarket, FuturesView } from '../plan/exchange.ts';
import type { Instrument } from '../plan/instrument.ts';
import { CONTRADICTED, ORDER_LIFE_MS, placeOrder, positionAfter } from './settle-order.ts';
import { endTrade, settlePending } from './close-trade.ts';
import { accountOrUnknown, lossesOfDay, type GuardedSituation } from './account-guards.ts';
import { settledOpenOrders } from './open-orders.ts';
import { actionOf, tradeRecord, type Ending } from './trade-record.ts';
import {
  clientOrderId,
  dayTarget,
  MAX_LEGS,
  nextLeg,
  signOf,
  type LegPlan,
  type Sizing,
} from '../plan/target-position.ts';
import {
  marketReasons,
  MAX_EXCHANGE_SKEW_MS,
  otherPositionText,
  refusals,
  type TradeLimits,
  type TradeSituation,
} from '../plan/trade-guards.ts';
import { sleep, type TimeBudget } from '../edges/wall-clock.ts';

export type TradeContext = {
  readonly days: DayStore;
  readonly time: TimeBudget;
  readonly market: FuturesMarket;
  /** The market of any contract, to look up an order of the contract that was traded before. */
  readonly marketOf: (symbol: string) => FuturesMarket;
  readonly environment: 'demo' | 'live';
  /** Part of every client order id, so that two deployments never use the same id. */
  readonly deployment: string;
  readonly positionSizeUsd: number;
  readonly limits: TradeLimits;
  readonly killSwitch: () => Promise<boolean>;
  /** Whether reduce-only orders of others are cancelled before an order is sent. */
  readonly cancelsReduceOnly: boolean;
  /** Whether a loss makes the target 0. By hand it only forbids to open a position. */
  readonly closesOnLoss: boolean;
  /** A position that is closed by hand: only the state of the market holds it up. */
  readonly marketAlone?: boolean;
};

/** What the next order depends on, and the open orders that do not hold it up. */
type Survey = GuardedSituation & { readonly reduceOnlyOrders: number };

/** If reading the situation took longer than this, it is read again before an order is planned. */
const LONGEST_LOOK_MS = 10_000;
/** If an order does not reach the exchange, it is sent at most this often in one run. */
const SENDS_A_RUN = 3;
/**
 * Pause before a slow answer, which does not tell the difference of the clocks, is asked for again.
 */
const REASK_MS = 1_000;

/**
 * Brings the position to the day's target, or refuses to, and writes the result with its reasons
 * into the journal.
 * @throws OrderUnsettled, HttpFailure and others if the trade cannot be finished now; a later run
 *   then continues from the journal
 */
export async function tradeDay(context: TradeContext, held: HeldDay): Promise<HeldDay> {
  let day = held;
  const former = formerInstrument(context.market, day.journal);
  if (former !== undefined) {
    const reason = `today's orders are in ${former}, the contract is now ${context.market.symbol}`;
    return await endTrade({ ...context, market: context.marketOf(former) }, day, [reason]);
  }
  let cancelled = false;
  for (let absent = 0; ;) {
    day = await settlePending(context, day);
    const last = day.journal.legs.at(-1);
    if (last?.settled?.status === 'absent' && ++absent >= SENDS_A_RUN) {
      throw new OrderUnsettled(`order ${last.clientOrderId}: sent ${absent} times, never arrived`);
    }
    const situation = await survey(context, day.journal);
    if (situation.closing.length > 0 && day.journal.closing === undefined) {
      day = await saveDay(context.days, day, { closing: situation.closing });
    }
    const { position, target, instrument } = situation;
    const plan = nextLeg(position, target, instrument.lotContracts);
    const ending = endOf(context, day.journal, plan, situation);
    if (ending !== undefined) {
      const trade = tradeRecord(context, day.journal, ending, situation);
      const warnings = [...day.journal.warnings, ...orderWarnings(situation, cancelled)];
      // A trade that is refused before its first order leaves the sizing of the day before.
      const sizing = plan === undefined ? { sizing: sizingOf(context, situation) } : {};
      return await saveDay(context.days, day, { trade, warnings, ...sizing });
    }
    const { reduceOnlyOrders, strangeOrders } = situation;
    if (context.cancelsReduceOnly && !cancelled && reduceOnlyOrders > 0 && strangeOrders === 0) {
      await context.market.cancelAllOrders();
      cancelled = true;
      continue;
    }
    const leg = intent(context, day.journal, plan!, position);
    const others = day.journal.legs.filter((other) => other.number !== leg.number);
    const sizing = sizingOf(context, situation);
    day = await saveDay(context.days, day, { legs: [...others, leg], sizing });
    const settled = await placeOrder(context.time, context.market, { leg, others });
    day = await saveDay(context.days, day, { legs: [...others, { ...leg, settled }] });
  }
}

/** The contract of the day's orders, if it is not the one of `market`. */
function formerInstrument({ symbol }: FuturesMarket, { legs }: DayJournal): string | undefined {
  return legs.map(instrumentOf).find((instrument) => instrument !== symbol);
}

/** Everything that the next order depends on, read at about the same time. */
async function survey(context: TradeContext, journal: DayJournal): Promise<Survey> {
  const { clock } = context.time;
  for (;;) {
    const since = clock.now();
    const situation = await situationNow(context, journal);
    // If one read was slow, the others (price, kill switch) are old by now: read all of them again.
    if (clock.now() - since <= LONGEST_LOOK_MS) return situation;
  }
}

async function situationNow(context: TradeContext, journal: DayJournal): Promise<Survey> {
  const { market, time, killSwitch, positionSizeUsd: sizeUsd } = context;
  const [[instrument, clockSkewMs], ticker, account, open, killed, others] = await Promise.all([
    instrumentAndSkew(market, time),
    market.ticker(),
    accountOrUnknown(market),
    settledOpenOrders(market),
    killSwitch(),
    market.otherPositions(),
  ]);
  // Read last, because by now none of our orders can be open.
  const position = await positionAfter(time, market, journal.legs.at(-1));
  const expected = expectedPosition(journal, instrument.symbol);
  const seen = { instrument, ticker, account, position, expectedPosition: expected };
  const losses = lossesOfDay(context, journal, seen);
  const { before, record, sizing: today } = journal;
  const signal = losses.closing.length > 0 ? 0 : record!.signal;
  const { markPrice } = ticker;
  const facts = {
    signal,
    sizeUsd,
    instrument,
    markPrice,
    position,
    today,
    earlier: before?.sizing,
  };
  return {
    ...seen,
    ...losses,
    target: dayTarget(facts),
    spotClose: record!.close,
    now: time.clock.now(),
    clockSkewMs,
    killSwitch: killed,
    strangeOrders: open.enlarging,
    reduceOnlyOrders: open.reduceOnly,
    otherPositions: others,
  };
}

function sizingOf(
  { positionSizeUsd: sizeUsd }: Pick<TradeContext, 'positionSizeUsd'>,
  { target, instrument }: TradeSituation,
): Sizing {
  return { instrument: instrument.symbol, sizeUsd, contracts: target };
}

/** The position after the last journal's trade and the day's own orders; null if not known. */
function expectedPosition({ before, legs }: DayJournal, instrument: string): number | null {
  const start = positionLeft(before, instrument);
  if (start === null) return null;
  return legs.reduce(
    (sum, { side, settled }) => sum + signOf(side) * (settled?.filled ?? 0),
    start,
  );
}

function orderWarnings(survey: Survey, cancelled: boolean): readonly string[] {
  const { reduceOnlyOrders, otherPositions, warnings } = survey;
  const orders = 'reduce-only order(s) of others';
  return [
    ...warnings,
    ...otherPositions.map(otherPositionText),
    ...(cancelled ? [`${orders} were cancelled`] : []),
    ...(reduceOnlyOrders === 0 ? [] : [`${reduceOnlyOrders} ${orders} stay open`]),
  ];
}

/**
 * The instrument, and how far the exchange's clock is ahead (ms) when its answer arrives. If the
 * answer was so slow that the delay alone may make that clock seem too far behind, it asks again.
 */
export async function instrumentAndSkew(
  market: Pick<FuturesView, 'instrument'>,
  time: TimeBudget,
): Promise<readonly [Instrument, number]> {
  for (;;) {
    const asked = time.clock.now();
    const instrument = await market.instrument();
    const skew = instrument.serverTime - time.clock.now();
    const atMost = instrument.serverTime - asked;
    if (skew >= -MAX_EXCHANGE_SKEW_MS || atMost < -MAX_EXCHANGE_SKEW_MS) return [instrument, skew];
    await sleep(time.clock, REASK_MS);
  }
}

/** Why no further leg follows, or undefined if `plan` is to be sent. */
function endOf(
  { market, limits, marketAlone = false }: Pick<TradeContext, 'market' | 'limits' | 'marketAlone'>,
  journal: DayJournal,
  plan: LegPlan | undefined,
  situation: TradeSituation,
): Ending | undefined {
  const settled = journal.legs.at(-1)?.settled;
  const { position, target } = situation;
  if (settled?.status === CONTRADICTED) return { action: 'UNFINISHED', reasons: [CONTRADICTED] };
  if (plan === undefined) {
    const rest = position === target ? [] : [`${target - position} contracts are less than a lot`];
    return { action: actionOf(journal), reasons: rest };
  }
  if (settled !== undefined && market.meaningOf(settled.status) === 'refused') {
    return { action: 'REFUSED', reasons: [`the exchange answers ${settled.status}`] };
  }
  if (utcDate(Math.floor(situation.now / 1000)) !== journal.date) {
    return { action: 'UNFINISHED', reasons: ['the day is over'] };
  }
  const reasons = marketAlone ? marketReasons(situation) : refusals(situation, limits);
  if (reasons.length > 0) return { action: 'REFUSED', reasons };
  if (journal.legs.length >= MAX_LEGS) {
    const reason = `still ${target - position} contracts from the target after ${MAX_LEGS} orders`;
    return { action: 'UNFINISHED', reasons: [reason] };
  }
  return undefined;
}

/**
 * The intent of the next order. If the last order never reached the exchange, the new one has the
 * same id, so that the exchange would refuse one of the two if both arrived.
 */
function intent(
  context: TradeContext,
  journal: DayJournal,
  plan: LegPlan,
  positionBefore: number,
): Leg {
  const { environment, deployment, time, market } = context;
  const { date } = journal;
  const instrument = market.symbol;
  const last = journal.legs.at(-1);
  const again = last?.settled?.status === 'absent' && last.size === plan.size;
  const number = again && last.side === plan.side ? last.number : (last?.number ?? 0) + 1;
  return {
    ...plan,
    number,
    clientOrderId: clientOrderId({ environment, instrument, date, leg: number, deployment }),
    instrument,
    positionBefore,
    // Not after the end of the day, because the next day plans from a position that must not change
    // any more.
    processBefore: Math.min(time.clock.now() + ORDER_LIFE_MS, endOfDay(date)),
  };
}

function endOfDay(date: string): number {
  return Date.parse(date) + DAY_SECONDS * 1000;
}
