/** `--baselines` and `--forest`: what a sceptic compares the forest with. */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import {
  packageComparison,
  sampledFolds,
  type PackageComparison,
} from '../../engine/backtest/baselines/package-comparison.ts';
import { CROSS_BARS, MOMENTUM_BARS } from '../../engine/backtest/baselines/price-rules.ts';
import { RANDOM_SIGNALS } from '../../engine/backtest/baselines/random-signals.ts';
import { setBaselines, type SetBaselines } from '../../engine/backtest/baselines/set-baselines.ts';
import type { OptionTable } from '../../engine/core/options.ts';
import type { EpochSettings } from '../../engine/forest/bins.ts';
import type { ForestSettings } from '../../engine/forest/forest-options.ts';
import { FOREST_PACKAGE, type PackageForest } from '../../engine/learn/package-forest.ts';
import {
  CORE_PACKAGE,
  loadTensors,
  WASM_PACKAGE,
  type LoadedTensors,
} from '../../engine/learn/tensor-library.ts';
import type { CommandContext } from '../framework/command.ts';
import { installLine, loadOptional } from '../../data/optional-package.ts';

export const BASELINE_OPTIONS = {
  baselines: {
    kind: 'flag',
    default: false,
    doc:
      'Trade baselines beside each set, on the same rows, folds and terms: always flat; the ' +
      `cross of the means of ${CROSS_BARS.fast} and ${CROSS_BARS.slow} closes, long or short; ` +
      `the sign of the change over ${MOMENTUM_BARS} bars; the last class that is known; a ` +
      'softmax regression and a small neural network (if TensorFlow.js is installed) on the ' +
      `features of the set; ${RANDOM_SIGNALS.toLocaleString('en')} random signals of the same ` +
      'turnover',
  },
  forest: {
    kind: 'choice',
    default: undefined,
    choices: [FOREST_PACKAGE],
    doc:
      'Compare with the forest of this package, if it is installed, on a sample of the folds: ' +
      'slow, about a second for each tree, fold and set',
  },
  forestFolds: {
    kind: 'integer',
    default: 3,
    min: 1,
    max: 100_000,
    unit: 'folds',
    doc: 'Folds that --forest grows, spread evenly over all',
  },
} as const satisfies OptionTable;

/** The baselines of all sets, and what computed the networks; undefined if it is missing. */
export type Baselines = {
  readonly sets: readonly SetBaselines[];
  readonly tensors: LoadedTensors | undefined;
  readonly seed: number;
};

/**
 * The baselines of a result, if they are asked for. Without TensorFlow.js a note says how to
 * install it, and there is no network among them.
 */
export async function computeBaselines(
  context: CommandContext,
  result: BacktestResult,
  options: EpochSettings & { readonly baselines: boolean; readonly seeds: readonly number[] },
): Promise<Baselines | undefined> {
  if (!options.baselines) return undefined;
  const tensors = await notedTensors(context);
  const seed = options.seeds[0]!;
  const { signal } = context;
  const onProgress = context.progress(`baselines of ${result.sets.length} set(s)`);
  const plan = { settings: options, seed, library: tensors?.library, signal, onProgress };
  const sets = await context.timer.timeAsync('baselines', () => setBaselines(result, plan));
  return { sets, tensors, seed };
}

async function notedTensors(context: CommandContext): Promise<LoadedTensors | undefined> {
  const loaded = await loadTensors();
  if ('missing' in loaded) {
    const install = installLine(CORE_PACKAGE, WASM_PACKAGE);
    context.note(`no small network among the baselines: ${loaded.missing} is missing: ${install}`);
    return undefined;
  }
  const { nativeFailure, backend } = loaded;
  if (nativeFailure !== undefined) {
    context.note(`the backend ${backend} computes, because tfjs-node fails: ${nativeFailure}`);
  }
  return loaded;
}

/**
 * The package that `--forest` names; undefined if it is not asked for.
 * @throws InputError that says how to install it
 */
export async function loadPackageForest(
  forest: string | undefined,
): Promise<PackageForest | undefined> {
  if (forest === undefined) return undefined;
  const purpose = `--forest ${forest} needs the package`;
  const load = () => import('ml-random-forest');
  return (await loadOptional([FOREST_PACKAGE], purpose, load)).RandomForestClassifier;
}

/** Each set beside the forest of the package `Forest`, if there is one. */
export async function comparePackage(
  context: CommandContext,
  result: BacktestResult,
  options: Omit<ForestSettings, 'seed'> & {
    readonly Forest: PackageForest | undefined;
    readonly forestFolds: number;
    readonly seeds: readonly number[];
  },
): Promise<readonly PackageComparison[] | undefined> {
  const { Forest } = options;
  if (Forest === undefined) return undefined;
  const { forestFolds: foldCount, seeds, trees } = options;
  const { sets, arena } = result;
  const perSet = sampledFolds(arena.folded.folds.length, foldCount).length * trees;
  const total = sets.length * perSet;
  context.note(
    `slow: ${FOREST_PACKAGE} grows ${perSet} trees a set, ${sets.length} set(s), ` +
      'about a second each',
  );
  const report = context.progress(FOREST_PACKAGE, 'trees');
  const comparisons: PackageComparison[] = [];
  for (const [i, set] of sets.entries()) {
    const plan = {
      Forest,
      settings: options,
      seed: seeds[0]!,
      foldCount,
      signal: context.signal,
      onProgress: (done: number) => report(i * perSet + done, total),
    };
    comparisons.push(
      await context.timer.timeAsync('package forest', () => packageComparison(arena, set, plan)),
    );
  }
  return comparisons;
}
