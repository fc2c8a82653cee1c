/**
 * The steps of a day that send no order: decide, log, mail. Each step does one thing, and then the
 * journal records it. If a crash comes in between, a later run does the step again. That is
 * harmless: a decision that is in the journal stays, a day gets one log line, and only the mail may
 * come twice.
 */

import { DAY_SECONDS, isoTime, utcDate } from '../core/bar-time.ts';
import type { Bars } from '../core/bars.ts';
import { toError } from '../core/errors.ts';
import type { Position } from '../trade/positions.ts';
import { alarmMail } from './alarms.ts';
import { logRecord, type DayJournal } from './journal/day-journal.ts';
import { saveDay, type DayStore, type HeldDay } from './journal/day-store.ts';
import { heldPosition } from './held-position.ts';
import { awaitClosedBars } from './late-bars.ts';
import type { LiveWorld, UsableModel } from './live-world.ts';
import { dayMail } from './mail-text.ts';
import { checkLastClose } from './model/fit-for-market.ts';
import { appendOnce } from './journal/signal-log.ts';
import {
  flatRecord,
  signalLabel,
  signalRecord,
  type SignalRecord,
} from './journal/signal-record.ts';
import { policyState, type PolicyState } from './missed-bars.ts';
import type { Decision } from './model/decision.ts';
import type { FuturesMarket } from './plan/exchange.ts';
import { usableModel, type DayModel } from './usable-model.ts';
import { MAIL_LENGTH, whyLines } from './why-lines.ts';

/** Decides the day from model, bars and position. @throws if one of them is not usable */
export async function decideStep<M extends UsableModel>(
  world: LiveWorld<M>,
  run: {
    readonly days: DayStore;
    /** The market that the run trades; undefined on paper. */
    readonly market: FuturesMarket | undefined;
  },
  day: HeldDay,
): Promise<HeldDay> {
  const { settings, clock } = world;
  const dayModel = await usableModel(world);
  const { date, warnings } = day.journal;
  const closed = await awaitClosedBars(world.exchange, clock, {
    date,
    waitMs: settings.lateBarsWaitSeconds * 1000,
  });
  const closeWarnings = checkLastClose(dayModel.model.header, closed);
  // A model that is too old decides nothing, so it needs no series.
  const joined =
    dayModel.flatBecause === undefined
      ? await world.joinSeries?.(closed, dayModel.model)
      : undefined;
  const { bars, warnings: seriesWarnings } = joined ?? { bars: closed, warnings: [] };
  const { standing, warnings: heldWarnings } = await heldPosition(world, run.market, day.journal);
  const decided = decidedDay(world, dayModel, bars, day.journal);
  const all = [
    ...heldWarnings,
    ...warnings,
    ...dayModel.warnings,
    ...closeWarnings,
    ...seriesWarnings,
    ...decided.warnings,
  ];
  const { record, why } = decided;
  return await saveDay(run.days, day, {
    record,
    warnings: all,
    ...(why === undefined ? {} : { why }),
    ...(standing === undefined ? {} : { standing }),
  });
}

/** The day's record by its model, or a flat one if the model may not decide. */
function decidedDay<M extends UsableModel>(
  world: LiveWorld<M>,
  { model, flatBecause }: DayModel<M>,
  bars: Bars,
  { date, before }: DayJournal,
): Pick<DayJournal, 'why' | 'warnings'> & { readonly record: SignalRecord } {
  const { signal = 0, signalDate } = before ?? {};
  const trainedAt = isoTime(model.header.lastTrainTime);
  const made = { date, nowMs: world.clock.now(), model: { sha256: model.sha256, trainedAt } };
  if (flatBecause !== undefined) {
    const [close, barTime] = [bars.close.at(-1)!, bars.time.at(-1)!];
    const flat = { ...made, previous: signal, close, barTime, because: flatBecause };
    const remedy = 'train and upload a newer model';
    return { record: flatRecord(flat), warnings: [`${flatBecause}: FLAT until you ${remedy}`] };
  }
  const decideOn = (situation: { bars: Bars; previous: Position }): Decision =>
    world.decide({ ...situation, model });
  // The policy goes on from the model's last word. What the exchange holds is only compared.
  const state = policyState(decideOn, bars, { signal, barTime: barTimeOf(signalDate) });
  const { previous, derived } = state;
  const decision = decideOn({ bars, previous });
  const explained = explainedDay(world, { bars, model, previous }, decision);
  return {
    record: signalRecord(decision, { ...made, previous, derived }),
    warnings: [...derivedWarnings(state), ...decision.warnings, ...explained.warnings],
    ...(explained.why === undefined ? {} : { why: explained.why }),
  };
}

