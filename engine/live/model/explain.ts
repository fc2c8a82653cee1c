/**
 * Why a model decides as it does on the last bar, from the model's file and the bars at hand alone.
 * Vocabulary: a past bar is an earlier one on which the features have the values that a longer
 * history would give them. Must not know: the clock, exchanges, files, how it is told.
 */

import { isoTime } from '../../core/bar-time.ts';
import type { Bars } from '../../core/bars.ts';
import { requiredHistory } from '../../core/feature-source.ts';
import { mostProbableClasses } from '../../forest/class-votes.ts';
import { codeOf, codesOf } from '../../forest/predictor.ts';
import { CLASS_COUNT } from '../../forest/problem.ts';
import { explainRow, type ExplainedRow } from '../../forest/row-explainer.ts';
import { isConstant, mean, momentsOf } from '../../statistics/moments.ts';
import { nextPosition, type Signal } from '../../trade/positions.ts';
import { decide, type Situation } from './decide.ts';
import type { Decision } from './decision.ts';
import type {
  Explanation,
  FeatureContribution,
  SimilarBar,
  SmallestChange,
} from './explanation.ts';
import { modelColumns, modelFeatureNames } from './model-columns.ts';
import { scaleOfModel } from './model-header.ts';

/** How many similar bars are shown. */
const SIMILAR_BARS = 20;

/**
 * If the most similar past bar shares fewer leaves than this, the bar counts as strange. Of bars
 * after the training (bitcoin and gold, 1, 4, 6 and 14 features, 500 trees), each shares at least
 * 0.45 with some bar of the whole history, and at least 0.37 with some bar of the last two years.
 */
const STRANGE_SHARE = 1 / 3;

/**
 * An outermost bin is worth a word if it holds at most about this share of the training rows. A
 * column of seven weekdays has only bins that hold more.
 */
const TAIL_SHARE = 0.02;

/**
 * Why `decide` decides as it does: what each feature adds to the probabilities (TreeSHAP), the
 * smallest change of each feature that leads to another position, the past bars that share most
 * leaves with the last one and what followed them, and whether the model has seen such a bar.
 * @param decision what `decide` says of the same situation, if it is known already
 * @throws InputError as `decide`
 *
 * @example
 * const { contributions, changes } = explain({ bars, model, features: catalogue, previous: 0 });
 */
export function explain(situation: Situation, decision: Decision = decide(situation)): Explanation {
  const { bars, model, previous } = situation;
  const subject = subjectOf(situation, decision);
  const { bars: pastBars } = subject.past;
  const similar = similarBars(subject);
  const { base, contributions } = contributionsIn(subject);
  const { signal, position, probabilities } = decision;
  const timeOr = (bar: number | undefined): string | null =>
    bar === undefined ? null : isoTime(bars.time[bar]!);
  return {
    signal,
    position,
    probabilities,
    previous,
    trees: model.forest.trees,
    base,
    contributions,
    changes: changesIn(subject),
    past: { bars: pastBars.length, from: timeOr(pastBars[0]), to: timeOr(pastBars.at(-1)) },
    similar,
    followed: followedBy(similar.map(({ next }) => next)),
    unseen: unseenIn(subject, similar[0]?.shared),
  };
}

/** A decision with what explains it. */
type Subject = {
  readonly situation: Situation;
  readonly decision: Decision;
  readonly names: readonly string[];
  /** The features at the last bar, and their codes. */
  readonly row: Float64Array;
  readonly codes: Uint8Array;
  readonly past: PastBars;
  readonly explained: ExplainedRow;
};

function subjectOf(situation: Situation, decision: Decision): Subject {
  const { header, forest } = situation.model;
  const columns = modelColumns(situation.bars, header, situation.features);
  const row = Float64Array.from(columns, (column) => column.at(-1)!);
  const codes = codesOf(forest, row);
  const past = pastColumns(situation, columns);
  const pastCodes = past.columns.map((column, i) =>
    Uint8Array.from(column, (value) => codeOf(forest.edges[i]!, value)),
  );
  const explained = explainRow(forest, codes, pastCodes);
  return { situation, decision, names: modelFeatureNames(header), row, codes, past, explained };
}

/** The indices of the past bars, and for each feature its values there. */
type PastBars = {
  readonly bars: readonly number[];
  readonly columns: readonly Float64Array[];
};

function pastColumns(
  { bars, model: { header }, features }: Situation,
  columns: readonly Float64Array[],
): PastBars {
  const needed = requiredHistory(features, modelFeatureNames(header), scaleOfModel(header)).bars;
  const past: number[] = [];
  for (let bar = needed - 1; bar < bars.time.length - 1; bar++) {
    if (columns.every((column) => Number.isFinite(column[bar]!))) past.push(bar);
  }
  const at = (column: Float64Array): Float64Array => Float64Array.from(past, (bar) => column[bar]!);
  return { bars: past, columns: columns.map(at) };
}

