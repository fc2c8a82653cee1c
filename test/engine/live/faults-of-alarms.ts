/** Alarms come apart from the daily mail, and louder if several days in a row go wrong. */

import type { LiveSite } from '../../fakes/live-site.ts';
import {
  always,
  everyDay,
  resumeTrading,
  status,
  stopTrading,
  twice,
  type FaultCase,
} from './fault-case.ts';

const ALARM = 'an alarm';

/** The topics and the subjects of all mails. */
function published(site: LiveSite): string {
  return site.aws.mails.map(({ topic, subject }) => `${topic} ${subject}`).join('\n');
}

function expectPublished(site: LiveSite, expected: RegExp): Error | undefined {
  return expected.test(published(site)) ? undefined : new Error(published(site));
}

export const ALARM_FAULTS: readonly FaultCase[] = [
  {
    fault: ALARM,
    how: 'a refused trade raises one, on a topic of its own',
    env: { ALARM_TOPIC_ARN: 'arn:aws:sns:us-east-1:1:alarms' },
    given: stopTrading,
    when: async (site) => {
      const error = await site.failure();
      return (
        error ??
        expectPublished(site, /^alarms ALARM: BTC trade REFUSED 2026-03-10, no position \(demo\)$/m)
      );
    },
    expected: { position: 0, placed: 0, lines: 1, action: 'REFUSED', mail: /kill switch is on/ },
  },
  {
    fault: ALARM,
    how: 'an unfinished trade raises one, with the position that stands',
    env: { RUN_TIMES: '00:05' },
    given: (site) => site.futures.book.liquidity.push(...Array.from({ length: 9 }, () => 100)),
    expected: {
      position: 700,
      placed: 7,
      lines: 1,
      action: 'UNFINISHED',
      mail: /^ALARM: BTC trade UNFINISHED 2026-03-10, LONG, 700 contracts \(demo\)\n[^]*still 300/m,
    },
  },
  {
    fault: ALARM,
    how: 'three days in a row raise a louder one, and a good day ends the row',
    given: stopTrading,
    when: async (site) => {
      await site.run();
      const second = await everyDay(site, 1, /^ALARM: BTC trade REFUSED 2026-03-11/);
      const loud = await everyDay(site, 2, /^ALARM, [34] DAYS IN A ROW: BTC trade REFUSED/);
      if (second !== undefined || loud !== undefined) return second ?? loud;
      resumeTrading(site);
      const good = await everyDay(site, 1, /^BTC LONG \(buy\)/);
      stopTrading(site);
      site.signal = -1;
      return good ?? (await everyDay(site, 1, /^ALARM: BTC trade REFUSED/));
    },
    expected: { position: 1_000, placed: 1, lines: 6, action: 'REFUSED' },
  },
  {
    fault: ALARM,
    how: 'an ordinary day raises none',
    when: async (site) => {
      const error = await site.failure();
      return error ?? (/ALARM/.test(published(site)) ? new Error('an alarm') : undefined);
    },
    expected: { position: 1_000, placed: 1, lines: 1, action: 'BUY' },
  },
  {
    fault: ALARM,
    how: 'the daily mail fails: the alarm comes all the same, and the mail later',
    given: (site) => {
      stopTrading(site);
      const daily = (request: { readonly body: Uint8Array }): boolean =>
        Buffer.from(request.body).toString().includes('Subject=BTC');
      site.faults = [always(daily, status(500))];
    },
    when: async (site) => {
      await site.failure();
      const alone = expectPublished(site, /^alarms ALARM: BTC trade REFUSED[^\n]*$/);
      site.faults = [];
      return alone ?? (await twice(site));
    },
    expected: { position: 0, placed: 0, lines: 1, mail: /^BTC LONG \(REFUSED\)/m },
  },
];
