/**
 * A backtest as a text for a terminal. First comes what a reader needs first: the conditions, the
 * warnings and the sets compared. Then come details, from the general to the particular.
 */

import pc from 'picocolors';
import { integersText } from '../../engine/core/integer-ranges.ts';
import type { FoldLine } from '../../engine/learn/folds.ts';
import { outOfSampleRange, type BacktestResult } from '../../engine/backtest/backtest-result.ts';
import { figure } from '../framework/figure-text.ts';
import { textTable, type TableLayout } from '../framework/text-table.ts';
import type { SetVerdict } from '../../engine/backtest/set-verdicts.ts';
import { accountingText } from './accounting-text.ts';
import { accountEquity, curveLines } from './curve-lines.ts';
import { drawdownsTable, monthsTables, yearsTable } from './period-tables.ts';
import { ruinLines, shortSampleLines, undecidedLines, type Ruin } from './result-warnings.ts';
import { comparisonTable, modesTable, regimesTable, seedsTable } from './set-tables.ts';
import { treesText } from './forest-text.ts';
import { verdictText } from './assess-text.ts';

/** The settings of the forests, for the heading, and the width of the terminal. */
export type BacktestTerms = TableLayout & {
  readonly seeds: readonly number[];
  readonly trees: number;
  readonly bins: number;
};

/** The whole backtest. */
export function backtestText(
  result: BacktestResult,
  verdicts: readonly SetVerdict[],
  terms: BacktestTerms,
): string {
  const layout = { width: terms.width };
  return [
    heading(result, terms),
    warnings(result),
    comparisonTable(result, layout),
    curves(result),
    seedsTable(result, layout),
    modesTable(result, layout),
    regimesTable(result, layout),
    yearsTable(result, layout),
    drawdownsTable(result, layout),
    ...monthsTables(result, layout),
    caveats(result, terms),
    ...result.sets.map(({ name }, i) => verdictText(verdicts[i]!.verdict, name)),
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

function curves({ arena, sets, buyHold, neutral }: BacktestResult): string {
  const own = sets.map(({ name, modes }) => ({ name, account: modes[neutral].account }));
  const all = [...own, { name: 'buy and hold', account: buyHold.account }];
  const equities = all.map(({ name, account }) => ({ name, equity: accountEquity(account) }));
  return curveLines(equities, arena.plan.capital);
}

/** The table of `--folds`. */
export function foldsText(lines: readonly FoldLine[], layout: TableLayout): string {
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
    layout,
  );
  const rows = lines.reduce((sum, line) => sum + line.testRows, 0);
  return `${table}\n\n${lines.length} folds, ${rows} test rows`;
}

function heading({ arena }: BacktestResult, terms: BacktestTerms): string {
  const { from, to, foldCount } = outOfSampleRange(arena.folded);
  const bars = arena.market.close.length - 1;
  const single = terms.seeds.length === 1;
  const seeds = single ? `seed ${terms.seeds[0]!} alone` : `seeds ${integersText(terms.seeds)}`;
  return [
    `${arena.folded.dataset.matrix.rows} rows; ${foldCount} folds test ${bars} bars, ` +
      `${from.slice(0, 10)} to ${to.slice(0, 10)}`,
    `${treesText(terms)}, ${seeds}`,
    accountingText(arena.plan),
  ].join('\n');
}

function warnings({ arena, sets, neutral, undecided }: BacktestResult): string {
  const ruins = sets.flatMap(({ name, modes }): Ruin[] =>
    (['hold', 'flat'] as const).flatMap((mode) => {
      const { ruinedAt } = modes[mode].account;
      const own = mode === neutral ? name : `${name}, ${mode} on neutral,`;
      return ruinedAt === undefined ? [] : [{ name: own, time: ruinedAt }];
    }),
  );
  const errors = sets.map((set) => set.sharpeError[neutral]);
  return [
    ...ruinLines(ruins),
    ...undecidedLines(undecided, arena.plan.terms.payoff),
    ...shortSampleLines(sets[0]!.modes[neutral].metrics.bars, errors),
  ].join('\n');
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
  if (terms.seeds.length < 2) lines.push('One seed: another may show something else.');
  return lines.map((line) => pc.yellow(line)).join('\n');
}
