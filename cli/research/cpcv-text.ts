/** Paths of combinatorial purged cross-validation for a reader at a terminal. */

import { pathSpread, type PurgedPaths } from '../../engine/backtest/purged-paths.ts';
import { figure, percent } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';

/** The paths of `name`, their spread, and what they are not. */
export function cpcvText(name: string, found: PurgedPaths, layout: TableLayout): string {
  const { splits, paths, buyHoldSharpe } = found;
  const groups = splits.groups.length;
  const tested = splits.splits[0]!.groups.length;
  const { median, p05, p95, shareBelowZero } = pathSpread(paths);
  const rows = paths.map(({ metrics }, i) => [
    `path ${i + 1}`,
    figure(metrics.sharpe),
    percent(metrics.annualReturn),
    percent(metrics.maxDrawdown),
    figure(metrics.turnover),
    String(metrics.bars),
  ]);
  const header = ['path', 'Sharpe', 'annual', 'max dd', 'turnover', 'bars'];
  return titled(
    `Combinatorial purged paths: ${name}, ${groups} groups of which ${tested} are tested, ` +
      `${splits.splits.length} splits`,
    [
      textTable(header, rows, layout),
      `Sharpe over the paths: median ${figure(median)}, 5 to 95 % ${figure(p05)} to ` +
        `${figure(p95)}, below 0 in ${percent(shareBelowZero)}; buy and hold on the same bars ` +
        `${figure(buyHoldSharpe)}.`,
      'Models were trained before and after what they test: no simulation of trading.',
    ].join('\n'),
  );
}
