/** A window must choose what a file that was cut there chooses: so files are cut. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleBars } from '../../data/sample-bars.ts';
import { testedMarket } from '../../engine/backtest/tested-market.ts';
import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import { marketCalendar } from '../../engine/core/market-calendar.ts';
import { phaseTimer } from '../../engine/core/phase-timer.ts';
import { resolveOptions } from '../../engine/core/options.ts';
import { buildDataset } from '../../engine/learn/dataset.ts';
import { createForestPool, type ForestPool } from '../../engine/pool/forest-pool.ts';
import { sharpeRatio } from '../../engine/statistics/sharpe-ratio.ts';
import { accountOf } from '../../engine/trade/account.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import type { TargetName } from '../../features/targets.ts';
import { NO_CHECKPOINT, openCheckpoint, type Checkpoint } from '../../selection/checkpoint.ts';
import { meanImportance } from '../../selection/feature-importance.ts';
import type { SelectionMethod } from '../../selection/choose-set.ts';
import { grownByThreshold } from '../../selection/grown-by-threshold.ts';
import type { Objective, ScorePlan } from '../../selection/objective.ts';
import type { PositionKind } from '../../selection/set-rows.ts';
import { runNested, type NestedResult } from '../../selection/run-nested.ts';
import { runSelection, type Selection } from '../../selection/run-selection.ts';
import { seedChoices, type SeedChoices } from '../../selection/seed-choices.ts';
import { selectionForests, type SelectionProblem } from '../../selection/selection-forests.ts';
import { planOf } from '../dataset-plan.ts';
import { memoryStore } from './memory-store.ts';

const NAMES = ['ema_ratio_12', 'rsi_14', 'log_ret_5d', 'gk_vol', 'mfi_14'];
const BARS = sampleBars('1d', 7);
const CALENDAR = marketCalendar(BARS.time, '1d');
const MAX_SETS = 2 ** NAMES.length - 1;

type Setting = {
  readonly method: SelectionMethod;
  readonly target: TargetName;
  readonly nested: 'year' | 'quarter' | 'fold' | 'off';
  readonly neutral: 'hold' | 'flat';
  readonly step: number;
  readonly threshold: number | 'best';
  readonly preSelect?: number;
  readonly objective: Objective;
  readonly positions: PositionKind;
  readonly seeds?: readonly number[];
  readonly window?: number;
};

const YEARS: Setting = {
  method: 'forward',
  target: 'bucket',
  nested: 'year',
  neutral: 'hold',
  step: 50,
  threshold: 0.01,
  objective: 'sharpe',
  positions: 'signal',
};
/** Labels that take five bars: a cut then ends inside a fold. */
const QUARTERS: Setting = {
  method: 'all',
  target: 'forward_5',
  nested: 'quarter',
  neutral: 'flat',
  step: 30,
  threshold: 0.01,
  objective: 'sharpe',
  positions: 'signal',
};
/** What the cut decides beside the features: the threshold, and which candidates there are. */
const BEST: Setting = { ...YEARS, threshold: 'best', preSelect: 3, step: 100 };

/** Neither is compared by what the others are, nor trades it. */
const EXPECTED: Setting = { ...YEARS, objective: 'expected', positions: 'expected' };
const LOG_LOSS: Setting = { ...QUARTERS, method: 'forward', objective: 'log-loss' };

/** Sets are compared by the mean over the seeds. */
const SEEDS: Setting = { ...YEARS, step: 100, seeds: [42, 1, 2] };

type Found = {
  readonly selection: Selection;
  readonly nested: NestedResult;
  readonly alone: readonly SeedChoices[];
  readonly problem: SelectionProblem;
  readonly scorePlan: ScorePlan;
};

