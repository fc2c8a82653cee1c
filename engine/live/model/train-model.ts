/**
 * A model of all rows of some bars: the forest fitted once and the facts that go into its file.
 * Pure: same bars, same plan, same bytes, so that a model can be made again and compared.
 */

import type { Bars } from '../../core/bars.ts';
import type { SeriesPlan } from '../../core/series.ts';
import { fitForest } from '../../forest/fit.ts';
import { fitSettings, windowStart, type FitSettings } from '../../forest/forest-options.ts';
import { buildDataset, columnsOf, type Dataset, type DatasetPlan } from '../../learn/dataset.ts';
import { neutralShare } from '../../learn/neutral-labels.ts';
import {
  encodeModelArtifact,
  modelFeature,
  type ModelArtifact,
  type ModelFacts,
} from './model-artifact.ts';
import type { ModelFeature } from './model-header.ts';
import type { NeutralPolicy } from '../../trade/positions.ts';

/** What a model is made of besides the bars. */
export type ModelPlan = DatasetPlan & {
  readonly neutral: NeutralPolicy;
  readonly settings: FitSettings;
  readonly packageVersion: string;
  /** Null if nobody said which market the bars are of. */
  readonly market: string | null;
  /** How the series were joined that features read; none if left out. */
  readonly series?: readonly SeriesPlan[] | undefined;
};

/** A model and its file's bytes. */
export type TrainedModel = ModelArtifact & {
  readonly bytes: Uint8Array;
  /** Share of the training rows whose label is neutral. */
  readonly neutralShare: number;
};

/**
 * The model of `plan` on every row of `bars` whose label is known.
 * @throws InputError for unknown features, and where no row is left
 */
export function trainModel(
  bars: Bars,
  source: Omit<ModelFacts['data'], 'bars'>,
  plan: ModelPlan,
): TrainedModel {
  const dataset = buildDataset(bars, plan);
  const { matrix, labels, time } = dataset;
  const columns = columnsOf(matrix, plan.names);
  const forest = fitForest(matrix, labels, columns, matrix.rows, plan.settings);
  const rowStart = windowStart(matrix.rows, plan.settings.window);
  const { name, sha256, synthetic } = source;
  const facts: ModelFacts = {
    packageVersion: plan.packageVersion,
    market: plan.market,
    timeframe: plan.scale.timeframe,
    barsPerDay: plan.scale.barsPerDay,
    features: modelFeatures(bars, dataset, plan),
    target: dataset.target,
    rowFeatures: plan.rowFeatures,
    rowTargets: plan.rowTargets.map(({ name }) => name),
    neutral: plan.neutral,
    data: { name, sha256, bars: bars.time.length, synthetic },
    trainedRows: matrix.rows - rowStart,
    firstTrainTime: time[rowStart]!,
    lastTrainTime: time.at(-1)!,
    lastBarTime: bars.time.at(-1)!,
    lastClose: bars.close.at(-1)!,
    settings: fitSettings(plan.settings),
    ...(plan.series === undefined || plan.series.length === 0 ? {} : { series: plan.series }),
  };
  return { ...encodeModelArtifact(facts, forest), neutralShare: neutralShare(labels) };
}

/** The features as the model's file has them, in the order of the dataset's columns. */
function modelFeatures(bars: Bars, { matrix }: Dataset, plan: ModelPlan): ModelFeature[] {
  const { features, scale } = plan;
  const columns = features.columns(bars, matrix.names, scale);
  // A file that was written in the middle of a day ends with half a bar, which later looks like any
  // other. A bar that another one follows was complete, so the running sums are anchored there.
  const complete = bars.time.length - 2;
  return matrix.names.map((name, i) =>
    modelFeature(name, features.facts(name, scale), {
      trained: matrix.values.subarray(i * matrix.rows, (i + 1) * matrix.rows),
      complete: { time: bars.time.at(complete)!, value: columns[i]!.at(complete)! },
    }),
  );
}
