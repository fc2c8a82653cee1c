import { describe, expect, it } from 'vitest';
import { evidenceOf, heldPositions, liveAccounts } from '../../../cli/live/live-account.ts';
import type { Verdict } from '../../../cli/live/derived-signals.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { isoTime } from '../../../engine/core/bar-time.ts';
import type { SignalRecord } from '../../../engine/live/journal/signal-record.ts';
import type { Position } from '../../../engine/trade/positions.ts';

const FIRST = Date.parse('2026-03-01T00:00:00Z') / 1000;
const DAY = 86_400;

/** Bars with these closes, the first of 2026-03-01. */
function barsOf(closes: readonly number[]): Bars {
  const close = Float64Array.from(closes);
  const time = Float64Array.from(closes, (_, i) => FIRST + i * DAY);
  return { time, open: close, high: close, low: close, close, volume: close };
}

/** The record of the decision on bar `bar`; `trade` are the fields that matter here. */
function recordOf(bar: number, signal: Position, trade?: object): SignalRecord {
  const bar_time = isoTime(FIRST + bar * DAY);
  const date = isoTime(FIRST + (bar + 1) * DAY).slice(0, 10);
  const traded = trade && { action: 'HOLD', position_size_usd: 1000, ...trade };
  return { date, bar_time, signal, ...(traded && { trade: traded }) } as SignalRecord;
}

function verdictOf(signal: Position, missed: Verdict['missed'] = []): Verdict {
  return { date: '', verdict: 'identical', reason: null, differences: [], signal, missed };
}

describe('the positions that live held', () => {
  it.each([
    ['the signal on paper', recordOf(0, -1), -1],
    ['the signal in shadow', recordOf(0, 1, { action: 'SHADOW', position_after: 0 }), 1],
    [
      'what is left after a refusal',
      recordOf(0, 1, { action: 'REFUSED', position_target: 1000, position_after: 0 }),
      0,
    ],
    [
      'a part, if an order was filled in part',
      recordOf(0, 1, { position_target: 1000, position_after: 250 }),
      0.25,
    ],
    [
      'nothing, if it is not known',
      recordOf(0, 1, { position_target: 1, position_after: null }),
      0,
    ],
    [
      'at most the size',
      recordOf(0, 0, { action: 'REFUSED', position_target: 0, position_after: -5000 }),
      -1,
    ],
  ])('are %s', (_what, record, expected) => {
    expect(heldPositions([record])).toEqual([{ barTime: FIRST, position: expected }]);
  });

  it('are in units of the size, also if the first known target of a contract is flat', () => {
    const linear = { instrument: 'PF_XBTUSD', unit: '0.0001 BTC', btc_price: 50_000 };
    const refused = { action: 'REFUSED', position_target: 0 };
    const days = [
      recordOf(0, 0, { ...refused, ...linear, position_after: -200 }),
      recordOf(1, 1, { position_target: 1000, position_after: 1000, instrument: 'PI_XBTUSD' }),
      recordOf(2, 0, { ...refused, ...linear, position_after: 100 }),
    ];
    expect(heldPositions(days).map(({ position }) => position)).toEqual([-1, 1, 0.5]);
  });

  it('keep what was held before a day that is not known', () => {
    const days = [
      recordOf(0, 1, { position_target: 0.02, position_after: 0.02 }),
      recordOf(1, -1, { position_target: null, position_after: null }),
      recordOf(2, 0, { position_target: 0, position_after: 0.01 }),
    ];
    expect(heldPositions(days).map(({ position }) => position)).toEqual([1, 1, 0.5]);
  });
});

