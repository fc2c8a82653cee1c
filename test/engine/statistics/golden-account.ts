/** Calls of ours for the golden functions about accounts and their metrics, by their names. */

import { drawdownSeries, deepestOf, drawdownsOf } from '../../../engine/statistics/drawdowns.ts';
import { eProcess, firstBarAt } from '../../../engine/statistics/e-process.ts';
import { mean, sampleDeviation, sum } from '../../../engine/statistics/moments.ts';
import { normalQuantile } from '../../../engine/statistics/normal.ts';
import { performanceMetrics } from '../../../engine/statistics/performance-metrics.ts';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';
import {
  inverseAccount,
  inverseProfit,
  type InverseAccount,
  type InverseBar,
} from '../../../engine/trade/inverse-account.ts';
import type { GoldenInputs } from './golden-cases.ts';
import type { GoldenCall } from './golden-sharpe.ts';

/** Drawdowns that a case lists. */
const TOP_DRAWDOWNS = 5;

/** Calls by the golden function's name. */
export const ACCOUNT_CALLS: Readonly<Record<string, GoldenCall>> = {
  metrics: (inputs) => {
    const returns = simple(inputs, 'series');
    const benchmark = inputs.has('benchmark') ? simple(inputs, 'benchmark') : undefined;
    const periodsPerYear = inputs.number('periods');
    const found = performanceMetrics(returns, {
      periodsPerYear,
      ...(benchmark === undefined ? {} : { benchmark }),
    });
    return {
      n: found.bars,
      periods: found.periodsPerYear,
      total_return: found.totalReturn,
      cagr: found.annualReturn,
      volatility: found.volatility,
      sharpe: found.sharpe,
      downside_deviation: found.downsideDeviation,
      sortino: found.sortino,
      max_drawdown: found.maxDrawdown,
      calmar: found.calmar,
      omega: found.profitFactor,
      profit_factor: found.profitFactor,
      payoff_ratio: found.payoffRatio,
      win_rate_of_nonzero: found.winRate,
      ulcer_index: found.ulcerIndex,
      var95_historical: found.valueAtRisk95,
      es95: found.expectedShortfall95,
      tail_ratio: found.tailRatio,
      skew: found.skewness,
      excess_kurtosis: found.excessKurtosis,
      recovery_factor: found.recoveryFactor,
      longest_drawdown_bars: found.longestDrawdownBars,
      drawdown_count: found.drawdowns.length,
      share_under_water: found.shareUnderWater,
      top_drawdowns: deepestOf(found.drawdowns, TOP_DRAWDOWNS),
      ...otherPackages(returns, found.maxDrawdown),
      ...(found.benchmark === undefined || benchmark === undefined
        ? {}
        : {
            beta: found.benchmark.beta,
            alpha_per_bar: found.benchmark.alphaPerBar,
            alpha: found.benchmark.alpha,
            alpha_empyrical: (1 + found.benchmark.alphaPerBar) ** periodsPerYear - 1,
            alpha_t_ols: found.benchmark.alphaT,
            correlation: found.benchmark.correlation,
            information_ratio: found.benchmark.informationRatio,
            information_ratio_quantstats: sharpeRatio(returns.map((r, i) => r - benchmark[i]!)),
            tracking_error: found.benchmark.trackingError,
          }),
    };
  },

  'drawdown edge cases': (inputs) => {
    const returns = inputs.series('simple_returns');
    return { drawdown: drawdownSeries(returns), periods: drawdownsOf(returns) };
  },

  'inverse perpetual': (inputs) => (inputs.has('p0') ? oneTrade(inputs) : account(inputs)),

  'e-process by betting': (inputs, wanted) => {
    const found = eProcess(simple(inputs, 'series'), inputs.list('lambdas'));
    const thresholds = wanted.filter((name) => name.startsWith('first_bar_at_'));
    return {
      log_wealth: found.logWealth,
      e_value: found.value,
      log_e_value: found.logValue,
      running_max: found.highest,
      ...Object.fromEntries(
        thresholds.map((name) => [name, firstBarAt(found, Number(name.split('_').at(-1)))]),
      ),
    };
  },
};

