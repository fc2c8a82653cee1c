/** A nested selection for a reader at a terminal. */

import { formatBarTime } from '../../engine/core/bar-time.ts';
import type { NestedChoice, NestedSelection } from '../../selection/nested.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { counted } from '../../engine/core/counted.ts';
import { figure } from '../framework/figure-text.ts';
import { textTable, type TableLayout } from '../framework/text-table.ts';

/** Windows that are listed; a selection at every fold has hundreds. */
const LISTED_WINDOWS = 20;

/** The live line of a window: `nested, from 2019-01-01: mfi_14, dow_sin (Sharpe 1.2 before)`. */
export function choiceNote(
  { window, columns, sharpeInside }: NestedChoice,
  time: Float64Array,
  names: readonly string[],
): string {
  const from = formatBarTime(time[window.rowStart]!);
  return `nested, from ${from}: ${setText(columns, names)} (Sharpe ${figure(sharpeInside)} before)`;
}

/** What selecting anew on the past made, beside the naive figure, and each window's set. */
export function nestedText({ nested, problem }: SelectionResult, layout: TableLayout): string {
  if ('missing' in nested) return `no nested selection: ${nested.missing}`;
  const { every, windows, differentSets } = nested;
  const listed = windows.map((_, i) => i).slice(-LISTED_WINDOWS);
  const table = textTable(
    ['from', 'to', 'Sharpe before', 'Sharpe in it', 'bars'],
    listed.map((i) => [
      formatBarTime(windows[i]!.from),
      formatBarTime(windows[i]!.to),
      figure(nested.choices[i]!.sharpeInside),
      figure(windows[i]!.sharpe),
      String(windows[i]!.bars),
    ]),
    { ...layout, nameColumns: 2 },
  );
  const sets = listed.map((i) => {
    const text = setText(nested.choices[i]!.columns, problem.matrix.names);
    return `${formatBarTime(windows[i]!.from)}  ${text}`;
  });
  const left = windows.length - listed.length;
  return [
    `Nested selection: a set anew each ${every} on the bars before it, ` +
      `${counted(windows.length, 'window')}, ${differentSets.toLocaleString('en')} sets scored`,
    ...(left === 0 ? [] : [`the last ${LISTED_WINDOWS}; the document of --json has all`]),
    table,
    ...sets,
    ...comparison(nested),
  ].join('\n');
}

function comparison(nested: NestedSelection): readonly string[] {
  const { metrics, standardError, interval } = nested;
  const ends = `${figure(interval.lower)} to ${figure(interval.upper)}`;
  return [
    `Sharpe ${figure(metrics.sharpe)} over ${metrics.bars} bars, standard error ` +
      `${figure(standardError)}, 95 % interval ${ends}.`,
    `On the same bars: the set selected on all bars ${figure(nested.naiveSharpeOnSameBars)} ` +
      `(it knew them), buy and hold ${figure(nested.buyHoldSharpeOnSameBars)}.`,
  ];
}

function setText(columns: readonly number[], names: readonly string[]): string {
  return columns.length === 0 ? 'no set' : columns.map((column) => names[column]!).join(', ');
}
