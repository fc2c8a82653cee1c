/**
 * The policy goes on from the model's last word: a position that is not the one of the last signal
 * does not change what a neutral day means.
 */

import { BUCKET, type LiveSite } from '../../fakes/live-site.ts';
import { always, path, status, type FaultCase } from './fault-case.ts';

const FAULT = 'the position is not the last signal';

/** The days of the site from its first, 2026-03-10: the classes that the model predicts. */
function predicts(site: LiveSite, ...classes: readonly (-1 | 0 | 1)[]): void {
  classes.forEach((predicted, i) => site.signals.set(`2026-03-${10 + i}`, predicted));
}

/** Runs a day for each entry; a day of `false` has no run. Gives the last run's error. */
async function runs(site: LiveSite, ...days: readonly boolean[]): Promise<Error | undefined> {
  let error: Error | undefined;
  for (const [i, happens] of days.entries()) {
    if (i > 0) site.nextDay();
    if (happens) error = await site.failure();
  }
  return error;
}

/** What a row checks besides its outcome. */
function expectLast(site: LiveSite, line: Readonly<Record<string, unknown>>): Error | undefined {
  const last = site.log().at(-1)!;
  const wrong = Object.entries(line).find(
    ([field, value]) => JSON.stringify(last[field]) !== JSON.stringify(value),
  );
  return wrong && new Error(`${wrong[0]}: ${JSON.stringify(last[wrong[0]])} in the log`);
}

const HELD_SHORT: FaultCase = {
  fault: FAULT,
  how: 'LONG, then SHORT that closes 900 of 1000, then neutral: it goes on to SHORT, not to LONG',
  neutral: 'hold',
  given: (site) => {
    predicts(site, 1, -1, 0);
  },
  when: async (site) => {
    await site.failure();
    site.nextDay();
    site.futures.book.liquidity.push(900, 0, 0, 0, 0, 0);
    await site.failure();
    site.futures.book.liquidity.length = 0;
    site.nextDay();
    const error = await site.failure();
    return error ?? expectLast(site, { signal: -1, previous_position: -1, predicted_class: 0 });
  },
  expected: {
    position: -1000,
    placed: 4,
    lines: 3,
    action: 'SELL',
    mail: /the last signal was SHORT, the exchange has LONG \(100 contracts\)/,
  },
};

const DUST: FaultCase = {
  fault: FAULT,
  how: 'one contract of dust on the first day and a neutral signal: nothing is bought',
  neutral: 'hold',
  given: (site) => {
    predicts(site, 0);
    site.futures.book.tradeByHand(1);
  },
  when: async (site) => {
    const error = await site.failure();
    return error ?? expectLast(site, { signal: 0, previous_position: 0 });
  },
  expected: {
    position: 0,
    placed: 1,
    lines: 1,
    action: 'SELL',
    mail: /the last signal was FLAT, the exchange has LONG \(1 contracts\)/,
  },
};

const REFUSED_FLIP: FaultCase = {
  fault: FAULT,
  how: 'a flip that the exchange refused is made up for on the next neutral day',
  neutral: 'hold',
  given: (site) => {
    predicts(site, 1, -1, 0);
  },
  when: async (site) => {
    await site.failure();
    site.nextDay();
    site.futures.book.rejections.push('insufficientAvailableFunds');
    await site.failure();
    site.nextDay();
    return await site.failure();
  },
  expected: { position: -1000, placed: 3, lines: 3, action: 'SELL' },
};

const derived = (date: number, predicted: number, signal: number, close: number): object => ({
  bar_time: `2026-03-${date}T00:00:00Z`,
  close,
  predicted_class: predicted,
  signal,
});

const OUTAGE: FaultCase = {
  fault: FAULT,
  how: 'a flip on a day without any run is derived from the bars and made up for',
  neutral: 'hold',
  given: (site) => {
    predicts(site, 1, -1, 0, 0);
  },
  when: async (site) => {
    const error = await runs(site, true, false, false, true);
    const days = [derived(10, -1, -1, 60_005), derived(11, 0, -1, 60_006)];
    return error ?? expectLast(site, { signal: -1, previous_position: -1, derived: days });
  },
  expected: {
    position: -1000,
    placed: 3,
    lines: 2,
    action: 'SELL',
    mail: /signals of missed days, derived today: 2026-03-11 SHORT, 2026-03-12 SHORT/,
  },
};

const FAILED_DAY: FaultCase = {
  fault: FAULT,
  how: 'a flip on a day whose runs all failed is derived, too, and LONG before it is not forgotten',
  neutral: 'hold',
  given: (site) => {
    predicts(site, 1, 0, -1, 0);
  },
  when: async (site) => {
    await site.failure();
    site.nextDay();
    const noBars = always(path('/OHLC'), status(500));
    site.faults = [noBars];
    await site.failure();
    site.nextDay();
    await site.failure();
    site.faults = [];
    site.nextDay();
    const error = await site.failure();
    const days = [derived(10, 0, 1, 60_005), derived(11, -1, -1, 60_006)];
    return error ?? expectLast(site, { signal: -1, previous_position: -1, derived: days });
  },
  expected: { position: -1000, placed: 3, lines: 2, action: 'SELL' },
};

const TOO_FEW_BARS: FaultCase = {
  fault: FAULT,
  how: 'a missed day without enough bars leaves the last word, and the mail says so',
  neutral: 'hold',
  given: (site) => {
    predicts(site, 1, -1, 0);
  },
  when: async (site) => {
    await site.failure();
    site.nextDay(2);
    site.spot.rows = site.spot.rows.slice(-3);
    return (await site.failure()) ?? expectLast(site, { signal: -1 });
  },
  expected: { position: -1000, placed: 3, lines: 2, mail: /no bar of 2026-03-09, the last one/ },
};

const FLAT: FaultCase = {
  fault: FAULT,
  how: 'under flat, a neutral day closes whatever is held',
  neutral: 'flat',
  given: (site) => {
    predicts(site, 1, 0);
  },
  when: async (site) => {
    await site.failure();
    site.futures.book.tradeByHand(-1600);
    site.nextDay();
    return await site.failure();
  },
  expected: { position: 0, placed: 2, lines: 2, action: 'BUY' },
};

const PAPER: FaultCase = {
  fault: FAULT,
  how: 'on paper a failed day does not forget the LONG before it',
  env: { ENABLE_TRADING: 'false' },
  neutral: 'hold',
  given: (site) => {
    predicts(site, 1, 0, 0);
  },
  when: async (site) => {
    await site.failure();
    site.nextDay();
    site.faults = [always(path('/OHLC'), status(500))];
    await site.failure();
    site.faults = [];
    site.nextDay();
    const error = await site.failure();
    if (site.s3.get(`${BUCKET}/state/days/2026-03-11.json`) === undefined) {
      return new Error('the failed day left no journal');
    }
    return error ?? expectLast(site, { signal: 1, previous_position: 1 });
  },
  expected: { position: 0, placed: 0, lines: 2, mail: /derived today: 2026-03-11 LONG/ },
};

export const POLICY_FAULTS: readonly FaultCase[] = [
  HELD_SHORT,
  DUST,
  REFUSED_FLIP,
  OUTAGE,
  FAILED_DAY,
  TOO_FEW_BARS,
  FLAT,
  PAPER,
];
