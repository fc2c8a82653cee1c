/** What a selection selected, in words, and the limits of its figures. */

import type { OverfittingFigures } from '../../engine/statistics/overfitting-figures.ts';
import { treesGrown, type SelectionResult } from '../../selection/selection-result.ts';
import { figure } from '../framework/figure-text.ts';

/** The features of the selected set, its figures with more trees, and the limits of its figures. */
export function selectedText(result: SelectionResult): string {
  const { names } = result.problem.matrix;
  const { selected } = result.selection;
  if (selected === undefined) return 'selected: nothing, no set has a defined Sharpe ratio';
  const features = selected.columns.map((column) => names[column]!).join(', ');
  const paragraphs = [
    `selected${byText(result.selection)}: ${features}`,
    rescoredText(result),
    caveat(result),
  ];
  return paragraphs.filter((paragraph) => paragraph !== '').join('\n\n');
}

/** Which method proposed the selected set, if all were asked for. */
function byText({ selected, correlated }: SelectionResult['selection']): string {
  if (selected === undefined || correlated === undefined) return '';
  return selected.by === 'forward' ? ' by forward steps' : ` by ${selected.by} importance`;
}

/** The selected set in forests of `--rescore` trees. */
function rescoredText({ rescored }: SelectionResult): string {
  if (rescored === undefined) return '';
  const { trees, evaluation } = rescored;
  const figures = `Sharpe ${figure(evaluation.metrics.sharpe)}, standard error`;
  return `With ${trees} trees the selected set has ${figures} ${figure(evaluation.sharpeError)}.`;
}

function caveat(result: SelectionResult): string {
  const { selected, statistics } = result.selection;
  if (selected === undefined) return '';
  const { trials, sharpeError, trialSpread, expectedMaximum } = statistics;
  const lines = [
    `Sharpe ${figure(selected.evaluation.metrics.sharpe)}, standard error ` +
      `${figure(sharpeError)}: the best of ${trials} trials on the same rows, not a forecast.`,
  ];
  if (!Number.isNaN(trialSpread)) {
    lines.push(
      `The spread of the trials is ${figure(trialSpread)}. With this spread and without skill, ` +
        `the best of ${trials} ` +
        `independent trials has a Sharpe ratio of ${figure(expectedMaximum)} on average ` +
        '(Bailey & López de Prado 2014).',
    );
  }
  const { tests } = result;
  if (tests !== undefined) {
    lines.push(
      'By the number of bars instead of the spread it is ' +
        `${figure(tests.maximumOfIndependent)}, and ${figure(tests.maximumOfCorrelated)} for ` +
        `trials as correlated as these. Deflated Sharpe ratio of 2014: ` +
        `${figure(tests.deflatedSharpe2014)}.`,
    );
  }
  if (result.overfitting !== undefined) lines.push(overfittingText(result.overfitting));
  lines.push(`${treesGrown(result).toLocaleString('en')} trees grown.`);
  return lines.join('\n');
}

/** The probability of overfitting, what it is, and what it is on noise. */
export function overfittingText({ probability, onNoise }: OverfittingFigures): string {
  const { lower, upper, draws } = onNoise;
  return (
    `Probability of overfitting ${figure(probability)}: how often the best trial on one half of ` +
    `the bars is below the median on the other. On ${draws} draws of noise it is ` +
    `${figure(lower)} to ${figure(upper)}; a figure between them says nothing.`
  );
}
