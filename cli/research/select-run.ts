/**
 * What `select` runs: the selection on all bars, whose result is noted as soon as it is there, the
 * nested one, both on histories without skill, each seed's own choices, and purged paths.
 */

import type { ForestPool } from '../../engine/pool/forest-pool.ts';
import type { Checkpoint } from '../../selection/checkpoint.ts';
import { rowsThreshold } from '../../selection/choose-on-cut.ts';
import { grownByThreshold } from '../../selection/grown-by-threshold.ts';
import type { NullKind } from '../../selection/null-histories/null-bars.ts';
import {
  nullHistories,
  nullResult,
  type NullOutcome,
  type NullRunner,
} from '../../selection/null-histories/null-histories.ts';
import type { ScorePlan } from '../../selection/objective.ts';
import { planImportance } from '../../selection/plan-importance.ts';
import { rescoredSet, type RescoredSet } from '../../selection/rescored-set.ts';
import { runNested, type NestedRunPlan } from '../../selection/run-nested.ts';
import { runSelection, type Selection } from '../../selection/run-selection.ts';
import { seedChoices } from '../../selection/seed-choices.ts';
import type { Trial } from '../../selection/trials.ts';
import type { SelectionForests } from '../../selection/selection-forests.ts';
import {
  selectionOverfitting,
  selectionResult,
  selectionTests,
  type SelectionFound,
} from '../../selection/selection-result.ts';
import {
  purgedSelection,
  type PurgedSelection,
  type PurgedSelectionParts,
} from '../../selection/purged-selection.ts';
import type { PurgedSplits } from '../../engine/statistics/combinatorial-purged.ts';
import { splitNote } from './select-cpcv-text.ts';
import type { CommandContext, ProgressReport } from '../framework/command.ts';
import { choiceNote } from './nested-text.ts';
import { plainText, stepNote } from './select-text.ts';

/** A selection that is ready to run. */
export type SelectRun = {
  readonly plan: NestedRunPlan & {
    /** Trees in which the selected set is scored once more; left out: it is not. */
    readonly rescore?: number | undefined;
    /** Number of histories without skill to repeat it on, and how they are made. */
    readonly null: number;
    readonly nullKind: NullKind;
  };
  /** They serve the selection and its nested windows. */
  readonly forests: SelectionForests;
  /** Forests of another number of trees, for `rescore`. */
  readonly forestsOf: (trees: number) => SelectionForests;
  /** What `--cpcv` asks for; left out: nothing. */
  readonly purged?:
    | (Pick<PurgedSelectionParts, 'forestsOn' | 'votesOf'> & { readonly splits: PurgedSplits })
    | undefined;
  readonly score: ScorePlan;
  readonly checkpoint: Checkpoint;
  /** Called for each trial of the selection on all bars as soon as it is scored. */
  readonly onScored: (trial: Trial) => void;
  readonly pool: Pick<ForestPool, 'problemsAtOnce'>;
  /** Runs the plan on histories without skill. */
  readonly nullRunnerOf: (plan: NestedRunPlan) => NullRunner;
};

