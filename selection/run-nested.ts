/**
 * The nested selection that belongs to a selection: it starts from what that one has grown already.
 * Must not know: files, the terminal.
 */

import type { ForestProblem } from '../engine/forest/problem.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Importance } from './feature-importance.ts';
import { grownRows, type GrownRows } from './grown-rows.ts';
import { nestedSelection, type NestedParts, type NestedSelection } from './nested.ts';
import { rowNeeds, type ScorePlan } from './objective.ts';
import { leastTestedRows, type NESTED_CHOICES } from './nested-windows.ts';
import type { SelectionPlan } from './choose-set.ts';
import type { Selection } from './run-selection.ts';
import type { Progress, SelectionForests } from './selection-forests.ts';
import { thresholdScope } from './trials.ts';

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

export type NestedRunParts = Pick<NestedParts, 'signal' | 'onPhase' | 'onChoice'> & {
  readonly forests: SelectionForests;
  readonly score: ScorePlan;
  readonly importance: (problem: ForestProblem, columns: readonly number[]) => Promise<Importance>;
  readonly checkpoint: Checkpoint;
  /** Where the forests' progress goes. */
  readonly report: () => Progress;
};

/** Nests `selection`, which was run by the same plan and forests. */
export async function runNested(
  plan: NestedRunPlan,
  selection: Selection,
  parts: NestedRunParts,
): Promise<NestedOutcome> {
  const { nested: every, barsPerYear } = plan;
  if (every === 'off') return { missing: 'not asked for: --nested off' };
  const { forests, score } = parts;
  const grownAt = grownByThreshold(selection, parts);
  const leastRows = leastTestedRows(barsPerYear);
  const nested = await nestedSelection(
    { ...plan, every, leastRows, sessionDay: score.sessionDay },
    {
      ...parts,
      problemAt: forests.problemAt,
      grownAt: grownAt.at,
      naive: selection.selected?.evaluation.rows,
    },
  );
  if (nested !== undefined) return { ...nested, differentSets: grownAt.setCount() };
  return { missing: `no ${every} begins after at least ${leastRows} tested rows (half a year)` };
}

export type GrownByThreshold = {
  readonly at: NestedParts['grownAt'];
  readonly setCount: () => number;
};

/** What is grown at each threshold; what the `trials` have grown is known from the start. */
export function grownByThreshold(
  { trials }: Pick<Selection, 'trials'>,
  {
    forests,
    score,
    checkpoint,
    report,
  }: Pick<NestedRunParts, 'forests' | 'score' | 'checkpoint' | 'report'>,
): GrownByThreshold {
  const made = new Map<number, GrownRows>();
  const at = (threshold: number): GrownRows => {
    const { folds, problem } = forests.problemAt(threshold);
    const grown =
      made.get(threshold) ??
      grownRows({
        scope: thresholdScope(threshold),
        folds,
        needs: rowNeeds(score),
        names: problem.matrix.names,
        known: trials
          .filter((trial) => trial.threshold === threshold)
          .map(({ columns, evaluation: { rows } }) => ({ columns, rows })),
        grow: forests.rowsAt(threshold, report),
        checkpoint,
      });
    made.set(threshold, grown);
    return grown;
  };
  const setCount = (): number =>
    [...made.values()].reduce((sum, grown) => sum + grown.setCount(), 0);
  return { at, setCount };
}
