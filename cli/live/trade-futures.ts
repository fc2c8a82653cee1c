/**
 * A futures trade by hand. It uses the code that trades a day in the function: the intent is stored
 * before the order, the order is sent once, its outcome is looked up. Each trade has a journal of
 * its own on this machine. If a trade was interrupted, its order is looked up before the next is
 * planned.
 */

import { randomUUID } from 'node:crypto';
import { DAY_SECONDS, utcDate } from '../../engine/core/bar-time.ts';
import { OutsideError } from '../../engine/core/errors.ts';
import { instrumentOf, stageOf } from '../../engine/live/journal/day-journal.ts';
import {
  claimDay,
  readDay,
  saveDay,
  type DayStore,
  type HeldDay,
} from '../../engine/live/journal/day-store.ts';
import { readKillSwitch } from '../../engine/live/journal/kill-switch.ts';
import { krakenExchange } from '../../engine/live/kraken/kraken-exchange.ts';
import type { CredentialSource } from '../../engine/live/kraken/kraken-futures.ts';
import type { LiveSettings } from '../../engine/live/live-settings.ts';
import { tradeContext } from '../../engine/live/trade-context.ts';
import { handRecord, type TradeRecord } from '../../engine/live/journal/signal-record.ts';
import {
  HAND,
  legsTo,
  targetContracts,
  type LegPlan,
} from '../../engine/live/plan/target-position.ts';
import { closeTrade } from '../../engine/live/orders/close-trade.ts';
import { isOver } from '../../engine/live/orders/settle-order.ts';
import { instrumentAndSkew, type TradeContext } from '../../engine/live/orders/survey.ts';
import { otherPositionText } from '../../engine/live/plan/trade-guards.ts';
import { tradeDay } from '../../engine/live/orders/trade-day.ts';
import { planTrade } from '../../engine/live/orders/plan-trade.ts';
import type { Position } from '../../engine/trade/positions.ts';
import type { CommandContext } from '../framework/command.ts';
import { fileStore } from './file-store.ts';
import { httpFor, machineClock } from './live-edges.ts';
import type { KnownDeployment } from './trade-hours.ts';

/** Longer than it can take until the outcome of an order is certain. */
export const TRADE_BUDGET_SECONDS = 150;

/** The wanted position, and the prices that it is checked against. */
export type HandTrade = {
  readonly signal: Position;
  /** The position is closed, whatever its size: only the state of the market holds it up. */
  readonly closing?: { readonly clockSkewMs: number };
  readonly settings: LiveSettings;
  /** Folder of the journals. */
  readonly folder: string;
  /** Close and open time (unix seconds) of the last closed daily bar of the spot market. */
  readonly close: number;
  readonly barTime: number;
  /** The deployment whose kill switch holds here, too. */
  readonly deployment?: KnownDeployment | undefined;
};

/** Whether the kill switch of the trade's deployment is on. */
export async function isStopped({ deployment }: Pick<HandTrade, 'deployment'>): Promise<boolean> {
  if (deployment === undefined) return false;
  return (await readKillSwitch(deployment.store, deployment.prefix)) !== undefined;
}

/** The result of a dry run. */
export type FuturesPlan = {
  readonly position: number;
  readonly target: number;
  readonly markPrice: number;
  readonly legs: readonly LegPlan[];
  readonly reasons: readonly string[];
};

/**
 * The legs that would be sent, and the reasons of the guards that forbid them. Without keys the
 * position counts as flat and no guard is checked.
 */
export async function planFutures(
  context: CommandContext,
  trade: HandTrade,
  credentials: CredentialSource | undefined,
): Promise<FuturesPlan> {
  const { settings, signal, close } = trade;
  const hand = handContext(context, trade, credentials ?? NO_KEYS, 1);
  if (credentials === undefined) {
    const { market } = hand;
    const [instrument, { markPrice }] = [await market.instrument(), await market.ticker()];
    const sizeUsd = settings.positionSizeUsd;
    const target = targetContracts({ signal, sizeUsd, instrument, markPrice });
    const legs = legsTo(0, target, instrument.lotContracts);
    return { position: 0, target, markPrice, legs, reasons: [] };
  }
  const wanted = { signal, spotClose: close, expectedPosition: null };
  const { situation, legs, reasons } = await planTrade(hand, wanted);
  const { position, target, ticker, otherPositions } = situation;
  // The plan of an order that closes does not say them, and another contract may be meant.
  noteAll(context, otherPositions.map(otherPositionText));
  return { position, target, markPrice: ticker.markPrice, legs, reasons };
}
/** Trades and gives the record. @throws OrderUnsettled if an order's outcome is not certain yet */
export async function tradeFutures(
  context: CommandContext,
  trade: HandTrade,
  credentials: CredentialSource,
): Promise<TradeRecord> {
  const number = await settleEarlier(context, trade, credentials);
  const hand = handContext(context, trade, credentials, number);
  const { clock, deadline } = hand.time;
  const mode = trade.settings.futuresEnv;
  const { signal, close, barTime } = trade;
  const date = utcDate(Math.floor(clock.now() / 1000));
  const record = handRecord({ date, signal, close, barTime, nowMs: clock.now() });
  const claimed = await claimDay(hand.days, { date, mode, deadline });
  const day = await tradeDay(hand, await saveDay(hand.days, claimed, { record }));
  await finish(hand.days, day);
  noteAll(context, day.journal.warnings);
  return day.journal.trade!;
}

