/**
 * The nested selection that belongs to a selection: it starts from what that one has grown already.
 * Must not know: files, the terminal.
 */

import type { GrownByThreshold } from './grown-by-threshold.ts';
import { nestedSelection, type NestedParts, type NestedSelection } from './nested.ts';
import { leastTestedRows, type NESTED_CHOICES } from './nested-windows.ts';
import type { SelectionPlan } from './choose-set.ts';
import type { Selection } from './run-selection.ts';
import type { SelectionForests } from './selection-forests.ts';

/** A nested selection and how much it tried. */
export type NestedResult = NestedSelection & {
  /** Different sets that the windows scored; sets at two thresholds are two. */
  readonly differentSets: number;
};

/** A nested selection, or the reason why there is none. */
export type NestedOutcome = NestedResult | { readonly missing: string };

/** How a selection is nested, beside what it is. */
export type NestedRunPlan = SelectionPlan & {
  readonly nested: (typeof NESTED_CHOICES)[number];
  readonly barsPerYear: number;
  readonly seed: number;
};

export type NestedRunParts = Omit<NestedParts, 'problemAt' | 'grownAt' | 'naive'> & {
  readonly forests: Pick<SelectionForests, 'problemAt'>;
  /** What was grown by `selection` and goes on growing. */
  readonly grown: GrownByThreshold;
};

/** Nests `selection`, which was run by the same plan and forests. */
export async function runNested(
  plan: NestedRunPlan,
  selection: Selection,
  parts: NestedRunParts,
): Promise<NestedOutcome> {
  const { nested: every, barsPerYear } = plan;
  if (every === 'off') return { missing: 'not asked for: --nested off' };
  const { forests, score, grown } = parts;
  const leastRows = leastTestedRows(barsPerYear);
  const nested = await nestedSelection(
    { ...plan, every, leastRows, sessionDay: score.sessionDay },
    {
      ...parts,
      problemAt: forests.problemAt,
      grownAt: grown.at,
      naive: selection.selected?.evaluation.rows,
    },
  );
  if (nested !== undefined) return { ...nested, differentSets: grown.setCount() };
  return { missing: `no ${every} begins after at least ${leastRows} tested rows (half a year)` };
}
