/**
 * The steps of a day that send no order: decide, log, mail. Each step does one thing, and then the
 * journal records it. If a crash comes in between, a later run does the step again. That is
 * harmless: a decision that is in the journal stays, a day gets one log line, and only the mail may
 * come twice.
 */

import { DAY_SECONDS, isoTime, utcDate } from '../core/bar-time.ts';
import type { Bars } from '../core/bars.ts';
import type { Position } from '../trade/positions.ts';
import { logRecord, type EarlierState } from './journal/day-journal.ts';
import { saveDay, type DayStore, type HeldDay } from './journal/day-store.ts';
import { ModelUnusable } from './edges/failures.ts';
import { awaitClosedBars } from './late-bars.ts';
import type { LiveWorld, UsableModel } from './live-world.ts';
import { dayMail } from './mail-text.ts';
import { checkLastClose, checkMarket } from './model/fit-for-market.ts';
import { fetchModel, sha256Of } from './model/model-pointer.ts';
import { appendOnce } from './journal/signal-log.ts';
import { signalLabel, signalRecord } from './journal/signal-record.ts';
import { policyState, type PolicyState } from './missed-bars.ts';
import type { Decision } from './model/decision.ts';

/** Decides the day from model, bars and position. @throws if one of them is not usable */
export async function decideStep<M extends UsableModel>(
  world: LiveWorld<M>,
  run: {
    readonly days: DayStore;
    /** Signed contracts held; undefined on paper. */
    readonly contracts: () => Promise<number | undefined>;
  },
  day: HeldDay,
): Promise<HeldDay> {
  const { settings, clock } = world;
  const { model, warnings: modelWarnings } = await usableModel(world);
  const bars = await awaitClosedBars(world.exchange, clock, {
    date: day.journal.date,
    waitMs: settings.lateBarsWaitSeconds * 1000,
  });
  const closeWarnings = checkLastClose(model.header, bars);
  const contracts = await run.contracts();
  const { date, before, warnings } = day.journal;
  const { signal = 0, signalDate } = before ?? {};
  const decideOn = (situation: { bars: Bars; previous: Position }): Decision =>
    world.decide({ ...situation, model });
  // The policy goes on from the model's last word. What the exchange holds is only compared.
  const state = policyState(decideOn, bars, { signal, barTime: barTimeOf(signalDate) });
  const { previous, derived } = state;
  const decision = decideOn({ bars, previous });
  const record = signalRecord(decision, {
    date,
    nowMs: clock.now(),
    model: { sha256: model.sha256, trainedAt: isoTime(model.header.lastTrainTime) },
    previous,
    derived,
  });
  const all = [
    ...warnings,
    ...modelWarnings,
    ...closeWarnings,
    ...derivedWarnings(state),
    ...decision.warnings,
    ...positionWarnings(contracts, before),
  ];
  return await saveDay(run.days, day, { record, warnings: all });
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
  await appendOnce({ store, key, clock, random }, logRecord(day.journal));
  return { ...day, journal: { ...day.journal, logged: true } };
}

/** Sends the day's mail. It is the last step, so that its failure affects no other step. */
export async function mailStep<M extends UsableModel>(
  world: LiveWorld<M>,
  days: DayStore,
  day: HeldDay,
): Promise<HeldDay> {
  const { subject, text } = dayMail(day.journal);
  await world.publish(subject, text);
  return await saveDay(days, day, { mailed: true });
}

async function usableModel<M extends UsableModel>(
  world: LiveWorld<M>,
): Promise<{ readonly model: M; readonly warnings: readonly string[] }> {
  const { settings, store, bakedModel } = world;
  const stored = await fetchModel(store, settings.s3ModelKey);
  const bytes = stored?.bytes ?? bakedModel;
  if (bytes === undefined) {
    throw new ModelUnusable(`model: expected one at ${settings.s3ModelKey}, got none`);
  }
  const where = stored === undefined ? 'the bundled model' : settings.s3ModelKey;
  const model = world.loadModel(bytes, where);
  checkMarket(model.header, settings.spotPair);
  // The age of a model is the age of its last bar, counted from the bar's open.
  const seconds = world.clock.now() / 1000 - model.header.lastBarTime;
  const age = Math.floor(seconds / DAY_SECONDS);
  const limit = settings.modelMaxAgeDays;
  if (age > limit || age < 0) {
    const hash = sha256Of(bytes).slice(0, 12);
    throw new ModelUnusable(`model ${hash}: expected an age of 0 to ${limit} days, got ${age}`);
  }
  const warnings =
    age > limit / 2
      ? [`the model is ${age} days old; from ${limit + 1} days on it is refused`]
      : [];
  return { model, warnings };
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

/** Says if the exchange does not hold what the last run left, or another side than it signalled. */
function positionWarnings(
  contracts: number | undefined,
  before: EarlierState | undefined,
): readonly string[] {
  if (contracts === undefined) return [];
  const { signal = 0, positionAfter: expected = null } = before ?? {};
  const warnings: string[] = [];
  if (expected !== null && contracts !== expected) {
    warnings.push(
      `position: expected ${expected} contracts, as after the last run, got ${contracts}`,
    );
  }
  const side = sideOf(contracts);
  if (side !== signal) {
    const said = `the last signal was ${signalLabel(signal)}`;
    warnings.push(
      `position: ${said}, the exchange has ${signalLabel(side)} (${contracts} contracts)`,
    );
  }
  return warnings;
}

function sideOf(contracts: number): Position {
  return contracts > 0 ? 1 : contracts < 0 ? -1 : 0;
}
