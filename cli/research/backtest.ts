/** `npm run backtest`: sets of features walked forward, traded, and compared with buy and hold. */

import { encodeColumnFile } from '../../data/column-file.ts';
import { backtestResult, type BacktestResult } from '../../engine/backtest/backtest-result.ts';
import { purgedPaths, type PurgedPaths } from '../../engine/backtest/purged-paths.ts';
import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import { growWalks } from '../../engine/backtest/grow-runs.ts';
import type { FeatureSet } from '../../engine/backtest/set-figures.ts';
import { setVerdicts } from '../../engine/backtest/set-verdicts.ts';
import { pickOptions } from '../../engine/core/options.ts';
import { windowedFolds } from '../../engine/forest/bins.ts';
import { FOREST_OPTIONS } from '../../engine/forest/forest-options.ts';
import { buildDataset, type Dataset } from '../../engine/learn/dataset.ts';
import { foldDataset, foldTable, type FoldedDataset } from '../../engine/learn/folds.ts';
import { purgedSplits, splitRows, type SplitRows } from '../../engine/learn/purged-rows.ts';
import { neutralShare } from '../../engine/learn/neutral-labels.ts';
import type { PurgedSplits } from '../../engine/statistics/combinatorial-purged.ts';
import { catalogue } from '../../features/catalogue.ts';
import { datasetPlan } from '../../features/dataset-options.ts';
import { defineCommand, type Command, type CommandContext } from '../framework/command.ts';
import { loadJoinedBars } from '../framework/joined-bars.ts';
import { withUndefinedTail } from '../framework/run-bars.ts';
import { readGivenSeries } from '../framework/series-option.ts';
import { selectionPresets } from '../framework/selected-set.ts';
import { noteMostlyNeutral } from '../framework/neutral-note.ts';
import { setsOf } from './asked-sets.ts';
import { comparePackage, computeBaselines, loadPackageForest } from './baselines-option.ts';
import { baselineTexts, packageTexts } from './baselines-text.ts';
import { backtestJson } from './backtest-json.ts';
import {
  askedSets,
  BACKTEST_OPTIONS,
  checkTogether,
  type BacktestOptions,
} from './backtest-options.ts';
import { backtestText, foldsText } from './backtest-text.ts';
import { cpcvGroups } from './cpcv-option.ts';
import { cpcvText } from './cpcv-text.ts';
import { noteSlowForest } from './forest-text.ts';
import { openForestPool } from './open-pool.ts';
import { recordTrials, trialCountJson, trialCountText } from './ledger-files.ts';
import { backtestTrials, purgedTrials, sensitivityTrials } from './scored-trials.ts';
import { sensitivitiesOf, variantsOf } from './sensitivity.ts';
import { sensitivityTexts } from './sensitivity-text.ts';
import { backtestCurves } from './curves-json.ts';
import { noteUncovered, readFunding } from './funding-option.ts';
import { reported } from './report-options.ts';
import { predictionTable, tradeTable } from './account-tables.ts';

