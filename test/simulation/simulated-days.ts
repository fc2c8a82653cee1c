/**
 * Seeded days of the live part against the fakes' state machines: events come twice, late and out
 * of order, processes die at any boundary, requests fail in every way; then what must always hold
 * is checked. A function of its seed.
 */

import { deriveSeed } from '../../engine/core/hash.ts';
import { randomStream, type RandomStream } from '../../engine/core/random.ts';
import { credentialSource } from '../../engine/live/credentials.ts';
import { liveSettings } from '../../engine/live/live-settings.ts';
import { runDay } from '../../engine/live/run-day.ts';
import {
  createFakeFutures,
  futuresError,
  type FakeFutures,
} from '../../cli/stand-ins/fake-futures.ts';
import { createFakeS3, type FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import { createFakeSpot, spotRows, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { fixedDecision, fixedModel } from '../fakes/fixed-decision.ts';
import { createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';
import { jsonAnswer, type FaultPlan, type WireFault } from '../../cli/stand-ins/wire.ts';
import { checkDay, checkEpisode } from './invariants.ts';
import { startProcess, type CallFault } from './simulated-process.ts';

export const DAYS_AN_EPISODE = 25;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00Z');
const BAKED = new Uint8Array(1);
const SECRET_TEXT = JSON.stringify({ apiKey: 'key', apiSecret: 'c2VjcmV0' });

/** What happened, for the report. */
export type Counts = Record<'days' | 'missed' | 'invocations' | 'crashes', number> &
  Record<'failures' | 'faults' | 'orders' | 'lines' | 'mails', number>;

export type Episode = {
  readonly clock: VirtualClock;
  readonly chance: RandomStream;
  readonly s3: FakeS3;
  readonly spot: FakeSpot;
  readonly futures: FakeFutures;
  readonly mails: string[];
  /** Contracts executed in truth, by client order id. */
  readonly executed: Map<string, number>;
  readonly counts: Counts;
  /** Of the current day. */
  signal: -1 | 0 | 1;
  wireFaultRate: number;
  /** Of the orders alone. */
  orderFaultRate: number;
  callFaultRate: number;
  /** Whether the market itself (rejections, no liquidity) may keep the day from its target. */
  marketFaults: boolean;
};

/** Runs episode `seed`. @throws where something does not hold that must */
export async function runEpisode(seed: number): Promise<Counts> {
  const episode = createEpisode(seed);
  for (let day = 0; day < DAYS_AN_EPISODE; day++) {
    const midnight = START + day * DAY_MS;
    episode.clock.goTo(midnight + 300_000);
    const before = episode.futures.book.position();
    // Each episode ends with two quiet days: everything left over must be finished by then.
    const quiet = day >= DAYS_AN_EPISODE - 2;
    episode.counts.days++;
    if (!quiet && episode.chance.uniform() < 0.03) {
      episode.counts.missed++;
      continue;
    }
    drawDay(episode, midnight, quiet);
    await invokeDay(episode, midnight, quiet);
    // A late event may have used the day up: then there is none left for a clean run.
    const timeLeft = midnight + DAY_MS - episode.clock.now();
    const clean = (quiet || episode.chance.uniform() < 0.5) && timeLeft > 600_000;
    if (clean) await cleanRun(episode);
    checkDay(episode, { date: isoDate(midnight), before, clean });
  }
  checkEpisode(episode);
  return episode.counts;
}

function createEpisode(seed: number): Episode {
  const clock = createVirtualClock(START);
  const keys = { key: 'key', secret: 'c2VjcmV0' };
  return {
    clock,
    chance: randomStream(deriveSeed(seed, 'live simulation')),
    s3: createFakeS3(false),
    spot: createFakeSpot(clock.now, keys),
    futures: createFakeFutures(clock.now, [[keys.key, keys.secret]]),
    mails: [],
    executed: new Map(),
    counts: {
      days: 0,
      missed: 0,
      invocations: 0,
      crashes: 0,
      failures: 0,
      faults: 0,
      orders: 0,
      lines: 0,
      mails: 0,
    },
    signal: 0,
    wireFaultRate: 0,
    orderFaultRate: 0,
    callFaultRate: 0,
    marketFaults: false,
  };
}

/** The day's signal, and how unkind the day is. */
function drawDay(episode: Episode, midnight: number, quiet: boolean): void {
  const { chance, spot, futures } = episode;
  const { book } = futures;
  episode.signal = (chance.below(3) - 1) as -1 | 0 | 1;
  const rates = [0, 0, 0.03, 0.12];
  episode.wireFaultRate = quiet ? 0 : rates[chance.below(4)]!;
  episode.orderFaultRate = quiet ? 0 : [0, 0, 0.3, 0.7][chance.below(4)]!;
  episode.callFaultRate = quiet ? 0 : rates[chance.below(4)]! / 2;
  episode.marketFaults = !quiet && chance.uniform() < 0.15;
  spot.rows = spotRows(midnight / 1000, 3, () => 60_000);
  spot.lateMs = !quiet && chance.uniform() < 0.05 ? 300_000 + chance.below(60_000) : 0;
  book.liquidity.length = 0;
  book.rejections.length = 0;
  if (chance.uniform() < 0.2) book.liquidity.push(1 + chance.below(900), 1 + chance.below(900));
  if (episode.marketFaults) {
    const statuses = ['marketSuspended', 'insufficientAvailableFunds', 'aStatusOfTomorrow'];
    if (chance.uniform() < 0.5) book.rejections.push(statuses[chance.below(3)]!);
    else book.liquidity.unshift(0, 0, 1, 0);
  }
  book.viewLagMs = chance.uniform() < 0.2 ? chance.below(4_000) : 0;
  // The guards let the clocks differ by 10 s: by more, no order may be sent.
  futures.skewMs = !quiet && chance.uniform() < 0.3 ? chance.below(19_000) - 9_500 : 0;
  book.keepsIds = chance.uniform() < 0.5;
  book.showsIds = chance.uniform() < 0.5;
}

/** The day's events: one, often two, now and then a late one; failed ones are retried twice. */
async function invokeDay(episode: Episode, midnight: number, quiet: boolean): Promise<void> {
  const { chance, clock } = episode;
  const events = [midnight + 300_000];
  if (!quiet && chance.uniform() < 0.25) events.push(midnight + 300_000 + chance.below(90_000));
  if (!quiet && chance.uniform() < 0.05) events.push(midnight + DAY_MS - chance.below(60_000));
  await Promise.all(
    events.map(async (at) => {
      await wait(clock, at - clock.now());
      for (let retry = 0; retry <= 2; retry++) {
        const crashAt = !quiet && chance.uniform() < 0.3 ? 1 + chance.below(130) : Infinity;
        if (await invoke(episode, crashAt)) return;
        await wait(clock, 60_000 * (retry + 1));
      }
    }),
  );
}

/** An invocation without any fault: after it the day must be right. */
async function cleanRun(episode: Episode): Promise<void> {
  episode.wireFaultRate = 0;
  episode.orderFaultRate = 0;
  episode.callFaultRate = 0;
  // Past the lease of a run that was killed a moment ago.
  await wait(episode.clock, 120_000);
  await invoke(episode, Infinity);
}

/** Whether the invocation went through. */
async function invoke(episode: Episode, crashAt: number): Promise<boolean> {
  const { clock, chance, counts, futures, spot } = episode;
  counts.invocations++;
  const process = startProcess({
    clock,
    crashAt,
    latency: () => 5 + chance.below(100),
    exchange: (request) => (request.path.startsWith('/0/') ? spot : futures).service(request),
    wireFaults: wireFaults(episode),
    callFault: () => callFault(episode),
    s3: episode.s3,
    mail: (subject) => episode.mails.push(subject),
  });
  const run = runDay({
    ...process,
    settings: SETTINGS,
    random: chance.uniform,
    credentials: credentialSource({
      read: async () => SECRET_TEXT,
      environment: 'demo',
      pinned: [],
    }),
    loadModel: () => fixedModel(clock.now()),
    bakedModel: BAKED,
    decide: fixedDecision(() => episode.signal),
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

function wireFaults(episode: Episode): FaultPlan {
  const { chance, counts, clock } = episode;
  return ({ path }) => {
    const isOrder = path.endsWith('/sendorder');
    const rate = isOrder ? episode.orderFaultRate : episode.wireFaultRate;
    if (rate === 0 || chance.uniform() >= rate) return undefined;
    counts.faults++;
    // The worst that an order can meet comes most often: lost for the client, taken later.
    const late = isOrder && chance.uniform() < 0.5;
    return late ? drawLate(chance) : drawFault(chance, clock.now());
  };
}

function drawLate(chance: RandomStream): WireFault {
  const most = chance.uniform() < 0.5 ? 12_000 : 60_000;
  const client = chance.uniform() < 0.5 ? 'hang' : 'reset';
  return { kind: 'late', ms: 500 + chance.below(most), client };
}

function drawFault(chance: RandomStream, now: number): WireFault {
  const faults: readonly (() => WireFault)[] = [
    () => ({ kind: 'hang', when: 'before' }),
    () => ({ kind: 'hang', when: 'after' }),
    () => ({ kind: 'reset', when: 'before' }),
    () => ({ kind: 'reset', when: 'after' }),
    () => ({ kind: 'html' }),
    () => ({ kind: 'truncated' }),
    () => ({ kind: 'answer', answer: { status: 429, body: '' } }),
    () => ({ kind: 'answer', answer: { status: 503, body: 'Service Unavailable' } }),
    () => ({ kind: 'answer', answer: jsonAnswer(futuresError('nonceBelowThreshold', now)) }),
    () => ({ kind: 'answer', answer: jsonAnswer(futuresError('Unavailable', now)) }),
  ];
  return faults[chance.below(faults.length)]!();
}

function callFault(episode: Episode): CallFault {
  const { chance, counts } = episode;
  if (episode.callFaultRate === 0 || chance.uniform() >= episode.callFaultRate) return undefined;
  counts.faults++;
  return (['before', 'after', 'conflict'] as const)[chance.below(3)];
}

function wait(clock: VirtualClock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(ms, resolve);
  });
}

/** UTC date of a time in ms. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
