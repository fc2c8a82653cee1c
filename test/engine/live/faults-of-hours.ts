/** A bad hour is not a lost day: what passes by itself is tried again by the day's later runs. */

import { futuresError } from '../../../cli/stand-ins/fake-futures.ts';
import { jsonAnswer } from '../../../cli/stand-ins/wire.ts';
import { BUCKET, type LiveSite } from '../../fakes/live-site.ts';
import { always, allRuns, once, path, status, type FaultCase } from './fault-case.ts';

const FAULT = 'a bad hour';
const TRADED = { position: 1000, placed: 1, lines: 1, action: 'BUY' } as const;
const REFUSED = { position: 0, placed: 0, lines: 1, action: 'REFUSED' } as const;
const OPEN = { position: 0, placed: 0, lines: 0 } as const;

/** Runs once under `bad`, and then all later runs of the day after `good`. */
function thenGood(good: (site: LiveSite) => unknown): NonNullable<FaultCase['when']> {
  return async (site) => {
    const first = await site.failure();
    good(site);
    return first ?? (await allRuns(site));
  };
}

const suspend = (site: LiveSite, suspended = true): void => {
  site.futures.book.suspended = suspended;
};

/** A maintenance that begins `minutes` after now, announced for `length` minutes. */
const announce = (site: LiveSite, minutes: number, length?: number): void => {
  site.futures.notifications.push(
    {
      type: 'new_feature',
      priority: 'low',
      note: 'a colour',
      effectiveTime: '2026-01-01T00:00:00Z',
    },
    {
      type: 'maintenance',
      priority: 'high',
      note: 'We upgrade.',
      effectiveTime: new Date(site.clock.now() + minutes * 60_000).toISOString(),
      ...(length === undefined ? {} : { expectedDowntimeMinutes: length }),
    },
  );
};