function contributionsIn({
  decision,
  names,
  row,
  past,
  explained: { base, added },
}: Subject): Pick<Explanation, 'base' | 'contributions'> {
  const contributions = names.map((feature, i): FeatureContribution => {
    const [value, at] = [row[i]!, i * CLASS_COUNT];
    const lower = lowerShare(past.columns[i]!, value);
    return { feature, value, lower, down: added[at]!, neutral: added[at + 1]!, up: added[at + 2]! };
  });
  const name = ({ '-1': 'down', '0': 'neutral', '1': 'up' } as const)[decision.signal];
  return {
    base: { down: base[0]!, neutral: base[1]!, up: base[2]! },
    contributions: contributions.sort((one, other) => Math.abs(other[name]) - Math.abs(one[name])),
  };
}

/** The share of `values` below `value`; null if there are none. */
function lowerShare(values: Float64Array, value: number): number | null {
  if (values.length === 0) return null;
  return values.reduce((count, other) => count + Number(other < value), 0) / values.length;
}

function changesIn(subject: Subject): Explanation['changes'] {
  const size = (change: SmallestChange | null): number =>
    change === null ? Number.POSITIVE_INFINITY : Math.abs(change.deviations ?? Number.MAX_VALUE);
  return subject.names
    .map((feature, i) => ({ feature, smallest: smallestChange(subject, i) }))
    .sort((one, other) => {
      const [a, b] = [size(one.smallest), size(other.smallest)];
      return a === b ? 0 : a - b;
    });
}

/** The nearest value of a column, on either side, with which the position would be another. */
function smallestChange(
  { situation, decision, row, codes, past, explained }: Subject,
  column: number,
): SmallestChange | null {
  const { forest, header } = situation.model;
  const classes = mostProbableClasses(explained.along[column]!);
  const positionAt = (code: number): Decision['position'] =>
    nextPosition(situation.previous, classes[code] as Signal, header.neutral);
  const [edges, value, code] = [forest.edges[column]!, row[column]!, codes[column]!];
  // A value has a code of at most c if it is at most edges[c].
  let [below, above] = [code - 1, code + 1];
  while (below >= 0 && positionAt(below) === decision.position) below--;
  while (above <= edges.length && positionAt(above) === decision.position) above++;
  const down = below < 0 ? Number.POSITIVE_INFINITY : value - edges[below]!;
  const up = above > edges.length ? Number.POSITIVE_INFINITY : edges[above - 1]! - value;
  if (Math.min(down, up) === Number.POSITIVE_INFINITY) return null;
  const falls = down <= up;
  const threshold = falls ? edges[below]! : edges[above - 1]!;
  const change = threshold - value;
  return {
    position: positionAt(falls ? below : above),
    when: falls ? 'at most' : 'above',
    threshold,
    change,
    deviations: inDeviations(change, past.columns[column]!),
    lower: lowerShare(past.columns[column]!, threshold),
  };
}

function inDeviations(change: number, values: Float64Array): number | null {
  if (values.length < 2) return null;
  const moments = momentsOf(values);
  return isConstant(moments.deviation, moments.mean) ? null : change / moments.deviation;
}

function similarBars({ situation, past, explained }: Subject): readonly SimilarBar[] {
  const { bars, model } = situation;
  return Array.from(past.bars, (bar, i) => ({ bar, trees: explained.shared[i]! }))
    .sort((one, other) => other.trees - one.trees)
    .slice(0, SIMILAR_BARS)
    .map(({ bar, trees }) => ({
      bar: isoTime(bars.time[bar]!),
      shared: trees / model.forest.trees,
      next: nextReturn(bars, bar),
    }));
}

function nextReturn({ close }: Bars, bar: number): number {
  return close[bar + 1]! / close[bar]! - 1;
}

function followedBy(returns: readonly number[]): Explanation['followed'] {
  if (returns.length === 0) return null;
  return {
    mean: mean(returns),
    least: Math.min(...returns),
    greatest: Math.max(...returns),
    up: returns.filter((value) => value > 0).length,
  };
}

function unseenIn({ situation, names, row }: Subject, nearest = 1): Explanation['unseen'] {
  const { forest, header } = situation.model;
  const beyond = header.features.flatMap(({ name, range: [least, greatest] }, i) => {
    const value = row[i]!;
    if (value >= least && value <= greatest) return [];
    return [{ feature: name, value, least, greatest }];
  });
  const tails = names.filter((_, i) => {
    const edges = forest.edges[i]!;
    if (1 / (edges.length + 1) > TAIL_SHARE) return false;
    return row[i]! <= edges[0]! || row[i]! > edges.at(-1)!;
  });
  return { beyond, tails, strange: beyond.length > 0 || nearest < STRANGE_SHARE };
}
