/**
 * One invocation of the daily run: claims the day, then decides, trades, logs and mails. The
 * journal records the steps, so that a later invocation continues where this one stopped. A trade
 * that has to wait stays open until the next run of the schedule. An error is never a signal: it
 * does not change the position. It is mailed and thrown.
 */

import { utcDate } from '../core/bar-time.ts';
import { InputError, OutsideError, toError } from '../core/errors.ts';
import {
  instrumentOf,
  logRecord,
  stageOf,
  type EarlierState,
  type DayJournal,
  type KnownPosition,
  type Mode,
  type Stage,
} from './journal/day-journal.ts';
import { claimDay, readDay, saveDay, type DayStore, type HeldDay } from './journal/day-store.ts';
import { decideStep, logStep, mailStep } from './day-steps.ts';
import { finishEarlierDays, lookBack, type EarlierDays } from './earlier-days.ts';
import { DayTaken, OrderUnsettled } from './edges/failures.ts';
import { modeOf } from './live-settings.ts';
import type { LiveWorld, UsableModel } from './live-world.ts';
import { failureMail, shortName, waitMail } from './mail-text.ts';
import { unmanaged } from './journal/account-memory.ts';
import { knownText, lookAtPosition } from './standing-position.ts';
import { alarmsOf, troubledDays } from './alarms.ts';
import type { ListedStore } from './edges/object-store.ts';
import type { SignalRecord } from './journal/signal-record.ts';
import { shadowDay, type ShadowContext } from './orders/shadow-day.ts';
import type { TradeContext } from './orders/survey.ts';
import { tradeDay } from './orders/trade-day.ts';
import { viewOf, viewsOf } from './plan/exchange.ts';
import { hasLaterRun } from './plan/run-times.ts';
import { tradeContext } from './trade-context.ts';

export type RunReport = {
  readonly date: string;
  /**
   * `already done`: an earlier invocation has finished the day, and this one changed nothing.
   * `waiting`: the trade stays open for a later run of the day, for the reasons in `warnings`.
   */
  readonly outcome: 'done' | 'already done' | 'waiting';
  readonly record: SignalRecord;
  readonly warnings: readonly string[];
  /** What somebody should look at soon; empty for an ordinary day. */
  readonly alarms: readonly string[];
  /** How many days in a row, up to this one, had no signal or did not reach their target. */
  readonly troubledDays: number;
};

/** What all steps of one invocation use. */
type Run<M extends UsableModel> = {
  readonly world: LiveWorld<M>;
  readonly days: DayStore & { readonly store: ListedStore };
  /** In demo and live. */
  readonly trade: TradeContext | undefined;
  /** In shadow. */
  readonly shadow: ShadowContext | undefined;
};

/**
 * Runs today to its end, from the point where an earlier invocation stopped.
 * @throws DayTaken if another run is working on the day; any other error is mailed first
 */
export async function runDay<M extends UsableModel>(world: LiveWorld<M>): Promise<RunReport> {
  const run = beginRun(world);
  const date = utcDate(Math.floor(world.clock.now() / 1000));
  let doing: Stage | 'claim' = 'claim';
  let day: HeldDay | undefined;
  try {
    day = await begin(run, date);
    if (stageOf(day.journal) === 'done') return report(day.journal, 'already done');
    if (day.journal.before === undefined) day = await catchUp(run, day);
    for (;;) {
      doing = stageOf(day.journal);
      if (doing === 'done') return report(day.journal, 'done');
      day = await step(run, doing, day);
      if (doing === 'trade' && stageOf(day.journal) === 'trade') return await waiting(run, day);
    }
  } catch (error) {
    // If another run has the day, that run reports.
    if (error instanceof DayTaken) throw error;
    throw await mailed(run, { date, doing, journal: day?.journal }, toError(error));
  }
}

function beginRun<M extends UsableModel>(world: LiveWorld<M>): Run<M> {
  const { settings, clock, random, store, exchange } = world;
  const days = { store, prefix: settings.s3StatePrefix, clock, random, run: world.run };
  const mode = modeOf(settings);
  const context = tradeContext({ settings, store, days, time: world });
  const { futures, futuresOf } = exchange;
  const trades = mode === 'demo' || mode === 'live';
  const trade = trades ? { ...context, market: futures, marketOf: futuresOf } : undefined;
  const shadow = mode === 'shadow' ? { ...context, market: viewOf(futures) } : undefined;
  return { world, days, trade, shadow };
}

async function step<M extends UsableModel>(
  run: Run<M>,
  stage: Exclude<Stage, 'done'>,
  day: HeldDay,
): Promise<HeldDay> {
  const { world, days, trade, shadow } = run;
  switch (stage) {
    case 'decide':
      return await decideStep(world, { days, market: trade?.market }, day);
    case 'trade':
      return await (shadow === undefined ? tradeDay(trade!, day) : shadowDay(shadow, day));
    case 'log':
      return await logStep(world, day);
    case 'mail':
      return await mailStep(world, days, day);
  }
}

/** Claims the day. If all earlier days are done, what they say is part of the first write. */
async function begin<M extends UsableModel>(run: Run<M>, date: string): Promise<HeldDay> {
  const earlier = await lookBack(run.days, date);
  const day = { date, mode: modeOf(run.world.settings), deadline: run.world.deadline };
  const start = earlier.unfinished.length === 0 ? { start: startAfter(earlier, day.mode) } : {};
  return await claimDay(run.days, { ...day, ...start });
}

