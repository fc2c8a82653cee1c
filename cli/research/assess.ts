/** `npm run assess`: returns of any tool, and how much of them is luck. */

import { assessReturns } from '../../engine/assess/assess-returns.ts';
import { SEED_OPTIONS } from '../../engine/forest/forest-options.ts';
import { TRADE_OPTIONS } from '../../engine/trade/trade-options.ts';
import { defineCommand, type Command } from '../framework/command.ts';
import type { JsonInput } from '../framework/json-document.ts';
import { readAssessInput, type AssessInput } from './assess-input.ts';
import { assessJson } from './assess-json.ts';
import { assessText } from './assess-text.ts';
import { returnCurve } from './curves-json.ts';
import { REPORT_OPTIONS, reported } from './report-options.ts';

export const assessCommand: Command = defineCommand({
  name: 'assess',
  purpose:
    "Says how much of any tool's returns is luck. It shows figures, intervals, tests and " +
    'a verdict.',
  options: {
    returns: {
      kind: 'text',
      default: undefined,
      placeholder: 'FILE',
      path: 'file',
      doc: 'Simple returns by time (0.01 or 1%): CSV, Arrow or Parquet; prices are refused',
    },
    column: {
      kind: 'text',
      default: undefined,
      placeholder: 'NAME',
      doc: "The strategy's returns; left out: net, another usual name, or the only numbers",
    },
    benchmark: {
      kind: 'text',
      default: undefined,
      placeholder: 'COLUMN',
      doc: 'Returns of the same file to compare with; left out: none',
    },
    trials: {
      kind: 'text',
      default: undefined,
      placeholder: 'FILE',
      path: 'file',
      doc: 'Returns of all that was tried, one column a trial, at the same times',
    },
    trialCount: {
      kind: 'integer',
      default: undefined,
      min: 1,
      max: 1_000_000_000,
      unit: 'trials',
      doc: 'How many were ever tried, if their returns are not kept; left out: not told',
    },
    periodsPerYear: {
      ...TRADE_OPTIONS.periodsPerYear,
      unit: 'returns',
      doc:
        'Returns in a year; auto, by their times: 365 daily ones where there are weekends among ' +
        'them, else 252; 52 weekly, 12 monthly ones',
    },
    ...SEED_OPTIONS,
    ...REPORT_OPTIONS,
  },
  outputs: ({ report }) => [{ path: report }],
  positionals: [{ option: 'returns', required: true }],
  examples: [
    '--returns returns.csv --benchmark SPY',
    '--returns best.csv --trials all-trials.csv --trial-count 500',
  ],
  run: async (context, options) => {
    const { column, benchmark, trials, trialCount, periodsPerYear, seed } = options;
    const input = await context.timer.timeAsync('read returns', () =>
      readAssessInput({ returns: options.returns!, column, benchmark, trials }),
    );
    for (const note of input.notes) context.noteData(note);
    const found = await context.busy('statistics', () =>
      assessReturns(input.aligned.series[0]!, {
        ...seriesOf(input),
        trialCount,
        periodsPerYear,
        seed,
        onProgress: context.progress('noise like the trials', 'draws'),
      }),
    );
    const files = [input.file, ...(input.trialsFile === undefined ? [] : [input.trialsFile])];
    const { keys, documentView } = reported(options, () => assessedCurves(input));
    return {
      inputs: files.map(({ path, sha256 }) => ({ path, sha256 })),
      result: { ...assessJson(found, input), ...keys },
      documentView,
      text: assessText(found, input, { width: context.columns }),
    };
  },
});

function assessedCurves({ aligned, benchmark }: AssessInput): JsonInput {
  const { time, series } = aligned;
  return {
    assessed: returnCurve(time, series[0]!),
    ...(benchmark === undefined ? {} : { benchmark: returnCurve(time, series[1]!) }),
  };
}

/** The series beside the assessed one. @see AssessInput.aligned */
function seriesOf({ file, column, benchmark, trials, aligned }: AssessInput) {
  const [, ...others] = aligned.series;
  const held = benchmark === undefined ? undefined : others.shift();
  const byName = Object.fromEntries(trials.map((name, i) => [name, others[i]!]));
  return {
    time: aligned.time,
    benchmark: held,
    trials: byName,
    name: `${file.name}: column "${column}"`,
    benchmarkName: benchmark,
  };
}
