/**
 * Finishes earlier days that are not done, for example because the function was killed or the mail
 * service was down: looks up their orders, writes their log lines and sends their mails. It never
 * trades for an earlier day, and writes no signal for a day that had none.
 */

import { DAY_SECONDS, utcDate } from '../core/bar-time.ts';
import { OutsideError } from '../core/errors.ts';
import {
  instrumentOf,
  journalKey,
  journalsPrefix,
  stageOf,
  type AccountMemory,
  type DayJournal,
  type EarlierState,
} from './journal/day-journal.ts';
import { memoryAfter, uncertain } from './journal/account-memory.ts';
import { readDay, saveDay, type DayStore, type HeldDay } from './journal/day-store.ts';
import { DayTaken, JournalUnreadable, OrderUnsettled } from './edges/failures.ts';
import type { TimeBudget } from './edges/wall-clock.ts';
import type { MarketViews } from './plan/exchange.ts';
import type { ListedStore } from './edges/object-store.ts';
import { closeTrade } from './orders/close-trade.ts';
import { isOver } from './orders/settle-order.ts';

/** The search ends after this many days. One list of keys is long enough for all of them. */
const LOOK_BACK_DAYS = 400;

/** What the journals of the days before today say. */
export type EarlierDays = {
  /** Days whose journal is not done, the oldest first. */
  readonly unfinished: readonly string[];
  /** Those that a day after them has left behind. That day may have traded. */
  readonly leftBehind: readonly string[];
  /** Days without any run between the latest journal and today. */
  readonly missing: readonly string[];
  /** What is wrong with journals that cannot be read. The days go on without them. */
  readonly unreadable: readonly string[];
  /** The latest signal. */
  readonly last: LastSignal;
  readonly memory: AccountMemory;
};

type LastSignal = Pick<EarlierState, 'signal' | 'signalDate' | 'sizing'>;

const NO_SIGNAL: LastSignal = { signal: 0, signalDate: null };

/**
 * Reads the journals before `date`, back to the last day that has recorded what was unfinished
 * before it.
 */
export async function lookBack(
  days: DayStore & { readonly store: ListedStore },
  date: string,
): Promise<EarlierDays> {
  const dayBefore = (back: number): string => utcDate(Date.parse(date) / 1000 - back * DAY_SECONDS);
  const unfinished: string[] = [];
  const missing: string[] = [];
  const unreadable: string[] = [];
  let last: LastSignal | undefined;
  const journals: DayJournal[] = [];
  const leftBehind: string[] = [];
  // The existing keys. They are listed once, when a first journal is missing.
  let there: readonly string[] | undefined;
  for (let back = 1; back <= LOOK_BACK_DAYS; back++) {
    const day = dayBefore(back);
    const absent = there?.includes(journalKey(days.prefix, day)) === false;
    const found = absent ? undefined : await journalOrFault(days, day);
    if (typeof found === 'string') {
      unreadable.unshift(found);
      continue;
    }
    if (found === undefined) {
      const earliest = journalKey(days.prefix, dayBefore(LOOK_BACK_DAYS + 1));
      there ??= await days.store.list(journalsPrefix(days.prefix), earliest);
      if (!there.some((key) => key < journalKey(days.prefix, day))) break;
      if (journals.length + unreadable.length === 0) missing.unshift(day);
      continue;
    }
    journals.unshift(found);
    last ??= lastSignalOf(found);
    if (stageOf(found) !== 'done') unfinished.unshift(day);
    if (found.before !== undefined) {
      leftBehind.push(...found.before.unfinished);
      unfinished.unshift(...leftBehind);
      // This day may have ended without a signal. Then the journal has the signal before it.
      last ??= found.before;
      break;
    }
  }
  return {
    unfinished,
    leftBehind,
    missing: journals.length + unreadable.length > 0 ? missing : [],
    unreadable,
    last: last ?? NO_SIGNAL,
    // A day that cannot be read may have changed the position.
    memory: unreadable.length === 0 ? memoryAfter(journals) : uncertain(memoryAfter(journals)),
  };
}

/** The journal of `date`; undefined if there is none; what is wrong if it cannot be read. */
async function journalOrFault(
  days: DayStore,
  date: string,
): Promise<DayJournal | string | undefined> {
  try {
    return (await readDay(days, date))?.journal;
  } catch (error) {
    if (error instanceof JournalUnreadable) return unreadableText(date, error);
    throw error;
  }
}

