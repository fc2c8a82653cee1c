import { beforeAll, describe, expect, it } from 'vitest';
import { syntheticBars } from '../../../../data/synthetic.ts';
import { ruleClasses } from '../../../../engine/backtest/baselines/set-baselines.ts';
import { sliceBars, type Bars } from '../../../../engine/core/bars.ts';
import { randomStream } from '../../../../engine/core/random.ts';
import { windowedFolds } from '../../../../engine/forest/bins.ts';
import { buildDataset } from '../../../../engine/learn/dataset.ts';
import { foldDataset, type FoldedDataset } from '../../../../engine/learn/folds.ts';
import { testRows } from '../../../../engine/learn/out-of-sample.ts';
import { networkLearner } from '../../../../engine/learn/small-network.ts';
import { softmaxLearner } from '../../../../engine/learn/softmax-regression.ts';
import { loadTensors } from '../../../../engine/learn/tensor-library.ts';
import { walkLearner, type Learner } from '../../../../engine/learn/walk-learner.ts';
import type { TargetName } from '../../../../features/targets.ts';
import { planOf } from '../../../dataset-plan.ts';

/** Bars of which the last third is replaced by bars in another order. */
const BARS = sliceBars(syntheticBars('1d').bars, 0, 700);
const CUT = 500;

/** The bars [0, CUT) as they are, and those from CUT on shuffled; times stay. */
function shuffledFuture(bars: Bars): Bars {
  const { below } = randomStream(9);
  const order = Array.from({ length: bars.close.length }, (_, i) => i);
  for (let i = order.length - 1; i > CUT; i--) {
    const j = CUT + below(i - CUT + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const moved = (column: Float64Array): Float64Array =>
    Float64Array.from(order, (from) => column[from]!);
  const { time, open, high, low, close, volume } = bars;
  return {
    time,
    open: moved(open),
    high: moved(high),
    low: moved(low),
    close: moved(close),
    volume: moved(volume),
  };
}

function folded(bars: Bars, target: TargetName): FoldedDataset {
  const dataset = buildDataset(bars, planOf(['log_ret_5d', 'rsi_14'], { target }));
  return foldDataset(dataset, { initialTrain: 250, step: 50, embargo: 0 });
}

/** The number of tested rows that are decided before bar CUT. */
function decidedBefore({ dataset, folds }: FoldedDataset): number {
  const { start, end } = testRows(folds);
  return dataset.barIndex.subarray(start, end).filter((bar) => bar < CUT).length;
}

function learned({ dataset, folds }: FoldedDataset, learner: Learner) {
  const { matrix, labels } = dataset;
  const known = windowedFolds(folds, { epochFolds: 1 });
  return walkLearner({ matrix, labels, folds: known, columns: [0, 1] }, learner);
}

describe.each(['sign', 'forward_5'] as const)('a shuffled future, target %s', (target) => {
  const past = folded(BARS, target);
  const other = folded(shuffledFuture(BARS), target);
  const count = decidedBefore(past);
  let network: Learner;
  beforeAll(async () => {
    const loaded = await loadTensors();
    if ('missing' in loaded) throw new Error(`${loaded.missing} is missing`);
    network = networkLearner(loaded.library, 42);
  });

  it.each(['movingAverageCross', 'momentumSign', 'lastClass'] as const)(
    'changes no earlier decision of %s, and some later one',
    (name) => {
      const [before, after] = [past, other].map((arena) => ruleClasses({ folded: arena })[name]);
      expect(count).toBeGreaterThan(200);
      expect([...after!.subarray(0, count)]).toEqual([...before!.subarray(0, count)]);
      expect([...after!]).not.toEqual([...before!]);
    },
  );

  it.each([
    ['softmax regression', () => softmaxLearner],
    ['small network', () => network],
  ])('changes no earlier probability of the %s, and some later one', async (_, learnerOf) => {
    const [before, after] = [
      await learned(past, learnerOf()),
      await learned(other, learnerOf()),
    ].map(({ probabilities }) => probabilities);
    expect([...after!.subarray(0, 3 * count)]).toEqual([...before!.subarray(0, 3 * count)]);
    expect([...after!]).not.toEqual([...before!]);
  });
});
