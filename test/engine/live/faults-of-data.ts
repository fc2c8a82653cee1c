/** Faults of bars, clocks, models and features. */

import type { SpotRow } from '../../../cli/stand-ins/fake-spot.ts';
import type { UsableModel } from '../../../engine/live/live-world.ts';
import { fixedModel } from '../../fakes/fixed-decision.ts';
import type { LiveSite } from '../../fakes/live-site.ts';
import { allRuns, always, path, status, twice, type FaultCase } from './fault-case.ts';
import { storeOf, useRealDecision, useRealModel } from './site-model.ts';

const TRADED = { position: 1000, placed: 1, lines: 1, action: 'BUY' } as const;
const UNTOUCHED = { position: 0, placed: 0, lines: 0 } as const;

export const DATA_FAULTS: readonly FaultCase[] = [
  {
    fault: 'model stale, missing, corrupt, other features',
    how: 'stale: there is no signal',
    env: { MODEL_MAX_AGE_DAYS: '5' },
    given: (site) => {
      const lastBarTime = site.clock.now() / 1000 - 7 * 86_400;
      usesModel(site, { lastBarTime });
    },
    expected: { ...UNTOUCHED, error: /an age of 0 to 5 days, got 7/, mail: /FAILED at decide/ },
  },
  {
    fault: 'a model of something else',
    how: 'of another market',
    given: (site) => usesModel(site, { market: 'ETHUSD' }),
    expected: { ...UNTOUCHED, error: /expected one of XBTUSD, got ETHUSD/, mail: /FAILED/ },
  },
  {
    fault: 'a model of something else',
    how: 'of a market that nobody named',
    given: (site) => usesModel(site, { market: null }),
    expected: { ...UNTOUCHED, error: /expected one of XBTUSD, got one of an unknown market/ },
  },
  {
    fault: 'a model of something else',
    how: 'of bars of four hours',
    given: (site) => usesModel(site, { timeframe: '4h' }),
    expected: { ...UNTOUCHED, error: /expected one of 1d bars, got 4h/ },
  },
  {
    fault: 'a model of something else',
    how: "its last close is not the bar's at the exchange",
    given: (site) => usesModel(site, { lastClose: 3_000 }),
    expected: { ...UNTOUCHED, error: /expected its last close, 3000 on 2026-03-09, got 6000/ },
  },
  {
    fault: 'a model of something else',
    how: 'its last bar is not among those of the exchange: the mail says so',
    env: { MODEL_MAX_AGE_DAYS: '200' },
    given: (site) => {
      const lastBarTime = Math.floor(site.clock.now() / 86_400_000) * 86_400 - 50 * 86_400;
      usesModel(site, { lastBarTime });
    },
    expected: { ...TRADED, mail: /model: no bar of 2026-01-19 to compare/ },
  },
  {
    fault: 'model stale, missing, corrupt, other features',
    how: 'missing',
    given: useRealDecision,
    expected: { ...UNTOUCHED, error: /expected one at models\/btc_daily_rf.bin, got none/ },
  },
  {
    fault: 'model stale, missing, corrupt, other features',
    how: 'corrupt: the checksum in the file does not match',
    given: async (site) => {
      await useRealModel(site, (bytes) => bytes.with(1_000, bytes[1_000]! ^ 1));
    },
    expected: { ...UNTOUCHED, error: /models\/btc_daily_rf.bin: .*checksum/ },
  },
  {
    fault: 'model stale, missing, corrupt, other features',
    how: 'the bytes are not those that the pointer names',
    given: async (site) => {
      await useRealModel(site);
      const key = [...site.s3.objects.keys()].find((name) => name.includes('btc_daily_rf/'))!;
      site.s3.put(key, new Uint8Array(9), {});
    },
    expected: { ...UNTOUCHED, error: /expected SHA-256/ },
  },
  {
    fault: 'model stale, missing, corrupt, other features',
    how: 'the object is no model file',
    given: async (site) => {
      useRealDecision(site);
      await storeOf(site).write('models/btc_daily_rf.bin', new Uint8Array(99), { ifAbsent: true });
    },
    expected: { ...UNTOUCHED, error: /models\/btc_daily_rf.bin/ },
  },
  {
    fault: 'NaN feature',
    how: 'two weeks of equal prices leave mfi_14 undefined: no signal, which is not FLAT',
    given: async (site) => {
      await useRealModel(site, undefined, 21);
      const start = site.spot.rows.length - 20;
      site.spot.rows = site.spot.rows.map((row, i) => (i < start ? row : flat(row)));
    },
    expected: { ...UNTOUCHED, error: /feature mfi_14 is undefined/, mail: /not a FLAT signal/ },
  },
  {
    fault: 'feature drift in the model',
    how: 'the mail names values outside the range of training',
    given: async (site) => {
      await useRealModel(site, undefined, 1);
      const last = site.spot.rows.length - 2;
      site.spot.rows = site.spot.rows.map((row, i) => (i === last ? doubled(row) : row));
      site.futures.book.markPrice = Number(site.spot.rows[last]![4]);
    },
    when: async (site) => {
      await site.failure();
      const said = site.aws.mails.some(({ text }) => /outside the range of training/.test(text));
      return said ? undefined : new Error('no warning');
    },
    expected: TRADED,
  },
  {
    fault: 'clock skew',
    how: "the spot exchange's clock is two minutes ahead",
    given: (site) => {
      site.spot.skewMs = 120_000;
    },
    expected: { ...UNTOUCHED, error: /clock: expected within 60 s .* got 120 s/ },
  },
  {
    fault: 'clock skew',
    how: "the futures exchange's clock is a minute ahead: a signal, but no trade",
    given: (site) => {
      site.futures.skewMs = 60_000;
    },
    when: allRuns,
    expected: { ...UNTOUCHED, lines: 1, action: 'REFUSED', mail: /exchange differ by 60 s/ },
  },
  {
    fault: 'forming bar',
    how: 'it is the last bar and has another price: the decision does not use it',
    given: (site) => {
      const last = site.spot.rows.length - 1;
      site.spot.rows = site.spot.rows.map((row, i) => (i === last ? doubled(row) : row));
    },
    when: async (site) => {
      const { record } = await site.run();
      const [time, , , , close] = site.spot.rows.at(-2)!;
      const decided = Date.parse(record.bar_time) / 1000 === time && record.close === Number(close);
      return decided ? undefined : new Error('decided on another bar');
    },
    expected: TRADED,
  },
  {
    fault: 'forming bar',
    how: 'it is not there yet: the last bar is closed, and the decision uses it',
    given: (site) => {
      site.spot.rows = site.spot.rows.slice(0, -1);
      const answer = { error: [], result: { XXBTZUSD: site.spot.rows, last: lastTime(site) } };
      const body = JSON.stringify(answer);
      const only = { kind: 'answer', answer: { status: 200, body } } as const;
      site.faults = [always(path('/OHLC'), only)];
    },
    expected: TRADED,
  },
  {
    fault: 'bar late or missing',
    how: 'half a minute late: the run waits',
    given: (site) => {
      site.spot.lateMs = 330_000;
    },
    expected: TRADED,
  },
  {
    fault: 'bar late or missing',
    how: 'it never comes: no signal today',
    given: (site) => {
      site.spot.rows = site.spot.rows.slice(0, -2);
    },
    expected: { ...UNTOUCHED, error: /the last closed bar to be 2026-03-09, got 2026-03-08/ },
  },
  {
    fault: 'bar late or missing',
    how: 'a bar in the middle is missing',
    given: (site) => {
      site.spot.rows = site.spot.rows.filter((_, i) => i !== 20);
    },
    expected: { ...UNTOUCHED, error: /got a gap of 2 days/ },
  },
  {
    fault: 'duplicate, unordered or revised bars',
    how: 'one bar comes twice',
    given: (site) => {
      site.spot.rows = site.spot.rows.flatMap((row, i) => (i === 20 ? [row, row] : [row]));
    },
    expected: { ...UNTOUCHED, error: /got a duplicate/ },
  },
  {
    fault: 'duplicate, unordered or revised bars',
    how: 'two bars are out of order',
    given: (site) => {
      const rows = [...site.spot.rows];
      [rows[20], rows[21]] = [rows[21]!, rows[20]!];
      site.spot.rows = rows;
    },
    expected: { ...UNTOUCHED, error: /got (disorder|a gap)/ },
  },
  {
    fault: 'duplicate, unordered or revised bars',
    how: 'bars are revised after the decision: the decision stays',
    given: (site) => {
      site.faults = [always(path('/sendorder'), status(500))];
    },
    when: async (site) => {
      await site.failure();
      site.spot.rows = site.spot.rows.map(doubled);
      site.signal = -1;
      return await twice(site);
    },
    expected: TRADED,
  },
];

function usesModel(site: LiveSite, changed: Partial<UsableModel['header']>): void {
  site.overrides.loadModel = () => fixedModel(site.clock.now(), changed);
}

function flat(row: SpotRow): SpotRow {
  return [row[0], '60000', '60000', '60000', '60000', '0.0', '0.00000000', 0];
}

function doubled(row: SpotRow): SpotRow {
  const twiceAs = (text: string): string => String(2 * Number(text));
  const [time, open, high, low, close, vwap, volume, count] = row;
  return [time, twiceAs(open), twiceAs(high), twiceAs(low), twiceAs(close), vwap, volume, count];
}

function lastTime(site: LiveSite): number {
  return site.spot.rows.at(-1)![0];
}