/** The lines that explain a decision. The trade does not wait for them: a failure is a warning. */
function explainedDay<M extends UsableModel>(
  world: LiveWorld<M>,
  situation: { readonly bars: Bars; readonly model: M; readonly previous: Position },
  decision: Decision,
): Pick<DayJournal, 'why' | 'warnings'> {
  if (world.explain === undefined) return { warnings: [] };
  try {
    return { why: whyLines(world.explain(situation, decision), MAIL_LENGTH), warnings: [] };
  } catch (error) {
    return { warnings: [`nothing explains the decision: a bug: ${toError(error).name}`] };
  }
}

/**
 * Adds the day's line to the signal log, if it is not there yet. The journal is not written here:
 * the write after the mail records this step too. If a crash comes before, the step is done again,
 * which adds no second line.
 */
export async function logStep<M extends UsableModel>(
  world: LiveWorld<M>,
  day: HeldDay,
): Promise<HeldDay> {
  const { store, clock, random, settings } = world;
  const key = settings.s3SignalsKey;
  const own = logRecord(day.journal);
  const { line, faults } = await appendOnce({ store, key, clock, random }, own);
  const warnings = [...standingWarnings(own, line), ...day.journal.warnings, ...faults];
  return { ...day, journal: { ...day.journal, logged: true, warnings } };
}

/**
 * Sends the day's mail and, if there is one, its alarm. This is the last step, so that its failure
 * affects no other step. If one of the two fails, a later run sends both again.
 */
export async function mailStep<M extends UsableModel>(
  world: LiveWorld<M>,
  days: DayStore,
  day: HeldDay,
): Promise<HeldDay> {
  const { publish, alarm, settings } = world;
  const market = settings.spotPair;
  const mail = dayMail(day.journal, market);
  const urgent = alarmMail(day.journal, market);
  // Neither of the two ways must hold up the other.
  const sent = await Promise.allSettled([
    publish(mail.subject, mail.text),
    ...(urgent === undefined ? [] : [alarm(urgent.subject, urgent.text)]),
  ]);
  const failed = sent.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return await saveDay(days, day, { mailed: true });
}

/** Says if the log had a line of the day already, and that line has another signal. */
function standingWarnings(own: SignalRecord, line: string): readonly string[] {
  const { signal_label: standing } = JSON.parse(line) as Partial<SignalRecord>;
  if (standing === own.signal_label) return [];
  return [
    `THE SIGNAL LOG SAYS ${standing ?? 'nothing'} FOR ${own.date}, THIS RUN ${own.signal_label}: ` +
      'its line was there before and stays; another program or deployment writes this log',
  ];
}

/** Open time of the bar that the signal of `date` was decided on, the day before. */
function barTimeOf(date: string | null | undefined): number | undefined {
  return typeof date === 'string' ? Date.parse(date) / 1000 - DAY_SECONDS : undefined;
}

function derivedWarnings({ derived, warnings }: PolicyState): readonly string[] {
  if (derived.length === 0) return warnings;
  const days = derived.map(({ bar_time: time, signal }) => {
    const date = utcDate(Date.parse(time) / 1000 + DAY_SECONDS);
    return `${date} ${signalLabel(signal)}`;
  });
  return [...warnings, `signals of missed days, derived today: ${days.join(', ')}`];
}
