/**
 * Days before today that are not done: a killed function, a mail service that was down. What can
 * still be put right is: orders looked up, the log line written, the mail sent. Nothing is traded
 * for a day that is over, and no signal is made up for one that had none.
 */

import { barSeconds, utcDate } from '../core/bar-time.ts';
import { OutsideError } from '../core/errors.ts';
import { journalKey, journalsPrefix, stageOf, type DayJournal } from './journal/day-journal.ts';
import { readDay, saveDay, type DayStore, type HeldDay } from './journal/day-store.ts';
import { DayTaken, OrderUnsettled } from './edges/failures.ts';
import type { TimeBudget } from './edges/wall-clock.ts';
import type { FuturesMarket } from './plan/exchange.ts';
import type { ListedStore } from './edges/object-store.ts';
import { closeTrade } from './orders/trade-day.ts';

/** A gap in the runs that is longer than this is not bridged. One list has all of its days. */
const LOOK_BACK_DAYS = 400;

/** What the journals before `date` say. */
export type EarlierDays = {
  /** Days whose journal is not done, the oldest first. */
  readonly unfinished: readonly string[];
  /** Days without any run between the latest journal and today. */
  readonly missing: readonly string[];
  /** The latest journal with a decision. */
  readonly latest: DayJournal | undefined;
};

/** Looks back from `date` to the last day whose own look back is on record. */
export async function lookBack(
  days: DayStore & { readonly store: ListedStore },
  date: string,
): Promise<EarlierDays> {
  const dayBefore = (back: number): string =>
    utcDate(Date.parse(date) / 1000 - back * barSeconds('1d'));
  const unfinished: string[] = [];
  const missing: string[] = [];
  let latest: DayJournal | undefined;
  let anyFound = false;
  /** The keys there are: asked for when one is not there, so that it is asked once. */
  let there: readonly string[] | undefined;
  for (let back = 1; back <= LOOK_BACK_DAYS; back++) {
    const day = dayBefore(back);
    const absent = there?.includes(journalKey(days.prefix, day)) === false;
    const found = absent ? undefined : (await readDay(days, day))?.journal;
    if (found === undefined) {
      const earliest = journalKey(days.prefix, dayBefore(LOOK_BACK_DAYS + 1));
      there ??= await days.store.list(journalsPrefix(days.prefix), earliest);
      if (!there.some((key) => key < journalKey(days.prefix, day))) break;
      if (!anyFound) missing.unshift(day);
      continue;
    }
    anyFound = true;
    if (latest === undefined && found.record !== undefined) latest = found;
    if (stageOf(found) !== 'done') unfinished.unshift(day);
    if (found.before !== undefined) {
      unfinished.unshift(...found.before.unfinished);
      break;
    }
  }
  return { unfinished, missing: anyFound ? missing : [], latest };
}

/** How to finish an earlier day's steps. */
export type Finishing = {
  readonly days: DayStore;
  readonly time: TimeBudget;
  readonly positionSizeUsd: number;
  /** The market of today's environment; undefined on paper. */
  readonly market: FuturesMarket | undefined;
  readonly environment: 'demo' | 'live';
  readonly log: (day: HeldDay) => Promise<HeldDay>;
  readonly mail: (day: HeldDay) => Promise<HeldDay>;
};

/**
 * Finishes `dates` as far as it can: which stay unfinished, and what to tell about them.
 * @throws DayTaken, OrderUnsettled where what one of them sent may still be at work: today's orders
 *   would be planned from a moving position, and its own read off today's
 */
export async function finishEarlierDays(
  finishing: Finishing,
  dates: readonly string[],
): Promise<{ readonly unfinished: readonly string[]; readonly warnings: readonly string[] }> {
  const unfinished: string[] = [];
  const warnings: string[] = [];
  for (const date of dates) {
    try {
      warnings.push(...(await finishDay(finishing, date)));
    } catch (error) {
      // Today's run goes on: what failed is in the mail, and the day stays on the list.
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

async function finishDay(finishing: Finishing, date: string): Promise<readonly string[]> {
  const { days, log, mail } = finishing;
  let day = await settledDay(finishing, date);
  if (day === undefined) return [];
  if (day.journal.record === undefined) {
    await saveDay(days, day, { logged: true, mailed: true });
    return [`${date} ended without a signal`];
  }
  if (stageOf(day.journal) === 'log') day = await log(day);
  await mail(day);
  return [`${date} was finished late`];
}

/** The day held by this run, its orders settled and on record; undefined where nothing is left. */
async function settledDay(finishing: Finishing, date: string): Promise<HeldDay | undefined> {
  const { days, time, positionSizeUsd } = finishing;
  try {
    const found = await readDay(days, date);
    if (found === undefined || stageOf(found.journal) === 'done') return undefined;
    if (found.journal.leaseUntil > days.clock.now()) {
      throw new DayTaken(`${date}: another run is at work on it`);
    }
    const day = await saveDay(days, found, {});
    if (stageOf(day.journal) !== 'trade') return day;
    const environment = day.journal.mode === 'live' ? 'live' : 'demo';
    const market = environment === finishing.environment ? finishing.market : undefined;
    return await closeTrade({ days, time, positionSizeUsd, environment, market }, day);
  } catch (error) {
    if (!(error instanceof OutsideError) || holdsUpToday(error)) throw error;
    throw new OrderUnsettled(`${date}: its orders could not be looked up: ${error.message}`, {
      cause: error,
    });
  }
}