describe('the accounts', () => {
  it('earn from the close of the bar decided on, worked by hand', () => {
    // Long over +10 %, kept over the bar without a run (-10 %), short over -50 %.
    const bars = barsOf([50, 100, 110, 99, 49.5]);
    const records = [recordOf(1, 1), recordOf(3, -1)];
    const accounts = liveAccounts(records, [verdictOf(1), verdictOf(-1)], bars, 0);
    expect(Array.from(accounts.live.net, (x) => Number(x.toFixed(12)))).toEqual([0.1, -0.1, 0.5]);
    expect(accounts.otherPosition).toBe(0);
    const long = Array.from(accounts.buyHold.net, (x) => Number(x.toFixed(12)));
    expect(long).toEqual([0.1, -0.1, -0.5]);
    const paid = liveAccounts(records, [verdictOf(1), verdictOf(-1)], bars, 100);
    expect(paid.live.net[2]).toBeCloseTo(0.5 - 0.02, 12);
  });

  it('the backtest decides the bars that live missed', () => {
    const bars = barsOf([100, 110, 99, 49.5]);
    const day = { bar_time: isoTime(FIRST + DAY), close: 110, predicted_class: -1 } as const;
    const missed = [{ ...day, signal: -1 } as const];
    const records = [recordOf(0, 1), recordOf(2, -1)];
    const verdicts = [verdictOf(1), verdictOf(-1, missed)];
    const { backtest, live, otherPosition } = liveAccounts(records, verdicts, bars, 0);
    expect(Array.from(backtest.positions)).toEqual([1, -1, -1]);
    expect(Array.from(live.positions)).toEqual([1, 1, -1]);
    expect(otherPosition).toBe(1);
  });

  it('have earned nothing on the last bar, and need the first', () => {
    const bars = barsOf([100, 110]);
    const { live } = liveAccounts([recordOf(1, 1)], [verdictOf(1)], bars, 5);
    expect(live.net).toHaveLength(0);
    expect(evidenceOf(live)).toMatchObject({ eValue: 1, highest: 1, pValue: 1 });
    expect(() => liveAccounts([recordOf(5, 1)], [verdictOf(1)], bars, 5)).toThrow(
      'bars: expected the first logged bar, 2026-03-06',
    );
  });
});

describe('the evidence', () => {
  it('is the mean wealth of bets on the returns, and on their lead over buy and hold', () => {
    const bars = barsOf([100, 110, 99, 49.5]);
    const { live, buyHold } = liveAccounts(
      [recordOf(0, 1), recordOf(2, -1)],
      [verdictOf(1), verdictOf(-1)],
      bars,
      0,
    );
    const wealth = (returns: readonly number[]): number => {
      const bets = [0.25, 0.5, 1, 1.5, 2];
      const all = bets.map((bet) => returns.reduce((w, r) => w * (1 + bet * r), 1));
      return all.reduce((sum, value) => sum + value, 0) / bets.length;
    };
    const flat = evidenceOf(live);
    expect(flat.eValue).toBeCloseTo(wealth([0.1, -0.1, 0.5]), 12);
    expect(flat.highest).toBeCloseTo(flat.eValue, 12);
    expect(flat.pValue).toBeCloseTo(1 / flat.highest, 12);
    expect(flat.provedOn).toBeUndefined();
    expect(evidenceOf(live, buyHold).eValue).toBeCloseTo(wealth([0, 0, 1]), 12);
  });

  it('says on which day it proved skill, and from which day on it proves nothing', () => {
    const closes = [100, 200, 400, 800, 1600, 3200, 1000];
    const { live } = liveAccounts([recordOf(0, 1)], [verdictOf(1)], barsOf(closes), 0);
    // Mean wealth after two doublings: (1.25² + 1.5² + 2² + 2.5² + 3²) / 5 = 4.6; after four: 30.7.
    const { provedOn, brokenOn } = evidenceOf(live);
    expect([provedOn, brokenOn]).toEqual(['2026-03-05', '2026-03-07']);
  });

  it('proves nothing after a loss that was larger than a bet', () => {
    const closes = [100, 40, 80, 160, 320, 640, 1280, 2560, 5120];
    const { live } = liveAccounts([recordOf(0, 1)], [verdictOf(1)], barsOf(closes), 0);
    const { eValue, highest, pValue, provedOn, brokenOn } = evidenceOf(live);
    expect(eValue).toBeGreaterThan(20);
    expect([highest, pValue, provedOn, brokenOn]).toEqual([1, 1, undefined, '2026-03-02']);
  });
});
