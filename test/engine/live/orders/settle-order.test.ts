import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../../../engine/live/journal/signal-record.ts';
import type { Leg } from '../../../../engine/live/journal/day-journal.ts';
import { meaningOfStatus } from '../../../../engine/live/kraken/order-statuses.ts';
import type { Http } from '../../../../engine/live/edges/http.ts';
import {
  BY_FILLS,
  BY_POSITION,
  CONTRADICTED,
  GRACE_MS,
  judge,
  judgeByReports,
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
  writtenAt: BEFORE - 10_000,
  processBefore: BEFORE,
  run: 'a-run',
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

describe('the outcome of an order', () => {
  const after = BEFORE + GRACE_MS;
  const inPart = [fill(15), fill(25)];
  const openById = [{ orderId: 'x', clientOrderId: 'ours', reduceOnly: false }];
  const openByStatus = { orderId: 'x', open: true, filled: 0 };
  const ended = { orderId: 'x', open: false, filled: 40 };
  const nameless = [{ ...fill(100), clientOrderId: undefined }];
  const placed = reply('placed', 40);
  const poor = reply('insufficientAvailableFunds');
  const unknown = reply('aStatusOfTomorrow');

  // what is seen, the reply, the time; the expected status and contracts
  it.each([
    ['fills show all of it', { position: -100, fills: [fill(100)] }, undefined, 0, 'filled', 100],
    ['the position shows all of it', { position: -100 }, undefined, after, BY_POSITION, 100],
    [
      'its fills agree with the position',
      { position: -40, fills: inPart },
      undefined,
      after,
      'partiallyFilled',
      40,
    ],
    [
      'its status agrees with the position',
      { position: -40, status: ended },
      undefined,
      0,
      'partiallyFilled',
      40,
    ],
    ['the reply agrees with the position', { position: -40 }, placed, 0, 'partiallyFilled', 40],
    ['rejected, nothing moved', {}, poor, 0, poor.status, 0],
    ['an unknown status, and it can no longer arrive', {}, unknown, after, unknown.status, 0],
    ['no trace, and it can no longer arrive', {}, undefined, after, 'absent', 0],
    [
      'the position moved, and fills have no ids',
      { position: -40 },
      undefined,
      after,
      BY_POSITION,
      40,
    ],
    [
      'fills and position contradict each other',
      { fills: [fill(100)] },
      undefined,
      BEFORE + 60_000,
      CONTRADICTED,
      100,
    ],
  ] as const)('%s', (_, sighting, answer, now, status, filled) => {
    expect(judge(LEG, seen(sighting), answer, now)).toMatchObject({ status, filled });
  });

  it.each([
    ['no trace yet', {}, undefined, after - 1],
    ['an unknown status', {}, unknown, after - 1],
    ['its id is in use', {}, reply('clientOrderIdAlreadyExist'), after - 1],
    ['a position that somebody else may have moved', { position: -100 }, undefined, after - 1],
    ['fills that may not be all', { position: -40, fills: inPart }, undefined, after - 1],
    [
      'a fill that may be its own, although the position did not move',
      { fills: nameless },
      undefined,
      after,
    ],
    ['an open order of its id', { openOrders: openById }, undefined, after],
    ['an open status', { status: openByStatus }, undefined, after],
    ['a rejection, although the position moved', { position: -40 }, poor, 0],
    ['fills that the position does not show', { fills: [fill(100)] }, undefined, after],
    ['a position that moved the other way', { position: 40 }, undefined, after],
    ['the first of its fills', { position: -15, fills: [fill(15)] }, undefined, after - 1],
  ] as const)('is not certain with %s', (_, sighting, answer, now) => {
    expect(judge(LEG, seen(sighting), answer, now)).toBeUndefined();
  });

  // The exchange has said that the order is there, but does not show it yet: no second order may
  // follow.
  it.each(['placed', 'filled', 'partiallyFilled', 'clientOrderIdAlreadyExist'])(
    'is not "nothing filled" after the answer %s, although nothing shows the order',
    (status) => {
      expect(judge(LEG, seen(), reply(status), after)).toBeUndefined();
      const end = judge(LEG, seen(), reply(status), BEFORE + 60_000);
      expect(end).toMatchObject({ status: CONTRADICTED, filled: 0 });
    },
  );

  it('is "nothing filled" if its status says so', () => {
    const status = { orderId: 'x', open: false, filled: 0 };
    expect(judge(LEG, seen({ status }), reply('placed'), after)).toMatchObject({ filled: 0 });
  });

  it('does not count the fills of another order', () => {
    const sighting = seen({ fills: [fill(100, 'theirs')] });
    expect(judge(LEG, sighting, undefined, BEFORE + GRACE_MS)?.status).toBe('absent');
  });

  // What is seen; the expected status and contracts. The position, of the very size of the order,
  // is by another.
  it.each([
    ['nothing shows it', {}, UNKNOWN, 0],
    ['all of its fills are listed', { fills: [fill(40), fill(60)] }, 'filled', 100],
    ['fills are listed that may not be all', { fills: inPart }, BY_FILLS, 40],
    ['a fill without an id', { fills: nameless }, UNKNOWN, 0],
    ['its status says how much', { status: ended, fills: [fill(15)] }, 'partiallyFilled', 40],
    ['its status says nothing', { status: { ...ended, filled: 0 } }, 'cancelled', 0],
  ] as const)('once the position has moved, if %s', (_, sighting, status, filled) => {
    const moved = seen({ position: -100, ...sighting });
    expect(judgeByReports(LEG, moved)).toMatchObject({ status, filled });
    expect(judgeByReports(LEG, { ...moved, openOrders: openById })).toBeUndefined();
  });

  it('has the mean price of its fills', () => {
    const fills = [fill(25, 'ours', 10), fill(75, 'ours', 14)];
    expect(judge(LEG, seen({ position: -100, fills }), undefined, 0)?.price).toBe(13);
    expect(judge(LEG, seen({ position: -100 }), undefined, after)?.price).toBeNull();
  });
});

it('if one read hangs, what the others showed before is not taken as certain', async () => {
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

  it('is not taken from a server that does not know the order yet', async () => {
    expect(await after([0, 0, -100], { ...LEG, settled })).toBe(-100);
  });

  it('is the one that stays, even if somebody else has changed it', async () => {
    expect(await after([-70], { ...LEG, settled })).toBe(-70);
  });

  it('is the first one that is read, if there was no order before', async () => {
    expect(await after([30, 40], undefined)).toBe(30);
  });
});
