/** The document of an assessment as a report: returns of any tool. */

import { z } from 'zod';
import type { Report } from '../../engine/report/report.ts';
import { curve, figure, metrics, NO_SEARCH, periods, REPLAY, runBlock } from './report-document.ts';

/** What the page of an assessment needs of its document. */
export const ASSESSMENT = z.object({
  run: runBlock.extend({
    inputs: z.array(z.object({ path: z.string(), sha256: z.string() })).min(1),
  }),
  returns: z.object({
    file: z.string(),
    column: z.string(),
    benchmark: z.string().nullable(),
    from: z.string(),
    to: z.string(),
  }),
  metrics: metrics.and(z.object({ bars: z.number(), periodsPerYear: z.number() })),
  statistics: z.object({ sharpeError: z.object({ hac: figure }) }),
  drawdowns: periods.shape.drawdowns,
  verdict: z.array(z.string()),
  curves: z.object({ assessed: curve, benchmark: curve.optional() }).optional(),
});

/** Dollars that a page of returns without a capital counts from. */
const CAPITAL = 1000;

/** The report of an assessment's document. */
export function reportOfAssessment(document: z.infer<typeof ASSESSMENT>): Report {
  const { run, returns, statistics, drawdowns, verdict, curves } = document;
  const { inputs, ...others } = run;
  const [input] = inputs;
  const { bars, periodsPerYear } = document.metrics;
  return {
    ...NO_SEARCH,
    ...others,
    command: 'assess',
    data: { name: returns.file, sha256: input!.sha256, rows: bars, synthetic: false },
    range: returns,
    about:
      `${bars} returns of the column ${returns.column}, as they were given. Dollars are those of ` +
      `an account that began with $${CAPITAL}.`,
    periodsPerYear,
    capital: CAPITAL,
    verdict,
    accounts: [
      {
        name: returns.column,
        features: [],
        metrics: document.metrics,
        standardError: statistics.sharpeError.hac,
        bySeed: [],
        drawdowns,
        curve: curves?.assessed,
      },
    ],
    buyHold: { name: returns.benchmark ?? undefined, metrics: {}, curve: curves?.benchmark },
    replay: REPLAY,
  };
}
