/**
 * The linear contract: 166 contracts of 0.0001 bitcoin are 1,000 USD at 60,000. And what happens if
 * FUTURES_SYMBOL is changed while orders and positions of the other contract exist.
 */

import { once, path, killAfter, type FaultCase, resumeTrading, stopTrading } from './fault-case.ts';

const LINEAR = 'the linear contract';
const OTHER = 'a position or an order in another contract';
const PF = { FUTURES_SYMBOL: 'PF_XBTUSD' };
const TRADED = { position: 166, placed: 1, lines: 1, action: 'BUY' } as const;
const REFUSED = { position: 0, placed: 0, lines: 1, action: 'REFUSED' } as const;
const CLOSED = { position: 0, placed: 1, lines: 1, action: 'SELL' } as const;

export const CONTRACT_FAULTS: readonly FaultCase[] = [
  {
    fault: LINEAR,
    how: 'the target is the size at the mark price, and the mail names contract and unit',
    env: PF,
    expected: { ...TRADED, mail: /Trade \(demo, PF_XBTUSD, contracts of 0\.0001 BTC\): BUY/ },
  },
  {
    fault: LINEAR,
    how: 'a side that is kept is not resized because the price has moved',
    env: PF,
    when: async (site) => {
      await site.run();
      site.futures.book.markPrice = 62_000;
      site.nextDay();
      return await site.failure();
    },
    expected: { ...TRADED, lines: 2, action: 'HOLD' },
  },
  {
    fault: LINEAR,
    how: 'a day that was refused or on paper does not forget the size of a kept position',
    env: PF,
    when: async (site) => {
      await site.run();
      site.futures.book.markPrice = 62_000;
      site.signal = -1;
      site.nextDay();
      stopTrading(site);
      await site.run();
      resumeTrading(site);
      site.nextDay();
      const env = site.env;
      site.env = { ...env, ENABLE_TRADING: 'false' };
      await site.run();
      site.env = env;
      site.signal = 1;
      site.nextDay();
      return await site.failure();
    },
    expected: { ...TRADED, lines: 4, action: 'HOLD' },
  },
  {
    fault: LINEAR,
    how: 'POSITION_SIZE_USD was raised: the position is, too',
    env: PF,
    when: async (site) => {
      await site.run();
      site.env['POSITION_SIZE_USD'] = '1200';
      site.nextDay();
      return await site.failure();
    },
    expected: { ...TRADED, position: 200, placed: 2, lines: 2 },
  },
  {
    fault: LINEAR,
    how: 'a partial fill: the next order does not chase the price',
    env: PF,
    given: (site) => {
      const { book, sends } = site.futures;
      book.liquidity.push(101);
      site.faults = [
        () => {
          if (sends.length > 0) book.markPrice = 58_000;
          return undefined;
        },
      ];
    },
    expected: { ...TRADED, placed: 2 },
  },
  {
    fault: LINEAR,
    how: 'the signal reverses the position: it is closed, then opened at the price of the day',
    env: PF,
    when: async (site) => {
      await site.run();
      site.signal = -1;
      site.futures.book.markPrice = 62_000;
      site.nextDay();
      return await site.failure();
    },
    // 1000 / 62,000 = 0.01612… bitcoin
    expected: { position: -161, placed: 3, lines: 2, action: 'SELL' },
  },
  {
    fault: LINEAR,
    how: 'the answer to the order is lost: it is looked up, and not sent again',
    env: PF,
    given: (site) => {
      site.faults = [once(path('/sendorder'), { kind: 'hang', when: 'after' })];
    },
    expected: TRADED,
  },
  {
    fault: LINEAR,
    how: 'sizes are multiples of a larger lot',
    env: PF,
    given: (site) => {
      site.futures.book.lot = 10;
    },
    expected: { ...TRADED, position: 160 },
  },
  {
    fault: LINEAR,
    how: 'the exchange calls it an inverse contract: nothing is sent',
    env: PF,
    given: (site) => {
      site.futures.instrument['type'] = 'futures_inverse';
    },
    expected: { position: 0, placed: 0, lines: 0, error: /expected type flexible_futures/ },
  },
  ...(
    [
      ['availableMargin', 12, /margin is too small/],
      ['portfolioValue', 400, /more than 2 times the account's value/],
    ] as const
  ).map(([field, value, mail]): FaultCase => ({
    fault: LINEAR,
    how: `its account's ${field} is too small`,
    env: PF,
    given: (site) => {
      site.futures.flex[field] = value;
    },
    expected: { ...REFUSED, mail },
  })),
  {
    fault: LINEAR,
    how: 'a position near the estimated liquidation is not enlarged',
    env: PF,
    given: (site) => {
      site.futures.book.tradeByHand(80);
      // Long 480 USD with an equity of 50 USD: liquidation starts at about 54,000.
      site.futures.flex['marginEquity'] = 50;
    },
    expected: { ...REFUSED, position: 80, mail: /liquidation is 10\.0 % away/ },
  },
  {
    fault: LINEAR,
    how: 'a target above MAX_POSITION_USD is refused',
    env: { ...PF, MAX_POSITION_USD: '900' },
    expected: { ...REFUSED, mail: /a target of 166 contracts, above the limit of 150/ },
  },
  {
    fault: LINEAR,
    how: 'one lot costs more than the size by now: the other side is closed, nothing is opened',
    env: { ...PF, POSITION_SIZE_USD: '7' },
    when: async (site) => {
      site.signal = -1;
      await site.run();
      site.signal = 1;
      site.futures.book.markPrice = 71_000;
      site.nextDay();
      return await site.failure();
    },
    expected: {
      position: 0,
      placed: 2,
      lines: 2,
      action: 'REFUSED',
      mail: /buy 1 [^]*at least one lot, 7\.1 USD, got 7/,
    },
  },
  {
    fault: LINEAR,
    how: 'a position of any size is closed at any price',
    env: PF,
    given: (site) => {
      site.signal = 0;
      site.futures.book.tradeByHand(5_001);
      site.futures.book.markPrice = 40_000;
    },
    expected: CLOSED,
  },
  ...(['PI_XBTUSD', 'PF_XBTUSD'] as const).flatMap((symbol): readonly FaultCase[] => {
    const other = symbol === 'PI_XBTUSD' ? 'PF_XBTUSD' : 'PI_XBTUSD';
    const size = other === 'PI_XBTUSD' ? '500' : '0\\.05';
    return [
      {
        fault: OTHER,
        how: `${other} is held: nothing is opened in ${symbol}, and the mail says why`,
        env: { FUTURES_SYMBOL: symbol },
        given: (site) => site.futures.books[other].tradeByHand(500),
        expected: { ...REFUSED, mail: new RegExp(`another contract, ${size} ${other}`) },
      },
      {
        fault: OTHER,
        how: `${other} is held: a position in ${symbol} is closed all the same`,
        env: { FUTURES_SYMBOL: symbol },
        given: (site) => {
          site.signal = 0;
          site.futures.books[other].tradeByHand(-500);
          site.futures.book.tradeByHand(300);
        },
        expected: { ...CLOSED, mail: new RegExp(`another contract, -${size} ${other}`) },
      },
    ];
  }),
  {
    fault: OTHER,
    how: 'the contract is changed while an order is on its way: it is settled in its own book',
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.env['FUTURES_SYMBOL'] = 'PF_XBTUSD';
      site.clock.goTo(site.clock.now() + 3_600_000);
      return await site.failure();
    },
    expected: {
      position: 1000,
      placed: 1,
      lines: 1,
      action: 'UNFINISHED',
      mail: /0 -> 1000 [^]*filled 1000[^]*orders are in PI_XBTUSD, the contract is now PF_XBTUSD/,
    },
  },
  {
    fault: OTHER,
    how: 'the contract is changed before the next day: the order of the day before is settled, too',
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.env['FUTURES_SYMBOL'] = 'PF_XBTUSD';
      site.nextDay();
      return await site.failure();
    },
    expected: {
      position: 1000,
      placed: 1,
      lines: 2,
      action: 'REFUSED',
      mail: /filled 1000[^]*another contract, 1000 PI_XBTUSD/,
    },
  },
  {
    fault: OTHER,
    how: 'the contract is changed: the old position is not compared with the new one',
    when: async (site) => {
      await site.run();
      const { books } = site.futures;
      books.PI_XBTUSD.tradeByHand(-1000);
      site.env['FUTURES_SYMBOL'] = 'PF_XBTUSD';
      site.nextDay();
      const failure = await site.failure();
      const mail = site.aws.mails.at(-1)!.text;
      if (mail.includes('as after the last run')) return new Error('PI is compared with PF');
      return books.PF_XBTUSD.position() === 166 ? failure : new Error('PF was not opened');
    },
    expected: {
      position: 0,
      placed: 2,
      lines: 2,
      action: 'BUY',
      mail: /the last trade left 1000 contracts of PI_XBTUSD, today's contract is PF_XBTUSD/,
    },
  },
];
