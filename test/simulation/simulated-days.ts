/**
 * Simulated days of the live part against the fakes. Events come twice, late and out of order;
 * processes die at any point; requests fail in every way; answers are slow; the exchange shows
 * changes late; others trade. After each day the invariants are checked. Everything follows from
 * the seed.
 */

import { deriveSeed } from '../../engine/core/hash.ts';
import { randomStream, type RandomStream } from '../../engine/core/random.ts';
import { credentialSource } from '../../engine/live/kraken/credentials.ts';
import { krakenExchange } from '../../engine/live/kraken/kraken-exchange.ts';
import { liveSettings, type LiveSettings } from '../../engine/live/live-settings.ts';
import { runDay } from '../../engine/live/run-day.ts';
import { sleep } from '../../engine/live/edges/wall-clock.ts';
import type { NeutralPolicy, Signal } from '../../engine/trade/positions.ts';
import type { FakeOrder } from '../../cli/stand-ins/fake-futures-book.ts';
import { createFakeFutures, type FakeFutures } from '../../cli/stand-ins/fake-futures.ts';
import { createFakeS3, type FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import { createFakeSpot, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { fixedDecision, fixedModel } from '../fakes/fixed-decision.ts';
import { createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';
import {
  drawCallFault,
  drawLatency,
  drawnWireFaults,
  drawSignal,
  KIND,
  type Unkindness,
} from './drawn-faults.ts';
import { DAY_MS, DAYS_AN_EPISODE, drawDay, isoDate } from './drawn-market.ts';
import { checkDay, checkEpisode } from './invariants.ts';
import { startProcess } from './simulated-process.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const BAKED = new Uint8Array(1);
const SECRET_TEXT = JSON.stringify({ apiKey: 'key', apiSecret: 'c2VjcmV0' });

/** Numbers for the report. */
export type Counts = Record<'days' | 'linear' | 'missed' | 'invocations' | 'crashes', number> &
  Record<'failures' | 'faults' | 'orders' | 'byHand' | 'lines' | 'mails', number>;

export type Episode = {
  readonly clock: VirtualClock;
  readonly chance: RandomStream;
  readonly s3: FakeS3;
  readonly spot: FakeSpot;
  readonly futures: FakeFutures;
  readonly mails: string[];
  /** The class that the model predicts for each UTC day. */
  readonly signals: Map<string, Signal>;
  /** What the model does on neutral. */
  readonly neutral: NeutralPolicy;
  /** 1,000 USD in contracts, at a price of 60,000. */
  readonly size: number;
  /** The mark price of each UTC day. */
  readonly prices: Map<string, number>;
  /** Every order that the exchange placed, by client order id. */
  readonly orders: Map<string, FakeOrder>;
  /** Days on which rejections or missing liquidity may keep the position from its target. */
  readonly marketFaults: Set<string>;
  /** Days on which the mark price is far from the close: nothing may be opened. */
  readonly farPrices: Set<string>;
  /** Days on which somebody else traded the account. */
  readonly tradedByHand: Set<string>;
  /** Days on which the exchange forgets fills. */
  readonly forgetful: Set<string>;
  /**
   * Whether the exchange forgets fills. If not, somebody else trades sometimes. The two never come
   * together: if a fill is forgotten and somebody else undoes it, nothing shows that it happened.
   */
  readonly forgets: boolean;
  readonly counts: Counts;
  /** The rates of the current day. */
  unkindness: Unkindness;
};

/** Runs the episode `seed`. @throws if an invariant does not hold */
export async function runEpisode(seed: number): Promise<Counts> {
  const episode = createEpisode(seed);
  const { chance, clock, counts } = episode;
  let missing = 0;
  for (let day = 0; day < DAYS_AN_EPISODE; day++) {
    const midnight = START + day * DAY_MS;
    await waitUntil(clock, midnight + 300_000);
    // Each episode ends with two quiet days, in which everything unfinished must be finished.
    const quiet = day >= DAYS_AN_EPISODE - 2;
    counts.days++;
    if (episode.futures.symbol === 'PF_XBTUSD') counts.linear++;
    // Sometimes a day is missed, or a whole week.
    if (missing === 0 && chance.uniform() < 0.03) missing = chance.uniform() < 0.8 ? 1 : 7;
    if (!quiet && missing > 0) {
      missing--;
      counts.missed++;
      continue;
    }
    drawDay(episode, midnight, quiet);
    await invokeDay(episode, midnight, quiet);
    // A late event may have used the rest of the day. Then there is no time for a clean run.
    const timeLeft = midnight + DAY_MS - clock.now();
    const clean = (quiet || chance.uniform() < 0.5) && timeLeft > 600_000;
    if (clean) await cleanRun(episode);
    // A run may go on after midnight, so the day's market also affects the next day.
    const { marketFaults, farPrices, tradedByHand, forgetful } = episode;
    for (const marked of [marketFaults, farPrices, tradedByHand, forgetful]) {
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
  const symbol = seed % 2 === 0 ? 'PI_XBTUSD' : 'PF_XBTUSD';
  const days = Array.from({ length: DAYS_AN_EPISODE + 1 }, (_, day) => START + day * DAY_MS);
  return {
    clock,
    chance,
    s3: createFakeS3(false),
    spot: createFakeSpot(clock.now, keys),
    futures: createFakeFutures(clock.now, [[keys.key, keys.secret]], symbol),
    mails: [],
    signals: new Map(days.map((at) => [isoDate(at), drawSignal(chance)])),
    size: symbol === 'PI_XBTUSD' ? 1_000 : 166,
    prices: new Map(),
    orders: new Map(),
    marketFaults: new Set(),
    farPrices: new Set(),
    tradedByHand: new Set(),
    forgetful: new Set(),
    forgets: chance.uniform() < 0.5,
    neutral: chance.uniform() < 0.5 ? 'hold' : 'flat',
    counts: {
      days: 0,
      linear: 0,
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

/** The events of the day: one or two, sometimes a late one. A failed event is tried twice more. */
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

/** Somebody else trades the account: a person, or another deployment with its own order ids. */
function tradeByHand({ chance, clock, counts, futures, size: most, tradedByHand }: Episode): void {
  const { book } = futures;
  const size = chance.uniform() < 0.3 ? most : 1 + chance.below(most - 1);
  // The position stays below the limit, because the guards would refuse all later trades above it.
  const signed = Math.abs(book.position() + size) > most ? -size : size;
  const id = `wf-demo-${isoDate(clock.now())}-${++counts.byHand}-another`;
  book.tradeByHand(signed, chance.uniform() < 0.5 ? id : undefined);
  tradedByHand.add(isoDate(clock.now()));
}

/** An invocation without any fault. After it the day must be right. */
async function cleanRun(episode: Episode): Promise<void> {
  const { clock, futures } = episode;
  episode.unkindness = KIND;
  futures.book.lagOf = () => 0;
  // Wait for the end of the lease of a run that was just killed.
  await sleep(clock, 120_000);
  await invoke(episode);
}

/** Runs one invocation. Gives whether it succeeded. */
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
  const settings = settingsOf(futures.symbol);
  const deadline = clock.now() + settings.runBudgetSeconds * 1000;
  const http = { fetch: process.fetch, clock: process.clock, random: chance.uniform, deadline };
  const last = { ...http, deadline: deadline + 5_000 };
  const credentials = credentialSource({ read: process.secret, environment: 'demo', pinned: [] });
  const run = runDay({
    ...process,
    deadline,
    exchange: krakenExchange({ http, place: settings, credentials }),
    lastLook: () => krakenExchange({ http: last, place: settings, credentials }).futures.position(),
    settings,
    random: chance.uniform,
    loadModel: () => fixedModel(clock.now()),
    bakedModel: BAKED,
    // The decision is for the day after the last closed bar.
    decide: fixedDecision(
      ({ time }) => episode.signals.get(isoDate(time.at(-1)! * 1000 + DAY_MS))!,
      episode.neutral,
    ),
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

function settingsOf(symbol: string): LiveSettings {
  return liveSettings({
    S3_BUCKET: 'simulation',
    ENABLE_TRADING: 'true',
    FUTURES_SYMBOL: symbol,
    KRAKEN_LOOPBACK_URL: 'http://127.0.0.1:1',
  });
}

/** Waits until `at` (ms), which may be over. Timers that are due before it run first. */
async function waitUntil(clock: VirtualClock, at: number): Promise<void> {
  await sleep(clock, at - clock.now());
}
