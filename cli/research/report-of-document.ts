/** A result's JSON document as a report: what `--json` prints is enough to draw it. */

import { z } from 'zod';
import { InputError } from '../../engine/core/errors.ts';
import type { Report, ReportAccount } from '../../engine/report/report.ts';

const figure = z.number().nullable();
const metrics = z.record(z.string(), figure);
const curve = z.object({
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
const periods = z.object({
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
const set = periods.extend({
  features: z.array(z.string()),
  metrics,
  bySeed: z.array(z.object({ seed: z.number(), metrics })).optional(),
  sharpeError: figure.optional(),
  statistics: z.object({ sharpeStandardError: figure }).optional(),
  dollars: periods.extend({ metrics }).optional(),
  verdict: z.array(z.string()).optional(),
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

const DOCUMENT = z.object({
  run: z.object({
    command: z.enum(['backtest', 'select']),
    version: z.string(),
    configuration: z.record(z.string(), z.unknown()),
    data: z.object({
      name: z.string(),
      sha256: z.string(),
      rows: z.number(),
      synthetic: z.boolean(),
    }),
  }),
  sets: z.record(z.string(), set),
  buyHold: z.union([z.object({ metrics }), metrics]),
  accounting: z.object({ periodsPerYear: z.number(), capital: z.number(), costBps: z.number() }),
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
  curves: z
    .object({
      buyHold: curve,
      regimes: z.array(z.object({ regime: z.string(), start: z.number(), end: z.number() })),
      sets: z.record(z.string(), curve).optional(),
      selected: periods.extend(curve.shape).optional(),
      nested: periods.extend(curve.shape).optional(),
    })
    .optional(),
});

type Document = z.infer<typeof DOCUMENT>;

/**
 * The report of a document of select or backtest.
 * @param path where the document came from, for messages and for the command that replays it
 * @throws InputError if it is another document
 */
export function reportOf(document: unknown, path: string): Report {
  const parsed = DOCUMENT.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const where = issue.path.length === 0 ? 'the document' : issue.path.join('.');
    throw new InputError(
      `${path}: expected a result of select or backtest (--json prints one): ` +
        `${where}: ${issue.message}`,
    );
  }
  const { run, buyHold, accounting, outOfSample, curves, ...rest } = parsed.data;
  return {
    ...run,
    ...accounting,
    range: outOfSample,
    verdict: rest.verdict ?? setVerdicts(rest.sets),
    accounts: [...setAccounts(parsed.data), ...nestedAccounts(parsed.data)],
    buyHold: {
      metrics: isFigures(buyHold) ? buyHold.metrics : buyHold,
      curve: curves?.buyHold,
    },
    regimeSpans: curves?.regimes ?? [],
    steps: rest.steps ?? [],
    windows: rest.nested?.windows ?? [],
    trialsEver: rest.ledger?.trialsEver ?? undefined,
    replay: 'npm run replay -- RESULT.json',
  };
}

/** The verdict on the only set, or of each of several sets what the data support. */
function setVerdicts(sets: Document['sets']): readonly string[] {
  const verdicts = Object.entries(sets).map(([name, { verdict = [] }]) => ({ name, verdict }));
  if (verdicts.length === 1) return verdicts[0]!.verdict;
  return verdicts.flatMap(({ name, verdict: [first] }) =>
    first === undefined ? [] : [`${name}. ${first}`],
  );
}

function isFigures(held: Document['buyHold']): held is { metrics: ReportAccount['metrics'] } {
  return typeof held['metrics'] === 'object' && held['metrics'] !== null;
}

/** The sets; an account in bitcoin shows its figures in dollars, as its curve is. */
function setAccounts({ sets, selected = [], curves }: Document): readonly ReportAccount[] {
  return Object.entries(sets).map(([name, own]): ReportAccount => {
    const winner = own.features.join() === selected.join() ? curves?.selected : undefined;
    return {
      name,
      features: own.features,
      metrics: own.dollars?.metrics ?? own.metrics,
      standardError: own.statistics?.sharpeStandardError ?? own.sharpeError ?? null,
      bySeed: (own.bySeed ?? []).map((run) => ({
        seed: run.seed,
        sharpe: run.metrics['sharpe'] ?? null,
      })),
      curve: curves?.sets?.[name] ?? winner,
      monthly: (own.dollars ?? winner ?? own).monthly,
      yearly: (own.dollars ?? winner ?? own).yearly,
      drawdowns: (own.dollars ?? winner ?? own).drawdowns,
      regimes: regimeRows(own.dollars ?? winner ?? own),
    };
  });
}

function nestedAccounts({ nested: outcome, curves }: Document): readonly ReportAccount[] {
  if (outcome === null || outcome === undefined) return [];
  return [
    {
      name: `selected anew each ${outcome.every}`,
      features: [],
      metrics: outcome.metrics,
      standardError: outcome.standardError,
      bySeed: [],
      curve: curves?.nested,
      monthly: curves?.nested?.monthly,
      yearly: curves?.nested?.yearly,
      drawdowns: curves?.nested?.drawdowns,
      regimes: regimeRows(curves?.nested),
    },
  ];
}

function regimeRows(figures: z.infer<typeof periods> | undefined): ReportAccount['regimes'] {
  if (figures?.regimes === undefined || figures.regimes === null) return undefined;
  return Object.entries(figures.regimes).map(
    ([regime, { bars, share, sharpe, winRate, totalLogReturn }]) => {
      return { regime, bars, share, sharpe, winRate, totalLogReturn };
    },
  );
}
