/** A result's JSON document as a report: what `--json` prints is enough to draw it. */

import { z } from 'zod';
import { InputError } from '../../engine/core/errors.ts';
import { documentOf } from '../framework/json-file.ts';
import type { Report } from '../../engine/report/report.ts';
import { DOCUMENT } from './report-document.ts';
import { ASSESSMENT, reportOfAssessment } from './report-of-assessment.ts';
import { DECISION, reportOfDecision } from './report-of-decision.ts';
import { LIVE, reportOfLive } from './report-of-live.ts';
import { PORTFOLIO, reportOfPortfolio } from './report-of-portfolio.ts';
import { reportOfSets } from './report-of-sets.ts';

/** The commands whose documents have a page, each with what reads them. */
const READERS: Readonly<Record<string, (document: unknown, path: string) => Report>> = {
  backtest: (document, path) => reportOfSets(parsed(DOCUMENT, document, path), 'backtest'),
  select: (document, path) => reportOfSets(parsed(DOCUMENT, document, path), 'select'),
  portfolio: (document, path) => reportOfPortfolio(parsed(PORTFOLIO, document, path)),
  assess: (document, path) => reportOfAssessment(parsed(ASSESSMENT, document, path)),
  'live:report': (document, path) => reportOfLive(parsed(LIVE, document, path)),
  predict: (document, path) => {
    if (!Object.hasOwn(Object(document), 'why')) {
      throw new InputError(`${path}: expected why, got nothing: predict --why --json has it`);
    }
    return reportOfDecision(parsed(DECISION, document, path));
  },
};

const names = Object.keys(READERS);
const commands = `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;

/** What `report` reads, in words. */
export const EXPECTED = `a result of ${commands} (--json prints one)`;

/**
 * The report of a document of one of the commands above.
 * @param path where the document came from, for messages
 * @throws InputError if it is another document
 */
export function reportOf(document: unknown, path: string): Report {
  const { command } = parsed(
    z.object({ run: z.object({ command: z.string() }) }),
    document,
    path,
  ).run;
  const reader = READERS[command];
  if (reader === undefined) {
    throw new InputError(`${path}: expected ${EXPECTED}: run.command: got ${command}`);
  }
  return reader(document, path);
}

function parsed<Shape extends z.ZodType>(
  shape: Shape,
  document: unknown,
  path: string,
): z.infer<Shape> {
  return documentOf(shape, document, { path, expected: EXPECTED });
}
