/**
 * What the next order depends on, read from the exchange at about the same time.
 * Must not know: bars, models, mails, which order follows.
 */

import { InputError, OutsideError } from '../../core/errors.ts';
import { positionLeft, type DayJournal } from '../journal/day-journal.ts';
import type { DayStore } from '../journal/day-store.ts';
import { UNKNOWN_ACCOUNT } from '../plan/account-facts.ts';
import type { Fill, FuturesMarket, FuturesView } from '../plan/exchange.ts';
import type { Instrument } from '../plan/instrument.ts';
import { maintenanceReasons, type Maintenance } from '../plan/maintenance.ts';
import { dayTarget, nextLeg, signOf } from '../plan/target-position.ts';
import { MAX_EXCHANGE_SKEW_MS, type TradeLimits } from '../plan/trade-guards.ts';
import { sleep, type TimeBudget } from '../edges/wall-clock.ts';
import { accountOrUnknown, lossesOfDay, type GuardedSituation } from './account-guards.ts';
import { exitReads, PATIENT, type ReadOr } from './exit-reads.ts';
import { countOpenOrders, settledOpenOrders } from './open-orders.ts';
import { otherDeployments } from './other-deployments.ts';
import { positionAfter } from './settle-order.ts';

/** What a trade is made with. */
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
  /** The day's schedule: the times (UTC) at which runs begin. Empty if no run comes later. */
  readonly runTimes: readonly string[];
  /** A position that is closed by hand: only the state of the market holds it up. */
  readonly marketAlone?: boolean;
};

/** What the next order depends on, and what is only said or only makes it wait. */
export type Survey = GuardedSituation & {
  readonly fills: readonly Fill[];
  /** Why nothing of the day's size can be opened; missing if it can. */
  readonly sizeFault?: string;
  readonly reduceOnlyOrders: number;
  /** Ids of other deployments that have traded the account within the last day. */
  readonly otherDeployments: readonly string[];
  /** Announced maintenance that is on or near. */
  readonly maintenance: readonly string[];
  /** Reads that failed, which only an order that closes can do without. */
  readonly unseen: readonly string[];
};

/** If reading the situation took longer than this, it is read again before an order is planned. */
const LONGEST_LOOK_MS = 10_000;
/**
 * Pause before a slow answer, which does not tell the difference of the clocks, is asked for again.
 */
const REASK_MS = 1_000;

/**
 * Everything that the next order depends on, read within LONGEST_LOOK_MS. If the next order closes,
 * only the state of the market, the clock, the kill switch and the position must be known.
 */
export async function survey(context: TradeContext, journal: DayJournal): Promise<Survey> {
  const { clock } = context.time;
  const announced = await announcedMaintenance(context.market);
  for (;;) {
    const { since, situation } = await situationFor(context, journal);
    // If one read was slow, the others (price, kill switch) are old by now: read all of them again.
    if (clock.now() - since > LONGEST_LOOK_MS) continue;
    const { maintenance, warnings } = announced;
    return {
      ...situation,
      maintenance: maintenanceReasons(maintenance, situation.now),
      warnings: [...situation.warnings, ...warnings],
    };
  }
}

type Situation = Omit<Survey, 'maintenance'>;

/**
 * A short look. If something was not seen that the next order cannot do without, a patient one,
 * whose reads are as old as its own beginning (`since`).
 */
async function situationFor(
  context: TradeContext,
  journal: DayJournal,
): Promise<{ readonly since: number; readonly situation: Situation }> {
  const { clock } = context.time;
  const { read, unseen } = exitReads(clock);
  const began = clock.now();
  const seen = { ...(await situationNow(context, journal, read)), unseen };
  const { position, target, instrument } = seen;
  const next = nextLeg(position, target, instrument.lotContracts);
  // Orders of today have closed the position, and nothing is left to do.
  const isClosed = next === undefined && target === 0 && journal.legs.length > 0;
  if (unseen.length === 0 || next?.purpose === 'close' || isClosed) {
    return { since: began, situation: seen };
  }
  const since = clock.now();
  return { since, situation: { ...(await situationNow(context, journal, PATIENT)), unseen: [] } };
}

async function situationNow(
  context: TradeContext,
  journal: DayJournal,
  read: ReadOr,
): Promise<Omit<Situation, 'unseen'>> {
  const { market, time, killSwitch, positionSizeUsd: sizeUsd, deployment } = context;
  const [[instrument, clockSkewMs], ticker, account, open, fills, killed, others] =
    await Promise.all([
      instrumentAndSkew(market, time),
      market.ticker(),
      read('account', () => accountOrUnknown(market), UNKNOWN_ACCOUNT),
      read('open orders', () => settledOpenOrders(market, deployment), countOpenOrders([])),
      read('fills', market.fills, []),
      context.marketAlone === true ? false : killSwitch(),
      read('other positions', market.otherPositions, []),
    ]);
  const now = time.clock.now();
  // Read last, because by now none of our orders can be open.
  const position = await positionAfter(time, market, journal.legs.at(-1));
  const expected = expectedPosition(journal, instrument.symbol);
  const seen = { instrument, ticker, account, position, expectedPosition: expected };
  const losses = lossesOfDay(context, journal, seen);
  const { before, record, sizing: today } = journal;
  const signal = losses.closing.length > 0 ? 0 : record!.signal;
  const { markPrice } = ticker;
  const sizing = { sizeUsd, today, earlier: before?.sizing };
  return {
    ...seen,
    ...losses,
    ...targetOrFault({ signal, instrument, markPrice, position, ...sizing }),
    spotClose: record!.close,
    now: time.clock.now(),
    clockSkewMs,
    killSwitch: killed,
    strangeOrders: open.enlarging,
    reduceOnlyOrders: open.reduceOnly,
    otherPositions: others,
    fills,
    otherDeployments: otherDeployments({ fills, openOrders: open.found }, deployment, now),
  };
}

/**
 * The target. A size below one lot, which is dollars at a price that moves, opens nothing: a
 * position of the other side is closed all the same.
 */
function targetOrFault(
  facts: Parameters<typeof dayTarget>[0],
): Pick<Survey, 'target' | 'sizeFault'> {
  try {
    return { target: dayTarget(facts) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { position, signal } = facts;
    return { target: position * signal > 0 ? position : 0, sizeFault: error.message };
  }
}

/** Announced maintenance. If it cannot be read, none counts, and a warning says so. */
async function announcedMaintenance(
  market: FuturesMarket,
): Promise<{ readonly maintenance: readonly Maintenance[]; readonly warnings: readonly string[] }> {
  try {
    return { maintenance: await market.maintenance(), warnings: [] };
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    const warning = `announced maintenance is not known: ${error.message}`;
    return { maintenance: [], warnings: [warning] };
  }
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
