/** Faults of what is stored: journals that cannot be read, and a log that somebody has edited. */

import { bytesOf } from '../../../engine/live/edges/object-store.ts';
import { BUCKET, type LiveSite } from '../../fakes/live-site.ts';
import { allRuns, isMail, once, status, type FaultCase } from './fault-case.ts';

const TRADED = { position: 1000, placed: 1, lines: 1, action: 'BUY' } as const;
const BROKEN = 'a broken journal';
const LOG = 'a log that was edited';

const write = (site: LiveSite, key: string, text: string): unknown =>
  site.s3.put(`${BUCKET}/${key}`, bytesOf(text), {});

const breakJournal = (site: LiveSite, date: string): unknown =>
  write(site, `state/days/${date}.json`, '{"version":1,"date":"2026-');

export const FILE_FAULTS: readonly FaultCase[] = [
  {
    fault: BROKEN,
    how: 'of yesterday: today goes on, derives the signal of that day and says what to do',
    neutral: 'hold',
    given: (site) => {
      site.signals.set('2026-03-10', -1).set('2026-03-11', 1).set('2026-03-12', 0);
    },
    when: async (site) => {
      await site.run();
      site.nextDay();
      await site.run();
      breakJournal(site, '2026-03-11');
      site.nextDay();
      return await site.failure();
    },
    expected: {
      position: 1000,
      placed: 3,
      lines: 3,
      action: 'HOLD',
      mail: /Signal for 2026-03-12: LONG[^]*2026-03-11 is left as it is[^]*Restore an older/,
    },
  },
  {
    fault: BROKEN,
    how: 'it is no dead end: the days after it say nothing of it',
    when: async (site) => {
      await site.run();
      breakJournal(site, '2026-03-10');
      site.nextDay();
      await site.run();
      site.aws.mails.length = 0;
      site.nextDay();
      return await site.failure();
    },
    expected: { ...TRADED, lines: 3, action: 'HOLD', mail: /^BTC LONG.*\n(?![^]*left as it is)/ },
  },
  {
    fault: BROKEN,
    how: 'of an unfinished day that later days remember: it is given up, and today trades',
    when: async (site) => {
      site.faults = [once(isMail, status(500), 20)];
      await site.failure();
      site.nextDay();
      await site.failure();
      site.faults = [];
      breakJournal(site, '2026-03-10');
      site.nextDay();
      return await site.failure();
    },
    expected: { ...TRADED, lines: 3, action: 'HOLD', mail: /2026-03-10 is left as it is/ },
  },
  {
    fault: BROKEN,
    how: 'of today: it may hold an order, so nothing is sent, and the mail says what to do',
    given: (site) => breakJournal(site, '2026-03-10'),
    when: allRuns,
    expected: {
      position: 0,
      placed: 0,
      lines: 0,
      error: /state\/days\/2026-03-10.json: expected a day journal of version 1. Restore/,
      mail: /FAILED at claim[^]*look at the orders of the day at the exchange, then delete it/,
    },
  },
  {
    fault: LOG,
    how: 'a line of today with another signal stays, and the mail says so loudly',
    given: (site) =>
      write(site, 'outputs/btc_signals.jsonl', '{"date":"2026-03-10","signal_label":"SHORT"}\n'),
    expected: {
      position: 1000,
      placed: 1,
      lines: 1,
      mail: /see warnings[^]*THE SIGNAL LOG SAYS SHORT FOR 2026-03-10, THIS RUN LONG/,
    },
  },
  {
    fault: LOG,
    how: 'it was written anew over many lines a day: the mail does not tell each of them',
    when: async (site) => {
      await site.run();
      const pretty = JSON.stringify(site.log()[0], null, 2);
      write(site, 'outputs/btc_signals.jsonl', `${pretty}\n`.repeat(200));
      site.nextDay();
      return await site.failure();
    },
    expected: { ...TRADED, action: 'HOLD', mail: /signal log:5: .*\n.* \d{4} more lines left out/ },
  },
  {
    fault: LOG,
    how: 'a broken line, a byte order mark and carriage returns: the day gets its line',
    given: (site) =>
      write(site, 'outputs/btc_signals.jsonl', '\uFEFF{"date":"2026-03-08"}\r\n{"date":"2026-\r\n'),
    expected: { ...TRADED, lines: 2, mail: /signal log:2: expected a JSON object/ },
  },
];
