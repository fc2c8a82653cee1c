/** `npm run select`: chooses features with walk-forward forests, and says how little it proves. */

import { testedMarket } from '../../engine/backtest/tested-market.ts';
import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import { InputError } from '../../engine/core/errors.ts';
import type { OptionValues } from '../../engine/core/options.ts';
import { FOREST_OPTIONS, forestSettings } from '../../engine/forest/forest-options.ts';
import { buildDataset, type DatasetPlan } from '../../engine/learn/dataset.ts';
import { neutralShare } from '../../engine/learn/neutral-labels.ts';
import { FOLD_OPTIONS } from '../../engine/learn/folds.ts';
import { POOL_OPTIONS } from '../../engine/queue/queue-options.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import { catalogue } from '../../features/catalogue.ts';
import { DATASET_OPTIONS, datasetPlan } from '../../features/dataset-options.ts';
import { NULL_KINDS, type NullKind } from '../../selection/null-histories/null-bars.ts';
import { nullRunner } from '../../selection/null-histories/null-histories.ts';
import { NESTED_CHOICES } from '../../selection/nested-windows.ts';
import {
  selectionForests,
  type SelectionForestPlan,
  type SelectionForests,
} from '../../selection/selection-forests.ts';
import {
  SCORE_OPTIONS,
  SELECT_SEED_OPTIONS,
  SELECTION_OPTIONS,
  selectSeeds,
} from '../../selection/selection-options.ts';
import { selectionResult } from '../../selection/selection-result.ts';
import { BEST_THRESHOLD, SWEEP_THRESHOLDS } from '../../selection/threshold-sweep.ts';
import { DATA_OPTIONS, defineCommand, type Command } from '../framework/command.ts';
import { loadJoinedBars } from '../framework/joined-bars.ts';
import { withUndefinedTail } from '../framework/run-bars.ts';
import { readGivenSeries, SERIES_OPTIONS } from '../framework/series-option.ts';
import { noteMostlyNeutral } from '../framework/neutral-note.ts';
import { cpcvOptions } from './cpcv-option.ts';
import { noteSlowForest } from './forest-text.ts';
import { selectionCurves } from './curves-json.ts';
import { FUNDING_OPTIONS, noteUncovered, readFunding } from './funding-option.ts';
import { recordSeenTrials, recordTrials, trialCountJson, trialCountText } from './ledger-files.ts';
import { seedScored, selectionTrials, setTrials } from './scored-trials.ts';
import type { Trial } from '../../selection/trials.ts';
import { REPORT_OPTIONS, reported } from './report-options.ts';
import { candidatesOf } from './candidates.ts';
import { withCheckpoint } from './checkpoint-file.ts';
import { openForestPool } from './open-pool.ts';
import { selectionJson } from './select-json.ts';
import { purgedOf } from './select-purged.ts';
import { runSelect } from './select-run.ts';
import { selectionText } from './select-text.ts';

const OPTIONS = {
  ...DATA_OPTIONS,
  candidates: {
    kind: 'list',
    default: ['all'],
    placeholder: 'all|SET|a,b,…',
    doc:
      'Features to choose from: all (the pool of 31, and those of --series and --onchain), ' +
      'or names of sets and features',
  },
  ...SERIES_OPTIONS,
  ...SELECTION_OPTIONS,
  nested: {
    kind: 'choice',
    default: 'year',
    choices: NESTED_CHOICES,
    doc: 'Also select anew each year, quarter or fold on the bars before it, and trade that',
  },
  null: {
    kind: 'integer',
    default: 0,
    min: 0,
    max: 10_000,
    unit: 'histories',
    doc:
      'Repeat all of this on so many histories without skill, made of these bars: a p-value of ' +
      'the whole procedure; the verdict uses it from 19 histories on',
  },
  nullKind: {
    kind: 'choice',
    default: 'rotated' as NullKind,
    choices: NULL_KINDS,
    doc:
      'How they are made: rotated (labels and returns shifted against the features), bootstrap ' +
      '(bars in random blocks), sign-flip (each bar up or down at random, without any drift)',
  },
  ...DATASET_OPTIONS,
  threshold: {
    ...DATASET_OPTIONS.threshold,
    default: 0.01 as number | typeof BEST_THRESHOLD,
    orChoice: BEST_THRESHOLD,
    doc:
      `${DATASET_OPTIONS.threshold.doc}; ` +
      'best: the threshold at which all candidates together do best; each one tried is a trial',
  },
  ...FOLD_OPTIONS,
  ...FOREST_OPTIONS,
  rescore: {
    kind: 'integer',
    default: undefined,
    min: 1,
    max: FOREST_OPTIONS.trees.max,
    unit: 'trees',
    doc: 'Score the selected set once more, in forests of this many trees',
  },
  ...SCORE_OPTIONS,
  // The report and --curves show figures by regime.
  regimeLabels: TRADE_OPTIONS.regimeLabels,
  ...FUNDING_OPTIONS,
  ...SELECT_SEED_OPTIONS,
  ...POOL_OPTIONS,
  ...cpcvOptions(
    'Cut all rows into this many groups and choose anew without each choice of TESTED of them; ' +
      'their tests join into paths. 6,2 costs 15 selections on two thirds of the rows',
  ),
  ...REPORT_OPTIONS,
  out: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE',
    path: 'file',
    doc: 'Also write the JSON document to this file',
    recorded: false,
  },
} as const;

