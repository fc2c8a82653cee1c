/** What a selection inside each split of `--cpcv` chose, for a reader at a terminal and as JSON. */

import { chosenShares, type SplitChoice } from '../../selection/purged-selection.ts';
import type { SelectionResult } from '../../selection/selection-result.ts';
import { figure, percent } from '../framework/figure-text.ts';
import type { JsonInput } from '../framework/json-document.ts';
import { textTable, type TableLayout } from '../framework/text-table.ts';
import { cpcvJson } from './cpcv-json.ts';
import { cpcvText } from './cpcv-text.ts';

/** The live line of a split: `cpcv, tested groups 1, 2: mfi_14 (Sharpe 1.1 inside), 5 min left`. */
export function splitNote(
  { split, columns, sharpeInside }: SplitChoice,
  names: readonly string[],
  { left, leftMs }: { readonly left: number; readonly leftMs: number },
): string {
  const seconds = Math.ceil(leftMs / 1000);
  const time = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
  const after = left === 0 ? '' : `; ${left} split(s), about ${time} left`;
  const set = columns.length === 0 ? 'no set' : setOf(columns, names).join(', ');
  const inside = `Sharpe ${figure(sharpeInside)} inside`;
  return `cpcv, tested groups ${groupsText(split.groups)}: ${set} (${inside})${after}`;
}

/** The paths and how often each feature was chosen; nothing without `--cpcv`. */
export function selectCpcvText({ purged, problem }: SelectionResult, layout: TableLayout): string {
  if (purged === undefined) return '';
  const rows = chosenShares(purged.choices).map(({ column, share }) => [
    problem.matrix.names[column]!,
    percent(share),
  ]);
  return [
    cpcvText('a set chosen anew in each split', purged, layout),
    textTable(['chosen', 'share of splits'], rows, layout),
  ].join('\n');
}

/** The value of `cpcv`; undefined without it. */
export function selectCpcvJson({ purged, problem }: SelectionResult): JsonInput | undefined {
  if (purged === undefined) return undefined;
  const { names } = problem.matrix;
  return {
    ...cpcvJson(purged),
    choices: purged.choices.map(({ split, threshold, columns, sharpeInside }) => ({
      testGroups: split.groups.map((group) => group + 1),
      threshold,
      features: setOf(columns, names),
      sharpeInside,
    })),
    chosen: chosenShares(purged.choices).map(({ column, share }) => ({
      feature: names[column]!,
      share,
    })),
  };
}

function setOf(columns: readonly number[], names: readonly string[]): readonly string[] {
  return columns.map((column) => names[column]!);
}

function groupsText(groups: readonly number[]): string {
  return groups.map((group) => group + 1).join(', ');
}