/** Finishes earlier days as far as possible before today's work, and records what is left. */
async function catchUp<M extends UsableModel>(run: Run<M>, day: HeldDay): Promise<HeldDay> {
  const { world, days, trade, shadow } = run;
  // Read again, because another run may have finished them before this run claimed the day.
  const earlier = await lookBack(days, day.journal.date);
  const { unfinished, warnings } = await finishEarlierDays(
    {
      days,
      time: world,
      positionSizeUsd: world.settings.positionSizeUsd,
      markets: (trade ?? shadow) && viewsOf(world.exchange),
      environment: world.settings.futuresEnv,
      log: (earlierDay) => logStep(world, earlierDay),
      mail: (earlierDay) => mailStep(world, days, earlierDay),
    },
    earlier,
  );
  // A day that was finished just now has a trade in its journal that it did not have before.
  const finished = earlier.unfinished.length > 0;
  const start = startAfter(
    finished ? await lookBack(days, day.journal.date) : earlier,
    day.journal.mode,
  );
  return await saveDay(days, day, {
    before: { ...start.before, unfinished },
    warnings: [...start.warnings, ...warnings],
  });
}

/** The first content of a day's journal after these earlier days. */
function startAfter(
  { unfinished, missing, unreadable, last, memory }: EarlierDays,
  mode: Mode,
): Pick<DayJournal, 'warnings'> & { readonly before: EarlierState } {
  const { signal, signalDate = null, sizing } = last;
  // The latest trade in this environment, whatever its contract.
  const known = memory.positions.findLast(({ environment }) => environment === mode);
  const { contracts: positionAfter = null, instrument } = known ?? {};
  const left = {
    positionAfter,
    ...(instrument === undefined ? {} : { instrument }),
    ...(sizing === undefined ? {} : { sizing }),
  };
  const missed = missing.length === 0 ? [] : [`no run on ${missing.join(', ')}`];
  const warnings = [...missed, ...unreadable];
  return { before: { unfinished, signal, signalDate, ...left, memory }, warnings };
}

/** Mails that the trade waits, if no earlier run of the day has, and ends the run. */
async function waiting<M extends UsableModel>(
  { world, days }: Run<M>,
  day: HeldDay,
): Promise<RunReport> {
  const { journal } = day;
  if (journal.waitMailed !== true) {
    const { subject, text } = waitMail(journal, world.settings.spotPair, world.settings.runTimes);
    await world.publish(subject, text);
    await saveDay(days, day, { waitMailed: true });
  }
  const { reasons } = journal.waits!.at(-1)!;
  const ended = report(journal, 'waiting');
  return { ...ended, warnings: [...reasons, ...ended.warnings] };
}

/**
 * Mails `error`, with the position that stands, and gives it back. If the same work has failed
 * before on this day, only the day's last run mails it again. If the mail fails too, gives one
 * error that names both.
 */
async function mailed<M extends UsableModel>(
  run: Run<M>,
  where: {
    readonly date: string;
    readonly doing: string;
    /** Undefined if the run did not get the day. */
    readonly journal: DayJournal | undefined;
  },
  error: Error,
): Promise<Error> {
  const { world } = run;
  const { date, doing } = where;
  const held = await heldByThis(run, date);
  const mailedBefore = held?.journal.failuresMailed ?? [];
  const later = hasLaterRun(world.settings.runTimes, date, world.clock.now());
  if (later && mailedBefore.includes(doing) && isNoNews(error)) return error;
  // The message of another error may quote a secret, so only our own messages are mailed.
  const ours = error instanceof OutsideError || error instanceof InputError;
  const reason = ours ? error.message : `a bug: ${error.name}`;
  const { settings } = world;
  const look = await lookAtPosition(world);
  const memory = where.journal?.before?.memory;
  const known = memory === undefined ? [] : unmanaged(memory, modeOf(settings));
  const isSeen = (one: KnownPosition): boolean =>
    look?.contracts !== undefined &&
    one.environment === settings.futuresEnv &&
    instrumentOf(one) === settings.futuresSymbol;
  try {
    const { subject, text } = failureMail({
      name: shortName(settings.spotPair),
      date,
      stage: doing,
      reason,
      environment: settings.futuresEnv,
      instrument: settings.futuresSymbol,
      look,
      inARow: (memory?.troubledDays ?? 0) + 1,
      remembered: known.filter((one) => !isSeen(one)).map(knownText),
    });
    await world.publish(subject, text);
  } catch (mailError) {
    const why = toError(mailError).message;
    return new OutsideError(`${reason}; the mail about it failed too: ${why}`, { cause: error });
  }
  if (held !== undefined) await noteFailure(run.days, held, [...mailedBefore, doing]);
  return error;
}

/** A bug, or an order whose outcome is not known, is mailed each time. */
function isNoNews(error: Error): boolean {
  return error instanceof OutsideError && !(error instanceof OrderUnsettled);
}

/** Notes that failures were mailed. If that is not possible, the next one is mailed again. */
async function noteFailure(
  days: DayStore,
  held: HeldDay,
  failuresMailed: readonly string[],
): Promise<void> {
  try {
    await saveDay(days, held, { failuresMailed });
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
  }
}

/** The day, if this run holds it and the store can be read. If not, the failure is mailed. */
async function heldByThis<M extends UsableModel>(
  { days }: Run<M>,
  date: string,
): Promise<HeldDay | undefined> {
  try {
    const found = await readDay(days, date);
    return found?.journal.run === days.run ? found : undefined;
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    return undefined;
  }
}

function report(journal: DayJournal, outcome: RunReport['outcome']): RunReport {
  return {
    date: journal.date,
    outcome,
    record: logRecord(journal),
    warnings: journal.warnings,
    alarms: alarmsOf(journal),
    troubledDays: troubledDays(journal),
  };
}
