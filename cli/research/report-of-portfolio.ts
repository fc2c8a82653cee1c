/** The document of a portfolio as a report: its account, its assets, and what they share. */

import { z } from 'zod';
import type { Report, ReportAccount } from '../../engine/report/report.ts';
import {
  accounting,
  curve,
  data,
  figure,
  metrics,
  NO_SEARCH,
  periods,
  REPLAY,
  runBlock,
} from './report-document.ts';

const share = z.object({ mean: z.number(), min: z.number(), max: z.number(), bars: z.number() });
const combined = periods.omit({ regimes: true }).extend({
  metrics,
  sharpeStandardError: figure,
  weights: z.object({ shares: z.record(z.string(), share.nullable()) }),
  from: z.string(),
  to: z.string(),
});

/** What the page of a portfolio needs of its document. */
export const PORTFOLIO = z.object({
  run: runBlock.extend({ data }),
  assets: z.record(
    z.string(),
    z.object({
      metrics,
      /** The same account in dollars, if it is kept in a coin. */
      dollars: z.object({ metrics }).optional(),
      bySeed: z.array(z.object({ seed: z.number(), sharpe: figure })),
      statistics: z.object({ sharpeStandardError: figure }),
    }),
  ),
  portfolio: combined,
  correlation: z.object({
    names: z.array(z.string()),
    matrix: z.array(z.array(figure)).nullable(),
    commonBars: z.number(),
  }),
  meanSharpe: figure,
  diversificationRatio: figure,
  buyHold: combined,
  accounting,
  statistics: z.object({ note: z.string() }),
  ledger: z.object({ trialsEver: z.number().nullable().optional() }).nullable().optional(),
  curves: z
    .object({ portfolio: curve, buyHold: curve, assets: z.record(z.string(), curve) })
    .optional(),
});

/** The report of a portfolio's document. */
export function reportOfPortfolio(document: z.infer<typeof PORTFOLIO>): Report {
  const { run, portfolio, buyHold, accounting: money, correlation, curves } = document;
  const assets = Object.entries(document.assets);
  const inCoins = money.payoff === 'inverse';
  // Curves are in dollars, and so is all that stands beside them.
  const parts = assets.map(([name, asset]): ReportAccount => ({
    name,
    part: true,
    features: [],
    metrics: (asset.dollars ?? asset).metrics,
    standardError: inCoins ? null : asset.statistics.sharpeStandardError,
    bySeed: inCoins ? [] : asset.bySeed,
    curve: curves?.assets[name],
  }));
  const whole: ReportAccount = {
    ...periodsOf(portfolio),
    name: 'portfolio',
    features: [],
    metrics: portfolio.metrics,
    standardError: portfolio.sharpeStandardError,
    bySeed: [],
    curve: curves?.portfolio,
  };
  return {
    ...NO_SEARCH,
    ...run,
    ...money,
    logReturns: money.payoff === 'log',
    command: 'portfolio',
    range: portfolio,
    about:
      `${assets.length} assets as one account. Every figure is out of sample and after costs of ` +
      `${money.costBps} basis points.` +
      (inCoins ? ' Each share is kept in its coin; all figures are in dollars.' : ''),
    verdict: verdictOf(document),
    accounts: [whole, ...parts],
    buyHold: { metrics: buyHold.metrics, curve: curves?.buyHold },
    assets: {
      names: correlation.names,
      matrix: correlation.matrix ?? undefined,
      weights: Object.entries(portfolio.weights.shares).flatMap(([name, shares]) =>
        shares === null ? [] : [{ name, ...shares }],
      ),
    },
    trialsEver: document.ledger?.trialsEver ?? undefined,
    replay: REPLAY,
  };
}

function periodsOf({ monthly, yearly, drawdowns }: z.infer<typeof combined>) {
  return { monthly, yearly, drawdowns };
}

/** What a portfolio's own figures say; it makes no tests of luck. */
function verdictOf(document: z.infer<typeof PORTFOLIO>): readonly string[] {
  const { portfolio, buyHold, meanSharpe, diversificationRatio, statistics } = document;
  const text = (value: number | null | undefined): string => value?.toFixed(2) ?? 'undefined';
  const ratio =
    diversificationRatio === null
      ? ''
      : ` The portfolio's is ${text(diversificationRatio)} times the mean of its assets.`;
  return [
    `The portfolio's Sharpe ratio is ${text(portfolio.metrics['sharpe'])} a year with a standard ` +
      `error of ${text(portfolio.sharpeStandardError)}; holding all assets made ` +
      `${text(buyHold.metrics['sharpe'])}.`,
    `The mean Sharpe ratio of the assets is ${text(meanSharpe)}.${ratio}`,
    statistics.note,
  ];
}
