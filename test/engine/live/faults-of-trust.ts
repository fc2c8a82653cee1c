/** How much of what the exchange shows is believed, and whose orders are in the account. */

import type { LiveSite } from '../../fakes/live-site.ts';
import { allRuns, once, path, type FaultCase } from './fault-case.ts';

const TRADED = { position: 1000, placed: 1, lines: 1, action: 'BUY' } as const;
const REFUSED = { position: 0, placed: 0, lines: 1, action: 'REFUSED' } as const;

const OTHER = 'wf-demo-2026-03-09-1-0123abcd';
const TRUST = 'what the exchange shows is old or wrong';
const OTHERS = 'another deployment on the account';

/** The next `count` orders are placed, but the exchange answers that it refused them. */
function falselyRejected(site: LiveSite, refusal: string, count = 20): void {
  const { book } = site.futures;
  const { take } = book;
  let left = count;
  book.take = (ticket) => {
    const taken = take(ticket);
    return left-- > 0 && taken.status === 'placed' ? { status: refusal, order: undefined } : taken;
  };
}

export const TRUST_FAULTS: readonly FaultCase[] = [
  {
    fault: TRUST,
    how: 'views are 40 s late, ids are freed and the answer is lost: the order is not sent twice',
    given: (site) => {
      const { book } = site.futures;
      book.keepsIds = false;
      book.lagOf = () => 40_000;
      site.faults = [once(path('/sendorder'), { kind: 'hang', when: 'after' })];
    },
    when: allRuns,
    expected: { ...TRADED, lines: 1 },
  },
  {
    fault: TRUST,
    how: 'false refusals: one look two seconds later finds the position',
    given: (site) => {
      site.futures.book.lagOf = () => 1_500;
      falselyRejected(site, 'iocWouldNotExecute');
    },
    when: allRuns,
    expected: { position: 1000, placed: 0, lines: 1, action: 'BUY' },
  },
  {
    fault: TRUST,
    how: 'false refusals and views that are 40 s late: no second order before they show it',
    given: (site) => {
      site.futures.book.lagOf = () => 40_000;
      falselyRejected(site, 'iocWouldNotExecute');
    },
    when: allRuns,
    expected: { position: 1000, placed: 0, lines: 1 },
  },
  {
    fault: TRUST,
    how: 'a smaller size, false refusals and late views: no more is sold than the size says',
    when: async (site) => {
      const { book } = site.futures;
      await site.run();
      site.env['POSITION_SIZE_USD'] = '800';
      book.lagOf = () => 40_000;
      falselyRejected(site, 'iocWouldNotExecute');
      site.nextDay();
      const failure = await allRuns(site);
      const traded = book.executions.reduce((sum, { size }) => sum + size, 0);
      return traded === 1_200 ? failure : new Error(`${traded} contracts were traded`);
    },
    expected: { position: 800, placed: 1, lines: 2 },
  },
  {
    fault: TRUST,
    how: 'the position never shows what was filled: the day opens no more than it set out to',
    given: (site) => {
      const { book } = site.futures;
      book.lagOf = (view) => (view === 'position' ? 86_400_000 : 0);
    },
    when: allRuns,
    expected: { position: 1000, placed: 1, lines: 1, action: 'UNFINISHED' },
  },
  {
    fault: TRUST,
    how: 'fills of somebody else explain why more is needed: it is opened again',
    given: (site) => {
      site.futures.book.liquidity.push(600);
      let sold = false;
      site.faults = [
        (request) => {
          const { book } = site.futures;
          if (sold || book.position() !== 600 || !request.path.endsWith('/tickers'))
            return undefined;
          sold = true;
          book.tradeByHand(-500);
          return undefined;
        },
      ];
    },
    when: allRuns,
    expected: { ...TRADED, placed: 2 },
  },
  {
    fault: OTHERS,
    how: 'its fills of the last day refuse every order, and the mail names it',
    given: (site) => site.futures.book.tradeByHand(1000, OTHER),
    expected: { ...REFUSED, position: 1000, mail: /deployment 0123abcd has traded this account/ },
  },
  {
    fault: OTHERS,
    how: 'they refuse an exit too, because the position is the other one’s',
    given: (site) => {
      site.signal = -1;
      site.futures.book.tradeByHand(1000, OTHER);
    },
    expected: { ...REFUSED, position: 1000, mail: /use one deployment an account/ },
  },
  {
    fault: OTHERS,
    how: 'its open order refuses, and is not cancelled',
    given: (site) => {
      const order = { orderId: 'x', clientOrderId: OTHER, side: 'sell', size: 10 } as const;
      site.futures.book.resting.push(order);
    },
    when: async (site) => {
      const failure = await site.failure();
      return site.futures.book.resting.length === 1 ? failure : new Error('it was cancelled');
    },
    expected: { ...REFUSED, mail: /deployment 0123abcd/ },
  },
  {
    fault: OTHERS,
    how: 'its fills of two days ago do not count',
    given: (site) => {
      site.futures.book.tradeByHand(400, OTHER);
      site.nextDay(2);
    },
    expected: TRADED,
  },
  {
    fault: OTHERS,
    how: 'a trade by hand is no deployment',
    given: (site) => site.futures.book.tradeByHand(400, 'wf-demo-2026-03-10-1-hand-0123abcd'),
    expected: TRADED,
  },
  {
    fault: OTHERS,
    how: 'two deployments, one long and one short: the second one does not trade',
    when: async (site) => {
      await site.run();
      site.env['S3_BUCKET'] = 'another-bucket';
      site.env['S3_STATE_PREFIX'] = 'other/';
      site.env['S3_SIGNALS_KEY'] = 'outputs/other.jsonl';
      site.signal = -1;
      return await site.failure();
    },
    expected: { ...TRADED, mail: /^BTC SHORT \(REFUSED\)[^]*has traded this account/m },
  },
];
