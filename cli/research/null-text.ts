/** The procedure on histories without skill, for a reader at a terminal. */

import { pText } from '../../engine/assess/verdict-words.ts';
import type { NullRank } from '../../engine/statistics/null-rank.ts';
import type { NullKind } from '../../selection/null-histories/null-bars.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { figure } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';

/** What is gone and what is kept in the histories of each kind. */
const MEANING: Readonly<Record<NullKind, string>> = {
  rotated: 'labels and returns are shifted against the features, the drift of the market stays',
  bootstrap: 'bars in random blocks, the drift of the market stays',
  'sign-flip': 'each bar goes up or down at random, the drift of the market is gone',
};

/** One block: both figures among those of the histories; empty if none was asked for. */
export function nullText({ nulls }: SelectionResult, layout: TableLayout): string {
  if ('missing' in nulls) return '';
  const { kind, count, naive, nested } = nulls;
  const rows = [
    rankRow('selected set', naive),
    ...('missing' in nested ? [] : [rankRow('nested', nested)]),
  ];
  const header = ['Sharpe ratio', 'here', 'p', 'SE of p', '5 %', 'median', '95 %'];
  const title = `The same on histories without skill (${kind}, ${count} of them)`;
  const notes = [
    `${kind}: ${MEANING[kind]}. The last three columns are quantiles of the histories.`,
    ...('missing' in nested ? [`no nested figure: ${nested.missing}`] : []),
  ];
  return titled(title, [textTable(header, rows, layout), ...notes].join('\n'));
}

function rankRow(name: string, rank: NullRank): readonly string[] {
  const { real, pValue, standardError, quantiles } = rank;
  const { q05, median, q95 } = quantiles;
  return [
    name,
    figure(real),
    pText(pValue).replace('= ', ''),
    figure(standardError),
    ...[q05, median, q95].map((value) => figure(value)),
  ];
}
