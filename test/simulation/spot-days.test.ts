/**
 * Simulated days of a trade by hand on spot: requests fail, orders arrive late or not at all,
 * processes die, lookups lag, orders fill in part, and Kraken Rewards move balances to another
 * name.
 */

import { expect, it } from 'vitest';
import { createFakeS3 } from '../../cli/stand-ins/fake-s3.ts';
import { createFakeSpot, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { deriveSeed } from '../../engine/core/hash.ts';
import { randomStream, type RandomStream } from '../../engine/core/random.ts';
import { keyPair } from '../../engine/live/edges/secret.ts';
import { sleep } from '../../engine/live/edges/wall-clock.ts';
import { nonceSource } from '../../engine/live/kraken/kraken-signing.ts';
import { createSpotAccount } from '../../engine/live/kraken/kraken-spot.ts';
import { placeSpot, planSpot, settleSpot } from '../../engine/live/orders/spot-trade.ts';
import { KEY, SECRET } from '../fakes/made-up-keys.ts';
import { afterPromises, createVirtualClock, type VirtualClock } from '../fakes/virtual-clock.ts';
import { drawLatency, drawnWireFaults, drawUnkindness, KIND } from './drawn-faults.ts';
import { DAY_MS, START } from './episode.ts';
import { startProcess } from './simulated-process.ts';

const DAYS = Math.ceil(Number(process.env['WALKFOREST_SIM_DAYS'] ?? 2_000) / 10);
const SEED = Number(process.env['WALKFOREST_SIM_FIRST'] ?? 0);
const SIZE_USD = 500;
/** The time that `trade` has. */
const BUDGET_MS = 150_000;
/** What Kraken Rewards pay at a time, in bitcoin. */
const REWARD = 0.00002;
/** A balance below this cannot be sold. */
const DUST = 0.0001;

type Site = {
  readonly clock: VirtualClock;
  readonly chance: RandomStream;
  readonly spot: FakeSpot;
  readonly s3: ReturnType<typeof createFakeS3>;
  readonly nonce: () => string;
  unkindness: typeof KIND;
  /** Bitcoin that Kraken Rewards have paid, and how much of it since the last flat day. */
  paid: number;
  unsold: number;
};

/** One trade by hand. Gives whether it came to an end. */
async function trade(site: Site, signal: 0 | 1): Promise<boolean> {
  const { clock, chance, spot, s3, nonce, unkindness } = site;
  const here = startProcess({
    clock,
    crashAt: chance.uniform() < unkindness.crash ? 1 + chance.below(60) : Infinity,
    freezeAt: Infinity,
    freezeMs: 0,
    latency: () => drawLatency(chance, site.unkindness),
    exchange: spot.service,
    wireFaults: drawnWireFaults(chance, () => site.unkindness, { now: clock.now, met: () => {} }),
    callFault: () => undefined,
    s3,
    mail: () => {},
    alarm: () => {},
    secretText: '',
  });
  const time = { clock: here.clock, deadline: clock.now() + BUDGET_MS };
  const account = createSpotAccount({
    http: { ...time, fetch: here.fetch, random: chance.uniform },
    baseUrl: 'http://127.0.0.1:1',
    keyPair: keyPair(KEY, SECRET, 'simulation'),
    nonce,
  });
  const journal = { store: here.store, key: 'last-order.json' };
  const run = async (): Promise<void> => {
    const last = await settleSpot(time, account, journal);
    const balances = await account.balances();
    const plan = planSpot({ signal, sizeUsd: SIZE_USD, price: spot.price, balances, last });
    if (plan.action === 'REFUSED') throw new Error(plan.reasons.join());
    if (plan.action === 'HOLD') return;
    await placeSpot(time, account, journal, { plan, pair: 'XBTUSD' });
  };
  try {
    await Promise.race([run(), here.death]);
    return true;
  } catch {
    return false;
  }
}

/** The bitcoin that all orders together have really bought, and what rewards have paid. */
function held({ spot, paid }: Site): number {
  const satoshis = spot.book.placed.reduce(
    (sum, { side, filled }) => sum + (side === 'buy' ? filled : -filled),
    0,
  );
  return satoshis / 1e8 + paid;
}

function drawDay(site: Site): void {
  const { chance, spot } = site;
  site.unkindness = { ...drawUnkindness(chance), call: 0 };
  spot.price = 50_000 + chance.below(20_000);
  spot.book.rewards = chance.uniform() < 0.6;
  spot.book.lagMs = chance.uniform() < 0.3 ? chance.below(40_000) : 0;
  spot.book.balancesLagMs = chance.uniform() < 0.3 ? chance.below(40_000) : 0;
  if (chance.uniform() < 0.3) site.clock.after(chance.below(20_000), () => payReward(site));
  spot.book.liquidity.length = 0;
  if (chance.uniform() < 0.2) spot.book.liquidity.push(0.001 + 0.004 * chance.uniform());
}

/** A little bitcoin comes while an order may be under way. */
function payReward(site: Site): void {
  const { balances } = site.spot.book;
  balances['XBT.F'] = (Number(balances['XBT.F'] ?? '0') + REWARD).toFixed(10);
  site.paid += REWARD;
  site.unsold += REWARD;
}

/** What the last order left on record, and what it really filled. */
function checkRecord(site: Site, say: string): void {
  const stored = site.s3.get('last-order.json');
  if (stored === undefined) return;
  const last = JSON.parse(new TextDecoder().decode(stored.body)) as {
    readonly clientOrderId: string;
    readonly filled: number | null;
    readonly doubt?: string;
  };
  const real = site.spot.book.placed.find(({ clientOrderId }) => {
    return clientOrderId === last.clientOrderId;
  });
  // An order is known by its lookup. What fits neither it nor the balance is said as a doubt.
  expect(last.doubt ?? 'not looked up', say).toMatch(/^not looked up|^the order shows/);
  if (last.filled === null || last.doubt?.startsWith('not looked up') === true) return;
  expect(last.filled, say).toBeCloseTo((real?.filled ?? 0) / 1e8, 8);
}

it(`on spot nothing is bought twice: ${DAYS} simulated days (seed ${SEED})`, async () => {
  const clock = createVirtualClock(START, afterPromises);
  const spot = createFakeSpot(clock.now, { key: KEY, secret: SECRET });
  spot.balances['ZUSD'] = '5000.0000';
  const chance = randomStream(deriveSeed(SEED, 'spot simulation'));
  const nonce = nonceSource(clock.now);
  const site: Site = {
    clock,
    chance,
    spot,
    nonce,
    s3: createFakeS3(false),
    unkindness: KIND,
    paid: 0,
    unsold: 0,
  };
  let most = 0;
  for (let day = 0; day < DAYS; day++) {
    await sleep(clock, START + day * DAY_MS - clock.now());
    drawDay(site);
    const signal = chance.uniform() < 0.5 ? 1 : 0;
    const say = `day ${day}, signal ${signal}`;
    if (signal === 1) most = Math.max(most, SIZE_USD / spot.price);
    for (let tries = 0; tries < 3; tries++) {
      if (await trade(site, signal)) break;
      await sleep(clock, 200_000);
    }
    expect(held(site), say).toBeLessThanOrEqual(most + site.unsold + 1e-8);
    site.unkindness = KIND;
    spot.book.lagMs = 0;
    spot.book.balancesLagMs = 0;
    spot.book.liquidity.length = 0;
    await sleep(clock, 300_000);
    expect(await trade(site, signal), say).toBe(true);
    const least = SIZE_USD / spot.price / 2 - 1e-8;
    if (signal === 0) expect(held(site), say).toBeLessThan(DUST);
    else expect(held(site), say).toBeGreaterThanOrEqual(least);
    if (signal === 0) site.unsold = DUST;
    expect(held(site), say).toBeLessThanOrEqual(most + site.unsold + 1e-8);
    checkRecord(site, say);
    const ids = spot.book.placed.map(({ clientOrderId }) => clientOrderId);
    expect(new Set(ids).size, say).toBe(ids.length);
  }
  expect(spot.book.placed.length).toBeGreaterThan(DAYS / 10);
  process.stderr.write(`spot: ${DAYS} days, ${spot.book.placed.length} orders (seed ${SEED})\n`);
}, 3_600_000);
