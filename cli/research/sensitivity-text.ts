/** What a set's result hangs on, as tables for a terminal. */

import type { BreakEven } from '../../engine/backtest/break-even.ts';
import { FEWEST_INTERVAL_BARS, type PartInterval } from '../../engine/backtest/period-intervals.ts';
import type { Sensitivity } from '../../engine/backtest/sensitivity.ts';
import type { CurvePoint } from '../../engine/backtest/trade-curves.ts';
import { figure, percent } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';

/** The settings as a reader knows them, with their units. */
const AXES: Readonly<Record<string, (value: number | string) => readonly [string, string]>> = {
  costBps: (value) => ['cost', `${value} bps`],
  delay: (value) => ['delay', Number(value) === 1 ? '1 bar' : `${value} bars`],
  neutral: (value) => ['neutral', String(value)],
  sides: (value) => ['sides', String(value)],
  payoff: (value) => ['payoff', String(value)],
  threshold: (value) => ['threshold', percent(Number(value), 2)],
  initialTrain: (value) => ['first training', `${value} rows`],
  step: (value) => ['step', `${value} rows`],
  window: (value) => ['training window', value === 'none' ? 'none' : `${value} rows`],
};

/** A set and what its result hangs on. */
type NamedSensitivity = { readonly name: string; readonly sensitivity: Sensitivity };

/** The tables of each set; nothing without sensitivities. */
export function sensitivityTexts(
  sets: readonly NamedSensitivity[],
  layout: TableLayout,
): readonly string[] {
  return sets.flatMap(({ name, sensitivity }) => [
    titled(`One setting changed at a time: ${name}`, curvesTable(sensitivity, layout)),
    breakEvenText(sensitivity),
    titled(
      `Sharpe by regime and year, with the interval that holds 95 %: ${name}`,
      partsTable(sensitivity, layout),
    ),
  ]);
}

function curvesTable({ trade, walk, without }: Sensitivity, layout: TableLayout): string {
  const curves = Object.entries({ ...trade, ...walk });
  const rows = curves.flatMap(([axis, curve]) =>
    (curve as readonly CurvePoint[]).map(({ value, own, metrics }, i) => {
      const [name, shown] = AXES[axis]!(value);
      return [
        i === 0 ? name : '',
        own ? `${shown} *` : shown,
        figure(metrics.sharpe),
        percent(metrics.annualReturn),
        percent(metrics.maxDrawdown),
        figure(metrics.turnover),
        figure(metrics.totalLogReturn, 2),
        String(metrics.bars),
      ];
    }),
  );
  for (const [word, left] of Object.entries(without)) {
    const { days, sharpe, totalLogReturn, bars } = left;
    const dashes = ['-', '-', '-'];
    const total = figure(totalLogReturn, 2);
    rows.push([`no ${word} days`, `${days.length}`, figure(sharpe), ...dashes, total, `${bars}`]);
  }
  const figures = ['Sharpe', 'annual', 'max dd', 'turnover', 'total log', 'bars'];
  const table = textTable(['setting', 'value', ...figures], rows, { ...layout, nameColumns: 2 });
  return `${table}\n* the setting of this backtest`;
}

/** `It earns nothing at a cost of 12.34 bps (Sharpe ratio), 11.02 bps (total return).` */
function breakEvenText({ breakEven: { sharpe, total } }: Sensitivity): string {
  const text = (breakEven: BreakEven): string =>
    'missing' in breakEven ? `none, ${breakEven.missing}` : `${figure(breakEven.costBps, 2)} bps`;
  return (
    `Break-even cost: ${text(sharpe)} (the Sharpe ratio is 0); ` +
    `${text(total)} (the total return is 0).`
  );
}

function partsTable({ regimes, years }: Sensitivity, layout: TableLayout): string {
  const row = ({ name, bars, sharpe, interval }: PartInterval): string[] => [
    name,
    figure(sharpe, 2),
    interval === undefined ? '-' : figure(interval.lower, 2),
    interval === undefined ? '-' : figure(interval.upper, 2),
    String(bars),
  ];
  const parts = [...regimes, ...years];
  const table = textTable(['part', 'Sharpe', 'from', 'to', 'bars'], parts.map(row), layout);
  const short = parts.some(({ interval }) => interval === undefined);
  return short ? `${table}\n- fewer than ${FEWEST_INTERVAL_BARS} bars: no interval` : table;
}
