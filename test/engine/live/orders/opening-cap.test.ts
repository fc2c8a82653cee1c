import { describe, expect, it } from 'vitest';
import type { Leg } from '../../../../engine/live/journal/day-journal.ts';
import type { Fill } from '../../../../engine/live/plan/exchange.ts';
import { openingRoom } from '../../../../engine/live/orders/opening-cap.ts';

const SENT = 1_000_000;

function leg(size: number, change: Partial<Leg> = {}): Leg {
  return {
    purpose: 'open',
    side: 'buy',
    size,
    reduceOnly: false,
    number: 1,
    clientOrderId: 'ours',
    positionBefore: 0,
    writtenAt: SENT,
    processBefore: SENT + 10_000,
    run: 'this',
    ...change,
  };
}

function settled(status: string, filled: number): Pick<Leg, 'settled'> {
  return { settled: { status, filled, price: null, orderId: 'id' } };
}

function fill(size: number, change: Partial<Fill> = {}): Fill {
  const ids = { orderId: 'theirs', clientOrderId: undefined };
  return { ...ids, side: 'sell', size, price: 1, time: SENT + 1, ...change };
}

const DAY = { first: 0, target: 1000, lot: 1, legs: [], fills: [], run: 'this' } as const;

describe('the contracts that may still be opened', () => {
  it.each([
    ['before any order, all that is missing and a lot', {}, 1001],
    ['what was held on the same side is not opened again', { first: 400 }, 601],
    ['from the other side the opening starts from flat', { first: -1000 }, 1001],
    ['short as well', { first: -400, target: -1000 }, 601],
    ['in lots of another size', { target: 0.5, lot: 0.0001 }, 0.5001],
    ['an order counts with what it filled', { legs: [leg(1000, settled('filled', 600))] }, 401],
    ['a refused one filled nothing', { legs: [leg(1000, settled('iocWouldNotExecute', 0))] }, 1001],
    ['an order whose outcome is not known counts as a whole', { legs: [leg(1000)] }, 1],
    [
      'one that seems absent counts in the run that sent it',
      { legs: [leg(1000, settled('absent', 0))] },
      1,
    ],
    [
      'and no longer in a later run',
      { legs: [leg(1000, { ...settled('absent', 0), run: 'earlier' })] },
      1001,
    ],
    [
      'a closing order does not count',
      { first: -1000, legs: [leg(1000, { purpose: 'close', ...settled('filled', 1000) })] },
      1001,
    ],
    [
      'what others sold meanwhile is added',
      { legs: [leg(1000, settled('filled', 1000))], fills: [fill(300), fill(200)] },
      501,
    ],
    [
      'but not what they bought, what was before, and what is ours',
      {
        legs: [leg(1000, settled('filled', 1000))],
        fills: [
          fill(300, { side: 'buy' }),
          fill(200, { time: SENT - 1 }),
          fill(100, { clientOrderId: 'ours' }),
          fill(100, { orderId: 'id' }),
        ],
      },
      1,
    ],
  ] as const)('%s', (_, change, room) => {
    expect(openingRoom({ ...DAY, ...change })).toBeCloseTo(room, 10);
  });
});
