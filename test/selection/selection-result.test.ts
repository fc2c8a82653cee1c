import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleBars } from '../../data/sample-bars.ts';
import { tradePlan } from '../../engine/backtest/trade-plan.ts';
import { testedMarket } from '../../engine/backtest/tested-market.ts';
import { sliceBars } from '../../engine/core/bars.ts';
import { marketCalendar } from '../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../engine/core/options.ts';
import { phaseTimer } from '../../engine/core/phase-timer.ts';
import { buildDataset } from '../../engine/learn/dataset.ts';
import { createForestPool, type ForestPool } from '../../engine/pool/forest-pool.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import { NO_CHECKPOINT } from '../../selection/checkpoint.ts';
import type { ScorePlan } from '../../selection/objective.ts';
import { runSelection, type Selection } from '../../selection/run-selection.ts';
import {
  selectionForests,
  type SelectionForests,
  type SelectionProblem,
} from '../../selection/selection-forests.ts';
import {
  selectionResult,
  selectionOverfitting,
  selectionTests,
  selectionVerdict,
  treesGrown,
} from '../../selection/selection-result.ts';
import { trialOverfitting, trialTests } from '../../selection/trial-tests.ts';
import { planOf } from '../dataset-plan.ts';

const BARS = sliceBars(sampleBars('1d', 7), 0, 620);
/** A bar on which the range is 0: no `close_pos_range`, so no decision. */
const GAP = 550;
BARS.high[GAP] = BARS.low[GAP] = BARS.close[GAP]!;
const TREES = 4;

let pool: ForestPool;
let forests: SelectionForests;
let problem: SelectionProblem;
let score: ScorePlan;
let selection: Selection;
const problems: unknown[] = [];
const phases: string[] = [];

beforeAll(async () => {
  pool = createForestPool({ workers: 1 });
  const options = resolveOptions(TRADE_OPTIONS, {}, 'test');
  const trading = tradePlan({ ...options, regimeLabels: 'known' }, marketCalendar(BARS.time, '1d'));
  score = { ...trading, objective: 'sharpe', positions: 'signal' };
  const timer = phaseTimer(() => 0);
  forests = selectionForests(
    {
      datasetAt: (threshold) =>
        buildDataset(BARS, planOf(['gap', 'close_pos_range'], { threshold })),
      folds: { initialTrain: 400, step: 60, embargo: 0 },
      settings: { trees: TREES, maxDepth: 3, minLeafRows: 10, bins: 64, epochFolds: 4, seed: 42 },
      score,
    },
    { pool, timer, onProblem: (made) => problems.push(made) },
  );
  problem = forests.problemAt(0.01);
  selection = await runSelection(
    {
      method: 'forward',
      candidates: [0, 1],
      maxFeatures: 2,
      patience: 2,
      threshold: 0.01,
      sweep: [],
      objective: 'sharpe',
    },
    {
      matrix: problem.dataset.matrix,
      evaluateAt: (threshold) => forests.evaluateAt(threshold, () => () => {}),
      importance: () => Promise.reject(new Error('not needed')),
      checkpoint: NO_CHECKPOINT,
      onPhase: () => {},
      onStep: () => {},
    },
  );
  phases.push(...Object.keys(timer.report()));
});
afterAll(() => pool.close());

const NOT_NESTED = { missing: 'not asked for: --nested off' };
const NO_NULLS = { missing: 'not asked for: --null 0' };
const resultOf = (changes: object = {}) => {
  const plain = { nested: NOT_NESTED, nulls: NO_NULLS, seedChoices: [] };
  const found = {
    selection,
    tests: undefined,
    overfitting: undefined,
    ...plain,
    rescored: undefined,
  };
  return selectionResult(problem, { ...found, ...changes }, score);
};

it('builds the problem of a threshold once, and times what it does', () => {
  expect(problems).toEqual([problem.problem]);
  expect(phases).toEqual(['features', 'forests']);
});

it('grows the rows of some folds as those of all, and tells how far it is', async () => {
  const told: [number, number][] = [];
  const report = () => (done: number, total: number) => void told.push([done, total]);
  const foldEnd = problem.folds.length;
  const [alone] = await forests.rowsAt(0.01, report)([[1]], { foldStart: 1, foldEnd });
  const whole = selection.trials.find(({ columns }) => columns.join() === '1')!.evaluation.rows;
  const { testStart, testEnd } = problem.folds[0]!;
  expect(alone!.signals).toEqual(whole.signals.subarray(testEnd - testStart));
  expect(told.at(-1)).toEqual([TREES, TREES]);
});

it('lists the tested bars without a decision', () => {
  const move = BARS.close[GAP + 1]! / BARS.close[GAP]! - 1;
  expect(resultOf().undecided).toEqual([{ time: BARS.time[GAP], move }]);
});

it('counts the trees of all trials, and those of the set that was scored again', () => {
  const folds = problem.folds.length;
  const { evaluation } = selection.selected!;
  expect(treesGrown(resultOf())).toBe(folds * TREES * 3);
  expect(treesGrown(resultOf({ rescored: { trees: 50, evaluation } }))).toBe(
    folds * (TREES * 3 + 50),
  );
});

it('tests all trials on the tested bars', () => {
  const on = { tested: testedMarket(problem), score, seed: 42 };
  const rows = selection.trials.map(({ evaluation }) => evaluation.rows);
  const told: (readonly [number, number])[] = [];
  const tests = selectionTests(problem, selection, score, (done, total) => {
    told.push([done, total]);
  });
  expect(told.map(([done]) => done)).toEqual(told.map((_, i) => i + 1));
  expect(told.at(-1)).toEqual([told.length, told.length]);
  expect(told.length).toBeGreaterThan(100);
  expect(tests).toEqual(trialTests(rows, selection.selected!.evaluation.rows, on));
  expect(selectionTests(problem, { ...selection, selected: undefined }, score)).toBeUndefined();
});

it('has the probability of overfitting of its trials, beside that of noise', () => {
  const on = { tested: testedMarket(problem), score, seed: 42 };
  const rows = selection.trials.map(({ evaluation }) => evaluation.rows);
  const found = selectionOverfitting(problem, selection, score)!;
  expect(found).toEqual(trialOverfitting(rows, on));
  expect(found.probability).toBeGreaterThanOrEqual(0);
  expect(found.probability).toBeLessThanOrEqual(1);
  expect(found.onNoise.draws).toBe(10);
  const [one] = selection.trials;
  expect(selectionOverfitting(problem, { ...selection, trials: [one!] }, score)).toBeUndefined();
});

it('says what the data support', () => {
  const tests = selectionTests(problem, selection, score);
  const sharpe = selection.selected!.evaluation.metrics.sharpe.toFixed(2);
  const [first, second] = selectionVerdict(resultOf({ tests }));
  expect(first).toContain(`Sharpe ratio of ${sharpe} (seed 42 alone) is the best of 3 trials`);
  expect(second).toContain('not known: not asked for: --nested off');
  expect(
    selectionVerdict(resultOf({ tests, selection: { ...selection, selected: undefined } })),
  ).toEqual(['There is no evidence of skill: none of 3 sets made returns that vary.']);
});
