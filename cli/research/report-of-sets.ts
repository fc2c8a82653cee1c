/** The document of a backtest or a selection as a report. */

import type { z } from 'zod';
import { BASELINE_TITLES } from '../../engine/backtest/set-verdicts.ts';
import type { Report, ReportAccount } from '../../engine/report/report.ts';
import {
  REPLAY,
  type DOCUMENT,
  type periods,
  type sensitivity,
  type trades,
} from './report-document.ts';

type Document = z.infer<typeof DOCUMENT>;

/** The report of a document of select or backtest. */
export function reportOfSets(document: Document, command: string): Report {
  const { run, buyHold, accounting, outOfSample, curves, ...rest } = document;
  return {
    ...run,
    ...accounting,
    logReturns: accounting.payoff === 'log',
    command,
    range: outOfSample,
    about:
      `${outOfSample.rows} tested rows in ${outOfSample.foldCount} folds. Every figure is out of ` +
      `sample and after costs of ${accounting.costBps} basis points.`,
    verdict: rest.verdict ?? setVerdicts(rest.sets),
    accounts: [...setAccounts(document), ...nestedAccounts(document)],
    buyHold: {
      metrics: isFigures(buyHold) ? buyHold.metrics : buyHold,
      curve: curves?.buyHold,
    },
    regimeSpans: curves?.regimes ?? [],
    steps: rest.steps ?? [],
    windows: rest.nested?.windows ?? [],
    nulls: nullsOf(document),
    paths: pathsOf(document),
    folds: curves?.folds ?? [],
    drift: curves?.drift ?? { recentRows: 0, features: [] },
    features: {
      formulas: Object.entries(curves?.formulas ?? {}).map(([feature, formula]) => {
        return { feature, formula };
      }),
      correlated: rest.correlated ?? [],
      importance: rest.importance ?? {},
    },
    trialsEver: rest.ledger?.trialsEver ?? undefined,
    replay: REPLAY,
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
    const drawn = curves?.sets?.[name] ?? winner;
    return {
      name,
      features: own.features,
      reliability: own.reliability,
      sensitivity: own.sensitivity && sensitivityFacts(own.sensitivity),
      baselines: baselineFacts(own),
      metrics: own.dollars?.metrics ?? own.metrics,
      standardError: own.statistics?.sharpeStandardError ?? own.sharpeError ?? null,
      bySeed: (own.bySeed ?? []).map((run) => ({
        seed: run.seed,
        sharpe: run.metrics['sharpe'] ?? null,
      })),
      curve: drawn,
      trades: tradeRows(drawn?.trades),
      monthly: (own.dollars ?? winner ?? own).monthly,
      yearly: (own.dollars ?? winner ?? own).yearly,
      drawdowns: (own.dollars ?? winner ?? own).drawdowns,
      regimes: regimeRows(own.dollars ?? winner ?? own),
    };
  });
}

/** What the search found on histories without skill, if it was made on them. */
function nullsOf({ null: found, sharpe, nested }: Document): Report['nulls'] {
  const histories = found?.histories ?? [];
  // A history on which nothing was traded counts as 0, as it does in the document's own ranks.
  const known = (values: readonly (number | null | undefined)[]): readonly number[] =>
    values.every((value) => typeof value !== 'number') ? [] : values.map((value) => value ?? 0);
  const rows = [
    { name: 'The selected set', values: histories.map((one) => one.naive), real: sharpe },
    {
      name: 'The nested selection',
      values: histories.map((one) => one.nested),
      real: nested?.metrics['sharpe'],
    },
  ];
  return rows.flatMap(({ name, values, real }) =>
    typeof real === 'number' && known(values).length > 0
      ? [{ name, values: known(values), real }]
      : [],
  );
}

/** The paths of each set, and of a selection that chose anew in each split. */
function pathsOf({ sets, cpcv, nested, sharpe }: Document): Report['paths'] {
  const test = (name: string, value: number | null | undefined) => {
    return { name, sharpe: value ?? null };
  };
  const found = Object.entries(sets).map(([name, own]) => {
    const walkForward = test('the walk-forward test', own.metrics['sharpe']);
    return { name, cpcv: own.cpcv, walkForward };
  });
  const anew = {
    name: 'a set chosen anew in each split',
    cpcv,
    walkForward: nested
      ? test('the nested selection, which walks forward', nested.metrics['sharpe'])
      : test('the selected set, which was chosen on all tested rows', sharpe),
  };
  return [...found, anew].flatMap(({ cpcv: own, ...rest }) => {
    if (own === undefined) return [];
    const { buyHoldSharpeOnSameBars: buyHold, ...facts } = own;
    return [{ ...facts, ...rest, buyHold }];
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
      trades: tradeRows(curves?.nested?.trades),
      monthly: curves?.nested?.monthly,
      yearly: curves?.nested?.yearly,
      drawdowns: curves?.nested?.drawdowns,
      regimes: regimeRows(curves?.nested),
    },
  ];
}

function baselineFacts({
  baselines,
  randomSignals: random,
}: Document['sets'][string]): ReportAccount['baselines'] {
  if (baselines === undefined || random === undefined) return undefined;
  const titles: Readonly<Record<string, string>> = BASELINE_TITLES;
  const rows = Object.entries(baselines).flatMap(([name, figures]) =>
    figures === null ? [] : [{ title: titles[name] ?? name, ...figures }],
  );
  return { rows, random };
}

function sensitivityFacts(found: z.infer<typeof sensitivity>): ReportAccount['sensitivity'] {
  const { breakEvenCostBps, withoutBestDays, withoutWorstDays, ...curves } = found;
  return {
    curves: Object.entries(curves).map(([setting, points]) => ({ setting, points: points ?? [] })),
    breakEvenCostBps: breakEvenCostBps.sharpe,
    without: [
      { what: 'without the best days', ...withoutBestDays },
      { what: 'without the worst days', ...withoutWorstDays },
    ],
  };
}

function tradeRows(columns: z.infer<typeof trades> | undefined): ReportAccount['trades'] {
  return columns?.entryTime.map((entryTime, i) => ({
    entryTime,
    exitTime: columns.exitTime[i]!,
    side: columns.side[i]! > 0 ? 'long' : 'short',
    bars: columns.bars[i]!,
    return: columns.return[i]!,
    open: columns.open && i === columns.entryTime.length - 1,
  }));
}

function regimeRows(figures: z.infer<typeof periods> | undefined): ReportAccount['regimes'] {
  if (figures?.regimes === undefined || figures.regimes === null) return undefined;
  return Object.entries(figures.regimes).map(
    ([regime, { bars, share, sharpe, winRate, totalLogReturn }]) => {
      return { regime, bars, share, sharpe, winRate, totalLogReturn };
    },
  );
}
