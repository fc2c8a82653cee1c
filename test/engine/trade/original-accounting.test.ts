import { planOf } from '../../dataset-plan.ts';
import { expect, it } from 'vitest';
import { loadBars } from '../../../data/load-bars.ts';
import { mostProbableClasses } from '../../../engine/forest/class-votes.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import { classFigures } from '../../../engine/learn/out-of-sample.ts';
import { labelRegimes } from '../../../engine/trade/regimes.ts';
import { buyAndHold, trade } from '../../../engine/trade/trade.ts';
import { marketBars, type MarketBars } from '../../../engine/trade/market-bars.ts';
import { PLAIN } from './toy-market.ts';
import {
  BTC_DAILY,
  describeShared,
  readGoldenCsv,
  sharedFile,
  sharedPath,
} from '../../shared-data.ts';

type GoldenFigures = Record<string, number>;
type GoldenMode = {
  readonly metrics: GoldenFigures & { class_counts: GoldenFigures };
  readonly regimes: Record<string, GoldenFigures>;
  readonly regimes_oos_window: Record<string, GoldenFigures>;
  readonly yearly: readonly GoldenFigures[];
};

const TOLERANCE = 1e-9;

const ORIGINAL = {
  ...PLAIN,
  payoff: 'log',
  costBps: 5,
  periodsPerYear: 252,
  capital: 1,
} as const;

/** A market whose bars are the rows: the original system knows no bar between them. */
function marketOf(time: Float64Array, nextReturn: Float64Array): MarketBars {
  const close = [1];
  for (const value of nextReturn) close.push(close.at(-1)! * Math.exp(value));
  return { time: Float64Array.of(...time, Infinity), close: Float64Array.from(close) };
}

function close(actual: number, expected: number | undefined, what: string): void {
  expect(Math.abs(actual - expected!), what).toBeLessThanOrEqual(TOLERANCE);
}

