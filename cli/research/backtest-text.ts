/** A backtest as a text for a terminal: first the sets compared, then details of the figures. */

import pc from 'picocolors';
import type { TradeResult } from '../../engine/trade/trade.ts';
import type { FoldLine } from '../../engine/learn/folds.ts';
import { REGIMES } from '../../engine/trade/regimes.ts';
import { outOfSampleRange, type BacktestResult } from '../../engine/backtest/backtest-result.ts';
import { accountingText } from './accounting-text.ts';
import { sharpeRange } from './backtest-json.ts';
import { figure, percent, returnPercent } from '../framework/figure-text.ts';
import { treesText } from './forest-text.ts';
import { METRIC_HEADER, metricCells } from './metric-columns.ts';
import { textTable } from '../framework/text-table.ts';

/** The settings of the forests, for the heading. */
export type BacktestTerms = {
  readonly seeds: readonly number[];
  readonly trees: number;
  readonly bins: number;
};

/** The whole backtest. */
export function backtestText(result: BacktestResult, terms: BacktestTerms): string {
  return [
    heading(result, terms),
    comparison(result),
    modes(result),
    seeds(result),
    regimes(result),
    years(result),
    months(result),
    caveats(result, terms),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

/** The table of `--folds`. */
export function foldsText(lines: readonly FoldLine[]): string {
  const table = textTable(
    ['fold', 'train rows', 'train from', 'train to', 'left out', 'test from', 'test to', 'rows'],
    lines.map((line) => [
      String(line.fold),
      String(line.trainRows),
      line.trainFrom,
      line.trainTo,
      String(line.leftOut),
      line.testFrom,
      line.testTo,
      String(line.testRows),
    ]),
  );
  const rows = lines.reduce((sum, line) => sum + line.testRows, 0);
  return `${table}\n\n${lines.length} folds, ${rows} test rows`;
}

function heading({ arena }: BacktestResult, terms: BacktestTerms): string {
  const { rows, from, to, foldCount } = outOfSampleRange(arena.folded);
  const bars = arena.market.close.length - 1;
  const undecided = bars - rows;
  const without = undecided === 0 ? '' : `, ${undecided} of them without a decision`;
  return [
    `${arena.folded.dataset.matrix.rows} rows; ${foldCount} folds test ${bars} bars${without}, ` +
      `${from.slice(0, 10)} to ${to.slice(0, 10)}`,
    `${treesText(terms)}, seeds ${terms.seeds.join(', ')}`,
    accountingText(arena.plan),
  ].join('\n');
}

function comparison({ sets, buyHold, neutral }: BacktestResult): string {
  const rows = sets.map((set) => [
    set.name,
    String(set.features.length),
    ...metricCells(set.modes[neutral].metrics, set.sharpeError[neutral]),
  ]);
  rows.push(['buy and hold', '', ...metricCells(buyHold.metrics, Number.NaN)]);
  const title = 'Out of sample, mean probabilities of the seeds';
  return section(title, textTable(['set', 'features', ...METRIC_HEADER], rows));
}

function modes({ sets }: BacktestResult): string {
  const header = ['set', 'neutral', 'Sharpe', 'annual', 'turnover', 'long', 'short', 'flat'];
  const rows = sets.flatMap((set) =>
    (['hold', 'flat'] as const).map((mode) => {
      const { metrics, positionCounts } = set.modes[mode];
      const { long, short, flat } = positionCounts;
      return [
        mode === 'hold' ? set.name : '',
        mode,
        figure(metrics.sharpe),
        percent(metrics.annualReturn),
        figure(metrics.turnover),
        percent(long / metrics.bars),
        percent(short / metrics.bars),
        percent(flat / metrics.bars),
      ];
    }),
  );
  return section('Hold or flat on a neutral signal', textTable(header, rows));
}

function seeds({ sets, neutral }: BacktestResult): string {
  if (sets[0]!.bySeed.length < 2) return '';
  const header = ['set', ...sets[0]!.bySeed.map(({ seed }) => `seed ${seed}`)];
  const rows = sets.map((set) => {
    const { min, max } = sharpeRange(set, neutral);
    return [
      set.name,
      ...set.bySeed.map((run) => figure(run.metrics[neutral].sharpe)),
      figure(max - min),
      percent(set.seedSpread.sameClass),
    ];
  });
  const table = textTable([...header, 'spread', 'same class'], rows);
  return section('Sharpe by the seed alone', table);
}

function regimes({ arena, sets, buyHold, neutral }: BacktestResult): string {
  const cells = (trade: TradeResult): string[] =>
    REGIMES.map((regime) => figure(trade.regimes![regime].sharpe));
  const rows = sets.map((set) => [set.name, ...cells(set.modes[neutral])]);
  rows.push(['buy and hold', ...cells(buyHold)]);
  const shares = REGIMES.map((regime) => `${regime} ${percent(buyHold.regimes![regime].share)}`);
  const { reading, windowBars } = arena.plan.regimes;
  const known =
    reading === 'known'
      ? `labelled by the ${windowBars} bars known then`
      : `labelled by ${windowBars} bars, one more than is known then`;
  return section(`Sharpe by regime, ${known}`, textTable(['set', ...shares], rows));
}

function years({ sets, buyHold, neutral }: BacktestResult): string {
  const columns = [...sets.map((set) => set.modes[neutral]), buyHold];
  const header = ['year', ...sets.map((set) => set.name), 'buy and hold'];
  const rows = buyHold.yearly.map(({ year }, i) => [
    String(year),
    ...columns.map(({ yearly }) => {
      const { totalLogReturn, sharpe } = yearly[i]!;
      return `${returnPercent(totalLogReturn)} (${figure(sharpe, 2)})`;
    }),
  ]);
  return section('Return by year (Sharpe)', textTable(header, rows));
}

/** The months of a single set as a calendar; for several sets they are only in the JSON result. */
function months({ sets, neutral }: BacktestResult): string {
  if (sets.length > 1) return '';
  const { monthly, yearly } = sets[0]!.modes[neutral];
  const numbers = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, '0'));
  const rows = yearly.map(({ year, positiveMonths }) => {
    const cells = numbers.map((month) => {
      const total = monthly[`${year}-${month}`];
      return total === undefined ? '' : figure(100 * Math.expm1(total), 1);
    });
    return [String(year)].concat(cells, percent(positiveMonths, 0));
  });
  return section('Return by month, %', textTable(['year', ...numbers, 'months up'], rows));
}

function caveats({ sets, neutral }: BacktestResult, terms: BacktestTerms): string {
  const errors = sets.map((set) => set.sharpeError[neutral]).filter((error) => error > 0);
  const lines = ['Not deflated: the person who named a set may have chosen it on these same bars.'];
  if (errors.length > 0) {
    const largest = figure(Math.max(...errors), 2);
    lines.push(
      `SE: standard error of a Sharpe ratio, here at most ${largest}. A difference of two of them` +
        ' can be chance.',
    );
  }
  if (terms.seeds.length < 2) lines.push('One seed: the effect of random numbers is not shown.');
  return lines.map((line) => pc.yellow(line)).join('\n');
}

function section(title: string, table: string): string {
  return `${pc.bold(title)}\n${table}`;
}
