/**
 * Seeded days of the live part against the fakes' state machines: events come twice, late and out
 * of order, processes die at any boundary, requests fail in every way, answers are slow, views
 * lag, others trade; then what must always hold is checked. A function of its seed.
 */

import { deriveSeed } from '../../engine/core/hash.ts';
import { randomStream, type RandomStream } from '../../engine/core/random.ts';
import { credentialSource } from '../../engine/live/kraken/credentials.ts';
import { krakenExchange } from '../../engine/live/kraken/kraken-exchange.ts';
import { liveSettings } from '../../engine/live/live-settings.ts';
import { runDay } from '../../engine/live/run-day.ts';
import { sleep } from '../../engine/live/edges/wall-clock.ts';
import type { FakeOrder } from '../../cli/stand-ins/fake-futures-book.ts';
import { createFakeFutures, type FakeFutures } from '../../cli/stand-ins/fake-futures.ts';
import { createFakeS3, type FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import { createFakeSpot, spotRows, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { fixedDecision, fixedModel } from '../fakes/fixed-decision.ts';
import { createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';
import {
  drawCallFault,
  drawLatency,
  drawnWireFaults,
  drawUnkindness,
  KIND,
  type Unkindness,
} from './drawn-faults.ts';
import { checkDay, checkEpisode } from './invariants.ts';
import { startProcess } from './simulated-process.ts';

export const DAYS_AN_EPISODE = 25;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const BAKED = new Uint8Array(1);
const SECRET_TEXT = JSON.stringify({ apiKey: 'key', apiSecret: 'c2VjcmV0' });

/** What happened, for the report. */
export type Counts = Record<'days' | 'missed' | 'invocations' | 'crashes', number> &
  Record<'failures' | 'faults' | 'orders' | 'byHand' | 'lines' | 'mails', number>;

export type Episode = {
  readonly clock: VirtualClock;
  readonly chance: RandomStream;
  readonly s3: FakeS3;
  readonly spot: FakeSpot;
  readonly futures: FakeFutures;
  readonly mails: string[];
  /** What the model says, by UTC day. */
  readonly signals: Map<string, -1 | 0 | 1>;
  /** Every order that the exchange took, by client order id. */
  readonly orders: Map<string, FakeOrder>;
  /** Days on which the market (rejections, no liquidity) may keep the position from its target. */
  readonly marketFaults: Set<string>;
  /** Days on which somebody else traded the account. */
  readonly tradedByHand: Set<string>;
  /** Days on which the exchange forgets fills. */
  readonly forgetful: Set<string>;
  /**
   * Whether the exchange forgets fills; else somebody else trades now and then. Never both: a
   * trade undone by another's, and forgotten, leaves nothing by which to know of it.
   */
  readonly forgets: boolean;
  readonly counts: Counts;
  /** Of the current day. */
  unkindness: Unkindness;
};

/** Runs episode `seed`. @throws where something does not hold that must */
export async function runEpisode(seed: number): Promise<Counts> {
  const episode = createEpisode(seed);
  const { chance, clock, counts } = episode;
  let missing = 0;
  for (let day = 0; day < DAYS_AN_EPISODE; day++) {
    const midnight = START + day * DAY_MS;
    await waitUntil(clock, midnight + 300_000);
    // Each episode ends with two quiet days: everything left over must be finished by then.
    const quiet = day >= DAYS_AN_EPISODE - 2;
    counts.days++;
    // A day is missed, now and then a week of them.
    if (missing === 0 && chance.uniform() < 0.03) missing = chance.uniform() < 0.8 ? 1 : 7;
    if (!quiet && missing > 0) {
      missing--;
      counts.missed++;
      continue;
    }
    drawDay(episode, midnight, quiet);
    await invokeDay(episode, midnight, quiet);
    // A late event may have used the day up: then there is none left for a clean run.
    const timeLeft = midnight + DAY_MS - clock.now();
    const clean = (quiet || chance.uniform() < 0.5) && timeLeft > 600_000;
    if (clean) await cleanRun(episode);
    // What the day did to the market, it also did to runs that went on after midnight.
    for (const marked of [episode.marketFaults, episode.tradedByHand, episode.forgetful]) {
      if (timeLeft < 0 && marked.has(isoDate(midnight))) marked.add(isoDate(midnight + DAY_MS));
    }
    checkDay(episode, isoDate(midnight), clean);
    episode.futures.book.forget(midnight - DAY_MS);
  }
  checkEpisode(episode);
  return counts;
}

function createEpisode(seed: number): Episode {
  const clock = createVirtualClock(START);
  const chance = randomStream(deriveSeed(seed, 'live simulation'));
  const keys = { key: 'key', secret: 'c2VjcmV0' };
  const days = Array.from({ length: DAYS_AN_EPISODE + 1 }, (_, day) => START + day * DAY_MS);
  return {
    clock,
    chance,
    s3: createFakeS3(false),
    spot: createFakeSpot(clock.now, keys),
    futures: createFakeFutures(clock.now, [[keys.key, keys.secret]]),
    mails: [],
    signals: new Map(days.map((at) => [isoDate(at), (chance.below(3) - 1) as -1 | 0 | 1])),
    orders: new Map(),
    marketFaults: new Set(),
    tradedByHand: new Set(),
    forgetful: new Set(),
    forgets: chance.uniform() < 0.5,
    counts: {
      days: 0,
      missed: 0,
      invocations: 0,
      crashes: 0,
      failures: 0,
      faults: 0,
      orders: 0,
      byHand: 0,
      lines: 0,
      mails: 0,
    },
    unkindness: KIND,
  };
}

/** How unkind the day is, and its market. */
function drawDay(episode: Episode, midnight: number, quiet: boolean): void {
  const { chance, spot, futures } = episode;
  const { book } = futures;
  episode.unkindness = quiet ? KIND : drawUnkindness(chance);
  // With tomorrow's bar, for what goes on after midnight.
  spot.rows = spotRows((midnight + DAY_MS) / 1000, 4, () => 60_000);
  spot.lateMs = !quiet && chance.uniform() < 0.05 ? 300_000 + chance.below(60_000) : 0;
  book.liquidity.length = 0;
  book.rejections.length = 0;
  if (chance.uniform() < 0.2) book.liquidity.push(1 + chance.below(900), 1 + chance.below(900));
  if (!quiet && chance.uniform() < 0.15) {
    episode.marketFaults.add(isoDate(midnight));
    const statuses = ['marketSuspended', 'insufficientAvailableFunds', 'aStatusOfTomorrow'];
    if (chance.uniform() < 0.5) book.rejections.push(statuses[chance.below(3)]!);
    else book.liquidity.unshift(0, 0, 1, 0);
  }
  drawViews(episode, quiet);
  if (book.fillsShown === 1) episode.forgetful.add(isoDate(midnight));
  // The guards let the clocks differ by 10 s: by more, no order may be sent.
  futures.skewMs = !quiet && chance.uniform() < 0.3 ? chance.below(19_000) - 9_500 : 0;
  book.keepsIds = chance.uniform() < 0.5;
  book.showsIds = chance.uniform() < 0.5;
}

/** How positions, fills and status show what was executed: late, unequally late, forgetful. */
function drawViews({ chance, forgets, futures: { book } }: Episode, quiet: boolean): void {
  const lagMs = chance.uniform() < 0.2 ? chance.below(4_000) : 0;
  // Each look may reach another server, whose view is older than that of the look before.
  const uneven = !quiet && chance.uniform() < 0.3;
  book.lagOf = uneven ? () => chance.below(lagMs + 1) : () => lagMs;
  book.partGapMs = uneven ? chance.below(300) : 0;
  book.fillsShown = !quiet && forgets && chance.uniform() < 0.2 ? 1 : 100;
}

/** The day's events: one, often two, now and then a late one; failed ones are retried twice. */
async function invokeDay(episode: Episode, midnight: number, quiet: boolean): Promise<void> {
  const { chance, clock } = episode;
  const events = [midnight + 300_000];
  if (!quiet && chance.uniform() < 0.25) events.push(midnight + 300_000 + chance.below(180_000));
  if (!quiet && chance.uniform() < 0.05) events.push(midnight + DAY_MS - chance.below(90_000));
  if (!quiet && !episode.forgets && chance.uniform() < 0.08) {
    const at = events[chance.below(events.length)]! + chance.below(60_000);
    clock.after(at - clock.now(), () => tradeByHand(episode));
  }
  await Promise.all(
    events.map(async (at) => {
      await waitUntil(clock, at);
      for (let retry = 0; retry <= 2; retry++) {
        if (await invoke(episode)) return;
        await sleep(clock, 60_000 * (retry + 1));
      }
    }),
  );
}

/** Somebody else trades the account: a person, or another deployment under an id of its own. */
function tradeByHand({ chance, clock, counts, futures, tradedByHand }: Episode): void {
  const { book } = futures;
  const size = chance.uniform() < 0.3 ? 1_000 : 1 + chance.below(999);
  // Never far: a position beyond the limit would be left alone for the rest of the episode.
  const signed = Math.abs(book.position() + size) > 1_000 ? -size : size;
  const id = `wf-demo-${isoDate(clock.now())}-${++counts.byHand}-another`;
  book.tradeByHand(signed, chance.uniform() < 0.5 ? id : undefined);
  tradedByHand.add(isoDate(clock.now()));
}

/** An invocation without any fault: after it the day must be right. */
async function cleanRun(episode: Episode): Promise<void> {
  const { clock, futures } = episode;
  episode.unkindness = KIND;
  futures.book.lagOf = () => 0;
  // Past the lease of a run that was killed a moment ago.
  await sleep(clock, 120_000);
  await invoke(episode);
}

/** Whether the invocation went through. */
async function invoke(episode: Episode): Promise<boolean> {
  const { clock, chance, counts, futures, spot, unkindness } = episode;
  counts.invocations++;
  const today = (): Unkindness => episode.unkindness;
  const met = (): number => counts.faults++;
  const process = startProcess({
    clock,
    crashAt: chance.uniform() < unkindness.crash ? 1 + chance.below(130) : Infinity,
    freezeAt: chance.uniform() < unkindness.freeze ? 1 + chance.below(130) : Infinity,
    freezeMs: 1_000 + chance.below(140_000),
    latency: () => drawLatency(chance, today()),
    exchange: (request) => (request.path.startsWith('/0/') ? spot : futures).service(request),
    wireFaults: drawnWireFaults(chance, today, { now: clock.now, met }),
    callFault: () => {
      const fault = drawCallFault(chance, today());
      if (fault !== undefined) met();
      return fault;
    },
    s3: episode.s3,
    mail: (subject) => episode.mails.push(subject),
    secretText: SECRET_TEXT,
  });
  const deadline = clock.now() + SETTINGS.runBudgetSeconds * 1000;
  const http = { fetch: process.fetch, clock: process.clock, random: chance.uniform, deadline };
  const credentials = credentialSource({ read: process.secret, environment: 'demo', pinned: [] });
  const run = runDay({
    ...process,
    deadline,
    exchange: krakenExchange({ http, place: SETTINGS, credentials }),
    settings: SETTINGS,
    random: chance.uniform,
    loadModel: () => fixedModel(clock.now()),
    bakedModel: BAKED,
    // The day that is decided is the one after the last closed bar.
    decide: (situation) => {
      const date = isoDate(situation.bars.time.at(-1)! * 1000 + DAY_MS);
      return fixedDecision(() => episode.signals.get(date)!)(situation);
    },
    run: `run-${counts.invocations}`,
  });
  try {
    await Promise.race([run, process.death]);
    return true;
  } catch (error) {
    if ((error as Error).message === 'crashed') counts.crashes++;
    else counts.failures++;
    return false;
  }
}

const SETTINGS = liveSettings({
  S3_BUCKET: 'simulation',
  ENABLE_TRADING: 'true',
  KRAKEN_LOOPBACK_URL: 'http://127.0.0.1:1',
});

/** Until a time that may be over; what was to happen before it happens before. */
async function waitUntil(clock: VirtualClock, at: number): Promise<void> {
  await sleep(clock, at - clock.now());
}

/** UTC date of a time in ms. */
function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
