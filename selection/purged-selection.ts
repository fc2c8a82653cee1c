/**
 * Selection inside combinatorial purged cross-validation: in each split a set is chosen on the
 * training rows alone, by a walk forward on them joined to one history, and its forests, trained on
 * all training rows, decide on the test rows. So no figure of a path was ever seen by the choice.
 * Vocabulary: see engine/statistics/combinatorial-purged.ts. Must not know: files, the terminal.
 */

import { arenaOf, buyHoldFigures } from '../engine/backtest/set-figures.ts';
import { allRows, type PurgedPath, type PurgedPaths } from '../engine/backtest/purged-paths.ts';
import { testedMarket } from '../engine/backtest/tested-market.ts';
import type { ForestProblem } from '../engine/forest/problem.ts';
import type { Dataset } from '../engine/learn/dataset.ts';
import { joinedHistory } from '../engine/learn/joined-history.ts';
import { pathParts, splitProblem, splitRows } from '../engine/learn/purged-rows.ts';
import type { PurgedSplit, PurgedSplits } from '../engine/statistics/combinatorial-purged.ts';
import { accountMetrics } from '../engine/trade/account-metrics.ts';
import { comparedWith } from '../engine/trade/trade.ts';
import { accountOf } from '../engine/trade/account.ts';
import { scopedCheckpoint, type Checkpoint } from './checkpoint.ts';
import { rowsThreshold } from './choose-on-cut.ts';
import { chooseSet, type SelectionPlan } from './choose-set.ts';
import type { Importance } from './feature-importance.ts';
import { jointRows } from './joint-rows.ts';
import { rowNeeds, settingsOn, type ScorePlan } from './objective.ts';
import type { Progress, SelectionForests } from './selection-forests.ts';
import { copyRows, decisionsOf, emptyRows, rowsBetween, type SetRows } from './set-rows.ts';
import { createTrials } from './trials.ts';

/** What a split chose on its training rows. */
export type SplitChoice = {
  readonly split: PurgedSplit;
  readonly threshold: number;
  /** Columns in the method's order; empty where no set had a defined score. */
  readonly columns: readonly number[];
  /** The chosen set's Sharpe ratio in the walk on the training rows; NaN without a set. */
  readonly sharpeInside: number;
};

/** The paths, and what their splits chose, in the order of the splits. */
export type PurgedSelection = PurgedPaths & { readonly choices: readonly SplitChoice[] };

export type PurgedSelectionParts = {
  /** The dataset with the labels of a threshold; rows are the same for all. */
  readonly datasetAt: (threshold: number) => Dataset;
  /** The selection's forests on histories that `change` makes of its datasets. */
  readonly forestsOn: (change: (dataset: Dataset) => Dataset) => SelectionForests;
  /** One problem's votes for one set, Uint32Array (test rows × 3). */
  readonly votesOf: (problem: ForestProblem, columns: readonly number[]) => Promise<Uint32Array>;
  readonly importance: (
    problems: readonly ForestProblem[],
    columns: readonly number[],
  ) => Promise<Importance>;
  readonly score: ScorePlan;
  readonly checkpoint: Checkpoint;
  readonly report: () => Progress;
  readonly onPhase: (phase: string) => void;
  /** Told each split's choice. */
  readonly onChoice: (choice: SplitChoice, index: number) => void;
};

/**
 * The paths of choosing anew in each split. Work: a selection on the training rows of each split,
 * and a forest on all of them a split and seed.
 * @param splits of the rows of the parts' datasets
 * @throws Cancelled where the forests are cancelled
 */
export async function purgedSelection(
  plan: SelectionPlan,
  splits: PurgedSplits,
  parts: PurgedSelectionParts,
): Promise<PurgedSelection> {
  const choices: SplitChoice[] = [];
  const tested: (SetRows | undefined)[] = [];
  for (const [i, split] of splits.splits.entries()) {
    const label = `split ${i + 1} of ${splits.splits.length}`;
    const own = {
      ...parts,
      checkpoint: scopedCheckpoint(parts.checkpoint, `cpcv ${label}`),
      onPhase: (phase: string) => parts.onPhase(`${label}, ${phase}`),
    };
    const { choice, rows } = await chooseInSplit(plan, split, own);
    parts.onChoice(choice, i);
    choices.push(choice);
    tested.push(rows);
  }
  return { ...pathsOf(plan, splits, { tested, parts }), choices };
}

