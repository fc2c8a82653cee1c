/**
 * Guards that close: a floor of the equity, and a limit of a day's loss. The account of the site
 * has 0.1 BTC, which are 6,000 USD at the mark price of 60,000.
 */

import type { LiveSite } from '../../fakes/live-site.ts';
import { path, secondDay, type FaultCase } from './fault-case.ts';

const FAULT = 'a loss closes the position';
const FLOOR = { EQUITY_FLOOR_USD: '5000' };
const LIMIT = { DAILY_LOSS_LIMIT: '0.2' };
const CLOSED = { position: 0, placed: 1, lines: 1, action: 'SELL' } as const;

/** The account's value (BTC) with the profit of `contracts` that were opened at 60,000. */
function valued(site: LiveSite, price: number, contracts: number, deposit = 0): void {
  site.futures.book.markPrice = price;
  site.futures.auxiliary['pv'] = 0.1 + contracts * (1 / 60_000 - 1 / price) + deposit;
}

const FLOOR_CASES: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'below the floor the position is closed, though the signal is LONG and the price is far',
    env: FLOOR,
    given: (site) => {
      site.futures.book.tradeByHand(1_000);
      site.futures.book.markPrice = 45_000;
    },
    expected: { ...CLOSED, mail: /an equity of 4500.00 USD, below EQUITY_FLOOR_USD 5000.00/ },
  },
  {
    fault: FAULT,
    how: 'an alarm says so, and the subject of the mail says FLAT',
    env: { EQUITY_FLOOR_USD: '7000' },
    given: (site) => site.futures.book.tradeByHand(1_000),
    expected: {
      ...CLOSED,
      mail: /^ALARM: BTC FLAT by a guard|^BTC FLAT by a guard \(sell\)[^]*^ALARM: /m,
    },
  },
  {
    fault: FAULT,
    how: 'the floor holds on the next day',
    env: { EQUITY_FLOOR_USD: '7000' },
    given: (site) => site.futures.book.tradeByHand(1_000),
    when: (site) => secondDay(site, () => {}),
    expected: { ...CLOSED, lines: 2, action: 'HOLD' },
  },
  {
    fault: FAULT,
    how: 'after a deposit the floor lets the signal be',
    env: { EQUITY_FLOOR_USD: '7000' },
    when: (site) => secondDay(site, () => valued(site, 60_000, 0, 0.1)),
    expected: { position: 1_000, placed: 1, lines: 2, action: 'BUY' },
  },
  {
    fault: FAULT,
    how: 'an equity above the floor changes nothing',
    env: FLOOR,
    expected: { position: 1_000, placed: 1, lines: 1, action: 'BUY' },
  },
];

const LIMIT_CASES: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'a loss since the last run above the limit closes for the day',
    env: LIMIT,
    when: (site) => secondDay(site, () => valued(site, 45_000, 1_000)),
    expected: {
      ...CLOSED,
      placed: 2,
      lines: 2,
      mail: /a loss of 29.2 % since the last run, above DAILY_LOSS_LIMIT 20.0 %/,
    },
  },
  {
    fault: FAULT,
    how: 'it counts however the exchange spells the contract',
    env: LIMIT,
    given: (site) => Object.assign(site.futures.instrument, { symbol: 'pi_xbtusd' }),
    when: (site) => secondDay(site, () => valued(site, 45_000, 1_000)),
    expected: { ...CLOSED, placed: 2, lines: 2, mail: /a loss of 29.2 % since the last run/ },
  },
  {
    fault: FAULT,
    how: 'the next day starts anew',
    env: { ...LIMIT, MAX_PRICE_DEVIATION: '0.5' },
    when: async (site) => {
      await secondDay(site, () => valued(site, 45_000, 1_000));
      site.nextDay();
      return await site.failure();
    },
    expected: { position: 1_000, placed: 3, lines: 3, action: 'BUY' },
  },
  {
    fault: FAULT,
    how: 'the price comes back while the position is closed: it stays closed for the day',
    env: LIMIT,
    when: (site) =>
      secondDay(site, () => {
        valued(site, 45_000, 1_000);
        site.futures.book.liquidity.push(400);
        site.faults = [
          (request) => {
            if (path('/sendorder')(request)) valued(site, 60_000, 1_000);
            return undefined;
          },
        ];
      }),
    expected: { ...CLOSED, placed: 3, lines: 2 },
  },
  {
    fault: FAULT,
    how: 'a small loss closes nothing',
    env: LIMIT,
    when: (site) => secondDay(site, () => valued(site, 58_000, 1_000)),
    expected: { position: 1_000, placed: 1, lines: 2, action: 'HOLD' },
  },
  {
    fault: FAULT,
    how: 'a withdrawal is no loss, and the mail says what was moved',
    env: LIMIT,
    when: (site) => secondDay(site, () => valued(site, 60_000, 1_000, -0.05)),
    expected: {
      position: 1_000,
      placed: 1,
      lines: 2,
      action: 'HOLD',
      mail: /equity: 3000.00 USD less than price and position explain, so it counts as a withdraw/,
    },
  },
  {
    fault: FAULT,
    how: 'a deposit does not hide a loss',
    env: LIMIT,
    when: (site) => secondDay(site, () => valued(site, 45_000, 1_000, 0.1)),
    expected: { ...CLOSED, placed: 2, lines: 2, mail: /a loss of 29.2 %[^]*counts as a deposit/ },
  },
  {
    fault: FAULT,
    how: 'if somebody else has traded, all of a loss counts',
    env: LIMIT,
    when: (site) =>
      secondDay(site, () => {
        site.futures.book.tradeByHand(-500);
        valued(site, 60_000, 1_000, -0.05);
      }),
    expected: { ...CLOSED, placed: 2, lines: 2, mail: /a loss of 50.0 % since the last run/ },
  },
];

/** JSON has no NaN, so the exchange then answers null. */
function withoutEquity(site: LiveSite): void {
  site.futures.auxiliary['pv'] = Number.NaN;
}

const UNKNOWN_CASES: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'an equity that is not known opens nothing',
    env: { ...FLOOR, ...LIMIT },
    given: withoutEquity,
    expected: {
      position: 0,
      placed: 0,
      lines: 1,
      action: 'REFUSED',
      mail: /equity not known[^]*the equity is not known/,
    },
  },
  {
    fault: FAULT,
    how: 'an equity that is not known closes nothing',
    env: { ...FLOOR, ...LIMIT },
    when: (site) => secondDay(site, () => withoutEquity(site)),
    expected: { position: 1_000, placed: 1, lines: 2, action: 'HOLD' },
  },
  {
    fault: FAULT,
    how: 'an equity that is not known does not hold up an exit',
    env: { ...FLOOR, ...LIMIT },
    given: (site) => {
      site.signal = 0;
      site.futures.book.tradeByHand(1_000);
      withoutEquity(site);
    },
    expected: CLOSED,
  },
];

export const LOSS_FAULTS: readonly FaultCase[] = [...FLOOR_CASES, ...LIMIT_CASES, ...UNKNOWN_CASES];
