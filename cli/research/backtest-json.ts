/** A backtest as the JSON document's keys. */

import { classReliability } from '../../engine/backtest/class-reliability.ts';
import { outOfSampleRange, type BacktestResult } from '../../engine/backtest/backtest-result.ts';
import type { PackageComparison } from '../../engine/backtest/baselines/package-comparison.ts';
import type { PurgedPaths } from '../../engine/backtest/purged-paths.ts';
import type { Sensitivity } from '../../engine/backtest/sensitivity.ts';
import type { SetFigures } from '../../engine/backtest/set-figures.ts';
import type { SetVerdict } from '../../engine/backtest/set-verdicts.ts';
import type { UndecidedBar } from '../../engine/backtest/undecided-bars.ts';
import type { TradePlan } from '../../engine/backtest/trade-plan.ts';
import { mean } from '../../engine/statistics/moments.ts';
import { quantile } from '../../engine/statistics/quantile.ts';
import type { NeutralPolicy } from '../../engine/trade/positions.ts';
import { isoTime } from '../../engine/core/bar-time.ts';
import { shortSampleNote } from '../../engine/trade/short-sample.ts';
import type { AccountFigures, TradeResult } from '../../engine/trade/trade.ts';
import type { DatedDrawdown } from '../../engine/trade/worst-drawdowns.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import { statisticsJson } from './assess-json.ts';
import { baselineSettingsJson, packageForestJson, setBaselinesJson } from './baselines-json.ts';
import type { Baselines } from './baselines-option.ts';
import { cpcvJson } from './cpcv-json.ts';
import { sensitivityJson } from './sensitivity-json.ts';

/** A note that must stand beside every Sharpe ratio of a backtest. */
const NOT_DEFLATED_NOTE =
  'Not deflated: the person who named this set may have chosen it on these same bars.';

/** How the standard error of a Sharpe ratio is computed. */
export const STANDARD_ERROR_FORMULA =
  'sqrt((1 - g3·s + (g4 - 1)/4·s²)/(n - 1))·sqrt(periodsPerYear): s, g3, g4 the Sharpe ratio, ' +
  'skewness and kurtosis of n net returns (Lo 2002; Mertens 2002; Bailey & López de Prado 2012)';

/**
 * The document's keys, in the order in which they are printed.
 * @param extra one a set of each, if it was asked for
 */
export function backtestJson(
  result: BacktestResult,
  verdicts: readonly SetVerdict[],
  extra: BacktestExtra = {},
): Readonly<Record<string, JsonInput>> {
  const { arena, sets, buyHold, neutral, undecided } = result;
  const { folded, plan } = arena;
  const { baselines } = extra;
  return {
    sets: Object.fromEntries(
      sets.map((set, i) => [
        set.name,
        { ...setResult(set, neutral, verdicts[i]!), ...extraOfSet(extra, i) },
      ]),
    ),
    buyHold: tradeJson(buyHold),
    ...(baselines && { baselineSettings: baselineSettingsJson(baselines) }),
    undecided: undecidedJson(undecided),
    accounting: accountingJson(plan),
    outOfSample: outOfSampleRange(folded),
    droppedRows: folded.dataset.droppedRows,
  };
}

/** What a backtest finds beside its figures, one a set of each. */
type BacktestExtra = {
  readonly sensitivities?: readonly Sensitivity[] | undefined;
  readonly baselines?: Baselines | undefined;
  readonly comparisons?: readonly PackageComparison[] | undefined;
  readonly purged?: readonly PurgedPaths[] | undefined;
};

/** What was found beside the figures of the set with number `i`. */
function extraOfSet(
  { sensitivities, baselines, comparisons, purged }: BacktestExtra,
  i: number,
): Readonly<Record<string, JsonInput>> {
  return {
    ...(sensitivities && { sensitivity: sensitivityJson(sensitivities[i]!) }),
    ...(baselines && setBaselinesJson(baselines.sets[i]!)),
    ...(comparisons && { packageForest: packageForestJson(comparisons[i]!) }),
    ...(purged && { cpcv: cpcvJson(purged[i]!) }),
  };
}

/** Tested bars on which nothing was decided. */
export function undecidedJson(bars: readonly UndecidedBar[]): JsonInput {
  return bars.map(({ time, move }) => ({ time: isoTime(time), move }));
}

/** `shortSampleNote`, or null with the reason why there is none. */
export function shortSampleJson(bars: number, sharpeError: number): JsonInput {
  return shortSampleNote(bars, sharpeError) ?? missing('the sample is not too short');
}

