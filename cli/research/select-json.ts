/** A selection as the JSON document's keys. */

import { outOfSampleRange } from '../../engine/backtest/backtest-result.ts';
import { namedSelection, type NamedStep } from '../../selection/named-selection.ts';
import type { RescoredSet } from '../../selection/rescored-set.ts';
import { selectionVerdict, type SelectionResult } from '../../selection/selection-result.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import { accountingJson, ONE_SEED, shortSampleJson, undecidedJson } from './backtest-json.ts';
import { nestedJson } from './nested-json.ts';
import { nullJson } from './null-json.ts';
import { selectCpcvJson } from './select-cpcv-text.ts';
import { seedsJson, seedSpreadJson, stabilityJson } from './select-seeds-json.ts';

/** A note that must stand beside the Sharpe ratio of the selected set. */
const BEST_OF_TRIALS_NOTE =
  'The Sharpe ratio is the best of these trials on the same rows and no forecast. ' +
  'expectedMaximum is the mean of the best Sharpe ratio of as many independent trials with this ' +
  'spread and without skill; greedy trials are correlated, so they count as fewer.';

/** Why a figure of the selected set is missing. */
const NO_SET = 'no set has a defined Sharpe ratio';
const STILL = 'the selected set never takes a position';

/** The document's keys, in the order in which they are printed. */
export function selectionJson(
  result: SelectionResult,
  elapsedMs: number,
): Readonly<Record<string, JsonInput>> {
  const { thresholds, correlated, preSelected, selected } = result.selection;
  const { names } = result.problem.matrix;
  const { statistics, ...named } = namedSelection(result);
  const oneTree = result.problem.settings.trees === 1;
  const cpcv = selectCpcvJson(result);
  const noStep = missing(selected ? STILL : NO_SET);
  return {
    steps: named.steps.map((step) => stepResult(step, oneTree)),
    selected: named.selected,
    candidates: names,
    sharpe: Number.isNaN(named.sharpe) ? noStep : named.sharpe,
    trials: named.trials,
    foldCount: named.foldCount,
    treesGrown: named.treesGrown,
    elapsedMs,
    threshold: result.dataset.target.threshold ?? missing('its classes have no threshold'),
    nested: nestedJson(result),
    null: nullJson(result),
    seeds: seedsJson(result),
    stability: stabilityJson(result),
    ...(cpcv === undefined ? {} : { cpcv }),
    statistics: {
      ...statistics,
      seedSpread: seedSpreadJson(result),
      tests: testsJson(result),
      overfitting:
        result.overfitting ?? missing('fewer than two trials with returns that vary, or few bars'),
      note: BEST_OF_TRIALS_NOTE,
      noteShortSample:
        selected === undefined
          ? noStep
          : shortSampleJson(selected.evaluation.metrics.bars, statistics.sharpeError),
    },
    verdict: selectionVerdict(result),
    outOfSample: outOfSampleRange(result),
    selectedBy: named.selectedBy ?? noStep,
    sets: named.sets,
    buyHold: named.buyHold,
    undecided: undecidedJson(result.undecided),
    accounting: accountingJson(result.score),
    ...(preSelected === undefined
      ? {}
      : { preSelected: preSelected.map((column) => names[column]!) }),
    ...(result.rescored === undefined ? {} : { rescored: rescoredResult(result.rescored) }),
    ...(named.importance === undefined ? {} : { importance: named.importance }),
    ...(correlated === undefined
      ? {}
      : {
          correlated: correlated.map(({ first, second, correlation }) => ({
            features: [names[first]!, names[second]!],
            correlation,
          })),
        }),
    ...(thresholds === undefined
      ? {}
      : {
          thresholds: thresholds.map(({ threshold, evaluation }) => ({
            threshold,
            metrics: evaluation.metrics,
          })),
        }),
  };
}

function testsJson({ tests, selection }: SelectionResult): JsonInput {
  if (tests === undefined) return missing(selection.selected ? STILL : NO_SET);
  const { againstBuyHold = missing('an account in bitcoin earns nothing by holding') } = tests;
  return { ...tests, againstBuyHold };
}

/** A step; why it has no margin, or no noise of it, is said. */
function stepResult(step: NamedStep, oneTree: boolean): JsonInput {
  const alone = missing('the only candidate');
  const spread = step.sharpeBySeed.length < 2 ? { sharpeSpread: ONE_SEED } : {};
  const half = step.firstHalfFeature ?? missing('no ratio of the first half is defined');
  const own = { ...step, firstHalfFeature: half, ...spread };
  if (step.candidates.length < 2) return { ...own, margin: alone, marginNoise: alone };
  if (!oneTree) return own;
  const halves = missing('a forest of one tree has no halves to compare');
  return { ...own, marginNoise: halves, firstHalfFeature: halves };
}

function rescoredResult({ trees, evaluation }: RescoredSet): JsonInput {
  const { metrics, sharpeError } = evaluation;
  return { trees, metrics, sharpeError };
}