/** The choice of a split, and the rows that its set decides on; undefined without a set. */
async function chooseInSplit(
  plan: SelectionPlan,
  split: PurgedSplit,
  parts: PurgedSelectionParts,
): Promise<{ readonly choice: SplitChoice; readonly rows: SetRows | undefined }> {
  const { datasetAt, forestsOn, importance, checkpoint, report, onPhase } = parts;
  const forests = forestsOn((dataset) => joinedHistory(dataset, split.train));
  const { names } = datasetAt(rowsThreshold(plan)).matrix;
  const trials = createTrials(checkpoint, names);
  const { threshold, selected } = await chooseSet(plan, {
    evaluateAt: (at) => trials.scoredBy(at, forests.evaluateAt(at, report)),
    importance: (columns, at) =>
      checkpoint.remember('importance', () => importance(forests.problemAt(at).seeded, columns)),
    onPhase,
  });
  const columns = selected?.columns ?? [];
  const sharpeInside = selected?.evaluation.metrics.sharpe ?? Number.NaN;
  const choice = { split, threshold, columns, sharpeInside };
  if (columns.length === 0) return { choice, rows: undefined };
  const settings = forests.problemAt(threshold).seeded.map((own) => own.settings);
  const rows = await checkpoint.remember('test rows', async () => {
    const made = splitRows(datasetAt(threshold), split);
    const labels = made.dataset.labels.subarray(split.train.length);
    const joint = jointRows(labels, { ...rowNeeds(parts.score), seedCount: settings.length });
    const subset = columns.toSorted((a, b) => a - b);
    for (const own of settings) joint.add(await parts.votesOf(splitProblem(made, own), subset));
    const { bySeed: _seeds, ...mean } = joint.rows();
    return mean;
  });
  return { choice, rows };
}

/** The paths of the splits' rows; a split without a set is neutral. */
function pathsOf(
  plan: SelectionPlan,
  splits: PurgedSplits,
  {
    tested,
    parts,
  }: { readonly tested: readonly (SetRows | undefined)[]; readonly parts: PurgedSelectionParts },
): PurgedPaths {
  const { score } = parts;
  const dataset = parts.datasetAt(rowsThreshold(plan));
  const folded = { dataset, folds: allRows(dataset) };
  const { market, bar } = testedMarket(folded);
  const { terms, periodsPerYear, capital } = settingsOn(score, { market, bar });
  const benchmark = comparedWith(market, terms.payoff);
  const paths = splits.paths.map((_, path): PurgedPath => {
    const joined = emptyRows(dataset.matrix.rows, rowNeeds(score));
    for (const { split, start, end, testStart } of pathParts(splits, path)) {
      const rows = tested[split];
      if (rows !== undefined) {
        copyRows(joined, rowsBetween(rows, testStart, testStart + end - start), start);
      }
    }
    const account = accountOf(market, decisionsOf(joined, score.positions, bar), terms);
    return { account, metrics: accountMetrics(account, { periodsPerYear, capital, benchmark }) };
  });
  const held = buyHoldFigures(arenaOf(folded, score));
  return { splits, paths, buyHoldSharpe: held.metrics.sharpe };
}

/** How often each feature was chosen: the share of splits, the most frequent first. */
export function chosenShares(
  choices: readonly SplitChoice[],
): readonly { readonly column: number; readonly share: number }[] {
  const columns = [...new Set(choices.flatMap((choice) => choice.columns))].sort((a, b) => a - b);
  return columns
    .map((column) => {
      const chosen = choices.filter((choice) => choice.columns.includes(column));
      return { column, share: chosen.length / choices.length };
    })
    .sort((a, b) => b.share - a.share || a.column - b.column);
}
