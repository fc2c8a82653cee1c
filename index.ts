/**
 * The door: what a program imports from `walkforest`. Results are functions of what is handed in
 * (bars, a catalogue of features, options, seeds); nothing is registered, and the options are those
 * of the commands, checked in the same words. `docs/api.md` is made from this file.
 */

import { availableParallelism } from 'node:os';
import { barSeries, type BarSeries } from './data/bar-series.ts';
import { loadBars as loadBarFile, type LoadOptions } from './data/load-bars.ts';
import { marketOfFile } from './data/market-of-file.ts';
import { packageVersion } from './data/package-version.ts';
import { readSeriesFile } from './data/read-series.ts';
import { syntheticBars } from './data/synthetic.ts';
import {
  walkDataset,
  type WalkForwardOptions,
  type WalkForwardRun,
} from './engine/backtest/walk-forward.ts';
import type { Timeframe } from './engine/core/bar-time.ts';
import type { FeatureSource } from './engine/core/feature-source.ts';
import type { Observations } from './engine/core/series.ts';
import { fitSettings } from './engine/forest/forest-options.ts';
import { buildDataset, type Dataset } from './engine/learn/dataset.ts';
import { loadModelArtifact, type ModelArtifact } from './engine/live/model/model-artifact.ts';
import { trainModel, type TrainedModel } from './engine/live/model/train-model.ts';
import { catalogue } from './features/catalogue.ts';
import { DATASET_OPTIONS, MODEL_OPTIONS } from './features/dataset-options.ts';
import { usedPlans } from './features/join-series.ts';
import { ownPlan, type FeatureChoice, type WithTarget } from './features/own-plan.ts';
import type { NamedSelection } from './selection/named-selection.ts';
import { selectFeatures, type SelectOptions } from './selection/select-features.ts';

// Bars.

/** How `loadBars` reads a file. */
export type LoadBarsOptions = LoadOptions & {
  /**
   * The time, unix milliseconds. The bar that is still forming then is left out, as in the
   * commands. If the time is not given, every bar of the file counts as closed.
   */
  readonly now?: number | undefined;
};

/**
 * The bars of a file: a TradingView or Kraken CSV, Arrow or Parquet; `bars.notes` says what was
 * mended in it.
 * @throws InputError if the file cannot be read, is none of the formats, breaks a rule or has bars
 *   of another timeframe; OutsideError if the disk fails
 *
 * @example
 * const bars = await loadBars('btc.csv', { timeframe: '1d', now: Date.now() });
 */
export async function loadBars(path: string, options: LoadBarsOptions): Promise<BarSeries> {
  return barSeries(await loadBarFile(path, options), options.timeframe, options.now);
}

/**
 * The bundled synthetic bars, for trying things out: random, with a weak signal planted in known
 * features. They are no market's.
 *
 * @example
 * const bars = sampleBars();
 */
export function sampleBars(options: { readonly timeframe?: Timeframe } = {}): BarSeries {
  const { timeframe = '1d' } = options;
  return barSeries(syntheticBars(timeframe), timeframe);
}

/**
 * The series in a file (CSV, Arrow, Parquet): one for each of its columns of numbers, by name.
 * @throws InputError if the file cannot be read or is no series
 *
 * @example
 * const { funding } = await loadSeries('funding.csv');
 */
export async function loadSeries(path: string): Promise<Readonly<Record<string, Observations>>> {
  const { series } = await readSeriesFile(path);
  return Object.fromEntries(series.map(({ name, time, value }) => [name, { time, value }]));
}

export { joinOnChain, joinSeries } from './door/series.ts';
export type { Observations, SeriesJoin, SeriesPlan } from './engine/core/series.ts';
export { barsOf, withColumns } from './data/bar-series.ts';
export type { BarColumns, BarSeries, BarsOfOptions, ColumnInput } from './data/bar-series.ts';
export type { BarSource } from './data/load-bars.ts';
export type { Bars } from './engine/core/bars.ts';
export type { Timeframe } from './engine/core/bar-time.ts';

// Features and targets.

export { catalogue, type Catalogue } from './features/catalogue.ts';
export { defineFeature, type FeatureDefinition, type FeatureSpec } from './features/definition.ts';
export type { Frame } from './features/frame.ts';
export { BASE_FEATURES, DEFAULT_CANDIDATES, NAMED_SETS } from './features/named-sets.ts';
export { defineTarget, namedTarget, type TargetName } from './features/targets.ts';
export { UNKNOWN_CODE } from './engine/core/feature-source.ts';
export type { FeatureSource, Scale, Target } from './engine/core/feature-source.ts';

// Learning.

/** How bars become a dataset; what is left out has the commands' default. */
export type DatasetOptions = FeatureChoice & WithTarget<typeof DATASET_OPTIONS>;

/**
 * The rows of `bars` that a forest learns from: the features `names` with their labels. A bar is a
 * row if all of these features and the target are defined on it.
 * @throws InputError for an unknown option, feature or set, and if no bar is a row
 *
 * @example
 * const data = dataset(bars, { names: ['forward_4', 'rsi_14'], threshold: 0.01 });
 */
export function dataset(bars: BarSeries, options: DatasetOptions): Dataset {
  return buildDataset(bars, ownPlan(DATASET_OPTIONS, bars.timeframe, options, 'dataset').plan);
}