export const backtestCommand: Command = defineCommand({
  name: 'backtest',
  purpose: 'Walks feature sets forward and trades what they predict. It also compares the sets.',
  options: BACKTEST_OPTIONS,
  examples: [
    '--data btc.csv --features forward_4 --predictions forward_4.csv',
    '--data btc.csv --features select.json --features gini_8 --seeds 1,2,3,4,5',
  ],
  presets: (given) => selectionPresets(given, BACKTEST_OPTIONS),
  outputs: ({ predictions, trades, report }) => [
    { path: report },
    { path: predictions, columns: true },
    { path: trades, columns: true },
  ],
  run: async (context, options) => {
    const { sets, rowFeatures, chosen } = await setsOf(askedSets(options));
    checkTogether(options, sets);
    const Forest = await loadPackageForest(options.forest);
    const funding = await readFunding(context, options);
    const given = await readGivenSeries(context, options);
    const names = [...new Set(sets.flatMap((set) => set.features))];
    const run = await loadJoinedBars(context, options, [...names, ...rowFeatures], given);
    const { bars, calendar } = run;
    const datasetAt = (threshold: number): Dataset =>
      buildDataset(bars, datasetPlan(catalogue, { ...options, threshold, names, rowFeatures }));
    const folded = await context.busy('features', () =>
      foldDataset(datasetAt(options.threshold), options),
    );
    if (options.folds) {
      const lines = foldTable(windowedFolds(folded.folds, options), folded.dataset.time);
      const text = foldsText(lines, { width: context.columns });
      return { data: run.data, result: { folds: lines }, text };
    }
    noteMostlyNeutral(context, neutralShare(folded.dataset.labels), options);
    const data = withUndefinedTail(context, run, folded.dataset.time.at(-1)!);
    const variants = options.sensitivity ? variantsOf(folded, options, datasetAt) : [];
    const splits = splitsOf(folded.dataset, options);
    const walks = [
      folded,
      ...variants.map(({ folded: rows, changes }) => ({ ...rows, changes })),
      ...(splits?.splits ?? []).map((split) => splitRows(folded.dataset, split)),
    ];
    const [runs, ...otherRuns] = await grow(context, walks, sets, options);
    const variantRuns = otherRuns.slice(0, variants.length);
    const { seeds } = options;
    const result = await context.busy('figures', () =>
      backtestResult(folded, runs!, { sets, seeds, trade: tradePlan(options, calendar, funding) }),
    );
    const baselines = await computeBaselines(context, result, options);
    const comparisons = await comparePackage(context, result, { ...options, Forest });
    const verdicts = await context.busy('statistics', () =>
      setVerdicts(result, {
        seed: seeds[0]!,
        baselines: baselines?.sets,
        onProgress: context.progress('statistics', 'sets'),
      }),
    );
    noteUncovered(context, funding, { market: result.arena.market, calendar });
    await writeTables(context, options, result);
    const sensitivities = options.sensitivity
      ? await context.busy('sensitivity', () =>
          sensitivitiesOf(result, {
            variants,
            runs: variantRuns,
            options,
            onProgress: context.progress('sensitivity', 'sets'),
          }),
        )
      : undefined;
    const splitRuns = otherRuns.slice(variants.length);
    const purged = splits && sets.map((_, i) => pathsOfSet(result, splits, { splitRuns, set: i }));
    const trials = [
      ...backtestTrials(result, options.trees),
      ...sensitivityTrials(result, sensitivities, options.trees),
      ...purgedTrials(result, purged, options.trees),
    ];
    const count = await recordTrials(context, 'backtest', data, trials);
    const { keys, documentView } = reported(options, () => backtestCurves(result, options));
    const layout = { width: context.columns };
    const text = [
      backtestText(result, verdicts, { ...options, ...layout }),
      ...sensitivityTexts(
        (sensitivities ?? []).map((sensitivity, i) => ({ name: sets[i]!.name, sensitivity })),
        layout,
      ),
      ...baselineTexts(result, baselines, layout),
      ...packageTexts(result, comparisons, layout),
      ...(purged ?? []).map((paths, i) => cpcvText(sets[i]!.name, paths, layout)),
      trialCountText(count),
    ].join('\n\n');
    return {
      data,
      inputs: [
        ...chosen.map(({ input }) => input),
        ...(funding === undefined ? [] : [funding]),
        ...run.inputs,
      ],
      result: {
        ...backtestJson(result, verdicts, { sensitivities, baselines, comparisons, purged }),
        ledger: trialCountJson(count),
        ...keys,
      },
      documentView,
      text,
    };
  },
});

/** Writes the files that `--predictions` and `--trades` name. */
async function writeTables(
  context: CommandContext,
  { predictions, trades }: BacktestOptions,
  result: BacktestResult,
): Promise<void> {
  if (predictions !== undefined) {
    const table = predictionTable(result, result.sets[0]!);
    await context.writeFile(predictions, await encodeColumnFile(predictions, table));
  }
  if (trades !== undefined) {
    const table = tradeTable(result.sets[0]!.modes[result.neutral].account);
    await context.writeFile(trades, await encodeColumnFile(trades, table));
  }
}

/** The splits of `--cpcv`, if it was given. */
function splitsOf(dataset: Dataset, options: BacktestOptions): PurgedSplits | undefined {
  const groups = cpcvGroups(options);
  return groups && purgedSplits(dataset, { ...groups, embargo: options.embargo });
}

/** The paths of the set with number `set`. */
function pathsOfSet(
  { arena }: BacktestResult,
  splits: PurgedSplits,
  grown: { readonly splitRuns: readonly Uint32Array[][][]; readonly set: number },
): PurgedPaths {
  const votes = grown.splitRuns.map((ofSets) => ofSets[grown.set]!);
  return purgedPaths(arena.folded.dataset, splits, { votes, plan: arena.plan });
}

/** The votes of all sets and seeds on each of `walks`, from one pool. */
async function grow(
  context: CommandContext,
  walks: readonly (FoldedDataset | SplitRows)[],
  sets: readonly FeatureSet[],
  options: BacktestOptions,
): Promise<Uint32Array[][][]> {
  const { signal, timer } = context;
  const { seeds } = options;
  noteSlowForest(context, walks[0]!);
  const pool = await openForestPool(context, options);
  const many = walks.length === 1 ? '' : `${walks.length} walks, `;
  const onProgress = context.progress(`${many}${sets.length} set(s), ${seeds.length} seed(s)`);
  const settings = pickOptions(FOREST_OPTIONS, options);
  const plan = { sets: sets.map((set) => set.features), seeds, settings };
  try {
    return await timer.timeAsync('forests', () =>
      growWalks(pool, walks, plan, { signal, onProgress }),
    );
  } finally {
    await pool.close();
  }
}
