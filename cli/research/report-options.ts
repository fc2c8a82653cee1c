/** `--report` and `--curves`: a result as a page, and what a page draws as part of the document. */

import type { OptionTable } from '../../engine/core/options.ts';
import { reportPage } from '../../engine/report/report-page.ts';
import type { DocumentView } from '../framework/command.ts';
import { jsonDocument, type JsonInput } from '../framework/json-document.ts';
import { reportOf } from './report-of-document.ts';

export const REPORT_OPTIONS = {
  report: {
    kind: 'text',
    default: undefined,
    placeholder: 'FILE.html',
    path: 'file',
    doc: 'Write a report with figures to this file: one HTML page that loads nothing',
    recorded: false,
  },
  curves: {
    kind: 'flag',
    default: false,
    doc: 'Add the curves of a report (equity, positions, regimes) to the JSON document',
  },
} as const satisfies OptionTable;

/**
 * The parts of a command's result that the options ask for.
 * @param curves makes the curves; called once, if one of the options needs them
 */
export function reported(
  { report, curves: inDocument }: { readonly report: string | undefined; readonly curves: boolean },
  curves: () => JsonInput,
): {
  readonly keys: Readonly<Record<string, JsonInput>>;
  readonly documentView: DocumentView | undefined;
} {
  if (report === undefined && !inDocument) return { keys: {}, documentView: undefined };
  const made = { curves: curves() };
  return {
    keys: inDocument ? made : {},
    documentView: report === undefined ? undefined : { path: report, contentOf: pageOf(made) },
  };
}

function pageOf(curves: Readonly<Record<string, JsonInput>>): DocumentView['contentOf'] {
  return (document) => {
    const whole = { ...document, ...jsonDocument(curves) };
    return reportPage(reportOf(whole, 'the result'));
  };
}
