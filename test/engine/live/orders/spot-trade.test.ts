import { describe, expect, it } from 'vitest';
import { OutsideError } from '../../../../engine/core/errors.ts';
import { HttpFailure, OrderUnsettled } from '../../../../engine/live/edges/failures.ts';
import type { Http } from '../../../../engine/live/edges/http.ts';
import { spotRefusal } from '../../../../engine/live/kraken/refusals.ts';
import type {
  SpotAccount,
  SpotBalances,
  SpotOrderStatus,
} from '../../../../engine/live/plan/spot-account.ts';
import { textOf } from '../../../../engine/live/edges/object-store.ts';
import {
  judgeSpot,
  placeSpot,
  planSpot,
  planSpotClose,
  settleSpot,
} from '../../../../engine/live/orders/spot-trade.ts';
import { GRACE_MS } from '../../../../engine/live/orders/settle-order.ts';
import { createFakeS3, fakeStore } from '../../../../cli/stand-ins/fake-s3.ts';
import { sleep } from '../../../../engine/live/edges/wall-clock.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const RICH: SpotBalances = { bitcoin: 0, dollars: 1e6, locked: [] };

describe('the plan on spot', () => {
  it.each([
    // signal, bitcoin, dollars, action, volume
    [1, 0, 2000, 'BUY', 0.02],
    [1, 0.005, 2000, 'BUY', 0.015],
    [1, 0.01, 2000, 'HOLD', 0],
    [1, 0.04, 2000, 'HOLD', 0],
    [1, 0.041, 2000, 'HOLD', 0],
    [1, 0, 1005, 'REFUSED', 0],
    [0, 0.02, 0, 'SELL', 0.02],
    [0, 0.00009, 0, 'HOLD', 0],
    [0, 0.5, 0, 'REFUSED', 0],
  ] as const)('signal %s with %s BTC and %s USD: %s %s', (signal, held, usd, action, volume) => {
    const balances = { bitcoin: held, dollars: usd };
    const plan = planSpot({ signal, sizeUsd: 1000, price: 50_000, balances });
    expect(plan).toMatchObject({ action, volume, held });
  });

  it.each([
    // what the last order found and bought, bitcoin held now, action
    [0, 0.5, 0.5, 'SELL'],
    [0.3, 0.2, 0.5, 'SELL'],
    [0, 0.5, 0.499, 'SELL'],
    [0, 0.5, 0.6, 'REFUSED'],
  ] as const)('from %s, bought %s, held %s: flat is %s', (heldBefore, filled, held, action) => {
    const order = { clientOrderId: 'x', side: 'buy', volume: filled, deadline: 0 } as const;
    const last = { ...order, orderId: null, heldBefore, filled };
    const balances = { bitcoin: held, dollars: 0 };
    expect(planSpot({ signal: 0, sizeUsd: 1000, price: 50_000, balances, last }).action).toBe(
      action,
    );
  });

  it('to close is to sell all, without a price', () => {
    const close = (bitcoin: number) => planSpotClose({ bitcoin });
    expect(close(7.5)).toMatchObject({ action: 'SELL', volume: 7.5, target: 0, reasons: [] });
    expect(close(0.00009)).toMatchObject({ action: 'HOLD', volume: 0 });
  });

  it.each([0, -1, Number.NaN])('is refused at a price of %s', (price) => {
    const wanted = {
      signal: 1,
      sizeUsd: 1000,
      price,
      balances: { bitcoin: 0, dollars: 2000 },
    } as const;
    expect(() => planSpot(wanted)).toThrow('expected a latest price above 0');
  });
});

