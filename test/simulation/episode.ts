/** An episode of the simulation: its world, what was drawn for it, and what has happened. */

import { deriveSeed } from '../../engine/core/hash.ts';
import { randomStream, type RandomStream } from '../../engine/core/random.ts';
import type { NeutralPolicy } from '../../engine/trade/positions.ts';
import type { FakeOrder } from '../../cli/stand-ins/fake-futures-book.ts';
import { createFakeFutures, type FakeFutures } from '../../cli/stand-ins/fake-futures.ts';
import { createFakeS3, type FakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import { createFakeSpot, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { afterPromises, createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';
import { KEY, SECRET } from '../fakes/made-up-keys.ts';
import { KIND, type Unkindness } from './drawn-faults.ts';
import { drawPlans, type DayPlan } from './drawn-plans.ts';
import { drawnMind, realMind, type Mind } from './minds.ts';

export const DAYS_AN_EPISODE = 25;
export const DAY_MS = 86_400_000;
export const START = Date.parse('2026-01-01T00:00:00Z');

/** Numbers for the report. */
const COUNTS = {
  days: 0,
  linear: 0,
  realModel: 0,
  paper: 0,
  shadow: 0,
  killed: 0,
  stale: 0,
  closedByLoss: 0,
  missed: 0,
  invocations: 0,
  crashes: 0,
  failures: 0,
  waits: 0,
  faults: 0,
  orders: 0,
  byHand: 0,
  lines: 0,
  mails: 0,
  alarms: 0,
};

export type Counts = Record<keyof typeof COUNTS, number>;

export type SentMail = { readonly subject: string; readonly text: string };

export type Episode = {
  readonly clock: VirtualClock;
  readonly chance: RandomStream;
  readonly s3: FakeS3;
  /** The bucket of another deployment on the same account; undefined if there is none. */
  readonly rival: FakeS3 | undefined;
  readonly spot: FakeSpot;
  readonly futures: FakeFutures;
  readonly mails: SentMail[];
  readonly alarms: SentMail[];
  readonly mind: Mind;
  readonly plans: ReadonlyMap<string, DayPlan>;
  /** The mark price of each UTC day. */
  readonly prices: Map<string, number>;
  /** Whether a real model decides. */
  readonly isReal: boolean;
  /** What the model does on neutral. */
  readonly neutral: NeutralPolicy;
  /** Every order that the exchange placed for this deployment, by client order id. */
  readonly orders: Map<string, FakeOrder>;
  /** Days on which a refusal for good may keep the position from its target. */
  readonly marketFaults: Set<string>;
  /** Days on which the exchange says that it refused orders which it has filled. */
  readonly falseRefusals: Set<string>;
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
  /** The largest position, in contracts, that the account has had after an order. */
  widest: number;
  /** Whether a person's stop rests at the exchange today. */
  stopStands: boolean;
  /** The largest target, in contracts, of a day with orders. */
  largestTarget: number;
};

/** The episode `seed`, at its beginning. */
export function createEpisode(seed: number): Episode {
  const clock = createVirtualClock(START, afterPromises);
  const chance = randomStream(deriveSeed(seed, 'live simulation'));
  const keys = { key: KEY, secret: SECRET };
  const symbol = seed % 2 === 0 ? 'PI_XBTUSD' : 'PF_XBTUSD';
  const neutral = chance.uniform() < 0.5 ? 'hold' : 'flat';
  // One more day, for runs that go on after the last midnight.
  const count = DAYS_AN_EPISODE + 1;
  const days = { start: START, count, neutral } as const;
  const plans = drawPlans(chance, count);
  const isReal = chance.uniform() < 0.25;
  const hasRival = chance.uniform() < 0.2;
  return {
    clock,
    chance,
    s3: createFakeS3(false),
    rival: hasRival ? createFakeS3(false) : undefined,
    spot: createFakeSpot(clock.now, keys),
    futures: createFakeFutures(clock.now, [[keys.key, keys.secret]], symbol),
    mails: [],
    alarms: [],
    mind: isReal ? realMind(chance, days) : drawnMind(chance, days),
    isReal,
    plans: new Map(plans.map((plan, day) => [isoDate(START + day * DAY_MS), plan])),
    prices: new Map(),
    orders: new Map(),
    marketFaults: new Set(),
    falseRefusals: new Set(),
    farPrices: new Set(),
    tradedByHand: new Set(),
    forgetful: new Set(),
    // A rival is seen by its fills, so they are not forgotten.
    forgets: !hasRival && chance.uniform() < 0.5,
    neutral,
    counts: { ...COUNTS },
    unkindness: KIND,
    widest: 0,
    stopStands: false,
    largestTarget: 0,
  };
}

/** `usd` in contracts at the price `price`. */
export function contractsOf(
  { futures }: Pick<Episode, 'futures'>,
  usd: number,
  price: number,
): number {
  return futures.symbol === 'PI_XBTUSD' ? usd : Math.floor(usd / (price * 0.0001) + 1e-9);
}

/** UTC date of a time in ms. */
export function isoDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
