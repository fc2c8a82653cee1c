/**
 * Golden accounts: every `golden/accounting_*.json` with the CSV beside it, and our figures under
 * the names that these files use. Knows no file by its name.
 */

import { readdirSync } from 'node:fs';
import type { AccountMetrics } from '../../../engine/trade/account-metrics.ts';
import type { MarketBars } from '../../../engine/trade/market-bars.ts';
import type { TradeResult } from '../../../engine/trade/trade.ts';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';
import { otherPackages } from '../statistics/golden-account.ts';
import { sharedFile, sharedPath } from '../../shared-data.ts';

export type GoldenFigures = Readonly<Record<string, unknown>>;

export type GoldenAccounts = {
  readonly name: string;
  readonly cost: number;
  readonly periodsPerYear: number;
  readonly modes: Readonly<Record<string, GoldenFigures>>;
  readonly buyAndHold: GoldenFigures;
  readonly market: MarketBars;
  /** A column of the CSV, Float64Array (bars). */
  readonly column: (name: string) => Float64Array;
};

/** All golden accounts of the shared folder. */
export function readGoldenAccounts(): readonly GoldenAccounts[] {
  const files = readdirSync(sharedPath('golden'));
  const names = files.filter((file) => /^accounting_.*\.json$/.test(file)).sort();
  return names.map((file) => {
    const golden = JSON.parse(sharedFile(`golden/${file}`));
    const { columns } = readColumns(`golden/${file.replace(/json$/, 'csv')}`);
    const column = (name: string): Float64Array => Float64Array.from(columns.get(name)!, numberIn);
    return {
      name: file,
      cost: golden.cost as number,
      periodsPerYear: golden.periods_per_year as number,
      modes: golden.modes,
      buyAndHold: golden.buy_and_hold,
      market: marketOf(column('time'), column('next_simple_return')),
      column,
    };
  });
}

/** The signals of a golden CSV, and the positions that it states beside them. */
export type GoldenSignals = {
  readonly name: string;
  readonly time: Float64Array;
  readonly classes: Int8Array;
  /** Float64Array (rows); undefined if the CSV has no such column. */
  readonly column: (name: string) => Float64Array | undefined;
};

/** Every golden CSV that states the class of each row. */
export function readGoldenSignals(): readonly GoldenSignals[] {
  const files = readdirSync(sharedPath('golden')).filter((file) => file.endsWith('.csv'));
  return files.sort().flatMap((name) => {
    const { columns } = readColumns(`golden/${name}`);
    const classes = columns.get('class');
    if (!columns.has('time') || classes === undefined) return [];
    const column = (of: string): Float64Array | undefined => {
      const cells = columns.get(of);
      return cells && Float64Array.from(cells, numberIn);
    };
    return [{ name, time: column('time')!, classes: Int8Array.from(classes, Number), column }];
  });
}

function readColumns(path: string) {
  const [header, ...lines] = sharedFile(path).trimEnd().split('\n');
  const rows = lines.map((line) => line.split(','));
  const names = header!.split(',');
  return { columns: new Map(names.map((name, i) => [name, rows.map((row) => row[i]!)])) };
}

/** A number as text, or as NumPy prints it: `np.float64(0.25)`. */
function numberIn(cell: string): number {
  return Number(/^np\.float64\((.*)\)$/.exec(cell)?.[1] ?? cell);
}

/** Bars with these simple returns, from a close of 1; the bar after comes at the last distance. */
function marketOf(time: Float64Array, moves: Float64Array): MarketBars {
  const close = [1];
  for (const move of moves) close.push(close.at(-1)! * (1 + move));
  const last = time.at(-1)!;
  return {
    time: Float64Array.of(...time, last + (last - time.at(-2)!)),
    close: Float64Array.from(close),
  };
}

/** Our figures by the golden files' names; `held` is what the account is compared with. */
export function goldenNames(result: TradeResult, held: TradeResult): GoldenFigures {
  const { metrics, account, positionCounts, totalCost } = result;
  return {
    ...figureNames(metrics),
    ...otherPackages(account.net, -metrics.maxDrawdown),
    alpha_empyrical: (1 + metrics.alphaPerBar) ** metrics.periodsPerYear - 1,
    information_ratio_quantstats: sharpeRatio(
      account.net.map((value, i) => value - held.account.net[i]!),
    ),
    top_drawdowns: result.drawdowns.map((drawdown) => ({
      ...drawdown,
      start: account.earned.indexOf(drawdown.start),
      trough: account.earned.indexOf(drawdown.trough),
      end: account.earned.indexOf(drawdown.end),
      depth: -drawdown.depth,
    })),
    long: positionCounts.long / metrics.bars,
    short: positionCounts.short / metrics.bars,
    total_cost: totalCost,
  };
}

function figureNames(metrics: AccountMetrics): GoldenFigures {
  return {
    n: metrics.bars,
    periods: metrics.periodsPerYear,
    total_return: metrics.totalReturn,
    total_log_growth: metrics.totalLogReturn,
    cagr: metrics.annualReturn,
    volatility: metrics.volatility,
    sharpe: metrics.sharpe,
    downside_deviation: metrics.downsideDeviation,
    sortino: metrics.sortino,
    max_drawdown: -metrics.maxDrawdown,
    calmar: metrics.calmar,
    omega: metrics.omega,
    profit_factor: metrics.profitFactor,
    payoff_ratio: metrics.payoffRatio,
    win_rate_of_nonzero: metrics.winRate,
    ulcer_index: metrics.ulcerIndex,
    var95_historical: metrics.valueAtRisk95,
    es95: metrics.expectedShortfall95,
    tail_ratio: metrics.tailRatio,
    skew: metrics.skewness,
    excess_kurtosis: metrics.excessKurtosis,
    recovery_factor: metrics.recoveryFactor,
    longest_drawdown_bars: metrics.longestDrawdownBars,
    drawdown_count: metrics.drawdownCount,
    share_under_water: metrics.shareUnderWater,
    beta: metrics.beta,
    alpha_per_bar: metrics.alphaPerBar,
    alpha: metrics.alpha,
    alpha_t_ols: metrics.alphaT,
    correlation: metrics.correlation,
    information_ratio: metrics.informationRatio,
    tracking_error: metrics.trackingError,
    turnover: metrics.turnover,
    exposure: metrics.exposure,
  };
}
