import { describe, expect, it } from 'vitest';
import type { Leg } from '../../../../engine/live/journal/day-journal.ts';
import { meaningOfStatus } from '../../../../engine/live/kraken/order-statuses.ts';
import type { Http } from '../../../../engine/live/edges/http.ts';
import {
  BY_POSITION,
  CONTRADICTED,
  GRACE_MS,
  judge,
  positionAfter,
  settleOrder,
  type Sighting,
} from '../../../../engine/live/orders/settle-order.ts';
import type { Fill, FuturesMarket, SendReply } from '../../../../engine/live/plan/exchange.ts';
import { sleep } from '../../../../engine/live/edges/wall-clock.ts';
import { createVirtualClock } from '../../../fakes/virtual-clock.ts';

const BEFORE = 1_000_000;
const LEG: Leg = {
  purpose: 'open',
  side: 'sell',
  size: 100,
  reduceOnly: false,
  number: 1,
  clientOrderId: 'ours',
  positionBefore: 0,
  processBefore: BEFORE,
};

function seen(change: Partial<Sighting> = {}): Sighting {
  return { status: undefined, openOrders: [], fills: [], position: 0, ...change };
}

function fill(size: number, clientOrderId = 'ours', price = 10): Fill {
  return { orderId: 'x', clientOrderId, side: 'sell', size, price, time: BEFORE - 1 };
}

function reply(status: string, executed = 0): SendReply {
  return { status, meaning: meaningOfStatus(status), executed, orderId: undefined };
}

describe('the end of an order', () => {
  const after = BEFORE + GRACE_MS;
  const inPart = [fill(15), fill(25)];
  const openById = [{ orderId: 'x', clientOrderId: 'ours' }];
  const openByStatus = { orderId: 'x', open: true, filled: 0 };
  const ended = { orderId: 'x', open: false, filled: 40 };
  const nameless = [{ ...fill(100), clientOrderId: undefined }];
  const placed = reply('placed', 40);
  const poor = reply('insufficientAvailableFunds');
  const unknown = reply('aStatusOfTomorrow');

  // what is seen, the reply, the time; status and contracts
  it.each([
    ['fills show it whole', { position: -100, fills: [fill(100)] }, undefined, 0, 'filled', 100],
    ['the position shows it whole', { position: -100 }, undefined, after, BY_POSITION, 100],
    ['fills agree', { position: -40, fills: inPart }, undefined, after, 'partiallyFilled', 40],
    ['its status agrees', { position: -40, status: ended }, undefined, 0, 'partiallyFilled', 40],
    ['the reply agrees', { position: -40 }, placed, 0, 'partiallyFilled', 40],
    ['rejected, nothing moved', {}, poor, 0, poor.status, 0],
    ['unknown status, too late to arrive', {}, unknown, after, unknown.status, 0],
    ['no trace, too late to arrive', {}, undefined, after, 'absent', 0],
    ['moved, fills have no ids', { position: -40 }, undefined, after, BY_POSITION, 40],
    ['it contradicts', { fills: [fill(100)] }, undefined, BEFORE + 60_000, CONTRADICTED, 100],
  ] as const)('%s', (_, sighting, answer, now, status, filled) => {
    expect(judge(LEG, seen(sighting), answer, now)).toMatchObject({ status, filled });
  });

  it.each([
    ['no trace yet', {}, undefined, after - 1],
    ['an unknown status', {}, unknown, after - 1],
    ['its id taken before', {}, reply('clientOrderIdAlreadyExist'), after - 1],
    ['a position that somebody else may have moved', { position: -100 }, undefined, after - 1],
    ['fills that may not be all', { position: -40, fills: inPart }, undefined, after - 1],
    ['a fill that may be its own, undone since', { fills: nameless }, undefined, after],
    ['an open order of its id', { openOrders: openById }, undefined, after],
    ['an open status', { status: openByStatus }, undefined, after],
    ['a rejection, but a position that moved', { position: -40 }, poor, 0],
    ['fills that the position does not show', { fills: [fill(100)] }, undefined, after],
    ['a move the other way', { position: 40 }, undefined, after],
    ['the first of its fills', { position: -15, fills: [fill(15)] }, undefined, after - 1],
  ] as const)('is not certain with %s', (_, sighting, answer, now) => {
    expect(judge(LEG, seen(sighting), answer, now)).toBeUndefined();
  });

  // An exchange whose views lag has said that the order is there: another must not follow it.
  it.each(['placed', 'filled', 'partiallyFilled', 'clientOrderIdAlreadyExist'])(
    'is not "nothing filled" after the answer %s, though nothing shows',
    (status) => {
      expect(judge(LEG, seen(), reply(status), after)).toBeUndefined();
      const end = judge(LEG, seen(), reply(status), BEFORE + 60_000);
      expect(end).toMatchObject({ status: CONTRADICTED, filled: 0 });
    },
  );

  it('is nothing filled where its status says so', () => {
    const status = { orderId: 'x', open: false, filled: 0 };
    expect(judge(LEG, seen({ status }), reply('placed'), after)).toMatchObject({ filled: 0 });
  });

  it('does not take the fills of another order', () => {
    const sighting = seen({ fills: [fill(100, 'theirs')] });
    expect(judge(LEG, sighting, undefined, BEFORE + GRACE_MS)?.status).toBe('absent');
  });

  it('has the mean price of its fills', () => {
    const fills = [fill(25, 'ours', 10), fill(75, 'ours', 14)];
    expect(judge(LEG, seen({ position: -100, fills }), undefined, 0)?.price).toBe(13);
    expect(judge(LEG, seen({ position: -100 }), undefined, after)?.price).toBeNull();
  });
});

it('a read that hangs makes nothing certain of what the others showed before', async () => {
  const clock = createVirtualClock(BEFORE - 5_000);
  let position = 0;
  const arrived = sleep(clock, 3_000).then(() => (position = -100));
  const market = {
    position: async () => position,
    openOrders: async () => [],
    fills: async () => [],
    orderStatus: async () => {
      await sleep(clock, 25_000);
      return undefined;
    },
  } as unknown as FuturesMarket;
  const http: Http = { fetch, clock, random: () => 0, deadline: BEFORE + 120_000 };
  const end = await settleOrder(http, market, { leg: LEG, others: [] });
  expect(end).toMatchObject({ status: BY_POSITION, filled: 100 });
  await arrived;
});

describe('the position after an order', () => {
  const settled = { status: 'filled', filled: 100, price: 10, orderId: 'x' };
  const after = async (shown: readonly number[], leg: Leg | undefined): Promise<number> => {
    const clock = createVirtualClock(BEFORE - 5_000);
    const looks = [...shown];
    const position = async (): Promise<number> => (looks.length > 1 ? looks.shift()! : looks[0]!);
    const http: Http = { fetch, clock, random: () => 0, deadline: BEFORE + 120_000 };
    return await positionAfter(http, { position }, leg);
  };

  it('is not the one that a server shows which does not know of it yet', async () => {
    expect(await after([0, 0, -100], { ...LEG, settled })).toBe(-100);
  });

  it("is what stays there, though it be somebody else's", async () => {
    expect(await after([-70], { ...LEG, settled })).toBe(-70);
  });

  it('is what there is where no order came before', async () => {
    expect(await after([30, 40], undefined)).toBe(30);
  });
});
