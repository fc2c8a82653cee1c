/** The tables of a backtest over time: years, drawdowns, and each set's months as a calendar. */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import type { SetFigures } from '../../engine/backtest/set-figures.ts';
import { formatBarTime } from '../../engine/core/bar-time.ts';
import type { DatedDrawdown } from '../../engine/trade/worst-drawdowns.ts';
import { figure, percent, returnPercent, signedPercent } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';
import { accountingMark } from './accounting-text.ts';

/** From this width on a calendar of months has room for a decimal. */
const WIDE = 100;

const MONTHS = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'));

/** Years of all sets and of buy and hold: what equity at a year's end is to that of the last. */
export function yearsTable(result: BacktestResult, layout: TableLayout): string {
  const { arena, sets, buyHold, neutral } = result;
  const columns = [...sets.map((set) => set.modes[neutral]), buyHold];
  const header = ['year', ...sets.map((set) => set.name), 'buy and hold'];
  const rows = buyHold.yearly.map(({ year }, i) => {
    const cells = columns.map(({ yearly }) => {
      const { totalLogReturn, sharpe } = yearly[i]!;
      return `${returnPercent(totalLogReturn)} (${figure(sharpe, 2)})`;
    });
    return [String(year)].concat(cells);
  });
  const title = `Return by year (Sharpe), from year-end to year-end${accountingMark(arena.plan)}`;
  return titled(title, textTable(header, rows, layout));
}

/** The five deepest drawdowns of each set; of a single set with the bar of the lowest equity. */
export function drawdownsTable(result: BacktestResult, layout: TableLayout): string {
  const { arena, sets, neutral } = result;
  const single = sets.length === 1;
  const header = ['fall', 'from', ...(single ? ['lowest'] : []), 'to', 'bars'];
  const cells = ({ depth, start, trough, end, bars, recovered }: DatedDrawdown): string[] => [
    signedPercent(-depth),
    formatBarTime(start),
    ...(single ? [formatBarTime(trough)] : []),
    `${formatBarTime(end)}${recovered ? '' : ', goes on'}`,
    String(bars),
  ];
  const rows = sets.flatMap((set) =>
    set.modes[neutral].drawdowns.map((drawdown, i) => [
      i === 0 ? set.name : '',
      ...cells(drawdown),
    ]),
  );
  if (rows.length === 0) return '';
  const table = textTable(['set', ...header], rows, layout);
  return titled(`Deepest drawdowns${accountingMark(arena.plan)}`, table);
}

/** A calendar of monthly returns for each set. */
export function monthsTables(result: BacktestResult, layout: TableLayout): readonly string[] {
  const { arena, sets, neutral } = result;
  return sets.map((set) => {
    const title = `Return by month, %: ${set.name}${accountingMark(arena.plan)}`;
    return titled(title, calendar(set.modes[neutral], layout));
  });
}

function calendar({ monthly, yearly }: SetFigures['modes']['hold'], layout: TableLayout): string {
  const digits = layout.width >= WIDE ? 1 : 0;
  const rows = yearly.map(({ year, positiveMonths }) => {
    const cells = MONTHS.map((month) => {
      const total = monthly[`${year}-${month}`];
      return total === undefined ? '' : rounded(100 * Math.expm1(total), digits);
    });
    return [String(year)].concat(cells, percent(positiveMonths, 0));
  });
  return textTable(['year', ...MONTHS, 'months\nup'], rows, layout);
}

/** `value` with so many digits, and `0` in place of `-0`. */
function rounded(value: number, digits: number): string {
  return figure(value, digits).replace(/^-(0(?:\.0+)?)$/, '$1');
}
