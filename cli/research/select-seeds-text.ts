/** What a selection's seeds say, for a reader at a terminal. */

import { evaluationsBySeed } from '../../selection/objective.ts';
import { featureStability, seedAgreement } from '../../selection/seed-choices.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { figure, percent } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';
import { rangeJson } from './backtest-json.ts';

/** More seeds than these are not shown one by one; the JSON document has them all. */
const LISTED_SEEDS = 10;

/** What each seed chose alone and how stable each feature is; nothing for one seed. */
export function seedsText(result: SelectionResult, layout: TableLayout): string {
  const { seedChoices, selection, problem } = result;
  if (seedChoices.length < 2) return '';
  const { names } = problem.matrix;
  const evaluation = selection.selected?.evaluation;
  const sharpes = evaluation && evaluationsBySeed(evaluation).map(({ metrics }) => metrics.sharpe);
  const listed = seedChoices.slice(0, LISTED_SEEDS).map(({ seed, whole }, i) => {
    const set = whole.columns.map((column) => names[column]!).join(', ');
    const own = sharpes === undefined ? '' : `${figure(sharpes[i]!)} with the selected set; `;
    const chosen = `alone ${set === '' ? 'no set' : set} (${figure(whole.sharpeInside)})`;
    return `seed ${seed}: ${own}${chosen}`;
  });
  const left = seedChoices.length - listed.length;
  return titled(
    `${seedChoices.length} seeds, the Sharpe ratio of each and what it chooses alone`,
    [
      ...listed,
      ...(left === 0 ? [] : [`${left} more; the document of --json has all`]),
      ...(sharpes === undefined ? [] : [rangeText(sharpes)]),
      stabilityTable(result, layout),
      `The sets of two seeds share ${percent(seedAgreement(seedChoices))} of their features ` +
        'on average (of those that either chose).',
    ].join('\n'),
  );
}

function rangeText(sharpes: readonly number[]): string {
  const { median, q05, q95 } = rangeJson(sharpes);
  return (
    `The selected set over the seeds: median ${figure(median)}, ` +
    `5 to 95 % ${figure(q05)} to ${figure(q95)}.`
  );
}

function stabilityTable({ seedChoices, problem }: SelectionResult, layout: TableLayout): string {
  const nested = seedChoices[0]!.windows.length > 0;
  const header = ['chosen alone', 'share', ...(nested ? ['on all bars', 'in windows'] : [])];
  const rows = featureStability(seedChoices).map(({ column, share, onAllBars, inWindows }) => {
    const shares = [share, onAllBars, inWindows].slice(0, header.length - 1);
    return [problem.matrix.names[column]!].concat(shares.map((value) => percent(value)));
  });
  return textTable(header, rows, layout);
}
