/**
 * The trade of a day: one leg after another from the actual position to the target. The intent of a
 * leg is in the journal before the order is sent, and its outcome before the next leg is planned.
 * If this is called again after a crash, it first looks up the order that may have been sent.
 * Must not know: bars, models, mails.
 */

import { DAY_SECONDS, isoTime } from '../../core/bar-time.ts';
import { instrumentOf, type DayJournal, type Leg } from '../journal/day-journal.ts';
import { saveDay, type HeldDay } from '../journal/day-store.ts';
import { ExchangeRefused, HttpFailure, OrderUnsettled } from '../edges/failures.ts';
import type { FuturesMarket } from '../plan/exchange.ts';
import { hasLaterRun } from '../plan/run-times.ts';
import { clientOrderId, type LegPlan, type Sizing } from '../plan/target-position.ts';
import { otherPositionText } from '../plan/trade-guards.ts';
import { sleep } from '../edges/wall-clock.ts';
import { endTrade, settlePending, settleSkipped, waitText } from './close-trade.ts';
import { exitReads, PATIENT } from './exit-reads.ts';
import { nextStep, pauseAfter } from './next-step.ts';
import { isOver, LONGEST_SETTLING_MS, ORDER_LIFE_MS, placeOrder } from './settle-order.ts';
import { survey, type Survey, type TradeContext } from './survey.ts';
import { actionOf, tradeRecord, type Ending } from './trade-record.ts';

/**
 * Brings the position to the day's target, or refuses to, and writes the result with its reasons
 * into the journal. If the reasons pass by themselves and a later run of the day is on the
 * schedule, the trade stays open: the journal then has one more wait and no trade.
 * @throws OrderUnsettled, HttpFailure and others if the trade cannot be finished now; a later run
 *   then continues from the journal
 */
export async function tradeDay(context: TradeContext, held: HeldDay): Promise<HeldDay> {
  const { days, market, time } = context;
  const { clock, deadline } = time;
  let day = held;
  const former = formerInstrument(market, day.journal);
  if (former !== undefined) {
    const reason = `today's orders are in ${former}, the contract is now ${market.symbol}`;
    return await endTrade({ ...context, market: context.marketOf(former) }, day, [reason]);
  }
  let asked = false;
  let cancelled = false;
  let spent = false;
  let patient = false;
  for (let tries = 0; ;) {
    const looked = await lookedUp(context, day, patient);
    const situation = await surveyOrReason(context, looked.day.journal);
    if (typeof situation === 'string') return await wait(context, looked.day, [situation]);
    day = await withClosing(context, looked.day, situation);
    const terms = { ...context, run: days.run, tries, spent };
    const step = nextStep(terms, day.journal, situation);
    const closes = 'plan' in step && step.plan.purpose === 'close';
    if (looked.unsettled !== undefined && !closes) {
      patient = true;
      continue;
    }
    if ('ending' in step) {
      const { ending, passes } = step;
      if (passes && mayWait(context, day.journal)) return await wait(context, day, ending.reasons);
      return await end(context, day, ending, { situation, cancelled, needsOrder: step.needsOrder });
    }
    const unseen = [...situation.unseen, ...(looked.unsettled ?? [])];
    const { reduceOnlyOrders, strangeOrders } = situation;
    if (context.cancelsReduceOnly && !asked && reduceOnlyOrders > 0 && strangeOrders === 0) {
      asked = true;
      const failed = await cancelAll(context, closes);
      cancelled = failed.length === 0;
      if (cancelled) continue;
      unseen.push(...failed);
    }
    const leg = intent(context, day.journal, step.plan, situation.position);
    const sizing = sizingOf(context, situation);
    day = await placed(context, withWarnings(day, unseen), leg, sizing);
    tries++;
    patient = false;
    const { settled } = day.journal.legs.at(-1)!;
    if (settled!.filled === leg.size || settled!.status === 'absent') continue;
    const pauseMs = pauseAfter({ ...leg, settled: settled! }, tries);
    // If no run comes later, an order whose outcome is left to a repetition of this run is better.
    const neededMs = mayWait(context, day.journal) ? LONGEST_SETTLING_MS : ORDER_LIFE_MS;
    spent = clock.now() + pauseMs + neededMs > deadline;
    if (!spent) await sleep(clock, pauseMs);
  }
}

/**
 * The day with its last order settled. If the order is over, a few seconds must be enough, because
 * the next order may close; `unsettled` then says why it is not settled.
 * @param patient the next order does not close, so the look may take its time
 */
async function lookedUp(
  context: TradeContext,
  day: HeldDay,
  patient: boolean,
): Promise<{ readonly day: HeldDay; readonly unsettled?: readonly string[] }> {
  const last = day.journal.legs.at(-1);
  const quick = !patient && last !== undefined && isOver(last, context.time.clock.now());
  try {
    return { day: await settlePending(context, day, { quick }) };
  } catch (error) {
    if (!quick || !(error instanceof OrderUnsettled)) throw error;
    return { day, unsettled: [error.message] };
  }
}

/** The day, with the guards that close its position, if they have just begun to. */
async function withClosing(
  { days }: TradeContext,
  day: HeldDay,
  { closing }: Survey,
): Promise<HeldDay> {
  if (closing.length === 0 || day.journal.closing !== undefined) return day;
  return await saveDay(days, day, { closing });
}

