/** An assessment as a text for a terminal: figures, how much of them is luck, the verdict. */

import pc from 'picocolors';
import { formatBarTime } from '../../engine/core/bar-time.ts';
import type { Assessment } from '../../engine/assess/assess-returns.ts';
import type { Interval } from '../../engine/statistics/bootstrap-intervals.ts';
import { shortSampleNote } from '../../engine/trade/short-sample.ts';
import { figure, percent, signedPercent } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';
import { curveLines, returnsEquity } from './curve-lines.ts';
import type { AssessInput } from './assess-input.ts';
import { overfittingText } from './selected-text.ts';

const CALENDAR_TEXT = {
  continuous: 'a market that never closes',
  weekdays: 'a market with weekends',
} as const;

/** The whole assessment. */
export function assessText(found: Assessment, input: AssessInput, layout: TableLayout): string {
  return [
    heading(found, input),
    warning(found),
    figuresTable(found, layout),
    curveLines([{ name: input.column, equity: returnsEquity(input.aligned.series[0]!) }], 1),
    intervalsTable(found, layout),
    luckText(found),
    yearsTable(found, layout),
    drawdownsTable(found, layout),
    verdictText(found.verdict),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

/** A verdict's sentences, a line each; `name` says whose they are. */
export function verdictText(lines: readonly string[], name?: string): string {
  return titled(
    name === undefined ? 'Verdict' : `Verdict: ${name}`,
    lines.map((line) => `- ${line}`).join('\n'),
  );
}

function heading(found: Assessment, { file, column, benchmark, aligned }: AssessInput): string {
  const { time } = aligned;
  const { calendar, gaps } = found.returnPeriod;
  const from =
    found.periodsFrom === 'option'
      ? 'as asked for'
      : calendar === undefined
        ? 'by the times'
        : CALENDAR_TEXT[calendar];
  const { bars, periodsPerYear } = found.metrics;
  const against = benchmark === undefined ? '' : `, benchmark "${benchmark}"`;
  const holes = gaps === 0 ? '' : `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`;
  return [
    `${file.name}: column "${column}"${against}`,
    `${bars} ${found.period} returns, ${formatBarTime(time[0]!)} to ` +
      `${formatBarTime(time.at(-1)!)}${holes}`,
    `simple returns; ${Number(periodsPerYear.toFixed(2))} periods a year (${from})`,
  ].join('\n');
}

function warning({ metrics, statistics }: Assessment): string {
  const note = shortSampleNote(metrics.bars, statistics.sharpeError.mertens);
  return note === undefined ? '' : pc.yellow(note);
}

function figuresTable({ metrics, difference }: Assessment, layout: TableLayout): string {
  const rows = [
    ['Sharpe ratio', figure(metrics.sharpe)],
    ['Sortino ratio', figure(metrics.sortino)],
    ['annual return', signedPercent(metrics.annualReturn)],
    ['volatility', percent(metrics.volatility)],
    ['deepest drawdown', percent(metrics.maxDrawdown)],
    ['Calmar ratio', figure(metrics.calmar)],
    ['profit factor', figure(metrics.profitFactor)],
    ['share of gains', percent(metrics.winRate)],
    ['value at risk, 5 %', percent(metrics.valueAtRisk95, 2)],
    ['shortfall, 5 %', percent(metrics.expectedShortfall95, 2)],
    ['skewness', figure(metrics.skewness, 2)],
    ['excess kurtosis', figure(metrics.excessKurtosis, 2)],
    ...(metrics.benchmark === undefined || difference === undefined
      ? []
      : [
          ["benchmark's Sharpe ratio", figure(difference.benchmarkSharpe)],
          ['beta', figure(metrics.benchmark.beta)],
          ['alpha a year', signedPercent(metrics.benchmark.alpha)],
          ['correlation', figure(metrics.benchmark.correlation)],
          ['information ratio', figure(metrics.benchmark.informationRatio)],
        ]),
  ];
  return textTable(['figure', 'value'], rows, layout);
}

function intervalsTable({ metrics, statistics }: Assessment, layout: TableLayout): string {
  const { intervals, blockLength, resamples } = statistics;
  const row = (
    name: string,
    value: number,
    { lower, upper }: Interval,
    text: (value: number) => string,
  ): readonly string[] => [name, text(value), text(lower), text(upper)];
  const table = textTable(
    ['95 % interval', 'value', 'from', 'to'],
    [
      row('Sharpe ratio', statistics.sharpe, intervals.sharpe, (value) => figure(value)),
      row('annual return', metrics.annualReturn, intervals.annualReturn, (v) => signedPercent(v)),
      row('deepest drawdown', metrics.maxDrawdown, intervals.maxDrawdown, (v) => percent(v)),
    ],
    layout,
  );
  const { iid, mertens, hac } = statistics.sharpeError;
  return [
    table,
    `${resamples} resamples in blocks of ${figure(blockLength, 1)} returns on average.`,
    `Standard error of the Sharpe ratio: ${figure(iid, 2)} for normal returns, ` +
      `${figure(mertens, 2)} with their skewness and kurtosis (Mertens), ${figure(hac, 2)} with ` +
      'their dependence in time (Newey and West).',
    `Probability that the true ratio is above 0, if this was the only trial: ` +
      `${percent(statistics.probabilisticSharpe)}; 95 % needs ` +
      `${figure(statistics.minimumTrackRecordBars, 0)} returns.`,
  ].join('\n');
}

function luckText({ luck }: Assessment): string {
  const { found, counted } = luck;
  const lines: string[] = [];
  if (found !== undefined) {
    const { tests, overfitting } = found;
    lines.push(
      `The best of ${tests.trials} trials without skill has a Sharpe ratio of ` +
        `${figure(tests.maximumOfCorrelated)} on average if they are as correlated as these, ` +
        `${figure(tests.maximumOfIndependent)} if they are independent. Deflated Sharpe ratio of ` +
        `2014: ${figure(tests.deflatedSharpe2014)}.`,
    );
    if (overfitting !== undefined) lines.push(overfittingText(overfitting));
  }
  if (counted !== undefined) {
    lines.push(
      `The best of ${counted.count} independent trials without skill has a Sharpe ratio of ` +
        `${figure(counted.maximumOfIndependent)} on average. Deflated Sharpe ratio of 2014: ` +
        `${figure(counted.deflatedSharpe2014)}.`,
    );
  }
  return lines.join('\n');
}

function yearsTable({ fragility }: Assessment, layout: TableLayout): string {
  const rows = fragility.years.map(({ year, bars, totalReturn }) => [
    String(year),
    signedPercent(totalReturn),
    String(bars),
  ]);
  return textTable(['year', 'return', 'returns'], rows, layout);
}

function drawdownsTable({ drawdowns }: Assessment, layout: TableLayout): string {
  const rows = drawdowns.map(({ depth, startTime, troughTime, endTime, bars, recovered }) => [
    signedPercent(depth),
    formatBarTime(startTime),
    formatBarTime(troughTime),
    `${formatBarTime(endTime)}${recovered ? '' : ', goes on'}`,
    String(bars),
  ]);
  const table = textTable(['fall', 'from', 'lowest', 'to', 'returns'], rows, layout);
  return titled('Deepest drawdowns', table);
}
