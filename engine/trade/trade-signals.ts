/**
 * A row of predicted classes traded row by row in log returns: positions, costs, and every table of
 * figures that follows. `trade` with payoff `log` gives the same from bars.
 * Must not know: models, features.
 */

import type { OptionTable } from '../core/options.ts';
import { sum } from '../statistics/moments.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';
import { costsOf, grossReturns, netReturns, turnoverOf } from './costs.ts';
import { computeMetrics, DEFAULT_PERIODS_PER_YEAR, type Metrics } from './metrics.ts';
import { monthlyReturns, yearlyFigures, type YearFigures } from './periods.ts';
import {
  countPositions,
  positionsOf,
  type NeutralPolicy,
  type PositionCounts,
} from './positions.ts';
import { regimeFigures, type Regime, type RegimeFigures } from './regimes.ts';
import { TRADE_OPTIONS as ACCOUNT_OPTIONS } from './trade-options.ts';

const { costBps, neutral, regimeLabels } = ACCOUNT_OPTIONS;

/** The options of `tradeSignals`, which knows neither payoffs nor sides nor a delay. */
export const TRADE_OPTIONS = {
  costBps,
  neutral,
  periodsPerYear: {
    kind: 'number',
    default: DEFAULT_PERIODS_PER_YEAR,
    min: 1,
    max: 100_000,
    unit: 'bars',
    doc: 'Bars in a year: 252 as the original system, 365 as crypto trades (4h: 6 times that)',
  },
  regimeLabels,
} as const satisfies OptionTable;

/** What happened after each row. */
export type MarketRows = {
  /** Float64Array (rows): bar times, unix seconds. */
  readonly time: Float64Array;
  /** Float64Array (rows): log return of the next bar. */
  readonly nextReturn: Float64Array;
  readonly regimes: readonly Regime[];
};

/** Signals, and what happened after them; `classes`: Int8Array (rows), -1, 0, +1. */
export type TradedRows = MarketRows & { readonly classes: Int8Array };

/** A traded row of signals. */
export type TradeResult = {
  readonly positions: Int8Array;
  /** Float64Array (rows): log returns after cost. */
  readonly net: Float64Array;
  readonly metrics: Metrics;
  /** Sharpe ratio before cost. */
  readonly sharpeGross: number;
  /** Sum of all costs, a log return. */
  readonly totalCost: number;
  readonly regimes: Readonly<Record<Regime, RegimeFigures>>;
  readonly yearly: readonly YearFigures[];
  readonly monthly: Readonly<Record<string, number>>;
  readonly positionCounts: PositionCounts;
};

/** Trades `rows`' classes: flat before the first, `neutral` on class 0, costs on every change. */
export function tradeSignals(
  rows: TradedRows,
  options: {
    readonly neutral: NeutralPolicy;
    readonly costBps: number;
    readonly periodsPerYear: number;
  },
): TradeResult {
  return tradePositions(rows, positionsOf(rows.classes, options.neutral), options);
}

/** Long on every row and no cost: what the signals are compared with. */
export function buyAndHold(rows: MarketRows, periodsPerYear: number): TradeResult {
  const positions = new Int8Array(rows.time.length).fill(1);
  return tradePositions(rows, positions, { costBps: 0, periodsPerYear });
}

function tradePositions(
  rows: MarketRows,
  positions: Int8Array,
  options: { readonly costBps: number; readonly periodsPerYear: number },
): TradeResult {
  const { time, nextReturn, regimes } = rows;
  const { costBps, periodsPerYear } = options;
  const gross = grossReturns(positions, nextReturn);
  const turnover = turnoverOf(positions);
  const costs = costsOf(turnover, costBps);
  const net = netReturns(gross, costs);
  return {
    positions,
    net,
    metrics: computeMetrics({ net, positions, turnover, periodsPerYear }),
    sharpeGross: sharpeRatio(gross, periodsPerYear),
    totalCost: sum(costs),
    regimes: regimeFigures({ net, growth: net, counted: positions, regimes, periodsPerYear }),
    yearly: yearlyFigures({ time, growth: net, net, periodsPerYear }),
    monthly: monthlyReturns({ time, growth: net }),
    positionCounts: countPositions(positions),
  };
}
