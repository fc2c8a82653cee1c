/** `npm run backtest`: sets of features walked forward, traded, and compared with buy and hold. */

import type { OptionValues } from '../../engine/core/options.ts';
import type { ForestProblem } from '../../engine/forest/problem.ts';
import type { Command, CommandContext } from '../framework/command.ts';
import { InputError } from '../../engine/core/errors.ts';
import { buildDataset, columnsOf, DATASET_OPTIONS } from '../../engine/learn/dataset.ts';
import { FOLD_OPTIONS, foldTable, walkForwardFolds } from '../../engine/learn/folds.ts';
import { FOREST_OPTIONS } from '../../engine/learn/forest-options.ts';
import { createForestPool } from '../../engine/pool/forest-pool.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-signals.ts';
import { NAMED_SETS, resolveFeatures } from '../../features/named-sets.ts';
import {
  buyHoldFigures,
  setFigures,
  type FeatureSet,
  type Walk,
} from '../../engine/backtest/set-figures.ts';
import { backtestResult, type BacktestFacts } from './backtest-result.ts';
import { backtestText, foldsText } from './backtest-text.ts';
import { DATA_OPTIONS, defineCommand, WORKER_OPTIONS } from '../framework/command.ts';
import { predictionLines } from './predictions-csv.ts';
import { noteSlowForest } from './forest-text.ts';
import { loadRunBars } from '../framework/run-bars.ts';

const OPTIONS = {
  ...DATA_OPTIONS,
  features: {
    kind: 'list',
    default: Object.keys(NAMED_SETS),
    repeatable: true,
    placeholder: 'SET|a,b,…',
    doc: 'A named set or a list of features',
  },
  seeds: {
    kind: 'integers',
    default: [42, 1, 2],
    min: 0,
    max: 2147483647,
    doc: 'Seeds whose probabilities are averaged; each is shown alone as well',
  },
  ...DATASET_OPTIONS,
  ...FOLD_OPTIONS,
  ...FOREST_OPTIONS,
  ...TRADE_OPTIONS,
  ...WORKER_OPTIONS,
  predictions: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE.csv',
    doc: 'Write the out-of-sample rows of the one set that --features names to this file',
    recorded: false,
  },
  folds: {
    kind: 'flag',
    default: false,
    doc: 'Print the table of folds and stop before anything is grown',
  },
} as const;

type BacktestOptions = OptionValues<typeof OPTIONS>;

export const backtestCommand: Command = defineCommand({
  name: 'backtest',
  purpose: 'Walks feature sets forward, trades what they predict, and compares them.',
  options: OPTIONS,
  examples: [
    'backtest -- --data btc.csv --features forward_4 --predictions forward_4.csv',
    'backtest -- --data btc.csv --features gini_8 --features atr_14,mfi_14 --seeds 1,2,3,4,5',
  ],
  run: async (context, options) => {
    const sets = setsOf(options.features);
    checkTogether(options, sets);
    const { bars, data } = await loadRunBars(context, options);
    const walk = context.timer.time('features', (): Walk => {
      const features = [...new Set(sets.flatMap((set) => set.features))];
      const dataset = buildDataset(bars, { ...options, features });
      const { horizonBars, matrix } = dataset;
      return { dataset, folds: walkForwardFolds({ ...options, rows: matrix.rows, horizonBars }) };
    });
    if (options.folds) {
      const lines = foldTable(walk.folds, walk.dataset.time);
      return { data, result: { folds: lines }, text: foldsText(lines) };
    }
    const runs = await growRuns(context, walk, sets, options);
    const facts = context.timer.time('figures', (): BacktestFacts => ({
      walk,
      neutral: options.neutral,
      sets: sets.map((set, i) => setFigures(walk, set, options.seeds, runs[i]!, options)),
      buyHold: buyHoldFigures(walk, options),
    }));
    if (options.predictions !== undefined) {
      const { rows, modes } = facts.sets[0]!;
      await context.writeFile(options.predictions, predictionLines(rows, modes[options.neutral]));
    }
    return { data, result: backtestResult(facts), text: backtestText(facts, options) };
  },
});

/** The sets that `texts` name, each once, by the text that names it. */
function setsOf(texts: readonly string[]): FeatureSet[] {
  return [...new Set(texts)].map((name) => ({ name, features: resolveFeatures(name) }));
}

function checkTogether(options: BacktestOptions, sets: readonly FeatureSet[]): void {
  if (options.predictions !== undefined && sets.length > 1) {
    throw new InputError(
      `command line: --predictions: expected one set of --features beside it, got ${sets.length}`,
    );
  }
  if (new Set(options.seeds).size < options.seeds.length) {
    throw new InputError(`command line: --seeds: expected each once, got ${options.seeds.join()}`);
  }
}

/** For each set the votes of each seed. A pool serves one seed: its workers share that problem. */
async function growRuns(
  context: CommandContext,
  { dataset, folds }: Walk,
  sets: readonly FeatureSet[],
  options: BacktestOptions,
): Promise<Uint32Array[][]> {
  const { signal, note, timer } = context;
  const { matrix, labels } = dataset;
  const subsets = sets.map((set) => columnsOf(matrix, set.features));
  const { trees, maxDepth, minLeafRows, bins, epochFolds } = options;
  const workers = options.workers ?? context.cores;
  const report = context.progress(`${sets.length} set(s), ${options.seeds.length} seed(s)`);
  const bySeed: Uint32Array[][] = [];
  for (const [i, seed] of options.seeds.entries()) {
    const settings = { trees, maxDepth, minLeafRows, bins, epochFolds, seed };
    const problem: ForestProblem = { matrix, labels, folds, settings };
    if (i === 0) noteSlowForest(context, problem);
    const pool = createForestPool({ problem, workers, onRetry: note });
    const onProgress = (done: number, total: number): void =>
      report(i * total + done, options.seeds.length * total);
    try {
      const votes = pool.votes(subsets, { signal, onProgress });
      bySeed.push(await timer.timeAsync('forests', () => votes));
    } finally {
      await pool.close();
    }
  }
  return sets.map((_, set) => bySeed.map((votes) => votes[set]!));
}
