/**
 * The decision: closed bars, a model and the position held in, a target position out. Pure, and the
 * very features, forest and policy that the backtest uses. It fails loudly: no data problem ends as
 * a neutral signal. Must not know: the clock, exchanges, files.
 */

import type { Bars } from '../../core/bars.ts';
import { barSeconds, formatBarTime, type Timeframe } from '../../core/bar-time.ts';
import { InputError } from '../../core/errors.ts';
import { requiredHistory, type FeatureSource } from '../../core/feature-source.ts';
import { mostProbableClasses, voteProbabilities } from '../../forest/class-votes.ts';
import { createPredictor } from '../../forest/predictor.ts';
import { CLASS_COUNT } from '../../forest/problem.ts';
import { nextPosition, type Position, type Signal } from '../../trade/positions.ts';
import type { ModelArtifact } from './model-artifact.ts';
import { modelColumns, modelFeatureNames } from './model-columns.ts';
import { scaleOfModel, type ModelFeature, type ModelHeader } from './model-header.ts';
import type { Decision } from './decision.ts';

/** What a decision is made from. */
export type Situation = {
  /** Closed bars of the model's timeframe, checked; the last one is decided on. */
  readonly bars: Bars;
  readonly model: Pick<ModelArtifact, 'header' | 'forest'>;
  /** Where the model's features are computed from. */
  readonly features: FeatureSource;
  /** The position held until now. */
  readonly previous: Position;
};

/**
 * The model's word on the last of `bars` and the position that follows from it.
 * @throws InputError for bars of another timeframe or too few for the features' warm-up, for a
 *   feature that is undefined at the last bar, for an anchored one whose anchor bar is missing
 *
 * @example
 * const { signal, position } = decide({ bars, model, features: catalogue, previous: 0 });
 */
export function decide(situation: Situation): Decision {
  const { bars, model, features, previous } = situation;
  const { header, forest } = model;
  checkBars(bars, header, features);
  const row = lastRow(bars, header, features);
  const votes = new Uint32Array(CLASS_COUNT);
  createPredictor(forest).votes(row, votes);
  const [down, neutral, up] = voteProbabilities(votes);
  const signal = mostProbableClasses(votes)[0] as Signal;
  const last = bars.time.length - 1;
  return {
    signal,
    position: nextPosition(previous, signal, header.neutral),
    probabilities: { down: down!, neutral: neutral!, up: up! },
    features: Object.fromEntries(header.features.map(({ name }, i) => [name, row[i]!])),
    close: bars.close[last]!,
    barTime: bars.time[last]!,
    warnings: header.features.flatMap((feature, i) => rangeWarning(feature, row[i]!)),
  };
}

function checkBars(bars: Bars, header: ModelHeader, features: FeatureSource): void {
  const needed = requiredHistory(features, modelFeatureNames(header), scaleOfModel(header)).bars;
  const count = bars.time.length;
  if (count < needed) {
    throw new InputError(`expected at least ${needed} bars for the model's features, got ${count}`);
  }
  checkSpacing(bars.time, header.timeframe);
}

/** Bars may be missing, but somewhere two follow one another at the timeframe's distance. */
function checkSpacing(time: Float64Array, timeframe: Timeframe): void {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < time.length; i++) least = Math.min(least, time[i]! - time[i - 1]!);
  // A session's clock change moves a daily bar by an hour.
  if (time.length > 1 && Math.abs(least / barSeconds(timeframe) - 1) > 0.1) {
    throw new InputError(`expected ${timeframe} bars as the model's, got bars ${least} s apart`);
  }
}

/** The model's features at the last bar, in the forest's order, all finite. */
function lastRow(bars: Bars, header: ModelHeader, features: FeatureSource): Float64Array {
  const columns = modelColumns(bars, header, features);
  return Float64Array.from(header.features, ({ name }, i) => {
    const value = columns[i]!.at(-1)!;
    if (Number.isFinite(value)) return value;
    throw new InputError(
      `feature ${name} is undefined at ${formatBarTime(bars.time.at(-1)!)}: no decision`,
    );
  });
}

function rangeWarning({ name, range: [least, greatest] }: ModelFeature, value: number): string[] {
  if (value >= least && value <= greatest) return [];
  return [`${name} = ${value} is outside the range of training, ${least} to ${greatest}`];
}