/** Cancels all open orders. Before an order that closes this may fail; gives how it failed. */
async function cancelAll(
  { market, time }: TradeContext,
  closes: boolean,
): Promise<readonly string[]> {
  const { read, unseen } = exitReads(time.clock);
  await (closes ? read : PATIENT)('cancelled orders', market.cancelAllOrders, undefined);
  return unseen;
}

/** Writes the intent, sends its order once, and writes the outcome. */
async function placed(
  { days, market, time }: TradeContext,
  day: HeldDay,
  leg: Leg,
  sizing: Sizing,
): Promise<HeldDay> {
  const others = day.journal.legs.filter((other) => other.number !== leg.number);
  const { warnings } = day.journal;
  const written = await saveDay(days, day, { legs: [...others, leg], sizing, warnings });
  const settled = await placeOrder(time, market, { leg, others });
  return await saveDay(days, written, {
    legs: [...others, { ...leg, settled }],
    warnings: withWarnings(written, settled.unseen ?? []).journal.warnings,
  });
}

/** The day with one more warning for each read that a closing order did without. */
function withWarnings(day: HeldDay, unseen: readonly string[]): HeldDay {
  const texts = unseen.map((what) => `closed without an answer of the exchange: ${what}`);
  const warnings = [...new Set([...day.journal.warnings, ...texts])];
  return { ...day, journal: { ...day.journal, warnings } };
}

/** Whether a run of the day comes later, so that the trade may stay open until then. */
function mayWait({ runTimes, time }: TradeContext, { date }: DayJournal): boolean {
  return hasLaterRun(runTimes, date, time.clock.now());
}

/**
 * The situation. If the exchange cannot be reached now and a later run comes, gives the reason. No
 * order is open by then, so nothing is lost by waiting.
 */
async function surveyOrReason(
  context: TradeContext,
  journal: DayJournal,
): Promise<Survey | string> {
  try {
    return await survey(context, journal);
  } catch (error) {
    const passes =
      error instanceof HttpFailure || (error instanceof ExchangeRefused && error.passes);
    if (!passes || !mayWait(context, journal)) throw error;
    return error.message;
  }
}

/** Leaves the trade open for a later run. */
async function wait(
  { days, time }: TradeContext,
  day: HeldDay,
  reasons: readonly string[],
): Promise<HeldDay> {
  const at = isoTime(Math.floor(time.clock.now() / 1000));
  const { waits = [] } = day.journal;
  return await saveDay(days, day, { waits: [...waits, { at, reasons }] });
}

/** Writes the record of the trade, with the earlier runs that had to wait. */
async function end(
  context: TradeContext,
  day: HeldDay,
  { action, reasons }: Ending,
  last: {
    readonly situation: Survey;
    readonly cancelled: boolean;
    /** The target is not reached: another order would be needed. */
    readonly needsOrder: boolean;
  },
): Promise<HeldDay> {
  const { warnings, waits = [] } = day.journal;
  const legs = await settleSkipped(context, day.journal);
  const journal = { ...day.journal, legs };
  const { situation, cancelled, needsOrder } = last;
  const waited = waits.map(waitText);
  const reached = action !== 'REFUSED' && action !== 'UNFINISHED';
  const all = reached ? reasons : [...reasons, ...waited];
  const ending = { action: reached ? actionOf(journal) : action, reasons: all };
  const trade = tradeRecord(context, journal, ending, situation);
  return await saveDay(context.days, day, {
    legs,
    trade,
    // A trade that is refused before its first order leaves the sizing of the day before.
    ...(needsOrder ? {} : { sizing: sizingOf(context, situation) }),
    warnings: [
      ...warnings,
      ...(reached ? waited : []),
      ...situation.warnings,
      ...situation.unseen.map((what) => `not known: ${what}`),
      ...orderWarnings(situation, cancelled),
    ],
  });
}

/** The contract of the day's orders, if it is not the one of `market`. */
function formerInstrument({ symbol }: FuturesMarket, { legs }: DayJournal): string | undefined {
  return legs.map(instrumentOf).find((instrument) => instrument !== symbol);
}

function sizingOf(
  { positionSizeUsd: sizeUsd }: Pick<TradeContext, 'positionSizeUsd'>,
  { target, instrument }: Survey,
): Sizing {
  return { instrument: instrument.symbol, sizeUsd, contracts: target };
}

function orderWarnings(survey: Survey, cancelled: boolean): readonly string[] {
  const { reduceOnlyOrders, otherPositions } = survey;
  const orders = 'reduce-only order(s) of others';
  return [
    ...otherPositions.map(otherPositionText),
    ...(cancelled ? [`${orders} were cancelled`] : []),
    ...(reduceOnlyOrders === 0 ? [] : [`${reduceOnlyOrders} ${orders} stay open`]),
  ];
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
  const { environment, deployment, time, days, market } = context;
  const { date } = journal;
  const instrument = market.symbol;
  const now = time.clock.now();
  const last = journal.legs.at(-1);
  const again = last?.settled?.status === 'absent' && last.size === plan.size;
  const number = again && last.side === plan.side ? last.number : (last?.number ?? 0) + 1;
  return {
    ...plan,
    number,
    clientOrderId: clientOrderId({ environment, instrument, date, leg: number, deployment }),
    instrument,
    positionBefore,
    writtenAt: now,
    run: days.run,
    // Not after the end of the day, because the next day plans from a position that must not change
    // any more.
    processBefore: Math.min(now + ORDER_LIFE_MS, endOfDay(date)),
  };
}

function endOfDay(date: string): number {
  return Date.parse(date) + DAY_SECONDS * 1000;
}
