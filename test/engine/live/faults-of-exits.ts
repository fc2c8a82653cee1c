/** What holds up an entry does not hold up an exit. Each row closes 600 or more contracts. */

import { sleep } from '../../../engine/live/edges/wall-clock.ts';
import type { LiveSite } from '../../fakes/live-site.ts';
import type { WireFault, WireRequest } from '../../../cli/stand-ins/wire.ts';
import {
  allRuns,
  always,
  killAfter,
  loggedTrade,
  once,
  path,
  status,
  stopTrading,
  type FaultCase,
} from './fault-case.ts';

const FAULT = 'an exit is not guarded like an entry';
const STOP = { orderId: 'stop', side: 'sell', size: 1000, reduceOnly: true } as const;
const CLOSED = { position: 0, placed: 1, lines: 1, action: 'SELL' } as const;
const REFUSED = { position: 0, placed: 0, lines: 1, action: 'REFUSED' } as const;

const SILENT: Readonly<Record<string, WireFault>> = {
  hangs: { kind: 'hang', when: 'before' },
  'answers 500': status(500),
  'answers HTML': { kind: 'html' },
};

/** Everything that is asked before or after an order and is not market, clock or kill switch. */
const UNNEEDED = ['fills', 'accounts', 'openorders', 'notifications', 'orders/status'] as const;
const BEFORE = ['fills', 'accounts', 'openorders'] as const;

const closedWithout = (name: string, how: string, fault: WireFault): FaultCase => ({
  fault: FAULT,
  how: `${name} ${how}: it is closed, and the mail says so`,
  env: { FUTURES_SYMBOL: name === 'accounts' ? 'PF_XBTUSD' : 'PI_XBTUSD' },
  given: (site) => {
    site.signal = 0;
    site.futures.book.tradeByHand(1_000);
    site.faults = [always(path(`/${name}`), fault)];
  },
  expected: { ...CLOSED, mail: name === 'notifications' ? /maintenance is not known/ : WITHOUT },
});

const WITHOUT = /closed without an answer of the exchange/;

const notOpenedWithout = (name: string, how: string, fault: WireFault): FaultCase => ({
  fault: FAULT,
  how: `${name} ${how}: nothing is opened`,
  env: { FUTURES_SYMBOL: name === 'accounts' ? 'PF_XBTUSD' : 'PI_XBTUSD' },
  given: (site) => {
    site.faults = [always(path(`/${name}`), fault)];
  },
  when: allRuns,
  expected: { position: 0, placed: 0, lines: 0, error: new RegExp(name) },
});

const inEachWay = (
  names: readonly string[],
  row: (name: string, how: string, fault: WireFault) => FaultCase,
): readonly FaultCase[] =>
  names.flatMap((name) => Object.entries(SILENT).map(([how, fault]) => row(name, how, fault)));

/** The answer to every request whose path ends with `end` takes `ms`, which is no time-out yet. */
function slowly(site: LiveSite, end: string, ms: number): void {
  const { fetch } = site;
  site.fetch = async (url, init) => {
    if (url.includes(end)) await sleep(site.clock, ms);
    return await fetch(url, init);
  };
}

