/**
 * What the whole procedure shows on a history: the Sharpe ratio of the set that a selection chooses
 * on all bars, and that of choosing anew on the past alone. They equal, bit for bit, those of
 * `runSelection` and `runNested`; what only a reader needs (intervals, halves of the trees, tests)
 * is left out, because hundreds of histories are run.
 * Must not know: how the history was made, files.
 */

import { marketOfRows } from '../../engine/backtest/tested-market.ts';
import { testRows } from '../../engine/learn/out-of-sample.ts';
import { NO_CHECKPOINT } from '../checkpoint.ts';
import { byAllSeeds, chooseOnCut, rowsThreshold } from '../choose-on-cut.ts';
import { grownByThreshold } from '../grown-by-threshold.ts';
import { nestedDecisions } from '../nested.ts';
import { leastTestedRows } from '../nested-windows.ts';
import { rowsSharpe, settingsOn } from '../objective.ts';
import type { NestedRunParts, NestedRunPlan } from '../run-nested.ts';
import type { SelectionForests } from '../selection-forests.ts';

/** Annualised net Sharpe ratios; NaN where one is undefined. */
export type ProcedureFigures = {
  /** Of the set selected on all bars. */
  readonly naive: number;
  /** Of the nested selection; NaN also where the plan or the history has none. */
  readonly nested: number;
};

/**
 * The figures of `plan` on the history of `parts.forests`.
 * @throws Cancelled if the signal aborts
 */
export async function procedureFigures(
  plan: NestedRunPlan,
  parts: Pick<NestedRunParts, 'score' | 'importance' | 'signal'> & {
    readonly forests: SelectionForests;
  },
): Promise<ProcedureFigures> {
  const { forests, score } = parts;
  const { nested: every, barsPerYear } = plan;
  const kept = { ...parts, checkpoint: NO_CHECKPOINT, report: () => () => {} };
  const { at: grownAt } = grownByThreshold({ trials: [] }, kept);
  const quiet = { ...kept, problemAt: forests.problemAt, onPhase: () => {} };
  const { dataset, folds } = forests.problemAt(rowsThreshold(plan));
  const { sharpeInside: naive } = await chooseOnCut(folds, plan, {
    ...quiet,
    ...byAllSeeds(grownAt),
    importanceTask: 'importance',
  });
  if (every === 'off') return { naive, nested: Number.NaN };
  const leastRows = leastTestedRows(barsPerYear);
  const decided = await nestedDecisions(
    { ...plan, every, leastRows, sessionDay: score.sessionDay },
    { ...quiet, grownAt, onChoice: () => {} },
  );
  if (decided === undefined) return { naive, nested: Number.NaN };
  const first = decided.choices[0]!.window.rowStart;
  const tested = marketOfRows(dataset, first, testRows(folds).end);
  return { naive, nested: rowsSharpe(tested, settingsOn(score, tested))(decided.rows) };
}
