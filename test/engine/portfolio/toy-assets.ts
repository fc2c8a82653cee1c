/** Small markets with calendars of their own for the tests of portfolios. */

import type { AssetRun } from '../../../engine/portfolio/asset-figures.ts';
import type { Bars } from '../../../engine/core/bars.ts';
import { tradePlan } from '../../../engine/backtest/trade-plan.ts';
import { marketCalendar, type MarketCalendar } from '../../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../../engine/core/options.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { VOTE_UNIT } from '../../../engine/forest/problem.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import { foldDataset } from '../../../engine/learn/folds.ts';
import { testRows } from '../../../engine/learn/out-of-sample.ts';
import { TRADE_OPTIONS } from '../../../engine/trade/trade-options.ts';
import { planOf } from '../../dataset-plan.ts';

export const DAY = 86_400;
/** 2021-01-04, a Monday, in days since 1970-01-01. */
export const MONDAY = 18_631;

/**
 * When bars open: every day at 00:00 UTC, or on weekdays at 14:30 UTC; of four hours, at all times
 * of the day, or on weekdays at 13:30 and 17:30 UTC.
 */
export type Hours = 'coin' | 'fund' | 'coin, 4h' | 'fund, 4h';

const OPENINGS: Readonly<Record<Hours, readonly number[]>> = {
  coin: [0],
  fund: [14.5],
  'coin, 4h': [0, 4, 8, 12, 16, 20],
  'fund, 4h': [13.5, 17.5],
};

/** The times of `days` calendar days of a market from `first` on. */
export function timesOf(hours: Hours, first: number, days: number): Float64Array {
  const all = Array.from({ length: days }, (_, i) => first + i);
  const isCoin = hours.startsWith('coin');
  const open = all.filter((day) => isCoin || (((day + 3) % 7) + 7) % 7 < 5);
  const at = OPENINGS[hours];
  return Float64Array.from(open.flatMap((day) => at.map((hour) => day * DAY + hour * 3600)));
}

/** The calendar of these hours, as bars of several weeks show it. */
export function calendarOf(hours: Hours): MarketCalendar {
  const timeframe = hours.endsWith('4h') ? '4h' : '1d';
  return marketCalendar(timesOf(hours, MONDAY, 70), timeframe);
}

/** Bars at `time` whose closes wander at random. */
export function randomBars(time: Float64Array, seed: number): Bars {
  const random = randomStream(seed);
  let price = 100;
  const close = time.map(() => (price *= 1 + 0.02 * random.normal()));
  const open = close.map((value, i) => close[i - 1] ?? value);
  return {
    time,
    open,
    high: close.map((value, i) => Math.max(value, open[i]) * 1.01),
    low: close.map((value, i) => Math.min(value, open[i]) * 0.99),
    close,
    volume: time.map(() => 1 + random.below(1000)),
  };
}

/** Random votes for each tested row. */
function randomVotes(rows: number, seed: number): Uint32Array {
  const random = randomStream(seed);
  return Uint32Array.from({ length: rows * 3 }, () => 1 + random.below(VOTE_UNIT));
}

/**
 * A run on `bars`, daily or of four hours: two features, tested in blocks of 10 rows; random votes
 * of one seed.
 */
export function runOf(
  name: string,
  bars: Bars,
  {
    initialTrain,
    seed,
    trade = {},
  }: {
    readonly initialTrain: number;
    readonly seed: number;
    readonly trade?: Readonly<Record<string, unknown>>;
  },
): AssetRun {
  const features = ['log_ret_1d', 'ema_ratio_12'];
  const timeframe = bars.time[1] - bars.time[0] < DAY ? '4h' : '1d';
  const dataset = buildDataset(bars, planOf(features, { threshold: 0.005, timeframe }));
  const folded = foldDataset(dataset, { initialTrain, step: 10, embargo: 0 });
  const { start, end } = testRows(folded.folds);
  const calendar = marketCalendar(bars.time, timeframe);
  const plan = tradePlan(resolveOptions(TRADE_OPTIONS, trade, 'test'), calendar);
  const votes = [randomVotes(end - start, seed)];
  return { name, calendar, folded, plan, features, seeds: [seed], votes };
}
