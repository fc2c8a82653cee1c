/** Orders that were not looked up on their day: what later days find out about them. */

import type { LiveSite } from '../../fakes/live-site.ts';
import {
  allRuns,
  always,
  killAfter,
  loggedTrade,
  path,
  status,
  type FaultCase,
} from './fault-case.ts';

export const LATE_FAULTS: readonly FaultCase[] = [
  {
    fault: 'async retry after a crash',
    how: 'no retry on its day: the run of the next day looks up the order, logs and mails',
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.nextDay();
      return await site.failure();
    },
    expected: { position: 1000, placed: 1, lines: 2, action: 'HOLD', mail: /was finished late/ },
  },
  {
    fault: 'async retry after a crash',
    how: 'the next days cannot look it up either: it is looked up as soon as one can',
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.faults = [always(path('/fills'), status(503))];
      site.nextDay();
      await allRuns(site);
      if (site.log().length > 0) return new Error('went on');
      site.faults = [];
      site.nextDay();
      return await site.failure();
    },
    expected: {
      position: 1000,
      placed: 1,
      lines: 3,
      action: 'HOLD',
      mail: /2026-03-10: its orders could not be looked up/,
    },
  },
  lookedUpLate('its fills are still listed', () => {}, 'filled 1000'),
  lookedUpLate(
    'the exchange lists one of its two fills',
    ({ book }) => {
      book.fillsShown = 3;
    },
    'filled, as far as its fills tell 500',
  ),
  lookedUpLate(
    'the exchange has forgotten it, and the position is what it was before it',
    ({ book }) => book.forget(Number.POSITIVE_INFINITY),
    'unknown 0',
  ),
  {
    fault: 'a day missed',
    how: 'two weeks missed after a crash: the order is looked up and its line is written',
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.nextDay(15);
      return await site.failure();
    },
    expected: {
      position: 1000,
      placed: 1,
      lines: 2,
      mail: /no run on 2026-03-11, [^]*2026-03-10 was finished late/,
    },
  },
];

/**
 * A bought position whose order cannot be looked up on the next day, which closes it again. On the
 * third day the position says nothing about that order any more.
 */
function lookedUpLate(
  how: string,
  change: (futures: LiveSite['futures']) => unknown,
  expected: string,
): FaultCase {
  return {
    fault: 'async retry after a crash',
    how: `looked up after a later day has traded: ${how}`,
    neutral: 'flat',
    when: async (site) => {
      await killAfter(site, (url) => url.endsWith('/sendorder'));
      site.nextDay();
      site.signal = 0;
      site.faults = [always(path('/orders/status'), status(503))];
      await site.failure();
      site.faults = [];
      change(site.futures);
      site.nextDay();
      const failure = await site.failure();
      const said = loggedTrade(site);
      return said === `buy ${expected}, then null` ? failure : new Error(`the log says ${said}`);
    },
    expected: { position: 0, placed: 2, lines: 3, mail: /2026-03-10 was finished late/ },
  };
}
