/** Leaks in how a run is made: folds, bins, votes, rules, series, and the choice of features. */

import type { AuditCheck, AuditCheckName } from '../../engine/audit/audit-check.ts';
import { auditRun, type AuditedSelection } from '../../engine/audit/audit-run.ts';
import { ENGINE_RULES, type FoldRules } from '../../engine/audit/fold-checks.ts';
import { barCloses, type Stamped } from './stamped.ts';
import { binEdges } from '../../engine/forest/bins.ts';
import type { Fold } from '../../engine/forest/problem.ts';
import { catalogue, type AuditedSeries } from '../../index.ts';
import { datasetPlan } from '../../features/dataset-options.ts';
import { deviationOf, meanOf, quantileOf, returns, windowed } from './planted.ts';
import { BARS, checksWith, RUN, type RunLeak } from './run-leak.ts';

async function checksByRules(
  rules: Partial<FoldRules>,
  selections: readonly AuditedSelection[] = [],
): Promise<readonly AuditCheck[]> {
  const dataset = datasetPlan(catalogue, {
    names: RUN.names,
    target: 'forward_5',
    threshold: 0.02,
    rows: 'used',
    timeframe: '1d',
    barsPerDay: 1,
  });
  return auditRun({
    bars: BARS,
    now: undefined,
    dataset,
    folds: { initialTrain: 300, step: 20, embargo: 0 },
    forest: { trees: 4, maxDepth: 3, minLeafRows: 20, bins: 64, epochFolds: 4, seed: 1 },
    trade: {
      regimes: { reading: 'known', windowBars: 60 },
      terms: { payoff: 'linear', sides: 'both', neutral: 'hold', costBps: 5, delayBars: 0 },
    },
    foldRules: { ...ENGINE_RULES, ...rules },
    rules: [],
    series: [],
    selections,
    cuts: 20,
  });
}

function folds(
  name: string,
  check: AuditCheckName,
  why: string,
  rules: Partial<FoldRules>,
): RunLeak {
  return {
    name: `folds: ${name}`,
    why,
    check,
    subject: 'folds',
    checks: () => checksByRules(rules),
  };
}

/** The engine's folds, each of them changed. */
function changedFolds(change: (fold: Fold, first: Fold) => Fold): Pick<FoldRules, 'folds'> {
  return {
    folds: (dataset, settings) => {
      const { folds } = ENGINE_RULES.folds(dataset, settings);
      return { dataset, folds: folds.map((fold) => change(fold, folds[0]!)) };
    },
  };
}

const NO_PURGE = changedFolds(({ testStart, testEnd }) => ({
  trainEnd: testStart,
  testStart,
  testEnd,
}));
const SHORT_PURGE = changedFolds(({ trainEnd, testStart, testEnd }) => ({
  trainEnd: trainEnd + 1,
  testStart,
  testEnd,
}));
const TRAINED_ON_TEST = changedFolds(({ testStart, testEnd }) => ({
  trainEnd: testEnd,
  testStart,
  testEnd,
}));
const OVERLAPPING = changedFolds(({ trainEnd, testStart, testEnd }, first) => ({
  trainEnd: trainEnd - 10,
  testStart: Math.max(first.testStart, testStart - 10),
  testEnd,
}));

const FOLDS: readonly RunLeak[] = [
  folds('no purge', 'purge', 'labels of five bars, trained up to the test', NO_PURGE),
  folds('short purge', 'purge', 'a purge that is one row too short', SHORT_PURGE),
  folds('trained on its test', 'purge', 'the test rows are trained on', TRAINED_ON_TEST),
  folds('tested twice', 'purge', 'overlapping tests count lucky rows twice', OVERLAPPING),
  folds('bins of all rows', 'bins', 'edges by the quantiles of the whole file', {
    edges: (sorted, _epoch, bins) => binEdges(sorted, sorted.values.length, bins),
  }),
  folds('bins of the epoch', 'bins', "edges from the epoch's test rows", {
    edges: (sorted, { rowEnd }, bins) => binEdges(sorted, rowEnd, bins),
  }),
  folds('trained on later labels', 'votes', 'each fold trains up to its last test row', {
    votes: (problem) =>
      ENGINE_RULES.votes({
        ...problem,
        folds: problem.folds.map(({ testStart, testEnd }) => ({
          trainEnd: testStart,
          testStart,
          testEnd,
        })),
      }),
  }),
  folds('clipped by all rows', 'votes', 'features are clipped at a quantile of the whole matrix', {
    votes: (problem) => {
      const { matrix } = problem;
      const values = new Float64Array(new SharedArrayBuffer(matrix.values.byteLength));
      const top = quantileOf(matrix.values, 0.6);
      matrix.values.forEach((value, i) => (values[i] = Math.min(value, top)));
      return ENGINE_RULES.votes({ ...problem, matrix: { ...matrix, values } });
    },
  }),
  folds('smoothed votes', 'votes', 'votes are averaged with those of the next rows', {
    votes: (problem) => {
      const votes = ENGINE_RULES.votes(problem);
      return votes.map((vote, i) => vote + (votes[i + 3] ?? 0));
    },
  }),
];