export const EXIT_FAULTS: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'fills that take seven seconds: they are waited for, and it is opened',
    given: (site) => slowly(site, '/fills', 7_000),
    expected: { position: 1_000, placed: 1, lines: 1, action: 'BUY' },
  },
  {
    fault: FAULT,
    how: 'an order of this morning never arrived, and fills take five seconds: it is opened',
    when: async (site) => {
      site.faults = [once(path('/sendorder'), { kind: 'reset', when: 'before' })];
      await site.failure();
      site.clock.goTo(site.clock.now() + 1_800_000);
      slowly(site, '/fills', 5_000);
      return await site.failure();
    },
    expected: { position: 1_000, placed: 1, lines: 1, action: 'BUY' },
  },
  ...inEachWay(UNNEEDED, closedWithout),
  ...inEachWay(BEFORE, notOpenedWithout),
  {
    fault: FAULT,
    how: 'a flip while the fills hang: it is closed, and nothing is opened',
    given: (site) => {
      site.signal = -1;
      site.futures.book.tradeByHand(1_000);
      site.faults = [always(path('/fills'), { kind: 'hang', when: 'before' })];
    },
    expected: { position: 0, placed: 1, lines: 0 },
  },
  {
    fault: FAULT,
    how: 'a part was filled while nothing but the position could be read: the rest is closed, too',
    given: (site) => {
      site.signal = 0;
      site.futures.book.tradeByHand(1_000);
      site.futures.book.liquidity.push(400, 300);
      site.faults = UNNEEDED.map((name) => always(path(`/${name}`), status(500)));
    },
    expected: { ...CLOSED, placed: 3, mail: WITHOUT },
  },
  {
    fault: FAULT,
    how: 'orders of others cannot be cancelled: it is closed all the same',
    env: { CANCEL_REDUCE_ONLY: 'true' },
    given: (site) => {
      site.signal = 0;
      site.futures.book.tradeByHand(1_000);
      site.futures.book.resting.push(STOP);
      site.faults = [always(path('/cancelallorders'), { kind: 'hang', when: 'before' })];
    },
    expected: { ...CLOSED, mail: WITHOUT },
  },
  {
    fault: FAULT,
    how: 'an order of yesterday cannot be looked up: the position is closed all the same',
    neutral: 'flat',
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.faults = [always(path('/fills'), { kind: 'hang', when: 'before' })];
      site.signals.set('2026-03-11', 0);
      site.nextDay();
      return await site.failure();
    },
    expected: { ...CLOSED, placed: 2, mail: WITHOUT },
  },
  {
    fault: FAULT,
    how: 'an order of this morning cannot be looked up: a loss still closes the position',
    env: { EQUITY_FLOOR_USD: '1000' },
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.faults = [always(path('/fills'), { kind: 'hang', when: 'before' })];
      site.futures.auxiliary['pv'] = 0.005;
      site.clock.goTo(site.clock.now() + 1_800_000);
      return await site.failure();
    },
    expected: { ...CLOSED, placed: 2, mail: WITHOUT },
  },
  {
    fault: FAULT,
    how: 'an order of this morning that was not waited for is looked up when all is closed',
    env: { EQUITY_FLOOR_USD: '1000' },
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      const isEarly = (request: WireRequest): boolean =>
        path('/fills')(request) && site.futures.sends.length < 2;
      site.faults = [always(isEarly, { kind: 'hang', when: 'before' })];
      site.futures.auxiliary['pv'] = 0.005;
      site.clock.goTo(site.clock.now() + 1_800_000);
      const failure = await site.failure();
      const said = loggedTrade(site);
      const right = said === 'buy filled 1000, sell filled 1000, then 0';
      return right ? failure : new Error(`the log says ${said}`);
    },
    expected: { ...CLOSED, placed: 2, action: 'BUY', mail: WITHOUT },
  },
  {
    fault: FAULT,
    how: 'answer, fills and position disagree: what is left is closed all the same',
    given: (site) => {
      site.signal = 0;
      const { book } = site.futures;
      book.tradeByHand(1_000);
      // The first answer is wrong, and every view shows it too late.
      const { take } = book;
      let calls = 0;
      book.take = (ticket) => {
        calls++;
        if (calls === 1) {
          book.liquidity.push(300);
          take(ticket);
          const shown = site.clock.now() + 6_000;
          book.lagOf = () => Math.max(0, site.clock.now() < shown ? 6_000 : 0);
          return { status: 'iocWouldNotExecute', order: undefined };
        }
        if (calls === 2) book.liquidity.push(100);
        return take(ticket);
      };
    },
    expected: { position: 0, placed: 2, lines: 1, action: 'SELL' },
  },
  ...(['marginLevels', 'maxPositionSize'] as const).map((field): FaultCase => ({
    fault: FAULT,
    how: `the contract comes without ${field}: it is closed, and nothing is opened`,
    given: (site) => {
      site.signal = -1;
      site.futures.book.tradeByHand(1_000);
      Object.assign(site.futures.instrument, { [field]: null, tickSize: null });
    },
    expected: { ...CLOSED, action: 'REFUSED', mail: /margin is not known|above the limit of 0/ },
  })),
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
