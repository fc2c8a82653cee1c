/**
 * A position is never left without a word: whatever keeps a run from its target, a mail says what
 * stands at the exchange.
 */

import { BUCKET, type LiveSite } from '../../fakes/live-site.ts';
import { fixedModel } from '../../fakes/fixed-decision.ts';
import { always, everyDay, path, secondDay, status, type FaultCase } from './fault-case.ts';
import { useRealDecision } from './site-model.ts';

const FAULT = 'a position without a word';
const HELD = { position: 1_000, placed: 1, lines: 1, action: 'BUY' } as const;
const STANDS = /run FAILED at \w+ 2026-03-11: LONG, 1,000 contracts stand$/m;
const PAPER_AGAIN = /demo: LONG, 1,000 contracts\. No run manages it[^]*-- --close --env demo/;

/** The model stays as it is on this day: it is one day old, and gets older. */
function modelGetsOlder(site: LiveSite): void {
  const model = fixedModel(site.clock.now());
  site.overrides.loadModel = () => model;
}

const STALE: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'the model is too old, keep: the position stays, and the mail says what stands',
    env: { MODEL_MAX_AGE_DAYS: '1' },
    given: modelGetsOlder,
    when: (site) => secondDay(site, () => site.nextDay()),
    expected: {
      ...HELD,
      error: /an age of 0 to 1 days, got 3/,
      mail: /2026-03-12: LONG, 1,000 contracts stand[^]*FUTURES_SYMBOL=PI_XBTUSD npm run trade/,
    },
  },
  {
    fault: FAULT,
    how: 'the model is too old, flat: the position is closed, and the log says why',
    env: { MODEL_MAX_AGE_DAYS: '1', STALE_MODEL: 'flat' },
    given: modelGetsOlder,
    when: async (site) => {
      const error = await secondDay(site, () => {});
      const {
        signal,
        prob_up: up,
        predicted_class: predicted,
        flat_because: because,
      } = site.log()[1]!;
      const right = signal === 0 && up === null && predicted === null;
      const said = 'the model is 2 days old (last bar 2026-03-09), the limit is 1 day';
      return error ?? (right && because === said ? undefined : new Error(`${signal} ${because}`));
    },
    expected: {
      position: 0,
      placed: 2,
      lines: 2,
      action: 'SELL',
      mail: /^BTC FLAT \(sell\) 2026-03-11, 60,005 USD, model too old, demo, see warnings$/m,
    },
  },
  {
    fault: FAULT,
    how: 'the model stays too old for days: each says so, and a newer model trades again',
    env: { MODEL_MAX_AGE_DAYS: '1', STALE_MODEL: 'flat' },
    given: modelGetsOlder,
    when: async (site) => {
      await site.run();
      const error = await everyDay(site, 4, /^ALARM: BTC FLAT, model too old/);
      if (error !== undefined) return error;
      if (site.futures.book.position() !== 0) return new Error('not closed');
      delete site.overrides.loadModel;
      return await everyDay(site, 1, /^BTC LONG \(buy\) 2026-03-15/);
    },
    expected: { position: 1_000, placed: 3, lines: 6, action: 'BUY' },
  },
  {
    fault: FAULT,
    how: 'a model that holds goes on from FLAT after it was too old',
    env: { MODEL_MAX_AGE_DAYS: '1', STALE_MODEL: 'flat' },
    neutral: 'hold',
    given: modelGetsOlder,
    when: async (site) => {
      await secondDay(site, () => {});
      delete site.overrides.loadModel;
      site.signal = 0;
      return await everyDay(site, 1, /^BTC FLAT \(hold\) 2026-03-12, .* P\(neutral\) 0.60/);
    },
    expected: { position: 0, placed: 2, lines: 3, action: 'HOLD' },
  },
  {
    fault: FAULT,
    how: 'a missing model closes nothing, with flat too: nothing says that it was too old',
    env: { STALE_MODEL: 'flat' },
    when: (site) => secondDay(site, useRealDecision),
    expected: { ...HELD, error: /got none/, mail: STANDS },
  },
];