function unreadableText(date: string, { message }: JournalUnreadable): string {
  return (
    `${date} is left as it is: its signal is derived again, its orders were not looked up, and ` +
    `the signal log may lack its line. ${message}`
  );
}

function lastSignalOf({
  date,
  record,
  before,
  sizing = before?.sizing,
}: DayJournal): LastSignal | undefined {
  if (record === undefined) return undefined;
  // A day that sent no order leaves the sizing of the day before it.
  return { signal: record.signal, signalDate: date, ...(sizing === undefined ? {} : { sizing }) };
}

/** How to finish an earlier day's steps. */
export type Finishing = {
  readonly days: DayStore;
  readonly time: TimeBudget;
  readonly positionSizeUsd: number;
  /** The markets of today's environment; undefined on paper. */
  readonly markets: MarketViews | undefined;
  readonly environment: 'demo' | 'live';
  readonly log: (day: HeldDay) => Promise<HeldDay>;
  readonly mail: (day: HeldDay) => Promise<HeldDay>;
};

/**
 * Finishes the unfinished days as far as possible. Gives those that stay unfinished, and warnings.
 * @throws DayTaken, OrderUnsettled if an order of one of these days may still change the position,
 *   since today's orders would then be planned from a position that is not final
 */
export async function finishEarlierDays(
  finishing: Finishing,
  earlier: Pick<EarlierDays, 'unfinished' | 'leftBehind'>,
): Promise<{ readonly unfinished: readonly string[]; readonly warnings: readonly string[] }> {
  const unfinished: string[] = [];
  const warnings: string[] = [];
  for (const date of earlier.unfinished) {
    try {
      const positionMoved = earlier.leftBehind.includes(date);
      warnings.push(...(await finishDay(finishing, date, positionMoved)));
    } catch (error) {
      // An order of that day can no longer arrive, and no later day reads this journal again.
      if (error instanceof JournalUnreadable) {
        warnings.push(unreadableText(date, error));
        continue;
      }
      // Today's run continues. The mail says what failed, and the day stays on the list.
      if (!(error instanceof OutsideError) || holdsUpToday(error)) throw error;
      unfinished.push(date);
      warnings.push(`${date} is still not finished: ${error.message}`);
    }
  }
  return { unfinished, warnings };
}

function holdsUpToday(error: OutsideError): boolean {
  return error instanceof DayTaken || error instanceof OrderUnsettled;
}

async function finishDay(
  finishing: Finishing,
  date: string,
  positionMoved: boolean,
): Promise<readonly string[]> {
  const { days, log, mail } = finishing;
  let day = await settledDay(finishing, date, positionMoved);
  if (day === undefined) return [];
  if (day.journal.record === undefined) {
    await saveDay(days, day, { logged: true, mailed: true });
    return [`${date} ended without a signal`];
  }
  if (stageOf(day.journal) === 'log') day = await log(day);
  await mail(day);
  return [`${date} was finished late`];
}

/** Takes the day over and settles its orders; undefined if there is nothing left to do. */
async function settledDay(
  finishing: Finishing,
  date: string,
  positionMoved: boolean,
): Promise<HeldDay | undefined> {
  const { days, time, positionSizeUsd } = finishing;
  let held: HeldDay | undefined;
  try {
    const found = await readDay(days, date);
    if (found === undefined || stageOf(found.journal) === 'done') return undefined;
    if (found.journal.leaseUntil > days.clock.now()) {
      throw new DayTaken(`${date}: another run is working on it`);
    }
    const day = await saveDay(days, found, {});
    held = day;
    if (stageOf(day.journal) !== 'trade') return day;
    const environment: Finishing['environment'] = day.journal.mode === 'demo' ? 'demo' : 'live';
    const markets = environment === finishing.environment ? finishing.markets : undefined;
    const last = day.journal.legs.at(-1);
    // The orders are looked up in the market of their own contract.
    const market = last === undefined ? markets?.futures : markets?.futuresOf(instrumentOf(last));
    const context = { days, time, positionSizeUsd, environment, market, positionMoved };
    return await closeTrade(context, day);
  } catch (error) {
    if (!(error instanceof OutsideError) || error instanceof DayTaken) throw error;
    if (error instanceof JournalUnreadable) throw error;
    const text = `${date}: its orders could not be looked up: ${error.message}`;
    // An order that is over changes the position no more, so it holds up nothing.
    const last = held?.journal.legs.at(-1);
    if (last !== undefined && isOver(last, days.clock.now())) {
      throw new OutsideError(text, { cause: error });
    }
    throw new OrderUnsettled(text, { cause: error });
  }
}
