/**
 * A whole selection in one call, for programs: forests on a pool of their own, nothing kept on
 * disk. The command composes the same parts around its checkpoint.
 */

import { tradePlan } from '../engine/backtest/trade-plan.ts';
import { calendarOf, columnNames } from '../engine/backtest/walk-forward.ts';
import { resolveOptions, type OptionValues } from '../engine/core/options.ts';
import { phaseTimer } from '../engine/core/phase-timer.ts';
import { forestSettings } from '../engine/forest/forest-options.ts';
import { columnsOf, type Dataset } from '../engine/learn/dataset.ts';
import { createForestPool } from '../engine/pool/forest-pool.ts';
import { NO_CHECKPOINT } from './checkpoint.ts';
import { namedSelection, type NamedSelection } from './named-selection.ts';
import { planImportance } from './plan-importance.ts';
import { runSelection } from './run-selection.ts';
import { selectionForests, type Progress } from './selection-forests.ts';
import { SELECT_OPTIONS, selectSeeds } from './selection-options.ts';
import { selectionResult } from './selection-result.ts';

/** A program gets the plain selection. */
const PLAIN = {
  nested: { missing: 'only the command nests' },
  nulls: { missing: 'only the command runs null histories' },
  seedChoices: [],
  tests: undefined,
  overfitting: undefined,
  rescored: undefined,
};

/** How a program selects; what is left out has the command's default. */
export type SelectOptions = Partial<OptionValues<typeof SELECT_OPTIONS>> & {
  /** The dataset's columns to choose from; all if left out. */
  readonly names?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of the work within a phase such as `step 3`: units done of all. */
  readonly onProgress?: ((phase: string, done: number, total: number) => void) | undefined;
};

/**
 * The features of `data` that are best together, and what every set on the way was worth. A
 * dataset has one target, so that `method: 'all'` sweeps no thresholds.
 * @param cores worker threads if the options do not say
 * @throws InputError for an option that is unknown or out of range, and if the rows are too few;
 *   Cancelled if the signal aborts
 */
export async function selectFeatures(
  data: Dataset,
  options: SelectOptions,
  cores: number,
): Promise<NamedSelection> {
  const { names, signal, onProgress, ...given } = options;
  const values = resolveOptions(SELECT_OPTIONS, given, 'select');
  const { workers = cores } = values;
  const { objective, positions } = values;
  const trading = tradePlan({ ...values, regimeLabels: 'known' }, calendarOf(data));
  const score = { ...trading, objective, positions };
  const candidates = columnsOf(data.matrix, columnNames(data, names, 'select'));
  const threshold = data.target.threshold ?? 0;
  const seeds = selectSeeds(values, 'select');
  const settings = forestSettings({ ...values, seed: seeds[0]! });
  const pool = createForestPool({ workers });
  try {
    const forests = selectionForests(
      { datasetAt: () => data, folds: values, settings, seeds, score },
      { pool, timer: phaseTimer(() => 0), signal },
    );
    const folded = forests.problemAt(threshold);
    let report: Progress = () => {};
    const onPart: Progress = (done, total) => report(done, total);
    const importance = planImportance(values, { signal, onProgress: onPart });
    const selection = await runSelection(
      { ...values, candidates, threshold, sweep: [] },
      {
        matrix: data.matrix,
        evaluateAt: (at) => forests.evaluateAt(at, () => report),
        importance: (columns) => importance(folded.seeded, columns),
        checkpoint: NO_CHECKPOINT,
        onPhase: (phase) => {
          report = (done, total) => onProgress?.(phase, done, total);
        },
        onStep: () => {},
      },
    );
    const found = { ...PLAIN, selection };
    return namedSelection(selectionResult(folded, found, score));
  } finally {
    await pool.close();
  }
}