/**
 * The out-of-sample predictions of forests on `data`: train on the past, predict the next rows,
 * move on; one forest a fold and seed, on worker threads. The number of workers (all cores if it is
 * left out) does not change the result.
 * @throws InputError for an option that is unknown or out of range, and if the rows are too few;
 *   Cancelled if `signal` aborts
 *
 * @example
 * const run = await walkForward(data, { trees: 100, seeds: [42, 1] });
 * run.rows.probabilities; // Float64Array (tested rows × 3): down, neutral, up
 */
export function walkForward(
  data: Dataset,
  options: WalkForwardOptions = {},
): Promise<WalkForwardRun> {
  return walkDataset(data, options, availableParallelism());
}

export { tradeRun as trade } from './engine/backtest/trade-run.ts';

/**
 * Chooses features among the columns of `data` by the out-of-sample net Sharpe ratio of
 * walk-forward forests: greedy forward selection, or the first few by an importance.
 * @throws InputError for an option that is unknown or out of range, and if the rows are too few;
 *   Cancelled if `signal` aborts
 *
 * @example
 * const best = await select(data, { trees: 100, maxFeatures: 3 });
 * console.log(best.selected, best.sharpe, `the best of ${best.trials} trials: no forecast`);
 */
export function select(data: Dataset, options: SelectOptions = {}): Promise<NamedSelection> {
  return selectFeatures(data, options, availableParallelism());
}

export type { Metric, TradedRun, TradeOptions } from './engine/backtest/trade-run.ts';
export type { WalkForwardOptions, WalkForwardRun } from './engine/backtest/walk-forward.ts';
export type { Dataset } from './engine/learn/dataset.ts';
export type { OutOfSample } from './engine/learn/out-of-sample.ts';
export type { AccountMetrics } from './engine/trade/account-metrics.ts';
export type { Account } from './engine/trade/account.ts';
export type { TradeResult } from './engine/trade/trade.ts';
export type { NamedSelection, NamedStep, ScoredSet } from './selection/named-selection.ts';
export type { SelectOptions } from './selection/select-features.ts';

// Portfolio.

export { portfolio, type OwnPortfolio, type PortfolioOptions } from './door/portfolio.ts';
export type { PortfolioResult } from './engine/portfolio/portfolio-result.ts';

// Audit.

export { audit, type AuditOptions } from './door/audit.ts';
export type { AuditCheck, AuditCheckName } from './engine/audit/audit-check.ts';
export type { CausalColumn } from './engine/audit/causal-column.ts';
export type { AuditedSeries } from './engine/audit/series-check.ts';

// Models.

/** What a model is made of; what is left out has the default of the command `train`. */
export type TrainOptions = FeatureChoice & WithTarget<typeof MODEL_OPTIONS>;

/**
 * A model of all rows of `bars` whose label is known; `model.bytes` is the file that `predict` and
 * the AWS function read. The same bars and options give the same bytes. The function wants to know
 * the market, which is taken from the name of the bars' file (`KRAKEN_BTCUSD, 1D.csv`).
 * @throws InputError for an unknown option, feature or set, and if no bar is a row
 *
 * @example
 * const model = train(bars, { names: ['forward_4'], trees: 500, neutral: 'flat' });
 * await writeFile('model.bin', model.bytes);
 */
export function train(bars: BarSeries, options: TrainOptions): TrainedModel {
  const { values, plan } = ownPlan(MODEL_OPTIONS, bars.timeframe, options, 'train');
  const { neutral } = values;
  const settings = fitSettings(values);
  const { name, synthetic } = bars.source;
  const market = synthetic ? null : (marketOfFile(name) ?? null);
  const series = usedPlans(options.features ?? catalogue, plan.names, bars.series ?? []);
  const own = { neutral, settings, packageVersion: packageVersion(), market, series };
  return trainModel(bars, bars.source, { ...plan, ...own });
}

/**
 * The model in the bytes of its file.
 * @param features where its features are computed from: those that it was trained with
 * @throws InputError if the bytes are no model of this format, or if a feature is unknown or is
 *   defined otherwise here
 *
 * @example
 * const model = loadModel(await readFile('model.bin'));
 */
export function loadModel(bytes: Uint8Array, features: FeatureSource = catalogue): ModelArtifact {
  return loadModelArtifact(bytes, 'model', features);
}

export { decide, type Situation } from './engine/live/model/decide.ts';
export { explain } from './engine/live/model/explain.ts';
export type { Explanation } from './engine/live/model/explanation.ts';
export type { Decision } from './engine/live/model/decision.ts';
export type { ModelArtifact } from './engine/live/model/model-artifact.ts';
export type { ModelHeader } from './engine/live/model/model-header.ts';
export type { TrainedModel } from './engine/live/model/train-model.ts';
export type { NeutralPolicy, Position, Signal } from './engine/trade/positions.ts';

// Statistics.

/**
 * How much of a Sharpe ratio is luck: errors, intervals and tests of returns, yours or another
 * tool's. Ratios are those of a bar, never annualised, unless a name says so.
 *
 * @example
 * const sample = statistics.sharpeSampleOf(returns);
 * statistics.probabilisticSharpe(sample); // how sure the Sharpe ratio is to be above 0
 */
export * as statistics from './engine/statistics/statistics.ts';

export { assessReturns } from './engine/assess/assess-returns.ts';
export type { Assessment, AssessOptions } from './engine/assess/assess-returns.ts';

// Errors.

export { AssertionError, Cancelled, InputError, OutsideError } from './engine/core/errors.ts';
