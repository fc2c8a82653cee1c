/** The tables of a backtest that have a row a set: sets compared, policies, seeds, regimes. */

import type { BacktestResult } from '../../engine/backtest/backtest-result.ts';
import { REGIMES } from '../../engine/trade/regimes.ts';
import type { TradeResult } from '../../engine/trade/trade.ts';
import { figure, percent } from '../framework/figure-text.ts';
import { textTable, titled, type TableLayout } from '../framework/text-table.ts';
import { accountingMark } from './accounting-text.ts';
import { sharpeRange } from './backtest-json.ts';
import { metricColumns } from './metric-columns.ts';

/** The sets and buy and hold by the figures of the headline. */
export function comparisonTable(result: BacktestResult, layout: TableLayout): string {
  const { arena, sets, buyHold, neutral } = result;
  const { terms, capital } = arena.plan;
  const columns = metricColumns({ payoff: terms.payoff, capital }, { withDollars: true });
  const rows = sets.map((set) => {
    const { metrics, dollars } = set.modes[neutral];
    const sharpeError = set.sharpeError[neutral];
    const cells = columns.cells({ metrics, sharpeError, inDollars: dollars?.metrics });
    return [set.name, ...cells, String(set.features.length)];
  });
  rows.push(['buy and hold', ...columns.cells({ metrics: buyHold.metrics, held: true }), '']);
  const [first] = sets[0]!.bySeed;
  const seeds =
    sets[0]!.bySeed.length === 1 ? `seed ${first!.seed} alone` : 'mean probabilities of the seeds';
  return titled(
    `Out of sample, ${seeds}${accountingMark(arena.plan)}`,
    textTable(['set', ...columns.header, 'features'], rows, layout),
  );
}

/** Both policies for a neutral signal, and the positions that they led to. */
export function modesTable({ sets }: BacktestResult, layout: TableLayout): string {
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
  const table = textTable(header, rows, { ...layout, nameColumns: 2 });
  return titled('Hold or flat on a neutral signal', table);
}

/** Each seed's own Sharpe ratio; nothing for one seed. */
export function seedsTable({ sets, neutral }: BacktestResult, layout: TableLayout): string {
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
  const table = textTable([...header, 'spread', 'same class'], rows, layout);
  return titled('Sharpe by the seed alone', table);
}

/** Sharpe ratios in bull, bear and sideways markets. */
export function regimesTable(result: BacktestResult, layout: TableLayout): string {
  const { arena, sets, buyHold, neutral } = result;
  const cells = (trade: TradeResult): string[] =>
    REGIMES.map((regime) => figure(trade.regimes![regime].sharpe));
  const rows = sets.map((set) => [set.name].concat(cells(set.modes[neutral])));
  rows.push(['buy and hold', ...cells(buyHold)]);
  const shares = REGIMES.map((regime) => `${regime} ${percent(buyHold.regimes![regime].share)}`);
  const { reading, windowBars } = arena.plan.regimes;
  const known =
    reading === 'known'
      ? `labelled by the ${windowBars} bars known then`
      : `labelled by ${windowBars} bars, one more than is known then`;
  return titled(`Sharpe by regime, ${known}`, textTable(['set', ...shares], rows, layout));
}