/** Simple returns of a series of log returns, or simple returns as they are. */
function simple(inputs: GoldenInputs, key: string): Float64Array {
  if (inputs.has('simple_returns')) return inputs.series('simple_returns');
  return inputs.series(key).map((value) => Math.expm1(value));
}

/** What quantstats and empyrical mean by some of these names. */
export function otherPackages(returns: Float64Array, maxDrawdown: number) {
  const depths = drawdownSeries(returns);
  const normalVar = mean(returns) + normalQuantile(0.05) * sampleDeviation(returns);
  const sorted = Float64Array.from(returns).sort();
  const worst = Math.floor((returns.length - 1) * 0.05) + 1;
  const squares = sum(depths.map((depth) => depth * depth));
  return {
    ulcer_index_quantstats: Math.sqrt(squares / (returns.length - 1)),
    var95_normal_quantstats: normalVar,
    cvar95_quantstats: mean(returns.filter((value) => value < normalVar)),
    cvar95_empyrical: mean(sorted.subarray(0, worst)),
    recovery_factor_quantstats: Math.abs(sum(returns)) / Math.abs(maxDrawdown),
  };
}

function oneTrade(inputs: GoldenInputs) {
  const [n, p0, p1] = [inputs.number('n'), inputs.number('p0'), inputs.number('p1')];
  const btc = inverseProfit(n, p0, p1);
  return {
    btc,
    usd_at_exit: btc * p1,
    short_btc: inverseProfit(-n, p0, p1),
    linear_btc_at_exit: ((n / p0) * (p1 - p0)) / p1,
  };
}

function account(inputs: GoldenInputs) {
  const closes = inputs.has('closes')
    ? inputs.list('closes')
    : (inputs.named('closes') as number[]);
  const options = {
    closes,
    positions: positionsIn(inputs, closes.length - 1),
    sizing: inputs.has('notional_usd')
      ? { rule: 'constant-notional' as const, notionalUsd: inputs.number('notional_usd') }
      : { rule: 'usd-replicating' as const },
    startBtc: inputs.number('btc0', 1),
    cost: inputs.number('cost', 0),
    ...fundingIn(inputs),
  };
  const found: InverseAccount = inverseAccount(options);
  return {
    first_five: found.bars.slice(0, 5).map(barOutputs),
    last_five: found.bars.slice(-5).map(barOutputs),
    final_btc: found.finalBtc,
    final_usd: found.finalUsd,
    sum_fee_btc: found.totalFeeBtc,
    sum_funding_btc: found.totalFundingBtc,
    sum_pnl_btc: found.totalPnlBtc,
    min_btc: found.minBtc,
    final_btc_without_fee: inverseAccount({ ...options, cost: 0 }).finalBtc,
  };
}

/** The file's funding rates, one list a bar, where it has them. */
function fundingIn(inputs: GoldenInputs): { readonly fundingRates?: readonly number[][] } {
  const name = inputs.topNames.find((top) => top.startsWith('funding_rates'));
  return name === undefined ? {} : { fundingRates: inputs.named(name) as number[][] };
}

/**
 * The positions that a case names. `ones` is held throughout, long or short: the inputs do not
 * say which, so the sign is that of the first bar's stated contracts.
 */
function positionsIn(inputs: GoldenInputs, bars: number): readonly number[] {
  if (inputs.golden.inputs['positions'] !== 'ones') return inputs.list('positions');
  const outputs = inputs.golden.outputs as { first_five?: { contracts: number }[] };
  const side = Math.sign(outputs.first_five?.[0]?.contracts ?? 1);
  return Array.from({ length: bars }, () => side);
}

function barOutputs(bar: InverseBar) {
  return {
    contracts: bar.contracts,
    fee_btc: bar.feeBtc,
    funding_btc: bar.fundingBtc,
    pnl_btc: bar.pnlBtc,
    btc: bar.btc,
    usd: bar.usd,
  };
}