const FAILURES: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'no bars: the mail says what stands',
    when: (site) =>
      secondDay(site, () => {
        site.faults = [always(path('/OHLC'), status(500))];
      }),
    expected: { ...HELD, error: /OHLC/, mail: STANDS },
  },
  {
    fault: FAULT,
    how: 'the position cannot be read either: the mail says so, after the first error',
    when: (site) =>
      secondDay(site, () => {
        site.faults = [always(path('/OHLC'), status(500)), always(path('positions'), status(500))];
      }),
    expected: {
      ...HELD,
      error: /^spot OHLC/,
      mail: /2026-03-11: position not known\n[^]*spot OHLC[^]*not known \(/,
    },
  },
  {
    fault: FAULT,
    how: 'the look at the position hangs: it ends, and the first error stays',
    when: (site) =>
      secondDay(site, () => {
        const hang = { kind: 'hang', when: 'before' } as const;
        site.faults = [always(path('/OHLC'), status(500)), always(path('positions'), hang)];
      }),
    expected: { ...HELD, error: /^spot OHLC/, mail: /not known \(position: timeout \(6000 ms\)\)/ },
  },
  {
    fault: FAULT,
    how: 'the time of the run is over: the position is read all the same',
    env: { RUN_TIMES: '00:05' },
    when: (site) =>
      secondDay(site, () => {
        site.signal = -1;
        site.faults = [always(path('/tickers'), { kind: 'hang', when: 'before' })];
      }),
    expected: {
      position: 1000,
      placed: 1,
      lines: 1,
      error: /tickers/,
      mail: /run FAILED at trade 2026-03-11: LONG, 1,000 contracts stand/,
    },
  },
  {
    fault: FAULT,
    how: 'three days in a row fail: the subject says so',
    when: async (site) => {
      await secondDay(site, () => {
        site.faults = [always(path('/OHLC'), status(500))];
      });
      site.nextDay();
      await site.failure();
      site.nextDay();
      return await site.failure();
    },
    expected: {
      ...HELD,
      error: /OHLC/,
      mail: /^3 DAYS IN A ROW: BTC run FAILED at decide 2026-03-13: LONG, 1,000 contracts stand/m,
    },
  },
];

const PAPER: readonly FaultCase[] = [
  {
    fault: FAULT,
    how: 'on paper with a position open: every mail says so',
    when: async (site) => {
      await site.run();
      site.env['ENABLE_TRADING'] = 'false';
      return await everyDay(site, 3, PAPER_AGAIN);
    },
    expected: { position: 1_000, placed: 1, lines: 4 },
  },
  {
    fault: FAULT,
    how: 'on paper without a key: the journals remember it',
    when: async (site) => {
      await site.run();
      site.env['ENABLE_TRADING'] = 'false';
      delete site.env['KRAKEN_SECRET_NAME'];
      const said = /demo: LONG, 1,000 contracts, as of 2026-03-10\. No run manages it/;
      return await everyDay(site, 3, said);
    },
    expected: { position: 1_000, placed: 1, lines: 4 },
  },
  {
    fault: FAULT,
    how: 'on paper, closed by hand: it is no longer said, with or without a key',
    when: async (site) => {
      await site.run();
      site.env['ENABLE_TRADING'] = 'false';
      site.futures.book.tradeByHand(-1_000);
      const error = await everyDay(site, 1, /No warnings/);
      delete site.env['KRAKEN_SECRET_NAME'];
      return error ?? (await everyDay(site, 1, /No warnings/));
    },
    expected: { position: 0, placed: 1, lines: 3 },
  },
  {
    fault: FAULT,
    how: 'on paper the account cannot be read: the day is done, and the mail says so',
    when: async (site) => {
      await site.run();
      site.env['ENABLE_TRADING'] = 'false';
      site.faults = [always(path('/openpositions'), status(500))];
      return await everyDay(site, 1, /demo: not known \([^]*as of 2026-03-10\. No run manages it/);
    },
    expected: { position: 1_000, placed: 1, lines: 2 },
  },
  {
    fault: FAULT,
    how: 'from live to demo: the position in live is said every day',
    when: async (site) => {
      await site.run();
      const [key, journal] = ['state/days/2026-03-10.json', 'utf8'] as const;
      const text = Buffer.from(site.s3.get(`${BUCKET}/${key}`)!.body).toString(journal);
      const live = text.replaceAll('"demo"', '"live"');
      site.s3.put(`${BUCKET}/${key}`, Buffer.from(live), {});
      return await everyDay(site, 2, /live: LONG, 1,000 contracts, as of 2026-03-10\. No run/);
    },
    expected: { position: 1_000, placed: 1, lines: 3 },
  },
];

export const SILENCE_FAULTS: readonly FaultCase[] = [...STALE, ...FAILURES, ...PAPER];
