/**
 * Simulated days of the live part against the fakes. Events come twice, late and out of order;
 * processes die at any point; requests fail in every way; answers are slow; the exchange shows
 * changes late, errs and closes for hours; others trade. After each day the invariants are checked.
 * Everything follows from the seed.
 */

import { sleep } from '../../engine/live/edges/wall-clock.ts';
import type { VirtualClock } from '../fakes/virtual-clock.ts';
import { KIND } from './drawn-faults.ts';
import { addFalseRefusals, drawDay, tradeByHand } from './drawn-market.ts';
import {
  createEpisode,
  DAY_MS,
  DAYS_AN_EPISODE,
  isoDate,
  START,
  type Counts,
  type Episode,
} from './episode.ts';
import { LIVE_OPTIONS } from '../../engine/live/live-settings.ts';
import { checkDay } from './invariants.ts';
import { watchLeases } from './journals.ts';
import { checkEpisode } from './records.ts';
import { invoke, invokeRival } from './invocation.ts';

/** The rival's runs come this much later: longer than a run and its repetitions take. */
const RIVAL_MS = 20 * 60_000;

// An error is often an answer here, and its stack is never read.
Error.stackTraceLimit = 0;

/** Runs the episode `seed`. @throws if an invariant does not hold */
export async function runEpisode(seed: number): Promise<Counts> {
  const episode = createEpisode(seed);
  const { chance, clock, counts, falseRefusals } = episode;
  addFalseRefusals(
    episode.futures.book,
    () => falseRefusals.has(isoDate(clock.now())) && chance.uniform() < 0.7,
    (position) => (episode.widest = Math.max(episode.widest, Math.abs(position))),
  );
  let tooSoon = '';
  watchLeases(episode, (what) => (tooSoon ||= what));
  let missing = 0;
  for (let day = 0; day < DAYS_AN_EPISODE; day++) {
    const midnight = START + day * DAY_MS;
    await waitUntil(clock, midnight);
    const quiet = isQuiet(day);
    if (day === 0) drawDay(episode, midnight, quiet);
    // Drawn at midnight, because a run of today may still be working then.
    if (day + 1 < DAYS_AN_EPISODE) {
      clock.after(midnight + DAY_MS - clock.now(), () =>
        drawDay(episode, midnight + DAY_MS, isQuiet(day + 1)),
      );
    }
    countDay(episode, isoDate(midnight));
    // Sometimes a day is missed, or a whole week.
    if (missing === 0 && chance.uniform() < 0.03) missing = chance.uniform() < 0.8 ? 1 : 7;
    if (!quiet && missing > 0) {
      missing--;
      counts.missed++;
      continue;
    }
    await invokeDay(episode, midnight, quiet);
    // A late event may have used the rest of the day. Then there is no time for a clean run.
    const timeLeft = midnight + DAY_MS - clock.now();
    const clean = (quiet || chance.uniform() < 0.5) && timeLeft > 600_000;
    if (clean) await cleanRun(episode);
    // A run may go on after midnight, so the day's market also affects the next day.
    const { marketFaults, farPrices, tradedByHand, forgetful } = episode;
    for (const marked of [marketFaults, falseRefusals, farPrices, tradedByHand, forgetful]) {
      if (timeLeft < 0 && marked.has(isoDate(midnight))) marked.add(isoDate(midnight + DAY_MS));
    }
    checkDay(episode, isoDate(midnight), clean);
    if (tooSoon !== '') throw new Error(`${tooSoon} before the end of its lease`);
    episode.futures.book.forget(midnight - DAY_MS);
  }
  checkEpisode(episode);
  return counts;
}

/** Each episode ends with two quiet days, in which everything unfinished must be finished. */
function isQuiet(day: number): boolean {
  return day >= DAYS_AN_EPISODE - 2;
}

function countDay({ counts, futures, isReal, plans }: Episode, date: string): void {
  const { phase, killed, stale } = plans.get(date)!;
  counts.days++;
  if (futures.symbol === 'PF_XBTUSD') counts.linear++;
  if (isReal) counts.realModel++;
  if (phase !== 'demo') counts[phase]++;
  if (killed) counts.killed++;
  if (stale !== undefined) counts.stale++;
}

/**
 * The events of the day: the schedule, sometimes one twice, sometimes a late one. A failed event is
 * tried twice more.
 */
async function invokeDay(episode: Episode, midnight: number, quiet: boolean): Promise<void> {
  const { chance, clock, rival } = episode;
  const events = LIVE_OPTIONS.runTimes.default.map((time) =>
    Date.parse(`${isoDate(midnight)}T${time}:00Z`),
  );
  const rivalEvents = rival === undefined ? [] : events.map((at) => at + RIVAL_MS);
  if (!quiet && chance.uniform() < 0.25) events.push(events[0]! + chance.below(180_000));
  if (!quiet && chance.uniform() < 0.05) events.push(midnight + DAY_MS - chance.below(90_000));
  if (!quiet && !episode.forgets && rival === undefined && chance.uniform() < 0.08) {
    const at = events[chance.below(events.length)]! + chance.below(60_000);
    clock.after(at - clock.now(), () => tradeByHand(episode));
  }
  await Promise.all([
    ...events.map(async (at) => {
      await waitUntil(clock, at);
      for (let retry = 0; retry <= 2; retry++) {
        if (await invoke(episode)) return;
        await sleep(clock, 60_000 * (retry + 1));
      }
    }),
    ...rivalEvents.map(async (at) => {
      await waitUntil(clock, at);
      await invokeRival(episode, rival!);
    }),
  ]);
}

/** An invocation without any fault. After it the day must be right. */
async function cleanRun(episode: Episode): Promise<void> {
  const { clock, falseRefusals, futures } = episode;
  episode.unkindness = KIND;
  futures.book.lagOf = () => 0;
  const date = isoDate(clock.now());
  const wasFalse = falseRefusals.delete(date);
  // Wait for the end of the lease of a run that was just killed.
  await sleep(clock, 120_000);
  await invoke(episode);
  if (wasFalse) falseRefusals.add(date);
}

/** Waits until `at` (ms), which may be over. Timers that are due before it run first. */
async function waitUntil(clock: VirtualClock, at: number): Promise<void> {
  await sleep(clock, at - clock.now());
}
