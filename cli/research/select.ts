/** `npm run select`: chooses features by walk-forward forests and says how little that proves. */

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OptionValues } from '../../engine/core/options.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { Command, CommandContext, ProgressReport, RunData } from '../framework/command.ts';
import { Cancelled } from '../../engine/core/errors.ts';
import { DATASET_OPTIONS } from '../../engine/learn/dataset.ts';
import { FOLD_OPTIONS } from '../../engine/learn/folds.ts';
import { FOREST_OPTIONS } from '../../engine/learn/forest-options.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-signals.ts';
import { DEFAULT_CANDIDATES, resolveFeatures } from '../../features/named-sets.ts';
import { CATALOGUE } from '../../features/catalogue.ts';
import { featureImportance } from '../../selection/feature-importance.ts';
import { runSelection, SELECTION_METHODS, type Selection } from '../../selection/run-selection.ts';
import { SWEEP_THRESHOLDS } from '../../selection/threshold-sweep.ts';
import { DATA_OPTIONS, defineCommand, SEED_OPTIONS, WORKER_OPTIONS } from '../framework/command.ts';
import { openJournalFile } from './journal-file.ts';
import { cacheFolder, loadRunBars } from '../framework/run-bars.ts';
import { selectionResult, type SelectionFacts } from './select-result.ts';
import { selectionText, stepNote } from './select-text.ts';
import { selectionForests, type SelectionForests } from './selection-forests.ts';

const { regimeLabels: _regimes, ...SCORE_OPTIONS } = TRADE_OPTIONS;

const OPTIONS = {
  ...DATA_OPTIONS,
  candidates: {
    kind: 'list',
    default: ['all'],
    placeholder: 'all|SET|a,b,…',
    doc: 'Features to choose from: all (the pool of 31), sets and features mixed',
  },
  method: {
    kind: 'choice',
    default: 'forward',
    choices: SELECTION_METHODS,
    doc: 'Greedy forward steps, the first few by an importance, or all with a threshold sweep',
  },
  maxFeatures: {
    kind: 'integer',
    default: 15,
    min: 1,
    max: 60,
    unit: 'features',
    doc: 'Most features of a set',
  },
  patience: {
    kind: 'integer',
    default: 2,
    min: 1,
    max: 60,
    unit: 'steps',
    doc: 'Forward steps in a row without a new best after which it stops',
  },
  ...DATASET_OPTIONS,
  ...FOLD_OPTIONS,
  ...FOREST_OPTIONS,
  ...SCORE_OPTIONS,
  ...SEED_OPTIONS,
  ...WORKER_OPTIONS,
  out: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    doc: 'Also write the JSON document to this file',
    recorded: false,
  },
} as const;

type SelectOptions = OptionValues<typeof OPTIONS>;

export const selectCommand: Command = defineCommand({
  name: 'select',
  purpose:
    'Chooses features by the out-of-sample net Sharpe ratio of walk-forward forests; interrupted,' +
    ' the same command goes on where it was.',
  options: OPTIONS,
  examples: [
    'select -- --data btc.csv --trees 100',
    'select -- --data btc.csv --method all --candidates forward_6,rsi_14 --out selection.json',
  ],
  volatile: ['elapsedMs'],
  run: async (context, options) => {
    const startMs = context.clock();
    const { bars, data } = await loadRunBars(context, options);
    const { trees, maxDepth, minLeafRows, bins, epochFolds, seed } = options;
    const forests = selectionForests(context, bars, {
      ...options,
      features: candidatesOf(options.candidates),
      settings: { trees, maxDepth, minLeafRows, bins, epochFolds, seed },
      workers: options.workers ?? context.cores,
    });
    const { dataset, problem } = forests.problemAt(options.threshold);
    const selection = await select(context, options, data, forests);
    const elapsedMs = context.clock() - startMs;
    const facts: SelectionFacts = { selection, dataset, problem, elapsedMs, ...options };
    return {
      data,
      result: selectionResult(facts),
      text: selectionText(facts),
      documentPath: options.out,
    };
  },
});

/** Runs the selection under its journal, and puts workers and journal away. */
async function select(
  context: CommandContext,
  options: SelectOptions,
  data: RunData,
  forests: SelectionForests,
): Promise<Selection> {
  const key = journalKey(options, data, context.version);
  const folder = cacheFolder(context);
  const path = folder === undefined ? undefined : join(folder, `select-${key.slice(0, 16)}.jsonl`);
  const { journal, kept, remove } = await openJournalFile(path, key, context.note);
  if (journal.resumedCount > 0) {
    context.note(`going on where it was: ${journal.resumedCount} piece(s) of work are done`);
  }
  const { problem } = forests.problemAt(options.threshold);
  const candidates = problem.matrix.names.map((_, column) => column);
  let report: ProgressReport = () => {};
  try {
    const selection = await runSelection(
      { ...options, candidates, sweep: sweepOf(options) },
      {
        matrix: problem.matrix,
        evaluateAt: (threshold) => forests.evaluateAt(threshold, () => report),
        importance: (columns) =>
          context.timer.timeAsync('importance', () =>
            featureImportance(problem, columns, { signal: context.signal, onProgress: report }),
          ),
        journal,
        onPhase: (phase) => (report = context.progress(phase)),
        onStep: (step) => context.note(stepNote(step, problem.matrix.names)),
      },
    );
    await remove();
    return selection;
  } catch (error) {
    if (error instanceof Cancelled && kept) {
      context.note('what is done is kept: the same command goes on from there');
    }
    throw error;
  } finally {
    await forests.close();
  }
}

/** The features that `texts` name, in the catalogue's order. @throws InputError for unknown ones */
function candidatesOf(texts: readonly string[]): readonly string[] {
  const named = new Set(
    texts.flatMap((text) => (text === 'all' ? DEFAULT_CANDIDATES : resolveFeatures(text))),
  );
  return CATALOGUE.map(({ name }) => name).filter((name) => named.has(name));
}

/** Only a target that is cut by the threshold can be swept. */
function sweepOf(options: SelectOptions & { readonly timeframe: Timeframe }): readonly number[] {
  const cut = options.target === 'bucket' || options.target === 'forward_5';
  return cut ? SWEEP_THRESHOLDS[options.timeframe] : [];
}

/** SHA-256 of all that the result hangs on. */
function journalKey(options: SelectOptions, data: RunData, version: string): string {
  const recorded = Object.entries(OPTIONS).filter(([, row]) => !('recorded' in row));
  const names = recorded.map(([name]) => name as keyof SelectOptions);
  const configuration = names.filter((name) => name !== 'data').map((name) => options[name]);
  const text = JSON.stringify({ version, sha256: data.sha256, names, configuration });
  return createHash('sha256').update(text).digest('hex');
}