describe('an order on spot', () => {
  /** An account without bitcoin; `takes` says what becomes of an order. */
  function site(takes: (buy: (volume: number) => void) => string[]) {
    const clock = createVirtualClock(0);
    const http: Http = {
      fetch: () => Promise.reject(new Error('unused')),
      clock,
      random: () => 0,
      deadline: 100_000,
    };
    let held = 0;
    let shown: SpotOrderStatus | undefined;
    let orders = 0;
    const account: SpotAccount = {
      balances: async () => ({ ...RICH, bitcoin: held }),
      order: async () => shown,
      addOrder: async () => {
        orders++;
        return takes((volume) => {
          held += volume;
        });
      },
    };
    const store = fakeStore(createFakeS3(), 'b');
    const journal = { store, key: 'last' };
    const plan = planSpot({ signal: 1, sizeUsd: 1000, price: 50_000, balances: RICH });
    const place = (by = account) => placeSpot(http, by, journal, { plan, pair: 'XBTUSD' });
    const show = (filled: number, orderId = 'id'): void => {
      shown = { orderId, open: false, filled, price: 50_000 };
    };
    return { clock, http, account, journal, place, show, orders: () => orders };
  }

  it.each([
    ['filled', (buy: (v: number) => void) => (buy(0.02), ['id']), 0.02, 'id'],
    ['filled less a fee', (buy: (v: number) => void) => (buy(0.0199), ['id']), 0.02, 'id'],
    ['filled in part', (buy: (v: number) => void) => (buy(0.005), ['id']), 0.005, 'id'],
    ['it never arrived', () => [], 0, null],
  ] as const)(
    'that no lookup shows is settled by the balance: %s',
    async (_, takes, filled, orderId) => {
      const here = site((buy) => [...takes(buy)]);
      expect(await here.place()).toMatchObject({ filled, orderId });
    },
  );

  it('whose balance Kraken Rewards have moved away is settled by its record', async () => {
    const here = site(() => ['id']);
    here.show(0.02);
    const settled = await here.place();
    expect(settled).toMatchObject({ filled: 0.02, orderId: 'id', price: 50_000 });
    expect(settled.doubt).toBe('the order shows 0.02 BTC filled, the balance has moved by 0 BTC');
  });

  it('whose record and balance agree is settled at once', async () => {
    const here = site((buy) => (buy(0.02), here.show(0.02, 'found'), []));
    expect(await here.place()).toMatchObject({ filled: 0.02, orderId: 'found' });
    expect(here.clock.now()).toBe(0);
  });

  it('is not sent with a key that may not look it up', async () => {
    const here = site(() => ['id']);
    const order = (): never => {
      throw spotRefusal('spot OpenOrders', 'EGeneral:Permission denied');
    };
    await expect(here.place({ ...here.account, order })).rejects.toThrow('Permission denied');
    expect(here.orders()).toBe(0);
    expect(await here.journal.store.read('last')).toBeUndefined();
  });

  it('whose answer was lost is looked up and not sent again', async () => {
    const here = site((buy) => {
      buy(0.02);
      throw new OutsideError('lost');
    });
    expect(await here.place()).toMatchObject({ filled: 0.02, orderId: null });
    expect(here.orders()).toBe(1);
  });

  it('is not taken as unfilled because of a balance that was read too early', async () => {
    const here = site((buy) => {
      here.clock.after(1_000, () => buy(0.02));
      throw new OutsideError('lost');
    });
    let reads = 0;
    const balances = async (): Promise<SpotBalances> => {
      const shown = await here.account.balances();
      if (++reads === 1) await sleep(here.clock, 60_000);
      return shown;
    };
    expect(await here.place({ ...here.account, balances })).toMatchObject({ filled: 0.02 });
  });

  it.each([
    ['hangs', () => new Promise<never>(() => {})],
    ['answers 500', () => Promise.reject(new HttpFailure('spot', 'server error'))],
    ['answers HTML', () => Promise.reject(new HttpFailure('spot', 'not JSON'))],
  ] as const)('that sells needs no lookup, one that buys does: it %s', async (_, order) => {
    const here = site((buy) => (buy(0.02), ['id']));
    here.show(0.02);
    await here.place();
    const blind = { ...here.account, order };
    const exits = { ...here.http, exits: true };
    const sell = planSpotClose(await blind.balances());
    const sold = site((buy) => (buy(-0.02), ['id']));
    const account = { ...sold.account, balances: here.account.balances, order };
    const place = placeSpot(exits, account, here.journal, { plan: sell, pair: 'XBTUSD' });
    expect((await place).doubt).toContain('not looked up');
    expect(sold.orders()).toBe(1);
    const bought = site(() => ['id']);
    const failing = { ...bought.account, order };
    const outcome = Promise.race([bought.place(failing), sleep(bought.clock, 20_000)]);
    await outcome.catch(() => {});
    expect(bought.orders()).toBe(0);
  });

  it('that was certainly refused is settled at once', async () => {
    const here = site(() => {
      throw spotRefusal('spot AddOrder', 'EOrder:Insufficient funds');
    });
    await expect(here.place()).rejects.toThrow('EOrder:Insufficient funds');
    expect(here.clock.now()).toBe(0);
    expect(await settleSpot(here.http, here.account, here.journal)).toMatchObject({ filled: 0 });
  });

  it('stays unsettled if the time ends, and its intent stays stored', async () => {
    const here = site(() => []);
    const hurried = { ...here.http, deadline: 5_000 };
    const plan = planSpot({ signal: 1, sizeUsd: 1000, price: 50_000, balances: RICH });
    const order = placeSpot(hurried, here.account, here.journal, { plan, pair: 'XBTUSD' });
    await expect(order).rejects.toThrow(OrderUnsettled);
    const stored = textOf((await here.journal.store.read('last'))!);
    expect(JSON.parse(stored)).toMatchObject({ volume: 0.02, filled: null });
  });
});

describe('the outcome of a spot order', () => {
  const deadline = 10_000;
  const facts = { clientOrderId: 'x', side: 'sell', volume: 0.3, deadline } as const;
  const order = { ...facts, heldBefore: 0.3, orderId: null, filled: null };
  const early = deadline;
  const late = deadline + GRACE_MS + 1;
  const status = (filled: number, open = false) => ({ orderId: 'id', open, filled, price: 1 });
  it.each([
    // what is the case, the record, bitcoin held, when, filled, whether there is a doubt
    ['still open', status(0.1, true), 0.2, late, undefined, false],
    ['record and balance agree', status(0.3), 0, early, 0.3, false],
    ['agree but for a fee', status(0.2), 0.1004, early, 0.2, false],
    ['nothing filled, nothing moved', status(0), 0.3, early, 0, false],
    ['the balance is late', status(0.3), 0.3, early, undefined, false],
    ['the balance never follows', status(0.3), 0.3, late, 0.3, true],
    ['no record, not over', undefined, 0, early, undefined, false],
    ['no record, sold by the balance', undefined, 0, late, 0.3, true],
    ['no record, a part by the balance', undefined, 0.2, late, 0.1, true],
    ['no record, nothing moved', undefined, 0.3, late, 0, false],
    ['no record, the balance rose', undefined, 0.4, late, 0, false],
  ] as const)('%s', (_, record, held, now, filled, doubts) => {
    const settled = judgeSpot(order, { status: record, held, now });
    expect(settled?.filled).toBe(filled);
    expect(settled?.doubt !== undefined).toBe(doubts);
  });
});
