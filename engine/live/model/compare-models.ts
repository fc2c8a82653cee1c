/**
 * Two models on the same last bars: how often they agree, and what each would have earned. It is
 * for a person who is about to replace one by the other, not for a choice between them, because
 * each model has learned from a part of these bars.
 */

import { sliceBars, type Bars } from '../../core/bars.ts';
import { InputError } from '../../core/errors.ts';
import type { FeatureSource } from '../../core/feature-source.ts';
import { mostProbableClasses } from '../../forest/class-votes.ts';
import { createPredictor } from '../../forest/predictor.ts';
import { CLASS_COUNT } from '../../forest/problem.ts';
import { sharpeRatio } from '../../statistics/sharpe-ratio.ts';
import { accountOf, logGrowth } from '../../trade/account.ts';
import { positionsOf } from '../../trade/positions.ts';
import type { ModelArtifact } from './model-artifact.ts';
import { modelColumns } from './model-columns.ts';

/** What a model would have earned on the bars. */
type ModelFigures = {
  /** Annualised over 365 days; NaN if the account did not change. */
  readonly sharpe: number;
  readonly totalLogReturn: number;
};

export type ModelComparison = {
  readonly bars: number;
  /** Share of the bars with the same predicted class, and with the same position. */
  readonly sameClass: number;
  readonly samePosition: number;
  readonly old: ModelFigures;
  readonly new: ModelFigures;
};

type Model = Pick<ModelArtifact, 'header' | 'forest'>;

/** A year of daily bars. */
const COMPARED_BARS = 365;
const PERIODS_PER_YEAR = 365;
const COST_BPS = 5;

/**
 * Both models on the last `count` bars, linear payoff and 5 basis points a unit of turnover, each
 * with its own policy for neutral, flat before the first of the bars.
 * @throws InputError if a feature of either is undefined at one of these bars
 */
export function compareModels(
  models: { readonly old: Model; readonly new: Model },
  bars: Bars,
  features: FeatureSource,
  count: number = COMPARED_BARS,
): ModelComparison {
  const start = Math.max(0, bars.time.length - count);
  const shown = sliceBars(bars, start, bars.time.length);
  const [before, after] = [models.old, models.new].map((model) => {
    const classes = classesFrom(start, model, bars, features);
    const { neutral } = model.header;
    const figures = figuresOf(classes, shown, neutral);
    return { classes, positions: positionsOf(classes, neutral), figures };
  }) as [ModelRun, ModelRun];
  return {
    bars: shown.time.length,
    sameClass: agreement(before.classes, after.classes),
    samePosition: agreement(before.positions, after.positions),
    old: before.figures,
    new: after.figures,
  };
}

/** The comparison in words, for a person. */
export function comparisonLines(compared: ModelComparison): readonly string[] {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const figures = (name: 'old' | 'new'): string => {
    const { sharpe, totalLogReturn } = compared[name];
    return `  ${name} model: Sharpe ${sharpe.toFixed(2)}, log return ${totalLogReturn.toFixed(3)}`;
  };
  return [
    `on the last ${compared.bars} bars both predict the same on ${percent(compared.sameClass)}, ` +
      `and hold the same on ${percent(compared.samePosition)}`,
    figures('old'),
    figures('new'),
    '  both have learned from a part of these bars: no estimate of what comes',
  ];
}

type ModelRun = {
  readonly classes: Int8Array;
  readonly positions: Int8Array;
  readonly figures: ModelFigures;
};

/** Int8Array: the predicted classes of the bars from `start` on. */
function classesFrom(
  start: number,
  { header, forest }: Model,
  bars: Bars,
  features: FeatureSource,
): Int8Array {
  const columns = modelColumns(bars, header, features);
  const predictor = createPredictor(forest);
  const votes = new Uint32Array(CLASS_COUNT);
  return Int8Array.from({ length: bars.time.length - start }, (_, bar) => {
    const row = Float64Array.from(columns, (column) => column[start + bar]!);
    const missing = row.findIndex((value) => !Number.isFinite(value));
    if (missing >= 0) {
      throw new InputError(`feature ${header.features[missing]!.name} is undefined at a bar`);
    }
    votes.fill(0);
    predictor.votes(row, votes);
    return mostProbableClasses(votes)[0]!;
  });
}

function figuresOf(
  classes: Int8Array,
  bars: Bars,
  neutral: Model['header']['neutral'],
): ModelFigures {
  const decided = classes.subarray(0, -1);
  const bar = Uint32Array.from(decided.keys());
  const terms = {
    neutral,
    sides: 'both',
    delayBars: 0,
    payoff: 'linear',
    costBps: COST_BPS,
  } as const;
  const growth = logGrowth(accountOf(bars, { bar, classes: decided }, terms));
  return {
    sharpe: sharpeRatio(growth, PERIODS_PER_YEAR),
    totalLogReturn: growth.reduce((sum, value) => sum + value, 0),
  };
}

function agreement(one: Int8Array, other: Int8Array): number {
  return one.filter((value, i) => value === other[i]).length / one.length;
}
