/**
 * Fewer candidates before the first step: those that forests on all of them use most. A selection
 * on 4-hour bars then takes half the time. The importance knows the labels of the whole history, so
 * that it is part of the choice: it must be made anew wherever the choice is made anew.
 */

import type { Importance } from './feature-importance.ts';
import { rankColumns } from './top-sets.ts';

/**
 * The `count` columns of the highest Gini importance, ascending; equal ones by rising column. All
 * columns if they are no more than `count`.
 * @param importance of `columns`, in their order
 */
export function preSelectedColumns(
  columns: readonly number[],
  importance: Importance,
  count: number,
): readonly number[] {
  return rankColumns(columns, importance.gini)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** The part of `importance`, which is in the order of `columns`, for `kept` ones in their order. */
export function importanceOf(
  kept: readonly number[],
  columns: readonly number[],
  importance: Importance,
): Importance {
  const pick = (figures: readonly number[]): readonly number[] =>
    kept.map((column) => figures[columns.indexOf(column)]!);
  return { gini: pick(importance.gini), permutation: pick(importance.permutation) };
}
