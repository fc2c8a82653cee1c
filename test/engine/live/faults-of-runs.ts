/** Faults of invocations, crashes, stores, mail and credentials. */

import { accountFingerprint, keyPair } from '../../../engine/live/edges/secret.ts';
import type { LiveSite } from '../../fakes/live-site.ts';
import { KEY, SECRET } from '../../fakes/made-up-keys.ts';
import type { WireRequest } from '../../../cli/stand-ins/wire.ts';
import {
  allRuns,
  always,
  isJournalWrite,
  isMail,
  killAfter,
  once,
  path,
  status,
  twice,
  type FaultCase,
  stopTrading,
} from './fault-case.ts';

const TRADED = { position: 1000, placed: 1, lines: 1, action: 'BUY' } as const;
const REFUSED = { position: 0, placed: 0, lines: 1, action: 'REFUSED' } as const;
const UNTOUCHED = { position: 0, placed: 0, lines: 0 } as const;
const LIVE_PIN = accountFingerprint('live', keyPair(KEY, SECRET, 'test'));

export const RUN_FAULTS: readonly FaultCase[] = [
  {
    fault: 'duplicate event',
    how: 'the second run finds the day done',
    when: twice,
    expected: TRADED,
  },
  {
    fault: 'async retry after a crash',
    how: 'killed after the order was placed: the retry finds it and sends none',
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.clock.goTo(site.clock.now() + 60_000);
      return await site.failure();
    },
    expected: TRADED,
  },
  {
    fault: 'async retry after a crash',
    how: 'killed before the order was sent: the retry sends it',
    when: async (site) => {
      site.faults = [once(path('/sendorder'), { kind: 'hang', when: 'before' })];
      await killAfter(site, (url) => url.endsWith('/tickers'));
      site.faults = [];
      return await site.failure();
    },
    expected: TRADED,
  },
  {
    fault: 'two concurrent runs',
    how: 'one run does the day; the other waits and finds it done',
    when: async (site) => {
      const errors = await Promise.all([site.failure(), site.failure()]);
      return errors.find((error) => error !== undefined);
    },
    expected: TRADED,
  },
  {
    fault: 'late duplicate',
    how: 'it comes hours later, when the signal is another',
    when: async (site) => {
      await site.run();
      site.signal = -1;
      return await twice(site);
    },
    expected: TRADED,
  },
  ...Array.from({ length: 9 }, (_, i): FaultCase => killedAtWrite(i + 1)),
  {
    fault: 'S3 write fails after a trade',
    how: 'the run fails; the next one finds the order and logs it',
    given: (site) => {
      const afterTrade = (request: WireRequest): boolean =>
        isJournalWrite(request) && site.futures.sends.length > 0;
      site.faults = [always(afterTrade, status(500))];
    },
    when: twice,
    expected: TRADED,
  },
  {
    fault: 'S3 write fails after a trade',
    how: 'after 409 and 412 the run reads the object and tries again',
    given: (site) => {
      const isWrite = (request: WireRequest): boolean => request.method === 'PUT';
      site.faults = [once(isWrite, status(409), 2), once(isWrite, status(412), 2)];
    },
    expected: TRADED,
  },
  {
    fault: 'SNS down',
    how: 'after the trade: the run fails; the next one sends the mail and no order',
    given: (site) => {
      site.faults = [always(isMail, status(500))];
    },
    when: twice,
    expected: { ...TRADED, mail: /^BTC LONG \(buy\) 2026-03-10, .* demo$/m },
  },
  {
    fault: 'SNS down',
    how: 'until the next day: its run sends both mails',
    given: (site) => {
      site.faults = [always(isMail, status(500))];
    },
    when: async (site) => {
      await site.failure();
      site.faults = [];
      site.nextDay();
      return await site.failure();
    },
    expected: {
      position: 1000,
      placed: 1,
      lines: 2,
      mail: /LONG \(buy\) 2026-03-10[^]*LONG \(hold\) 2026-03-11/,
    },
  },
  {
    fault: 'a day missed',
    how: 'the mail of the next run says so',
    when: async (site) => {
      await site.run();
      site.nextDay(2);
      return await site.failure();
    },
    expected: { position: 1000, placed: 1, lines: 2, mail: /no run on 2026-03-11/ },
  },
  {
    fault: 'wrong environment or key',
    how: 'live without a pinned fingerprint',
    env: { KRAKEN_FUTURES_ENV: 'live' },
    expected: { ...UNTOUCHED, error: /fingerprint is pinned for live/, mail: /FAILED at decide/ },
  },
  {
    fault: 'wrong environment or key',
    how: 'live with the pinned key trades',
    env: { KRAKEN_FUTURES_ENV: 'live', KRAKEN_LIVE_FINGERPRINTS: LIVE_PIN },
    expected: { ...TRADED, mail: /LONG \(buy\) .*, live/ },
  },
  {
    fault: 'wrong environment or key',
    how: 'the exchange does not know the key: an error, and no trade',
    given: (site) => site.futures.keys.clear(),
    expected: { ...UNTOUCHED, error: /after loading them again they are the same/ },
  },
  {
    fault: 'wrong environment or key',
    how: 'the day was begun on another exchange',
    given: (site) => {
      site.faults = [always(path('/OHLC'), status(500))];
    },
    when: async (site) => {
      await site.failure();
      site.env['ENABLE_TRADING'] = 'false';
      return await twice(site);
    },
    expected: { ...UNTOUCHED, error: /was begun in mode demo: expected the same, got paper/ },
  },
  {
    fault: 'secret rotated',
    how: 'during the run: the new secret is loaded, and the day is done',
    given: (site) => rotateWhen(site, '/OHLC', true),
    expected: TRADED,
  },
  {
    fault: 'secret rotated',
    how: 'between intent and order: not placed, a later run loads it and sends the order again',
    given: (site) => rotateWhen(site, '/sendorder', true),
    when: allRuns,
    expected: TRADED,
  },
  {
    fault: 'secret rotated',
    how: 'only at the exchange: an error, and no trade',
    given: (site) => rotateWhen(site, '/OHLC', false),
    expected: { ...UNTOUCHED, error: /after loading them again they are the same/ },
  },
  {
    fault: 'kill switch',
    how: 'the object in the bucket',
    given: stopTrading,
    expected: { ...REFUSED, mail: /the kill switch is on/ },
  },
];

function killedAtWrite(count: number): FaultCase {
  return {
    fault: 'killed between any two writes',
    how: `after the write number ${count}`,
    when: async (site) => {
      let writes = 0;
      let killed = (): void => {};
      const death = new Promise<void>((resolve) => {
        killed = resolve;
      });
      const isLast = (request: WireRequest): boolean =>
        request.method === 'PUT' && ++writes === count;
      site.faults = [
        (request) => {
          if (!isLast(request)) return undefined;
          killed();
          return { kind: 'hang', when: 'after' };
        },
      ];
      await Promise.race([death, site.failure()]);
      site.clock.clear();
      site.faults = [];
      site.clock.goTo(site.clock.now() + 120_000);
      return await site.failure();
    },
    expected: TRADED,
  };
}

/** From the first request whose path ends with `end`, the exchange accepts only another secret. */
function rotateWhen(site: LiveSite, end: string, inStore: boolean): void {
  const secret = Buffer.from('the secret after the rotation').toString('base64');
  site.faults = [
    (request) => {
      if (!request.path.endsWith(end)) return undefined;
      site.futures.keys.set(KEY, secret);
      const text = JSON.stringify({ apiKey: KEY, apiSecret: secret });
      if (inStore) site.aws.secrets.set('kraken', text);
      return undefined;
    },
  ];
}