describeShared("forward_4's golden probabilities", () => {
  const rows = readGoldenCsv('golden/walk_forward_forward_4.csv');
  const golden = JSON.parse(sharedFile('golden/walk_forward.json'));
  const column = (name: string): Float64Array => Float64Array.from(rows, (row) => row[name]!);
  const labels = sharedFile('golden/walk_forward_forward_4.csv')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[11] as 'bull' | 'bear' | 'sideways');
  const probabilities = Float64Array.from(
    rows.flatMap((row) => [row['p_down']!, row['p_neutral']!, row['p_up']!]),
  );
  const classes = mostProbableClasses(probabilities);
  const windowLabels = labelRegimes(column('target_ret'), 'lookahead');
  const market = marketOf(column('time'), column('target_ret'));
  const decisions = { bar: Uint32Array.from(classes, (_, row) => row), classes };

  it('give the same figures from the real bars as from the rows alone', async () => {
    const { bars } = await loadBars(sharedPath(BTC_DAILY), { timeframe: '1d' });
    const at = new Map(Array.from(bars.time, (time, bar) => [time, bar]));
    const [first, last] = [at.get(rows[0]!['time']!)!, at.get(rows.at(-1)!['time']!)!];
    const bar = Uint32Array.from(rows, (row) => at.get(row['time']!)! - first);
    const real = marketBars(bars, first, last + 1);
    // One day between the first and the last row is none.
    expect(last + 1 - first).toBe(rows.length + 1);
    const options = { ...ORIGINAL, regimes: labels };
    const [onBars, onRows] = [
      trade(real, { bar, classes }, options),
      trade(market, decisions, options),
    ];
    for (const [name, value] of Object.entries(onRows.metrics)) {
      const own = onBars.metrics[name as keyof typeof onBars.metrics];
      if (!Number.isNaN(value)) close(own, value, name);
    }
    expect(onBars.yearly.map(({ year, bars }) => [year, bars])).toEqual(
      onRows.yearly.map(({ year, bars }) => [year, bars]),
    );
  });

  it('give every class', () => {
    expect([...classes]).toEqual([...column('class')]);
  });

  it('give the accuracy and the counts of classes', () => {
    const { metrics } = golden.sets.forward_4.modes.hold.mean_probabilities;
    const codes = Uint8Array.from(column('target_class'), (value) => value + 1);
    const { accuracy, predicted } = classFigures({ classes, labels: codes });
    close(accuracy, metrics.accuracy, 'accuracy');
    expect(Object.values(predicted)).toEqual(['-1', '0', '1'].map((c) => metrics.class_counts[c]));
  });

  it('the regime column follows from the bars, all rows known before taken in', async () => {
    const { bars } = await loadBars(sharedPath(BTC_DAILY), { timeframe: '1d' });
    const { nextReturn } = buildDataset(bars, planOf(['mfi_14'], { rows: 'base' }));
    expect(labelRegimes(nextReturn, 'lookahead').slice(1250)).toEqual(labels);
    expect(labelRegimes(nextReturn, 'known').slice(1251)).toEqual(labels.slice(0, -1));
  });

  it('the regime column is the sum over the last 60 rows, its own included', () => {
    expect(windowLabels.slice(59)).toEqual(labels.slice(59));
    expect(labelRegimes(column('target_ret'), 'known').slice(60)).toEqual(labels.slice(59, -1));
  });

  for (const neutral of ['hold', 'flat'] as const) {
    const mode: GoldenMode = golden.sets.forward_4.modes[neutral].mean_probabilities;
    const options = { ...ORIGINAL, neutral };
    const result = trade(market, decisions, { ...options, regimes: labels });

    it(`${neutral}: every position and net return`, () => {
      const { account } = result;
      expect([...account.positions]).toEqual([...column(`position_${neutral}`)]);
      const net = column(`net_${neutral}`);
      for (let i = 0; i < net.length; i++) close(account.net[i]!, net[i], `row ${i}`);
    });

    it(`${neutral}: every metric`, () => {
      const { metrics, positionCounts } = result;
      expect(metrics.bars).toBe(mode.metrics['rows']);
      close(metrics.sharpe, mode.metrics['sharpe'], 'sharpe');
      close(result.sharpeGross, mode.metrics['sharpe_gross'], 'sharpeGross');
      close(metrics.totalLogReturn, mode.metrics['total_log_return'], 'totalLogReturn');
      close(metrics.annualReturn, mode.metrics['annual_return'], 'annualReturn');
      close(metrics.winRate, mode.metrics['win_rate'], 'winRate');
      close(metrics.maxDrawdownLog, mode.metrics['max_drawdown_log'], 'maxDrawdownLog');
      close(metrics.maxDrawdown, mode.metrics['max_drawdown'], 'maxDrawdown');
      const fromZero = -Math.log1p(-result.drawdowns[0]!.depth);
      close(fromZero, mode.metrics['max_drawdown_log_from_zero'], 'deepest drawdown');
      close(metrics.turnover, mode.metrics['avg_turnover'], 'turnover');
      close(result.totalCost, mode.metrics['total_cost'], 'totalCost');
      close(metrics.profitFactor, mode.metrics['profit_factor'], 'profitFactor');
      close(positionCounts.long / 3217, mode.metrics['share_long'], 'long');
      close(positionCounts.short / 3217, mode.metrics['share_short'], 'short');
      close(positionCounts.flat / 3217, mode.metrics['share_flat'], 'flat');
      close(metrics.exposure, 1 - mode.metrics['share_flat']!, 'exposure');
    });

    it(`${neutral}: every regime figure, over all rows and over the out-of-sample window`, () => {
      const overWindow = trade(market, decisions, { ...options, regimes: windowLabels });
      for (const regime of ['bull', 'bear', 'sideways'] as const) {
        for (const [actual, expected] of [
          [result.regimes![regime], mode.regimes[regime]],
          [overWindow.regimes![regime], mode.regimes_oos_window[regime]],
        ] as const) {
          expect(actual.bars).toBe(expected!['rows']);
          close(actual.share, expected!['share'], `${regime} share`);
          close(actual.sharpe, expected!['sharpe'], `${regime} sharpe`);
          close(actual.winRate, expected!['win_rate'], `${regime} winRate`);
        }
      }
    });

    it(`${neutral}: every year`, () => {
      expect(result.yearly.length).toBe(mode.yearly.length);
      for (const [i, expected] of mode.yearly.entries()) {
        const actual = result.yearly[i]!;
        expect([actual.year, actual.bars, actual.months]).toEqual([
          expected['year'],
          expected['rows'],
          expected['months'],
        ]);
        close(actual.totalLogReturn, expected['net_log_return'], `${actual.year} return`);
        close(actual.sharpe, expected['sharpe'], `${actual.year} sharpe`);
        close(actual.positiveMonths, expected['positive_months'], `${actual.year} months`);
      }
      const months = Object.values(result.monthly).reduce((total, value) => total + value, 0);
      close(months, mode.metrics['total_log_return'], 'months add up');
    });
  }

  it('buy and hold on the same rows', () => {
    const held = buyAndHold(market, decisions, { ...ORIGINAL, regimes: labels });
    const expected: GoldenMode = golden.buy_hold;
    close(held.metrics.sharpe, expected.metrics['sharpe'], 'sharpe');
    close(held.metrics.annualReturn, expected.metrics['annual_return'], 'annualReturn');
    close(held.metrics.winRate, expected.metrics['win_rate'], 'winRate');
    close(held.metrics.maxDrawdownLog, expected.metrics['max_drawdown_log'], 'maxDrawdownLog');
    close(held.metrics.profitFactor, expected.metrics['profit_factor'], 'profitFactor');
    close(held.regimes!.bear.sharpe, expected.regimes['bear']!['sharpe'], 'bear');
    close(held.yearly[0]!.sharpe, expected.yearly[0]!['sharpe'], '2017');
  });
});
