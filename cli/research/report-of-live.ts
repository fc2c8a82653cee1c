/** The document of `live:report` as a report: live beside the backtest of the same days. */

import { z } from 'zod';
import { counted } from '../../engine/core/counted.ts';
import type { Report, ReportAccount } from '../../engine/report/report.ts';
import { dollars } from '../framework/figure-text.ts';
import { curve, data, figure, NO_SEARCH, runBlock } from './report-document.ts';
import { explanation } from './report-of-decision.ts';

const figures = z.object({
  equity: figure,
  sharpe: figure,
  sharpeStandardError: figure.optional(),
  maxDrawdown: figure,
  turnover: figure,
});
const evidence = z.object({ eValue: figure, highest: figure, provedOn: z.string().nullable() });

/** What the page of live trading needs of its document. */
export const LIVE = z.object({
  run: runBlock.extend({ data }),
  days: z.object({ logged: z.number(), from: z.string(), to: z.string(), bars: z.number() }),
  live: figures,
  backtest: figures,
  buyHold: figures,
  signals: z.object({
    identical: z.number(),
    different: z.number(),
    notDerived: z.number(),
    barsWithAnotherPosition: z.number(),
  }),
  evidence: z.object({ againstFlat: evidence, againstBuyHold: evidence }),
  lastDay: z.object({ date: z.string(), why: explanation.nullable() }).optional(),
  curves: z
    .object({
      live: curve,
      backtest: curve,
      buyHold: curve,
      evidence: z.object({
        time: z.array(z.number()),
        againstFlat: z.array(figure),
        againstBuyHold: z.array(figure),
      }),
    })
    .optional(),
});

/** The market never closes. */
const PERIODS_PER_YEAR = 365;
const CAPITAL = 1000;

/** The report of a document of live trading. */
export function reportOfLive(document: z.infer<typeof LIVE>): Report {
  const { run, days, live, backtest, buyHold, lastDay, curves } = document;
  const account = (name: 'live' | 'backtest', found: z.infer<typeof figures>): ReportAccount => ({
    name,
    part: name === 'backtest',
    features: [],
    metrics: metricsOf(found),
    standardError: found.sharpeStandardError ?? null,
    bySeed: [],
    curve: drawable(curves?.[name]),
  });
  return {
    ...NO_SEARCH,
    ...run,
    command: 'live:report',
    range: days,
    about:
      `${counted(days.logged, 'logged day')}, returns of ${counted(days.bars, 'bar')}: those of ` +
      'a position of the decided size from close to close. Dollars are those of an account that ' +
      `began with ${dollars(CAPITAL)}.`,
    periodsPerYear: PERIODS_PER_YEAR,
    capital: CAPITAL,
    verdict: verdictOf(document),
    accounts: [account('live', live), account('backtest', backtest)],
    buyHold: { metrics: metricsOf(buyHold), curve: drawable(curves?.buyHold) },
    decision: lastDay?.why ? { date: lastDay.date, why: lastDay.why } : undefined,
    evidence: curves && {
      time: curves.evidence.time,
      curves: [
        { name: 'against no position', values: curves.evidence.againstFlat },
        { name: 'against buy and hold', values: curves.evidence.againstBuyHold },
      ],
    },
  };
}

/** A curve with a bar at least: on the first day nothing has earned yet. */
function drawable(found: z.infer<typeof curve> | undefined): ReportAccount['curve'] {
  return found === undefined || found.time.length < 2 ? undefined : found;
}

function metricsOf({ equity, sharpe, maxDrawdown, turnover }: z.infer<typeof figures>) {
  return {
    sharpe,
    totalReturn: equity === null ? null : equity - 1,
    finalCapital: equity === null ? null : CAPITAL * equity,
    maxDrawdown,
    totalTurnover: turnover,
  };
}

function verdictOf({ days, signals, evidence: found }: z.infer<typeof LIVE>): readonly string[] {
  const words = (name: string, { eValue, highest, provedOn }: z.infer<typeof evidence>): string => {
    const value = eValue?.toPrecision(3) ?? 'undefined';
    const most = highest?.toPrecision(3) ?? 'undefined';
    const proof = provedOn === null ? 'nothing is proved' : `proved on ${provedOn}`;
    return `Against ${name} the e-value is ${value}, at most ${most} so far: ${proof}.`;
  };
  const { identical, different, notDerived, barsWithAnotherPosition } = signals;
  return [
    `Of ${days.logged} logged signals ${identical} are those that the model gives again, ` +
      `${different} differ, ${notDerived} could not be derived.`,
    `Live held another position than the backtest on ${barsWithAnotherPosition} of ` +
      `${counted(days.bars, 'bar')}.`,
    words('no position', found.againstFlat),
    words('buy and hold', found.againstBuyHold),
  ];
}