/** Why the figures of one seed do not spread. */
export const ONE_SEED = missing('one seed: another may show something else');

/** How the Sharpe ratios of the single seeds spread; all NaN where one of them is undefined. */
export function sharpeRange({ bySeed }: SetFigures, neutral: NeutralPolicy) {
  return rangeJson(bySeed.map((run) => run.metrics[neutral].sharpe));
}

/** How Sharpe ratios spread; all NaN where one of them is undefined. */
export function rangeJson(sharpes: readonly number[]) {
  const quantileOf = (p: number): number =>
    sharpes.some(Number.isNaN) ? Number.NaN : quantile(sharpes, p);
  return {
    min: Math.min(...sharpes),
    max: Math.max(...sharpes),
    mean: mean(sharpes),
    median: quantileOf(0.5),
    q05: quantileOf(0.05),
    q95: quantileOf(0.95),
  };
}

function setResult(
  set: SetFigures,
  neutral: NeutralPolicy,
  found: SetVerdict,
): Readonly<Record<string, JsonInput>> {
  const { metrics, ...figures } = tradeJson(set.modes[neutral]);
  return {
    features: set.features,
    metrics,
    bySeed: set.bySeed.map(({ seed, accuracy, metrics: own }) => ({
      seed,
      accuracy,
      metrics: own[neutral],
    })),
    ...figures,
    statistics: {
      ...statistics(set, neutral),
      ...(found.figures === undefined ? {} : statisticsJson(found.figures)),
    },
    verdict: found.verdict,
    accuracy: set.classes.accuracy,
    predicted: set.classes.predicted,
    reliability: classReliability(set.rows),
    modes: { hold: modeResult(set, 'hold'), flat: modeResult(set, 'flat') },
  };
}

function modeResult({ modes, bySeed, sharpeError }: SetFigures, neutral: NeutralPolicy): JsonInput {
  const { metrics, positions, sharpeGross, totalCost, regimes } = tradeJson(modes[neutral]);
  return {
    metrics,
    sharpeStandardError: sharpeError[neutral],
    sharpeBySeed: bySeed.map((run) => run.metrics[neutral].sharpe),
    positions,
    sharpeGross,
    totalCost,
    regimes,
  };
}

function statistics(set: SetFigures, neutral: NeutralPolicy): Readonly<Record<string, JsonInput>> {
  return {
    sharpeStandardError: set.sharpeError[neutral],
    sharpeStandardErrorFormula: STANDARD_ERROR_FORMULA,
    seedSpread:
      set.bySeed.length < 2 ? ONE_SEED : { sharpe: sharpeRange(set, neutral), ...set.seedSpread },
    note: NOT_DEFLATED_NOTE,
    noteShortSample: shortSampleJson(set.modes[neutral].metrics.bars, set.sharpeError[neutral]),
  };
}

/** How money was counted, for the figures that depend on it. */
export function accountingJson({ terms, periodsPerYear, periodsFrom, capital }: TradePlan) {
  const { payoff, sides, neutral, delayBars, costBps } = terms;
  return {
    payoff,
    sides,
    neutral,
    delayBars,
    costBps,
    periodsPerYear,
    periodsFrom,
    capital,
    originalSystem: payoff === 'log',
  };
}

/** The figures of a trade result; positions are shares of the bars. */
export function tradeJson(trade: TradeResult) {
  const { metrics, positionCounts, totalCost, account, dollars } = trade;
  const { bars } = metrics;
  return {
    ...figuresJson(trade),
    positions: {
      long: positionCounts.long / bars,
      short: positionCounts.short / bars,
      flat: positionCounts.flat / bars,
    },
    totalCost,
    ruinedAt:
      account.ruinedAt === undefined ? missing('equity was never lost') : isoTime(account.ruinedAt),
    ...(dollars === undefined ? {} : { dollars: figuresJson(dollars) }),
  };
}

/** The figures of an account in one currency. */
export function figuresJson({
  metrics,
  regimes,
  yearly,
  monthly,
  drawdowns,
  sharpeGross,
}: AccountFigures) {
  return {
    metrics,
    regimes: regimes ?? missing('no regimes were labelled'),
    yearly,
    monthly,
    drawdowns: drawdowns.map(drawdownJson),
    sharpeGross,
  };
}

function drawdownJson({ start, trough, end, bars, depth, recovered }: DatedDrawdown) {
  return {
    start: isoTime(start),
    trough: isoTime(trough),
    end: isoTime(end),
    bars,
    depth,
    recovered,
  };
}
