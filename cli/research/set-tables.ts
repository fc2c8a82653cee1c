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

/** More seeds than these are not shown one by one; the JSON document has them all. */
const MOST_SEED_COLUMNS = 6;

/** Each seed's own Sharpe ratio and how they spread; nothing for one seed. */
export function seedsTable({ sets, neutral }: BacktestResult, layout: TableLayout): string {
  const count = sets[0]!.bySeed.length;
  if (count < 2) return '';
  const single = count <= MOST_SEED_COLUMNS ? sets[0]!.bySeed.map(({ seed }) => seed) : [];
  const rows = sets.map((set) => {
    const { min, max, median, q05, q95 } = sharpeRange(set, neutral);
    return [
      set.name,
      ...set.bySeed.slice(0, single.length).map((run) => figure(run.metrics[neutral].sharpe)),
      ...[median, q05, q95, max - min].map((value) => figure(value)),
      percent(set.seedSpread.sameClass),
    ];
  });
  const spread = ['median', '5 %', '95 %', 'spread', 'same class'];
  const header = ['set', ...single.map((seed) => `seed ${seed}`), ...spread];
  const title = `Sharpe by the seed alone, ${count} seeds`;
  return titled(title, textTable(header, rows, layout));
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
