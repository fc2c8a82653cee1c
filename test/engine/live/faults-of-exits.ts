/** What holds up an entry does not hold up an exit. Each row closes 600 or more contracts. */

import { allRuns, stopTrading, type FaultCase } from './fault-case.ts';

const FAULT = 'an exit is not guarded like an entry';
const STOP = { orderId: 'stop', side: 'sell', size: 1000, reduceOnly: true } as const;
const CLOSED = { position: 0, placed: 1, lines: 1, action: 'SELL' } as const;
const REFUSED = { position: 0, placed: 0, lines: 1, action: 'REFUSED' } as const;

export const EXIT_FAULTS: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'a position of any size is closed',
    given: (site) => {
      site.signal = 0;
      site.futures.book.tradeByHand(5_000);
    },
    expected: CLOSED,
  },
  {
    fault: FAULT,
    how: 'far from the close of yesterday',
    given: (site) => {
      site.signal = 0;
      site.futures.book.tradeByHand(1_000);
      site.futures.book.markPrice = 45_000;
    },
    expected: CLOSED,
  },
  {
    fault: FAULT,
    how: 'with orders of others in the book',
    given: (site) => {
      site.signal = 0;
      site.futures.book.tradeByHand(1_000);
      site.futures.book.resting.push(STOP, { orderId: 'x', side: 'sell', size: 10 });
    },
    expected: CLOSED,
  },
  {
    fault: FAULT,
    how: 'a flip far from the close: it is closed, and nothing is opened',
    given: (site) => {
      site.signal = -1;
      site.futures.book.tradeByHand(1_000);
      site.futures.book.markPrice = 45_000;
    },
    expected: { ...CLOSED, action: 'REFUSED', mail: /1000 -> 0 contracts[^]*from the spot close/ },
  },
  {
    fault: FAULT,
    how: 'after POSITION_SIZE_USD was lowered to less than half, the rest is sold',
    when: async (site) => {
      await site.run();
      site.env['POSITION_SIZE_USD'] = '400';
      site.nextDay();
      return await site.failure();
    },
    expected: { position: 400, placed: 2, lines: 2, action: 'SELL' },
  },
  {
    fault: FAULT,
    how: 'the kill switch still holds it up',
    given: (site) => {
      stopTrading(site);
      site.signal = 0;
      site.futures.book.tradeByHand(1_000);
    },
    expected: { ...REFUSED, position: 1_000, mail: /the kill switch is on/ },
  },
  {
    fault: FAULT,
    how: 'the market and the clock still hold it up',
    given: (site) => {
      site.signal = 0;
      site.futures.book.tradeByHand(1_000);
      site.futures.book.suspended = true;
      site.futures.skewMs = 11_000;
    },
    when: allRuns,
    expected: { ...REFUSED, position: 1_000, mail: /is suspended[^]*exchange differ by 11 s/ },
  },
];