function noteAll(context: CommandContext, warnings: readonly string[]): void {
  for (const warning of warnings) context.note(`warning: ${warning}`);
}

/**
 * The trade that closes the position, whatever its size and price. It carries the mark price in
 * place of a close, and how far the exchange's clock is ahead.
 */
export async function closingTrade(
  context: CommandContext,
  settings: LiveSettings,
  folder: string,
): Promise<HandTrade> {
  const http = httpFor(context, 60);
  const market = krakenExchange({ http, place: settings, credentials: NO_KEYS }).futures;
  const [, clockSkewMs] = await instrumentAndSkew(market, http);
  const { markPrice } = await market.ticker();
  const now = Math.floor((context.now() + clockSkewMs) / 1000);
  const barTime = now - (now % DAY_SECONDS) - DAY_SECONDS;
  return { signal: 0, closing: { clockSkewMs }, settings, folder, close: markPrice, barTime };
}

/** A trade by hand that has a journal. */
type Earlier = { readonly date: string; readonly number: number; readonly done: boolean };

/** Settles interrupted trades of today and yesterday. Gives the number of today's next trade. */
async function settleEarlier(
  context: CommandContext,
  trade: HandTrade,
  credentials: CredentialSource,
): Promise<number> {
  const now = Math.floor((context.now() + (trade.closing?.clockSkewMs ?? 0)) / 1000);
  const today = utcDate(now);
  const trades: Earlier[] = [];
  for (const date of [utcDate(now - DAY_SECONDS), today]) {
    for (let number = 1; ; number++) {
      const { days } = handContext(context, trade, credentials, number);
      const found = await readDay(days, date);
      if (found === undefined) break;
      trades.push({ date, number, done: stageOf(found.journal) === 'done' });
    }
  }
  for (const earlier of trades.filter(({ done }) => !done)) {
    // A trade that came later may have moved the position.
    const positionMoved = earlier !== trades.at(-1);
    const hand = handContext(context, trade, credentials, earlier.number);
    await settleOne(context, trade, { ...earlier, hand, positionMoved });
  }
  return trades.filter(({ date }) => date === today).length + 1;
}

async function settleOne(
  context: CommandContext,
  trade: HandTrade,
  earlier: Earlier & { readonly hand: TradeContext; readonly positionMoved: boolean },
): Promise<void> {
  const { date, number, hand, positionMoved } = earlier;
  context.note(`${date}: trade ${number} was interrupted: looking up its orders`);
  const mode = trade.settings.futuresEnv;
  const held = await claimDay(hand.days, { date, mode, deadline: hand.time.deadline });
  const decided = held.journal.record !== undefined && held.journal.trade === undefined;
  const last = held.journal.legs.at(-1);
  const market = last === undefined ? hand.market : hand.marketOf(instrumentOf(last));
  try {
    const close = { ...hand, market, positionMoved };
    await finish(hand.days, decided ? await closeTrade(close, held) : held);
  } catch (error) {
    // An order that is over changes nothing any more, so it does not keep a position open.
    const over = last === undefined || isOver(last, hand.time.clock.now());
    if (!(error instanceof OutsideError) || trade.signal !== 0 || !over) throw error;
    context.note(`trade ${number} is not looked up now: ${error.message}`);
  }
}

/** Marks the journal as done. A trade by hand has no log line and no mail. */
async function finish(days: DayStore, day: HeldDay): Promise<void> {
  await saveDay(days, day, { logged: true, mailed: true });
}

function handContext(
  context: CommandContext,
  { settings, folder, closing, deployment }: HandTrade,
  credentials: CredentialSource,
  number: number,
): TradeContext {
  const store = fileStore(folder, context.now);
  // The time limit of an order is by the exchange's clock. A wrong clock here must not keep a
  // position open, so a closing trade goes by that clock as a whole.
  const clock = machineClock({ now: () => context.now() + (closing?.clockSkewMs ?? 0) });
  const days: DayStore = {
    store,
    prefix: `${settings.futuresEnv}/${number}/`,
    clock,
    random: Math.random,
    run: `${process.pid}-${context.now()}`,
  };
  const http = httpFor(context, TRADE_BUDGET_SECONDS);
  const exchange = krakenExchange({ http, place: settings, credentials });
  // Two folders or two machines both have a trade number 1 today, so the order ids need this part.
  const id = `${HAND}${randomUUID().slice(0, 8)}`;
  // No run comes later that could try again.
  const own = { ...settings, s3StatePrefix: '', runTimes: [] };
  const time = { clock, deadline: clock.now() + TRADE_BUDGET_SECONDS * 1000 };
  const hand = tradeContext({ settings: own, store, days, time });
  return {
    ...hand,
    market: exchange.futures,
    marketOf: exchange.futuresOf,
    deployment: id,
    closesOnLoss: false,
    killSwitch: async () => (await hand.killSwitch()) || (await isStopped({ deployment })),
    marketAlone: closing !== undefined,
  };
}

const NO_KEYS: CredentialSource = {
  current: () => Promise.reject(new Error('a plan without keys makes no private request')),
  renew: () => Promise.reject(new Error('a plan without keys makes no private request')),
};
