/** Faults of account and market: positions and trades of others, fills, margin, price. */

import { deploymentOf, liveSettings } from '../../../engine/live/live-settings.ts';
import { allRuns, once, path, stopTrading, type FaultCase } from './fault-case.ts';

const TRADED = { position: 1000, placed: 1, lines: 1, action: 'BUY' } as const;
const REFUSED = { position: 0, placed: 0, lines: 1, action: 'REFUSED' } as const;
const UNTOUCHED = { position: 0, placed: 0, lines: 0 } as const;

const STOP = { orderId: 'stop', side: 'sell', size: 1000, reduceOnly: true } as const;

export const MARKET_FAULTS: readonly FaultCase[] = [
  {
    fault: 'unexpected position or open order',
    how: 'a position above the limit is reduced to the target, and the mail says what was found',
    given: (site) => site.futures.book.tradeByHand(5_000),
    expected: { ...TRADED, action: 'SELL', mail: /the exchange has LONG \(5000 contracts\)/ },
  },
  {
    fault: 'unexpected position or open order',
    how: 'a small difference is corrected, and the mail says so',
    when: async (site) => {
      await site.run();
      site.futures.book.tradeByHand(-300);
      site.nextDay();
      return await site.failure();
    },
    expected: {
      ...TRADED,
      placed: 2,
      lines: 2,
      mail: /expected 1000 contracts, as after the last run, got 700/,
    },
  },
  {
    fault: 'unexpected position or open order',
    how: 'somebody trades as much while our order is on its way: UNFINISHED, not our fill',
    given: (site) => {
      site.faults = [
        once(path('/sendorder'), { kind: 'late', ms: 9_500, client: 'hang' }),
        (request) => {
          const { book } = site.futures;
          const meanwhile = request.path.endsWith('/orders/status') && book.position() === 0;
          if (meanwhile) book.tradeByHand(1000);
          return undefined;
        },
      ];
    },
    when: async (site) => {
      const failure = await site.failure();
      site.clock.goTo(site.clock.now() + 60_000);
      return failure;
    },
    expected: { ...TRADED, position: 2000, action: 'UNFINISHED', mail: /0 -> 2000 contracts/ },
  },
  {
    fault: 'unexpected position or open order',
    how: "somebody else's open order: nothing is opened",
    given: (site) => {
      site.futures.book.resting.push({ orderId: 'x', side: 'sell', size: 10 });
    },
    expected: { ...REFUSED, mail: /1 open order\(s\)/ },
  },
  {
    fault: 'unexpected position or open order',
    how: "somebody else's reduce-only order does not hold up a trade, and the mail says so",
    given: (site) => site.futures.book.resting.push(STOP),
    when: async (site) => {
      const failure = await site.failure();
      return site.futures.book.resting.length === 1 ? failure : new Error('it was cancelled');
    },
    expected: { ...TRADED, mail: /1 reduce-only order\(s\) of others stay open/ },
  },
  {
    fault: 'unexpected position or open order',
    how: 'with CANCEL_REDUCE_ONLY it is cancelled before the order is sent',
    env: { CANCEL_REDUCE_ONLY: 'true' },
    given: (site) => site.futures.book.resting.push(STOP),
    when: async (site) => {
      const failure = await site.failure();
      return site.futures.book.resting.length === 0 ? failure : new Error('it was not cancelled');
    },
    expected: { ...TRADED, mail: /order\(s\) of others were cancelled/ },
  },
  {
    fault: 'unexpected position or open order',
    how: 'with CANCEL_REDUCE_ONLY it stays if no order is sent',
    env: { CANCEL_REDUCE_ONLY: 'true' },
    given: (site) => {
      stopTrading(site);
      site.futures.book.resting.push(STOP);
    },
    when: async (site) => {
      const failure = await site.failure();
      return site.futures.book.resting.length === 1 ? failure : new Error('it was cancelled');
    },
    expected: { ...REFUSED, mail: /1 reduce-only order\(s\) of others stay open/ },
  },
  {
    fault: 'unexpected position or open order',
    how: 'our own open order is cancelled first',
    given: (site) => {
      const clientOrderId = `wf-demo-2026-03-09-1-${deploymentOf(liveSettings(site.env))}`;
      site.futures.book.resting.push({ orderId: 'x', clientOrderId, side: 'sell', size: 10 });
    },
    expected: TRADED,
  },
  {
    fault: 'partial fill',
    how: 'further orders fill the rest',
    given: (site) => site.futures.book.liquidity.push(400, 0, 250),
    expected: { ...TRADED, placed: 3 },
  },
  {
    fault: 'partial fill',
    how: 'only the first fill shows and the answer is lost: the run waits for the others',
    given: (site) => {
      site.futures.book.partGapMs = 12_000;
      site.faults = [once(path('/sendorder'), { kind: 'hang', when: 'after' })];
    },
    expected: TRADED,
  },
  {
    fault: "instrument's tick or lot changed",
    how: 'sizes are multiples of the new lot',
    env: { POSITION_SIZE_USD: '1005' },
    given: (site) => {
      site.futures.book.lot = 10;
    },
    expected: TRADED,
  },
  {
    fault: "instrument's tick or lot changed",
    how: 'the contract is of another type',
    given: (site) => {
      site.futures.instrument['type'] = 'flexible_futures';
    },
    expected: { ...UNTOUCHED, error: /expected type futures_inverse, got flexible_futures/ },
  },
  ...(['tradeable', 'isExpired', 'postOnly'] as const).map((field): FaultCase => ({
    fault: "instrument's tick or lot changed",
    how: `${field} forbids trading`,
    given: (site) => {
      site.futures.instrument[field] = field !== 'tradeable';
    },
    when: allRuns,
    expected: { ...REFUSED, mail: /PI_XBTUSD is (not tradeable|post-only)/ },
  })),
  {
    fault: 'margin too small or liquidation near',
    how: 'too few available funds',
    given: (site) => {
      site.futures.auxiliary['af'] = 0.0001;
    },
    expected: { ...REFUSED, mail: /margin is too small/ },
  },
  {
    fault: 'margin too small or liquidation near',
    how: "the account's value is too small",
    given: (site) => {
      site.futures.auxiliary['pv'] = 0.005;
    },
    expected: { ...REFUSED, mail: /more than 2 times the account's value/ },
  },
  {
    fault: 'margin too small or liquidation near',
    how: 'a position near liquidation is not enlarged',
    given: (site) => {
      site.futures.book.tradeByHand(500);
      site.futures.triggers['lt'] = 55_000;
    },
    expected: { ...REFUSED, position: 500, mail: /liquidation is 8.3 % away/ },
  },
  {
    fault: 'margin too small or liquidation near',
    how: 'the signal reverses the position: it is closed, but no new one is opened',
    given: (site) => {
      site.futures.book.tradeByHand(-1000);
      site.futures.triggers['lt'] = 65_000;
      site.futures.auxiliary['af'] = -0.001;
      site.futures.auxiliary['pv'] = 0.005;
    },
    expected: { ...REFUSED, placed: 1, mail: /-1000 -> 0 contracts[^]*times the account's value/ },
  },
  {
    fault: 'margin too small or liquidation near',
    how: 'the exchange itself refuses',
    given: (site) => {
      site.futures.book.rejections.push('insufficientAvailableFunds');
    },
    expected: { ...REFUSED, mail: /the exchange answers insufficientAvailableFunds/ },
  },
  {
    fault: 'margin too small or liquidation near',
    how: 'an unknown status does not count as placed: the order is looked up',
    given: (site) => {
      site.futures.book.rejections.push('aStatusOfTomorrow');
    },
    when: allRuns,
    expected: TRADED,
  },
  {
    fault: 'price deviation',
    how: 'the price falls while another read hangs: everything is read again',
    given: (site) => {
      site.faults = [
        // The short look, its repetition, and two of the patient look: that is then too old.
        once(path('/accounts'), { kind: 'hang', when: 'before' }, 4),
        (request) => {
          if (request.path.endsWith('/accounts')) site.futures.book.markPrice = 54_000;
          return undefined;
        },
      ];
    },
    expected: { ...REFUSED, mail: /is 10.0 % from the spot close/ },
  },
  {
    fault: 'kill switch',
    how: 'it is set while another read hangs',
    given: (site) => {
      site.faults = [
        // The short look, its repetition, and two of the patient look: that is then too old.
        once(path('/accounts'), { kind: 'hang', when: 'before' }, 4),
        (request) => {
          if (request.path.endsWith('/accounts')) stopTrading(site);
          return undefined;
        },
      ];
    },
    expected: { ...REFUSED, mail: /the kill switch is on/ },
  },
  {
    fault: 'price deviation',
    how: 'the mark price is far from the spot close',
    given: (site) => {
      site.futures.book.markPrice = 66_000;
    },
    expected: { ...REFUSED, mail: /is 10.0 % from the spot close/ },
  },
];