const RULES: readonly RunLeak[] = [
  {
    name: 'regimes',
    why: "the original system's labels: tomorrow's return decides today's regime",
    check: 'regime-labels',
    subject: 'regimes (lookahead)',
    checks: () => checksWith({ regimeLabels: 'lookahead' }),
  },
  {
    name: 'regimes by rows',
    why: "the same in the original system's accounting",
    check: 'regime-labels',
    subject: 'regimes (lookahead)',
    checks: () => checksWith({ regimeLabels: 'lookahead', payoff: 'log' }),
  },
  {
    name: 'size by later volatility',
    why: 'a position that is scaled by the volatility of the bars it is held',
    check: 'truncation',
    subject: 'size',
    checks: () =>
      checksWith({
        rules: [
          {
            subject: 'size',
            aheadBars: 0,
            compute: (bars) => windowed(returns(bars), [0, 10], (r) => 0.02 / deviationOf(r)),
          },
        ],
      }),
  },
  {
    name: 'stop with hindsight',
    why: 'no position before bars that would hit the stop',
    check: 'truncation',
    subject: 'stop',
    checks: () =>
      checksWith({
        rules: [
          {
            subject: 'stop',
            aheadBars: 0,
            compute: ({ low, close }) =>
              close.map((price, i) => ((low[i + 1] ?? price) < 0.98 * price ? 0 : 1)),
          },
        ],
      }),
  },
  {
    name: 'leverage of the file',
    why: 'leverage that reaches a yearly volatility of 20 % over the whole file',
    check: 'scaling',
    subject: 'leverage',
    checks: () =>
      checksWith({
        rules: [
          {
            subject: 'leverage',
            aheadBars: 0,
            compute: (bars) => returns(bars).fill(0.01 / deviationOf(returns(bars))),
          },
        ],
      }),
  },
  {
    name: 'a bar that forms',
    why: 'the last bar of the file closes in some hours',
    check: 'forming-bar',
    subject: 'bars',
    checks: () => checksWith({ now: 1000 * (BARS.time.at(-1)! + 300) }),
  },
  {
    name: 'selected on the test',
    why: 'features that were chosen on all bars are tested on the same bars',
    check: 'selection',
    subject: 'selected',
    checks: () => checksByRules({}, [{ name: 'selected', knownUntil: BARS.time.at(-1)! + 86_400 }]),
  },
  {
    name: 'selected on half of the test',
    why: 'the choice knew the first tested bars',
    check: 'selection',
    subject: 'selected',
    checks: () => checksByRules({}, [{ name: 'selected', knownUntil: BARS.time[600]! }]),
  },
];

/** Observations of every day at midnight, for series that are joined wrongly. */
const DAILY: Stamped = {
  time: Float64Array.from({ length: 1000 }, (_, i) => BARS.time[0]! - 20 * 86_400 + i * 86_400),
  value: Float64Array.from({ length: 1000 }, (_, i) => Math.sin(i * i)),
};

function series(
  name: string,
  why: string,
  lagDays: number,
  join: (known: Stamped, close: number) => number,
): RunLeak {
  const closes = barCloses(BARS);
  const one: AuditedSeries = {
    name,
    lagDays,
    observations: DAILY,
    join: (known) => closes.map((close) => join(known, close)),
  };
  const checks = () => checksWith({ series: [one] });
  return { name: `series ${name}`, why, check: 'publication-lag', subject: name, checks };
}

const SERIES: readonly RunLeak[] = [
  series(
    'same_day',
    "joined by the day, but a day's value appears a day later",
    1,
    (known, close) => known.value[known.time.findLastIndex((time) => time < close)] ?? Number.NaN,
  ),
  series(
    'at_the_close',
    'an observation that appears at the very close',
    0,
    (known, close) => known.value[known.time.findLastIndex((time) => time <= close)] ?? Number.NaN,
  ),
  series(
    'next_known',
    'the next observation, as a back-fill gives it',
    0,
    (known, close) => known.value[known.time.findIndex((time) => time >= close)] ?? Number.NaN,
  ),
  series('nearest', "merge_asof(direction='nearest')", 0, ({ time, value }, close) => {
    const distance = time.map((at) => Math.abs(at - close + 3600));
    return value[distance.indexOf(Math.min(...distance))]!;
  }),
  series('standardised', 'a series that was scaled over all of its values', 0, (known, close) => {
    const [level, deviation] = [meanOf(known.value), deviationOf(known.value)];
    const last = known.value[known.time.findLastIndex((time) => time < close)] ?? Number.NaN;
    return (last - level) / deviation;
  }),
];

const FITTED: RunLeak = {
  name: 'series ranked at its source',
  why: 'every observation is its rank among all, later ones too',
  check: 'scaling',
  subject: 'ranked',
  checks: () =>
    checksWith({
      series: [
        {
          name: 'ranked',
          lagDays: 0,
          observations: { time: DAILY.time, value: DAILY.time.map((_, i) => (i * 379) % 1000) },
          join: () => BARS.close.map(() => 0),
        },
      ],
    }),
};

/** Leaks in how a run is made. */
export const RUN_LEAKS: readonly RunLeak[] = [...FOLDS, ...RULES, ...SERIES, FITTED];
