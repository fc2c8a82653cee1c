/** The parts of a result's JSON document that a page draws; other keys may be there, too. */

import { z } from 'zod';

export const figure = z.number().nullable();
export const metrics = z.record(z.string(), figure);
export const curve = z.object({
  time: z.array(z.number()),
  equity: z.array(z.number()),
  positions: z.array(z.number()),
});
const regimes = z
  .record(
    z.string(),
    z.object({
      bars: z.number(),
      share: z.number(),
      sharpe: figure,
      winRate: figure,
      totalLogReturn: figure,
    }),
  )
  .nullable();
/** One array a column, entries in the order of the trades. */
export const trades = z.object({
  entryTime: z.array(z.number()),
  exitTime: z.array(z.number()),
  side: z.array(z.number()),
  bars: z.array(z.number()),
  return: z.array(z.number()),
  open: z.boolean(),
});
const traded = curve.extend({ trades: trades.optional() });
export const periods = z.object({
  monthly: z.record(z.string(), figure).optional(),
  yearly: z
    .array(
      z.object({
        year: z.number(),
        bars: z.number(),
        totalLogReturn: figure,
        sharpe: figure,
        positiveMonths: figure,
      }),
    )
    .optional(),
  drawdowns: z
    .array(
      z.object({
        start: z.string(),
        trough: z.string(),
        end: z.string(),
        bars: z.number(),
        depth: z.number(),
        recovered: z.boolean(),
      }),
    )
    .optional(),
  regimes: regimes.optional(),
});
const points = z
  .array(
    z.object({
      value: z.union([z.number(), z.string()]),
      own: z.boolean(),
      sharpe: figure,
      annualReturn: figure,
      maxDrawdown: figure,
      bars: z.number(),
    }),
  )
  .nullable();
const leftOut = z.object({ sharpe: figure, totalLogReturn: figure, bars: z.number() });
export const sensitivity = z.object({
  costBps: points,
  breakEvenCostBps: z.object({ sharpe: figure }),
  delay: points,
  neutral: points,
  sides: points,
  payoff: points,
  threshold: points,
  initialTrain: points,
  step: points,
  window: points.optional(),
  withoutBestDays: leftOut,
  withoutWorstDays: leftOut,
});
const reliability = z.object({
  bins: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      count: z.number(),
      predicted: z.number(),
      observed: z.number(),
    }),
  ),
  calibrationError: figure,
});
const baseline = z.object({
  sharpe: figure,
  annualReturn: figure,
  maxDrawdown: figure,
  turnover: figure,
  accuracy: figure,
});
const randomSignals = z.object({
  count: z.number(),
  p05: figure,
  median: figure,
  p95: figure,
  place: figure,
});
const drift = z.object({
  recentRows: z.number(),
  features: z.array(
    z.object({ feature: z.string(), distance: figure, usualDistance: figure, stability: figure }),
  ),
});
const cpcv = z.object({
  groups: z.number(),
  testGroups: z.number(),
  splits: z.number(),
  paths: z.array(z.object({ sharpe: figure, annualReturn: figure, maxDrawdown: figure })),
  buyHoldSharpeOnSameBars: figure,
});
const set = periods.extend({
  features: z.array(z.string()),
  metrics,
  bySeed: z.array(z.object({ seed: z.number(), metrics })).optional(),
  sharpeError: figure.optional(),
  statistics: z.object({ sharpeStandardError: figure }).optional(),
  dollars: periods.extend({ metrics }).optional(),
  verdict: z.array(z.string()).optional(),
  sensitivity: sensitivity.optional(),
  baselines: z.record(z.string(), baseline.nullable()).optional(),
  randomSignals: randomSignals.optional(),
  reliability: z.record(z.string(), reliability).optional(),
  cpcv: cpcv.optional(),
});
const fold = z.object({
  fold: z.number(),
  trainRows: z.number(),
  trainFrom: z.string(),
  trainTo: z.string(),
  leftOut: z.number(),
  testFrom: z.string(),
  testTo: z.string(),
  testRows: z.number(),
});
const step = z.object({
  step: z.number(),
  feature: z.string(),
  sharpe: figure,
  score: figure,
  delta: figure,
  margin: figure,
  marginNoise: figure,
  candidates: z.array(z.object({ feature: z.string(), score: figure })),
});
const nested = z.object({
  every: z.string(),
  windows: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      features: z.array(z.string()),
      sharpeInside: figure,
      sharpe: figure,
      bars: z.number(),
    }),
  ),
  metrics,
  standardError: figure,
});

/** The block `run` that every document begins with. */
export const runBlock = z.object({
  version: z.string(),
  configuration: z.record(z.string(), z.unknown()),
});
export const data = z.object({
  name: z.string(),
  sha256: z.string(),
  rows: z.number(),
  synthetic: z.boolean(),
});

export const accounting = z.object({
  payoff: z.string(),
  periodsPerYear: z.number(),
  capital: z.number(),
  costBps: z.number(),
});

/** What the page of a backtest or a selection needs of the JSON document. */
export const DOCUMENT = z.object({
  run: runBlock.extend({ data }),
  sets: z.record(z.string(), set),
  buyHold: z.union([z.object({ metrics }), metrics]),
  accounting,
  outOfSample: z.object({
    rows: z.number(),
    from: z.string(),
    to: z.string(),
    foldCount: z.number(),
  }),
  verdict: z.array(z.string()).optional(),
  selected: z.array(z.string()).optional(),
  steps: z.array(step).optional(),
  nested: nested.nullable().optional(),
  ledger: z.object({ trialsEver: z.number().nullable().optional() }).nullable().optional(),
  null: z
    .object({ histories: z.array(z.object({ naive: figure, nested: figure.optional() })) })
    .nullable()
    .optional()
    .catch(undefined),
  sharpe: figure.optional(),
  cpcv: cpcv.optional(),
  importance: z
    .record(z.string(), z.array(z.object({ feature: z.string(), importance: figure })))
    .optional(),
  correlated: z.array(z.object({ features: z.array(z.string()), correlation: figure })).optional(),
  curves: z
    .object({
      buyHold: curve,
      regimes: z.array(z.object({ regime: z.string(), start: z.number(), end: z.number() })),
      sets: z.record(z.string(), traded).optional(),
      selected: periods.extend(traded.shape).optional(),
      nested: periods.extend(traded.shape).optional(),
      folds: z.array(fold).optional(),
      drift: drift.optional(),
      formulas: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
});

/** The words of the command that recomputes a saved result. */
export const REPLAY = 'npm run replay -- RESULT.json';

/** What a report has of a result without folds, features and a search. */
export const NO_SEARCH = {
  regimeSpans: [],
  steps: [],
  windows: [],
  nulls: [],
  paths: [],
  folds: [],
  features: { formulas: [], correlated: [], importance: {} },
  drift: { recentRows: 0, features: [] },
} as const;
