/** What a selection's seeds say, as keys of the JSON document. */

import { evaluationsBySeed, rowsSharpe, settingsOn } from '../../selection/objective.ts';
import { featureStability, seedAgreement } from '../../selection/seed-choices.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { testedMarket } from '../../engine/backtest/tested-market.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import { ONE_SEED, rangeJson } from './backtest-json.ts';

/** Each seed with the selected set's figure and with what it chose alone. */
export function seedsJson(result: SelectionResult): JsonInput {
  const { selection, seedChoices, problem } = result;
  const { selected } = selection;
  const sharpes = selected && evaluationsBySeed(selected.evaluation);
  const setOf = (columns: readonly number[]): readonly string[] =>
    columns.map((column) => problem.matrix.names[column]!);
  return seedChoices.map(({ seed, whole, windows }, i) => ({
    seed,
    sharpe: sharpes?.[i]?.metrics.sharpe ?? missing('no set has a defined Sharpe ratio'),
    alone: {
      features: setOf(whole.columns),
      sharpe: whole.sharpeInside,
      windows: windows.map(({ columns }) => setOf(columns)),
    },
  }));
}

/** How often each feature is chosen by seeds alone, the most stable first. */
export function stabilityJson({ seedChoices, problem }: SelectionResult): JsonInput {
  const noWindows = missing('there is no nested selection');
  return featureStability(seedChoices).map(({ column, share, onAllBars, inWindows }) => ({
    feature: problem.matrix.names[column]!,
    share,
    onAllBars,
    inWindows: Number.isNaN(inWindows) ? noWindows : inWindows,
  }));
}

/** How far the seeds are apart; null, with its reason, for one. */
export function seedSpreadJson(result: SelectionResult): JsonInput {
  const { seedChoices, selection, score } = result;
  if (result.seeded.length < 2) return ONE_SEED;
  const { selected } = selection;
  if (selected === undefined) return missing('no set has a defined Sharpe ratio');
  const { evaluation } = selected;
  const tested = testedMarket(result);
  return {
    sharpe: rangeJson(evaluationsBySeed(evaluation).map(({ metrics }) => metrics.sharpe)),
    ofMeanProbabilities: rowsSharpe(tested, settingsOn(score, tested))(evaluation.rows),
    agreement: seedAgreement(seedChoices),
  };
}
