/** The document of `predict --why` as a report: one decision, and what explains it. */

import { z } from 'zod';
import type { Report } from '../../engine/report/report.ts';
import { data, figure, NO_SEARCH, REPLAY, runBlock } from './report-document.ts';

const position = z.union([z.literal(-1), z.literal(0), z.literal(1)]);
const byClass = z.object({ down: z.number(), neutral: z.number(), up: z.number() });
const smallest = z.object({
  position,
  when: z.enum(['above', 'at most']),
  threshold: z.number(),
  change: z.number(),
  deviations: figure,
  lower: figure,
});

/** What explains a decision; `predict --why` and `live:report` have it. */
export const explanation = z.object({
  signal: position,
  position,
  previous: position,
  probabilities: byClass,
  trees: z.number(),
  base: byClass,
  contributions: z.array(byClass.extend({ feature: z.string(), value: z.number(), lower: figure })),
  changes: z.array(z.object({ feature: z.string(), smallest: smallest.nullable() })),
  past: z.object({
    bars: z.number(),
    from: z.string().nullable(),
    to: z.string().nullable(),
  }),
  similar: z.array(z.object({ bar: z.string(), shared: z.number(), next: z.number() })),
  followed: z
    .object({ mean: z.number(), least: z.number(), greatest: z.number(), up: z.number() })
    .nullable(),
  unseen: z.object({
    beyond: z.array(
      z.object({
        feature: z.string(),
        value: z.number(),
        least: z.number(),
        greatest: z.number(),
      }),
    ),
    tails: z.array(z.string()),
    strange: z.boolean(),
  }),
});

/** What the page of a decision needs of its document. */
export const DECISION = z.object({
  run: runBlock.extend({ data }),
  date: z.string(),
  close: z.number(),
  bar_time: z.string(),
  model_trained_at: z.string(),
  model_sha256: z.string(),
  why: explanation,
});

/** The report of a document of `predict --why`. */
export function reportOfDecision(document: z.infer<typeof DECISION>): Report {
  const { run, date, close, why, bar_time: bar } = document;
  const trained = document.model_trained_at.slice(0, 10);
  return {
    ...NO_SEARCH,
    ...run,
    command: 'predict',
    range: { from: bar, to: bar },
    about:
      `What a model of ${why.trees} trees, trained to ${trained}, decides on the bar of ` +
      `${bar.slice(0, 10)}, whose close is ${close}. The model's SHA-256 begins with ` +
      `${document.model_sha256.slice(0, 16)}.`,
    periodsPerYear: 0,
    capital: 0,
    verdict: [],
    accounts: [],
    buyHold: { metrics: {} },
    decision: { date, why },
    // The exchange has other bars tomorrow.
    ...(run.configuration['source'] === 'kraken' ? {} : { replay: REPLAY }),
  };
}