export const HOUR_FAULTS: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'a suspended contract leaves the trade open, with one mail and no line',
    given: suspend,
    expected: {
      ...OPEN,
      mails: 1,
      mail: /^BTC LONG 2026-03-10.*, demo WAITING\n[^]*is suspended[^]*00:35, 01:35/,
    },
  },
  {
    fault: FAULT,
    how: 'suspended at first: a later run of the day trades, and the mail says that it waited',
    given: suspend,
    when: thenGood((site) => suspend(site, false)),
    expected: {
      ...TRADED,
      mails: 2,
      mail: /^BTC LONG \(buy\)[^]*run of 00:05 UTC had to wait: .*suspended/m,
    },
  },
  {
    fault: FAULT,
    how: 'suspended all day: the last run ends the day; two mails and an alarm, not five',
    given: suspend,
    when: allRuns,
    expected: {
      ...REFUSED,
      mails: 3,
      mail: /^BTC LONG \(REFUSED\)[^]*run of 00:05 UTC had to wait[^]*run of 03:35 UTC had/m,
    },
  },
  {
    fault: FAULT,
    how: 'with one run a day the first refusal ends it',
    env: { RUN_TIMES: '00:05' },
    given: suspend,
    expected: { ...REFUSED, mails: 2, mail: /^ALARM: BTC trade REFUSED[^]*is suspended/m },
  },
  {
    fault: FAULT,
    how: 'post-only for an hour',
    given: (site) => (site.futures.instrument['postOnly'] = true),
    when: thenGood((site) => (site.futures.instrument['postOnly'] = false)),
    expected: TRADED,
  },
  {
    fault: FAULT,
    how: 'the clocks differ for an hour',
    given: (site) => (site.futures.skewMs = 30_000),
    when: thenGood((site) => (site.futures.skewMs = 0)),
    expected: { ...TRADED, mail: /differ by 30 s/ },
  },
  {
    fault: FAULT,
    how: 'the exchange answers marketSuspended to the order itself',
    given: (site) => site.futures.book.rejections.push('marketSuspended'),
    when: thenGood(() => {}),
    expected: { ...TRADED, mail: /the exchange answers marketSuspended/ },
  },
  {
    fault: FAULT,
    how: 'no liquidity for half a minute: the tries are apart, and it fills in the same run',
    given: (site) => {
      const { book } = site.futures;
      const untilMs = site.clock.now() + 30_000;
      site.faults = [
        ({ path: to }) => {
          if (to.endsWith('/sendorder') && site.clock.now() < untilMs) book.liquidity.push(0);
          return undefined;
        },
      ];
    },
    expected: TRADED,
  },
  {
    fault: FAULT,
    how: 'no liquidity for an hour: later runs have tries of their own',
    given: (site) => site.futures.book.liquidity.push(0, 0, 0, 0, 0, 0, 0, 0),
    when: allRuns,
    expected: TRADED,
  },
  {
    fault: FAULT,
    how: 'orders that come too late do not use up the day',
    given: (site) => {
      const late = 'wouldProcessAfterSpecifiedTime';
      site.futures.book.rejections.push(...Array.from({ length: 8 }, () => late));
    },
    when: allRuns,
    expected: TRADED,
  },
  {
    fault: FAULT,
    how: 'six partial fills at first: a later run fills the rest',
    given: (site) => site.futures.book.liquidity.push(100, 100, 100, 100, 100, 100),
    when: allRuns,
    expected: { ...TRADED, placed: 7 },
  },
  {
    fault: FAULT,
    how: 'the exchange becomes unreachable after the decision',
    given: (site) => {
      site.faults = [always(path('/tickers'), status(503))];
    },
    when: thenGood((site) => (site.faults = [])),
    expected: { ...TRADED, mails: 2, mail: /WAITING[^]*futures tickers: server error/ },
  },
  {
    fault: FAULT,
    how: 'unreachable all day: the last run fails, and the next day closes the day',
    given: (site) => {
      const down = jsonAnswer(futuresError('Unavailable', 0));
      site.faults = [always(path('/accounts'), { kind: 'answer', answer: down })];
    },
    when: allRuns,
    expected: { ...OPEN, error: /"Unavailable"/, mails: 2, mail: /FAILED at trade/ },
  },
  {
    fault: FAULT,
    how: 'announced maintenance that begins within minutes puts the trade off',
    given: (site) => announce(site, 8, 60),
    expected: { ...OPEN, mail: /maintenance from 2026-03-10T00:13:00Z to 2026-03-10T01:13:00Z/ },
  },
  {
    fault: FAULT,
    how: 'after it the trade is done',
    given: (site) => announce(site, -30),
    when: allRuns,
    expected: { ...TRADED, mail: /run of 00:05 UTC had to wait: the exchange announces/ },
  },
  {
    fault: FAULT,
    how: 'maintenance tomorrow or last week holds up nothing',
    given: (site) => {
      announce(site, 1_500, 30);
      announce(site, -10_000);
    },
    expected: TRADED,
  },
  {
    fault: FAULT,
    how: 'an announcement without an end in sight: the last run asks the market itself',
    given: (site) => announce(site, -5, 10_000),
    when: allRuns,
    expected: TRADED,
  },
  {
    fault: FAULT,
    how: 'announcements that cannot be read hold up nothing, and the mail says so',
    given: (site) => {
      site.faults = [always(path('/notifications'), status(500))];
    },
    expected: { ...TRADED, mail: /announced maintenance is not known: .*server error/ },
  },
  {
    fault: FAULT,
    how: 'the kill switch ends the day at once, although the contract is suspended too',
    given: (site) => {
      suspend(site);
      site.s3.put(`${BUCKET}/state/kill-switch`, new Uint8Array(1), {});
    },
    expected: { ...REFUSED, mails: 2, mail: /^ALARM: BTC trade REFUSED[^]*the kill switch is on/m },
  },
  {
    fault: FAULT,
    how: 'bars that come late all day: a mail by the first run and one by the last',
    given: (site) => {
      site.faults = [always(path('/OHLC'), status(503))];
    },
    when: allRuns,
    expected: { ...OPEN, error: /server error/, mails: 2, mail: /FAILED at decide/ },
  },
  {
    fault: FAULT,
    how: 'an order that is not settled is mailed each time',
    given: (site) => {
      site.faults = [
        once(path('/sendorder'), { kind: 'hang', when: 'after' }),
        (request) => {
          const sent = site.futures.sends.length > 0 && request.path.endsWith('/openorders');
          return sent ? { kind: 'answer', answer: openOrder } : undefined;
        },
      ];
    },
    when: async (site) => {
      await site.failure();
      await site.failure();
      return await site.failure();
    },
    expected: { position: 1000, placed: 1, lines: 0, error: /not certain/, mails: 3 },
  },
];

/** An order of ours that does not end. */
const openOrder = jsonAnswer({
  result: 'success',
  openOrders: [
    {
      order_id: 'x',
      symbol: 'PI_XBTUSD',
      side: 'buy',
      cliOrdId: 'wf-demo-PIXBTUSD-2026-03-10-1-d36e9131',
      reduceOnly: false,
    },
  ],
  serverTime: '2026-03-10T00:05:00Z',
});