/** Runs both selections, with notes and progress on the context. */
export async function runSelect(context: CommandContext, run: SelectRun): Promise<SelectionFound> {
  const { timer, signal, note, progress } = context;
  const { plan, forests, score, checkpoint } = run;
  const { matrix } = forests.problemAt(rowsThreshold(plan)).problem;
  let report: ProgressReport = () => {};
  const onPhase = (phase: string): void => {
    report = progress(phase);
  };
  const onProgress: ProgressReport = (done, total) => report(done, total);
  const measure = planImportance(plan, { signal, onProgress });
  const importance: typeof measure = (seeded, features) =>
    timer.timeAsync('importance', () => measure(seeded, features));
  const selection = await runSelection(plan, {
    matrix,
    evaluateAt: (threshold) => forests.evaluateAt(threshold, () => report),
    importance: (features, threshold) => importance(forests.problemAt(threshold).seeded, features),
    checkpoint,
    onPhase,
    onStep: (step) => note(stepNote(step, matrix.names, score)),
    onScored: run.onScored,
  });
  const rescored = await rescore(run, selection, { onPhase, report: () => report });
  const problem = forests.problemAt(selection.threshold);
  const onResample = progress('tests of trials', 'resamples');
  const tests = await context.busy('tests of trials', () =>
    selectionTests(problem, selection, score, onResample),
  );
  const onDraw = progress('probability of overfitting', 'draws');
  const overfitting = await context.busy('probability of overfitting', () =>
    selectionOverfitting(problem, selection, score, onDraw),
  );
  const plain = { selection, rescored, tests, overfitting };
  if (plan.nested !== 'off') notePlain(context, run, plain);
  const grown = grownByThreshold(selection, { forests, score, checkpoint, report: () => report });
  const parts = { forests, score, importance, checkpoint, signal, grown };
  const nested = await runNested(plan, selection, {
    ...parts,
    onPhase: (phase) => onPhase(`nested, ${phase}`),
    onChoice: (choice) => note(choiceNote(choice, problem.dataset.time, matrix.names)),
  });
  const nulls = await timer.timeAsync('null histories', () =>
    runNulls(run, { selection, nested }, progress),
  );
  const alone = await seedChoices(plan, { selection, nested }, { ...parts, onPhase });
  const purged = await runPurged(run, context, { ...parts, report: () => report, onPhase });
  return { ...plain, nested, nulls, seedChoices: alone, purged };
}

/** Notes the selection on all bars, before the nested one, which takes longer. */
function notePlain(
  { note, columns }: CommandContext,
  { forests, score }: SelectRun,
  plain: Pick<SelectionFound, 'selection' | 'rescored' | 'tests' | 'overfitting'>,
): void {
  const coming = { missing: 'it is still to come' };
  const found = { ...plain, nested: coming, nulls: coming, seedChoices: [] };
  const result = selectionResult(forests.problemAt(plain.selection.threshold), found, score);
  note(`\n${plainText(result, { width: columns })}\n`);
}

/** The same on histories without skill. Their sets are no trials on these bars. */
async function runNulls(
  { plan, checkpoint, pool, nullRunnerOf }: SelectRun,
  { selection, nested }: Pick<SelectionFound, 'selection' | 'nested'>,
  progress: CommandContext['progress'],
): Promise<NullOutcome> {
  const { null: count, nullKind: kind } = plan;
  if (count === 0) return { missing: 'not asked for: --null 0' };
  const onDone = progress('histories without skill', 'histories');
  const asked = { kind, count };
  const histories = await nullHistories(nullRunnerOf(plan), asked, { checkpoint, pool, onDone });
  const naive = selection.selected?.evaluation.metrics.sharpe ?? Number.NaN;
  return nullResult({ naive, nested }, kind, histories);
}

/** The selection inside each split of `--cpcv`, with the time left after each of them. */
async function runPurged(
  { plan, forests, purged }: SelectRun,
  { clock, note }: CommandContext,
  parts: Omit<PurgedSelectionParts, 'datasetAt' | 'forestsOn' | 'votesOf' | 'onChoice'>,
): Promise<PurgedSelection | undefined> {
  if (purged === undefined) return undefined;
  const { splits, ...own } = purged;
  const startMs = clock();
  const { names } = forests.problemAt(rowsThreshold(plan)).problem.matrix;
  return purgedSelection(plan, splits, {
    ...parts,
    ...own,
    datasetAt: (threshold) => forests.problemAt(threshold).dataset,
    onPhase: (phase) => parts.onPhase(`cpcv, ${phase}`),
    onChoice: (choice, i) => {
      const left = splits.splits.length - i - 1;
      const leftMs = ((clock() - startMs) / (i + 1)) * left;
      note(splitNote(choice, names, { left, leftMs }));
    },
  });
}

/** The selected set in forests of `rescore` trees. */
async function rescore(
  { plan, forestsOf, checkpoint }: SelectRun,
  selection: Selection,
  watch: { readonly onPhase: (phase: string) => void; readonly report: () => ProgressReport },
): Promise<RescoredSet | undefined> {
  const { rescore: trees } = plan;
  if (trees === undefined) return undefined;
  watch.onPhase(`the selected set with ${trees} trees`);
  const evaluate = forestsOf(trees).evaluateAt(selection.threshold, watch.report);
  return rescoredSet(selection, { trees, evaluate, checkpoint });
}