type SelectOptions = OptionValues<typeof OPTIONS>;

export const selectCommand: Command = defineCommand({
  name: 'select',
  purpose:
    'Chooses features by the net Sharpe ratio out of sample. The ratio is that of ' +
    'walk-forward forests. After an interruption, the same command continues.',
  options: OPTIONS,
  examples: [
    '--data btc.csv --trees 100',
    '--data btc.csv --method all --candidates forward_6,rsi_14 --out selection.json',
  ],
  volatile: ['elapsedMs'],
  outputs: ({ out, report }) => [{ path: out }, { path: report }],
  run: async (context, options) => {
    const startMs = context.clock();
    const seeds = selectSeeds(options, 'command line');
    const seed = seeds[0]!;
    const funding = await readFunding(context, options);
    const given = await readGivenSeries(context, options);
    const names = candidatesOf(options.candidates, given.features);
    const run = await loadJoinedBars(context, options, names, given);
    const { bars, calendar } = run;
    const inputs = [...(funding === undefined ? [] : [funding]), ...run.inputs];
    const datasetPlanAt = (threshold: number): DatasetPlan =>
      datasetPlan(catalogue, { ...options, names, threshold });
    const plan = {
      datasetAt: (threshold: number) => buildDataset(bars, datasetPlanAt(threshold)),
      folds: options,
      settings: forestSettings({ ...options, seed }),
      seeds,
      score: {
        ...tradePlan(options, calendar, funding),
        objective: options.objective,
        positions: options.positions,
      },
    } satisfies SelectionForestPlan;
    const pool = await openForestPool(context, options);
    try {
      const forestsOf = (trees: number): SelectionForests =>
        selectionForests(
          { ...plan, settings: { ...plan.settings, trees } },
          {
            pool,
            timer: context.timer,
            signal: context.signal,
            onProblem: (problem) => noteSlowForest(context, problem),
          },
        );
      const forests = forestsOf(options.trees);
      const first = forests.problemAt(firstThreshold(options));
      const { threshold } = options;
      // The best of several thresholds is not known yet.
      if (threshold !== BEST_THRESHOLD) {
        const share = neutralShare(first.dataset.labels);
        noteMostlyNeutral(context, share, { ...options, threshold });
      }
      const data = withUndefinedTail(context, run, first.dataset.time.at(-1)!);
      noteUncovered(context, funding, { market: testedMarket(first).market, calendar });
      const candidates = first.problem.matrix.names.map((_, column) => column);
      const { barsPerYear } = calendar;
      const trialTerms = { plan, problemAt: forests.problemAt };
      const scored: Trial[] = [];
      const purged = purgedOf(first.dataset, plan, { pool, options, context });
      const found = await withCheckpoint(
        context,
        'select',
        { table: OPTIONS, options, data, inputs },
        (checkpoint) =>
          runSelect(context, {
            plan: { ...options, seed, candidates, barsPerYear, sweep: sweepOf(options) },
            forests,
            forestsOf,
            purged,
            score: plan.score,
            checkpoint,
            onScored: (trial) => scored.push(trial),
            pool,
            nullRunnerOf: (selection) =>
              nullRunner(
                bars,
                { selection, forests: plan, datasetPlanAt },
                { kind: options.nullKind, seed },
                { pool, signal: context.signal },
              ),
          }),
      ).catch(async (error: unknown) => {
        const trials = setTrials(scored.map(seedScored), trialTerms);
        await recordSeenTrials(context, 'select', data, { error, trials });
        throw error;
      });
      const elapsedMs = context.clock() - startMs;
      const problem = forests.problemAt(found.selection.threshold);
      const result = selectionResult(problem, found, plan.score);
      const trials = selectionTrials(result, trialTerms);
      const count = await recordTrials(context, 'select', data, trials);
      const { keys, documentView } = reported(options, () => selectionCurves(result));
      return {
        data,
        inputs,
        result: { ...selectionJson(result, elapsedMs), ledger: trialCountJson(count), ...keys },
        documentView,
        text: `${selectionText(result, { width: context.columns })}\n${trialCountText(count)}`,
        documentPath: options.out,
      };
    } finally {
      await pool.close();
    }
  },
});

/**
 * A threshold whose problem has the rows of all others: labels move with it, rows do not.
 * @throws InputError if the best of a sweep is asked for and there is none
 */
function firstThreshold(options: SelectOptions): number {
  if (options.threshold !== BEST_THRESHOLD) return options.threshold;
  if (options.objective === 'log-loss') {
    throw new InputError(
      `command line: --threshold ${BEST_THRESHOLD}: expected --objective sharpe or expected, got ` +
        'log-loss, which does not compare thresholds: each one has other classes',
    );
  }
  const [first] = sweepOf(options);
  if (first === undefined) {
    throw new InputError(
      `command line: --threshold ${BEST_THRESHOLD}: expected the target bucket or forward_5, ` +
        `got ${options.target}, which has no threshold`,
    );
  }
  return first;
}

/** A sweep is only possible for a target that has a threshold. */
function sweepOf(options: SelectOptions & { readonly timeframe: Timeframe }): readonly number[] {
  const cut = options.target === 'bucket' || options.target === 'forward_5';
  return cut ? SWEEP_THRESHOLDS[options.timeframe] : [];
}
