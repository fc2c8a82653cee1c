/** The importances that a selection asks for. Must not know: files, the terminal. */

import type { CutParts } from './choose-on-cut.ts';
import type { SelectionPlan } from './choose-set.ts';
import { meanImportance, type ImportanceWatch } from './feature-importance.ts';

/** A function that measures the importances that the method of a plan needs. */
export function planImportance(
  { method }: Pick<SelectionPlan, 'method'>,
  watch: ImportanceWatch,
): CutParts['importance'] {
  // Forward steps need a pre-selection by Gini importance, and nothing else.
  const shuffles = method === 'forward' ? 0 : undefined;
  return (problems, columns) => meanImportance(problems, columns, { ...watch, shuffles });
}
