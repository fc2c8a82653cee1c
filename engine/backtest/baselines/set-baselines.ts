/**
 * What a sceptic asks of a set: how simple rules, simple models and random signals do on the same
 * rows, folds and terms. Vocabulary: a baseline decides on the rows that the set decides on and is
 * traded in the same account. Must not know: the terminal, which packages are installed.
 */

import { windowedFolds, type EpochSettings } from '../../forest/bins.ts';
import { columnsOf } from '../../learn/dataset.ts';
import { classFigures, testRows } from '../../learn/out-of-sample.ts';
import { networkLearner } from '../../learn/small-network.ts';
import { softmaxLearner } from '../../learn/softmax-regression.ts';
import type { TensorLibrary } from '../../learn/tensor-library.ts';
import { walkLearner, type Learner, type LearnerWatch } from '../../learn/walk-learner.ts';
import type { BacktestResult } from '../backtest-result.ts';
import type { Arena } from '../set-figures.ts';
import { tradedOn } from '../trade-curves.ts';
import type { AccountMetrics } from '../../trade/account-metrics.ts';
import { lastKnownClass } from './last-class.ts';
import { movingAverageCross, momentumSign } from './price-rules.ts';
import { randomSignals, type RandomSignals } from './random-signals.ts';

/** The baselines in the order in which they are shown. */
export const BASELINES = [
  'alwaysFlat',
  'movingAverageCross',
  'momentumSign',
  'lastClass',
  'softmaxRegression',
  'smallNetwork',
] as const;
export type BaselineName = (typeof BASELINES)[number];

/** One baseline, traded. */
export type Baseline = {
  readonly metrics: AccountMetrics;
  /** Share of rows whose class is the true one: flat counts as neutral. */
  readonly accuracy: number;
};

/** The baselines of one set; those that could not be computed are left out. */
export type SetBaselines = {
  readonly baselines: Readonly<Partial<Record<BaselineName, Baseline>>>;
  readonly random: RandomSignals;
};

/** What the baselines depend on beside the backtest. */
export type BaselinesPlan = LearnerWatch & {
  /** Which rows the forests of a fold train on: learners train on the same. */
  readonly settings: EpochSettings;
  /** Of the random signals and the network's first weights. */
  readonly seed: number;
  /** Left out: there is no network among the baselines. */
  readonly library?: TensorLibrary | undefined;
};

/**
 * The baselines of each set of a backtest, in the order of the sets.
 * @throws Cancelled if the signal aborts
 */
export async function setBaselines(
  result: BacktestResult,
  plan: BaselinesPlan,
): Promise<readonly SetBaselines[]> {
  const { arena, sets } = result;
  const { settings, seed, library, signal, onProgress } = plan;
  const rules = Object.entries(ruleClasses(arena)).map(
    ([name, classes]) => [name, tradedBaseline(arena, classes)] as const,
  );
  const learners: Partial<Record<BaselineName, Learner>> = {
    softmaxRegression: softmaxLearner,
    ...(library === undefined ? {} : { smallNetwork: networkLearner(library, seed) }),
  };
  const walks = Object.entries(learners);
  const folds = windowedFolds(arena.folded.folds, settings);
  const all: SetBaselines[] = [];
  for (const [at, set] of sets.entries()) {
    const learned: (readonly [string, Baseline])[] = [];
    for (const [i, [name, learner]] of walks.entries()) {
      const before = at * walks.length + i;
      const { matrix, labels } = arena.folded.dataset;
      const walk = { matrix, labels, folds, columns: columnsOf(matrix, set.features) };
      const { classes } = await walkLearner(walk, learner, {
        signal,
        onProgress: (done, total) =>
          onProgress?.(before * total + done, sets.length * walks.length * total),
      });
      learned.push([name, tradedBaseline(arena, classes)]);
    }
    const { sharpe } = set.modes[result.neutral].metrics;
    all.push({
      baselines: Object.fromEntries([...rules, ...learned]),
      random: randomSignals(arena, { classes: set.rows.classes, sharpe }, seed),
    });
  }
  return all;
}

/** The signals, Int8Array (test rows), of the baselines that no features decide. */
export function ruleClasses({ folded }: Pick<Arena, 'folded'>) {
  const { dataset, folds } = folded;
  const { bars, barIndex, target } = dataset;
  const { start, end } = testRows(folds);
  const rows = barIndex.subarray(start, end);
  const cross = movingAverageCross(bars.close);
  const momentum = momentumSign(bars.close);
  return {
    alwaysFlat: new Int8Array(rows.length),
    movingAverageCross: Int8Array.from(rows, (bar) => cross[bar]),
    momentumSign: Int8Array.from(rows, (bar) => momentum[bar]),
    lastClass: lastKnownClass(dataset, target.horizonBars, { start, end }),
  } satisfies Partial<Record<BaselineName, Int8Array>>;
}

function tradedBaseline(arena: Arena, classes: Int8Array): Baseline {
  const { dataset, folds } = arena.folded;
  const { start, end } = testRows(folds);
  const labels = dataset.labels.subarray(start, end);
  const { metrics } = tradedOn(arena, { bar: arena.bar, classes });
  return { metrics, accuracy: classFigures({ classes, labels }).accuracy };
}
