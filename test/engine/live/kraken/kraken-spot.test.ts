import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Http } from '../../../../engine/live/edges/http.ts';
import { createSpotAccount } from '../../../../engine/live/kraken/kraken-spot.ts';
import type { SpotAccount } from '../../../../engine/live/plan/spot-account.ts';
import { keyPair } from '../../../../engine/live/edges/secret.ts';
import { createFakeSpot, type FakeSpot } from '../../../../cli/stand-ins/fake-spot.ts';
import { KEY, SECRET } from '../../../fakes/made-up-keys.ts';
import { startLoopback, type Loopback } from '../../../../cli/stand-ins/loopback.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';
import type { WireFault } from '../../../../cli/stand-ins/wire.ts';

const ORDER = {
  pair: 'XBTUSD',
  side: 'buy',
  volume: 0.0123456789,
  clientOrderId: '6d1b345e-2821-40e2-ad83-4ecb18a06876',
  deadline: '2026-03-10T00:05:10Z',
  validateOnly: false,
} as const;

describe('the spot account', () => {
  const clock = createVirtualClock(Date.parse('2026-03-10T00:05:00Z'));
  let faults: WireFault[] = [];
  let fake: FakeSpot;
  let loopback: Loopback;
  let account: SpotAccount;
  let nonce = 0;
  beforeEach(async () => {
    faults = [];
    nonce = 0;
    fake = createFakeSpot(clock.now, { key: KEY, secret: SECRET });
    loopback = await startLoopback(fake.service, () => faults.shift(), clock.after);
    const http: Http = {
      fetch: (url, init) => clock.busy(fetch(url, init)),
      clock,
      random: () => 0,
      deadline: clock.now() + 60_000,
    };
    const pair = keyPair(KEY, SECRET, 'test');
    const next = (): string => String(++nonce);
    account = createSpotAccount({ http, baseUrl: loopback.url, keyPair: pair, nonce: next });
  });
  afterEach(() => loopback.close());

  it('gives its balances, also if only a repeated read succeeds', async () => {
    faults = [{ kind: 'html' }, { kind: 'reset', when: 'before' }];
    expect(await account.balances()).toEqual({ bitcoin: 0, dollars: 1000 });
  });

  it('places a signed market order with eight decimals', async () => {
    expect(await account.addOrder(ORDER)).toEqual(['OABCDE-FGHIJ-000001']);
    expect(fake.orders[0]).toMatchObject({
      ordertype: 'market',
      type: 'buy',
      volume: '0.01234568',
      cl_ord_id: ORDER.clientOrderId,
      deadline: ORDER.deadline,
    });
  });

  it('only validates if asked to', async () => {
    expect(await account.addOrder({ ...ORDER, validateOnly: true })).toEqual([]);
    expect(fake.orders).toEqual([]);
  });

  it('sends an order once, even if the connection breaks', async () => {
    faults = [{ kind: 'reset', when: 'after' }];
    await expect(account.addOrder(ORDER)).rejects.toThrow('spot AddOrder: reset');
    expect(fake.orders).toHaveLength(1);
  });

  it('says which error the exchange answered', async () => {
    nonce = -5;
    await expect(account.addOrder(ORDER)).rejects.toThrow('answers "EAPI:Invalid nonce"');
  });
});
