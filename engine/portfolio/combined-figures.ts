/**
 * The assets of a portfolio as one account, with its figures: joined bars, shares, exposures,
 * money. Must not know: models, files, the terminal.
 */

import type { TradePlan } from '../backtest/trade-plan.ts';
import { barSeconds, DAY_SECONDS } from '../core/bar-time.ts';
import { mean } from '../statistics/moments.ts';
import { sharpeStandardError } from '../statistics/sharpe-error.ts';
import { simpleReturns, type Account } from '../trade/account.ts';
import { fillPositions } from '../trade/fill-positions.ts';
import { accountFigures, type AccountFigures } from '../trade/trade.ts';
import type { AssetFigures } from './asset-figures.ts';
import { coinAccount } from './coin-account.ts';
import { heldWeights } from './held-weights.ts';
import { joinBars } from './joined-bars.ts';
import { meanAccount } from './mean-account.ts';
import { portfolioAccount } from './portfolio-account.ts';
import type { PortfolioAccount } from './sleeves.ts';
import { targetWeights, type TargetWeights, type WeightRule } from './target-weights.ts';

/** How assets become a portfolio. */
export type PortfolioPlan = {
  readonly weights: WeightRule;
  /** Returns from which a volatility is taken. */
  readonly windowBars: number;
};

/** What a year is, for a portfolio. */
type PortfolioPeriods = {
  readonly periodsPerYear: number;
  /** The assets' common calendar, the user's option, or counted days where calendars differ. */
  readonly periodsFrom: TradePlan['periodsFrom'] | 'counted';
};

/** Several assets as one account. */
export type CombinedFigures = PortfolioAccount &
  PortfolioPeriods & {
    readonly figures: AccountFigures;
    readonly sharpeError: number;
    /** For each asset Float64Array (entries): its share of the capital. */
    readonly weights: readonly Float64Array[];
    /** Mean Σ |exposure|, a fraction of equity. */
    readonly grossExposure: number;
  };

/** How a portfolio and its benchmark count and are annualised: the same for both. */
export type Combination = {
  readonly assets: readonly AssetFigures[];
  readonly target: TargetWeights;
};

/** What `combined` needs. @throws InputError if an asset has two bars on one session day */
export function combinationOf(
  assets: readonly AssetFigures[],
  { weights: rule, windowBars }: PortfolioPlan,
): Combination {
  const priced = assets.map(({ run }) => {
    const { time, close } = run.folded.dataset.bars;
    return { name: run.name, calendar: run.calendar, time, close };
  });
  return { assets, target: targetWeights(priced, { rule, windowBars }) };
}

/**
 * The portfolio of the assets' own signals, or, if `held`, of long positions from each asset's
 * first tested bar on, at no cost and without funding. Under payoff `log` both are the original
 * system's means.
 */
export function combined(combination: Combination, { held }: { readonly held: boolean }) {
  const { terms } = combination.assets[0].run.plan;
  const account = terms.payoff === 'log' ? meanOf(combination, held) : accountOf(combination, held);
  return withFigures(combination, account);
}

type Weighted = PortfolioAccount & { readonly weights: readonly Float64Array[] };

function accountOf({ assets, target }: Combination, held: boolean): Weighted {
  const joined = joinBars(assets.map(({ run, arena }) => ({ ...run, time: arena.market.time })));
  const testedBars = assets.map(({ arena }) => arena.market.time.length - 1);
  const weights = heldWeights(joined, testedBars, target);
  const sleeves = assets.map((asset, i) => ({
    close: asset.arena.market.close,
    // Not those of the asset's own account, which ends where it alone would be ruined.
    positions: held ? new Float64Array(testedBars[i]).fill(1) : positionsOf(asset),
    weights: weights[i],
    funding: held ? undefined : asset.arena.options.funding,
  }));
  const { payoff, costBps } = assets[0].run.plan.terms;
  if (held) return { ...portfolioAccount(joined, sleeves, { costBps: 0 }), weights };
  const traded = payoff === 'inverse' ? coinAccount : portfolioAccount;
  return { ...traded(joined, sleeves, { costBps }), weights };
}

function positionsOf({ arena, set, run }: AssetFigures): Float64Array {
  const positions = new Float64Array(arena.market.time.length - 1);
  const decisions = { bar: arena.bar, classes: set.rows.classes };
  fillPositions(decisions, run.plan.terms, positions);
  return positions;
}

function meanOf({ assets, target }: Combination, held: boolean): Weighted {
  const accounts = assets.map(({ trade, buyHold }) => (held ? buyHold : trade).account);
  const joined = joinBars(assets.map(({ run }, i) => ({ ...run, time: accounts[i].time })));
  return meanAccount(joined, accounts, target);
}

function withFigures({ assets }: Combination, money: Weighted): CombinedFigures {
  const { account, exposures, weights } = money;
  const { capital } = assets[0].run.plan;
  const periods = periodsOf(assets, account.time);
  const { periodsPerYear } = periods;
  const gross = account.net.map((_, entry) =>
    exposures.reduce((sum, own) => sum + Math.abs(own[entry]), 0),
  );
  return {
    account,
    exposures,
    weights,
    ...periods,
    figures: accountFigures(account, { periodsPerYear, capital }),
    sharpeError: sharpeStandardError(account.net, periodsPerYear),
    grossExposure: mean(gross),
  };
}

/** Days of a year, with leap years. */
const DAYS_PER_YEAR = 365.25;

function periodsOf(assets: readonly AssetFigures[], time: Float64Array): PortfolioPeriods {
  const [first, ...others] = assets.map(({ run }) => run.plan);
  if (others.every(({ periodsPerYear }) => periodsPerYear === first.periodsPerYear)) return first;
  const { timeframe } = assets[0].run.calendar;
  const days = (time[time.length - 1] - time[0] + barSeconds(timeframe)) / DAY_SECONDS;
  return { periodsPerYear: (time.length / days) * DAYS_PER_YEAR, periodsFrom: 'counted' };
}

/** The assets' net simple returns in dollars, and when they were earned, for correlations. */
export function earnedReturns({ assets }: Combination) {
  const joined = joinBars(assets.map(({ run, trade }) => ({ ...run, time: trade.account.earned })));
  return { joined, returns: assets.map(({ trade }) => dollarReturns(trade.account)) };
}

function dollarReturns(account: Account): Float64Array {
  return account.dollars?.net ?? simpleReturns(account);
}