describe('a nested selection', () => {
  let pool: ForestPool;
  beforeAll(() => {
    pool = createForestPool({ workers: 2 });
  });
  afterAll(() => pool.close());

  /** The selection on `bars` with what is nested in it. */
  async function find(
    bars: Bars,
    setting: Setting,
    checkpoint: Checkpoint = NO_CHECKPOINT,
    breakAt = Number.POSITIVE_INFINITY,
  ): Promise<Found> {
    const { target, nested: every, neutral, step, objective, positions } = setting;
    const options = resolveOptions(TRADE_OPTIONS, { neutral }, 'test');
    const scorePlan = { ...tradePlan(options, CALENDAR), objective, positions };
    let phases = 0;
    const onPhase = (): void => {
      if (phases++ === breakAt) throw new Error('interrupted');
    };
    const forests = selectionForests(
      {
        datasetAt: (threshold) => buildDataset(bars, planOf(NAMES, { target, threshold })),
        folds: { initialTrain: 3300, step, embargo: 0 },
        settings: {
          trees: 5,
          maxDepth: 4,
          minLeafRows: 20,
          bins: 64,
          epochFolds: 4,
          seed: setting.seeds?.[0] ?? 42,
          window: setting.window,
        },
        seeds: setting.seeds,
        score: scorePlan,
      },
      { pool, timer: phaseTimer(() => 0) },
    );
    const problem = forests.problemAt(0.01);
    const plan = {
      ...setting,
      candidates: NAMES.map((_, column) => column),
      maxFeatures: 4,
      patience: 1,
      sweep: [0.005, 0.01, 0.02],
      nested: every,
      barsPerYear: CALENDAR.barsPerYear,
      seed: 42,
    };
    const selection = await runSelection(plan, {
      matrix: problem.problem.matrix,
      evaluateAt: (threshold) => forests.evaluateAt(threshold, () => () => {}),
      importance: (columns, threshold) =>
        meanImportance(forests.problemAt(threshold).seeded, columns),
      checkpoint,
      onPhase,
      onStep: () => {},
    });
    const parts = { forests, score: scorePlan, checkpoint, onPhase, importance: meanImportance };
    const grown = grownByThreshold(selection, { ...parts, report: () => () => {} });
    const nested = await runNested(plan, selection, { ...parts, grown, onChoice: () => {} });
    const alone = await seedChoices(plan, { selection, nested }, { ...parts, grown });
    return { selection, nested: nested as NestedResult, alone, problem, scorePlan };
  }

  it.each([
    ['years, forward steps, hold', YEARS],
    ['quarters, all methods, labels of five bars, flat', QUARTERS],
    ['years, the best threshold, three pre-selected candidates', BEST],
    ['years, expected positions', EXPECTED],
    ['quarters, by log-loss', LOG_LOSS],
    ['years, by the mean over three seeds', SEEDS],
    ['years, trained on a window of rows', { ...YEARS, step: 100, window: 700 }],
  ])(
    "chooses in each window what the file cut at the window's first bar chooses: %s",
    async (_, setting) => {
      const { nested, problem } = await find(BARS, setting);
      const { choices } = nested;
      expect(choices.length).toBeGreaterThanOrEqual(3);
      const some = [choices[0]!, choices[choices.length >> 1]!, choices.at(-1)!];
      for (const { window, threshold, columns, sharpeInside } of some) {
        const last = problem.dataset.barIndex[window.rowStart]!;
        const cut = sliceBars(BARS, 0, last + 1);
        const { selection, problem: own } = await find(cut, { ...setting, nested: 'off' });
        expect(window.knownFolds).toEqual(own.folds);
        expect(threshold).toBe(selection.threshold);
        expect(columns).toEqual(selection.selected?.columns);
        expect(sharpeInside).toBe(selection.selected?.evaluation.metrics.sharpe);
      }
    },
  );

  it('earns what the stitched signals earn, the policy applied afterwards', async () => {
    const { selection, nested, problem, scorePlan } = await find(BARS, YEARS);
    const start = problem.folds[0]!.testStart;
    const first = nested.choices[0]!.window.rowStart;
    const tested = testedMarket(problem);
    // Every window's set scored alone over all rows, then cut and joined by hand.
    const classes: number[] = [];
    for (const { window, columns } of nested.choices) {
      const key = columns.toSorted((a, b) => a - b).join();
      const trial = selection.trials.find((other) => other.columns.join() === key);
      const subset = columns.toSorted((a, b) => a - b);
      const [votes] = await pool.votes(problem.problem, [subset]);
      const signals =
        trial?.evaluation.rows.signals ??
        Int8Array.from({ length: votes!.length / 3 }, (_, row) => {
          const [down, neutral, up] = votes!.subarray(3 * row, 3 * row + 3);
          return down! >= neutral! && down! >= up! ? -1 : neutral! >= up! ? 0 : 1;
        });
      classes.push(...signals.subarray(window.rowStart - start, window.rowEnd - start));
    }
    const offset = tested.bar[first - start]!;
    const bar = tested.bar.subarray(first - start).map((index) => index - offset);
    const market = {
      time: tested.market.time.subarray(offset),
      close: tested.market.close.subarray(offset),
    };
    const account = accountOf(market, { bar, classes: Int8Array.from(classes) }, scorePlan.terms);
    expect(nested.metrics.sharpe).toBe(sharpeRatio(account.net, 365));
    expect(nested.metrics.bars).toBe(account.net.length);
    expect(nested.windows.reduce((sum, { bars }) => sum + bars, 0)).toBe(account.net.length);
    const second = bar[nested.choices[1]!.window.rowStart - first]!;
    expect(nested.windows[0]!.sharpe).toBe(sharpeRatio(account.net.subarray(0, second), 365));
    expect(nested.interval.lower).toBeLessThan(nested.metrics.sharpe);
    expect(nested.interval.upper).toBeGreaterThan(nested.metrics.sharpe);
  });

  it('leaves the selection on all bars as it is, and counts its own sets apart', async () => {
    const { selection, nested } = await find(BARS, YEARS);
    const { selection: plain, nested: none } = await find(BARS, { ...YEARS, nested: 'off' });
    expect(selection).toEqual(plain);
    expect(none).toEqual({ missing: 'not asked for: --nested off' });
    expect(nested.differentSets).toBeGreaterThanOrEqual(NAMES.length);
    expect(nested.differentSets).toBeLessThanOrEqual(MAX_SETS);
  });

  it('interrupted between any two pieces of work ends with the same bytes', async () => {
    const whole = await find(BARS, YEARS);
    let resumed: Found | undefined;
    let interruptions = 0;
    const store = memoryStore();
    while (resumed === undefined) {
      const checkpoint = await openCheckpoint(store, 'key');
      resumed = await find(BARS, YEARS, checkpoint, 5 * (interruptions + 1)).catch(
        (error: Error) => {
          expect(error.message).toBe('interrupted');
          interruptions++;
          return undefined;
        },
      );
    }
    expect(interruptions).toBeGreaterThan(1);
    expect(JSON.stringify(resumed.nested)).toBe(JSON.stringify(whole.nested));
  });

  it.each([
    ['forward steps', SEEDS],
    ['pre-selection and the best threshold', { ...BEST, seeds: [42, 1] }],
    ['expected positions', { ...EXPECTED, seeds: [3, 42] }],
  ])('lets each seed choose alone what a run with this seed chooses: %s', async (_, setting) => {
    const { alone, selection } = await find(BARS, setting);
    expect(alone.map(({ seed }) => seed)).toEqual(setting.seeds);
    for (const own of alone) {
      const single = await find(BARS, { ...setting, seeds: [own.seed] });
      const { threshold, selected } = single.selection;
      const { columns, evaluation } = selected!;
      const sharpeInside = evaluation.metrics.sharpe;
      expect(own.whole).toEqual({ threshold, columns, sharpeInside });
      expect(own.windows).toEqual(
        single.nested.choices.map(({ window: _window, ...choice }) => choice),
      );
      expect(single.alone[0]!.whole).toEqual(own.whole);
    }
    const { evaluation } = selection.selected!;
    const bySeed = evaluation.bySeed!.map(({ metrics }) => metrics.sharpe);
    const sum = bySeed.reduce((total, sharpe) => total + sharpe, 0);
    expect(evaluation.metrics.sharpe).toBe(sum / bySeed.length);
  });

  it('with several seeds, interrupted, ends with the same bytes', async () => {
    const whole = await find(BARS, SEEDS);
    let resumed: Found | undefined;
    const store = memoryStore();
    for (let round = 1; resumed === undefined; round++) {
      const checkpoint = await openCheckpoint(store, 'key');
      resumed = await find(BARS, SEEDS, checkpoint, 12 * round).catch((error: Error) => {
        expect(error.message).toBe('interrupted');
        return undefined;
      });
    }
    expect(JSON.stringify(resumed.alone)).toBe(JSON.stringify(whole.alone));
    expect(JSON.stringify(resumed.nested)).toBe(JSON.stringify(whole.nested));
  });

  it('has a window a fold, each of them with its own fold alone', async () => {
    const { nested, problem } = await find(BARS, { ...YEARS, nested: 'fold', step: 200 });
    for (const { window } of nested.choices) {
      const fold = problem.folds.find(({ testStart }) => testStart === window.rowStart)!;
      expect(window.rowEnd).toBe(fold.testEnd);
    }
    expect(nested.choices.at(-1)!.window.rowEnd).toBe(problem.folds.at(-1)!.testEnd);
  });

  it('needs half a year of tested bars before its first window', async () => {
    const short = sliceBars(BARS, 0, 3300 + 150);
    const { nested } = await find(short, { ...YEARS, nested: 'fold' });
    expect(nested).toEqual({
      missing: 'no fold begins after at least 183 tested rows (half a year)',
    });
  });
});
