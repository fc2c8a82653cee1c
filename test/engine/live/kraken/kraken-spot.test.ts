import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Http } from '../../../../engine/live/edges/http.ts';
import { createSpotAccount, fetchSpotTime } from '../../../../engine/live/kraken/kraken-spot.ts';
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
  let http: Http;
  beforeEach(async () => {
    faults = [];
    nonce = 0;
    fake = createFakeSpot(clock.now, { key: KEY, secret: SECRET });
    loopback = await startLoopback(fake.service, () => faults.shift(), clock.after);
    http = {
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
    expect(await account.balances()).toEqual({ bitcoin: 0, dollars: 1000, locked: [] });
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

  it('counts balances that earn Kraken Rewards, and names what no order can use', async () => {
    Object.assign(fake.balances, {
      XXBT: '0.1000000000',
      'XBT.F': '0.2000000000',
      'XBT.M': '5.0000000000',
      'XBT.B': '0.0000000000',
      'USD.F': '250.5000',
      'USD.M': '7.0000',
      'ETH.F': '3.0000000000',
    });
    const locked = ['XBT.M', 'USD.M'];
    expect(await account.balances()).toEqual({ bitcoin: 0.3, dollars: 1250.5, locked });
  });

  it.each([true, false])('looks an order up; the id is known: %s', async (known) => {
    fake.book.liquidity.push(0.005);
    const since = clock.now();
    const { clientOrderId } = ORDER;
    const wanted = { orderId: null, clientOrderId, since };
    expect(await account.order(wanted)).toBeUndefined();
    const [id] = await account.addOrder(ORDER);
    faults = [{ kind: 'reset', when: 'before' }];
    expect(await account.order({ ...wanted, orderId: known ? id! : null })).toEqual({
      orderId: id,
      open: false,
      filled: 0.005,
      price: 60_000,
    });
  });

  it('does not find an order that is not shown yet', async () => {
    fake.book.lagMs = 5_000;
    const [id = null] = await account.addOrder(ORDER);
    const wanted = { orderId: id, clientOrderId: ORDER.clientOrderId, since: clock.now() };
    expect(await account.order(wanted)).toBeUndefined();
    expect(await account.order({ ...wanted, orderId: null })).toBeUndefined();
  });

  it('gives the clock of the exchange without a signature', async () => {
    fake.skewMs = 90_000;
    expect(await fetchSpotTime(http, loopback.url)).toBe(clock.now() + 90_000);
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
