import { planOf } from '../../dataset-plan.ts';
import { expect, it } from 'vitest';
import { loadBars } from '../../../data/load-bars.ts';
import { mostProbableClasses } from '../../../engine/forest/class-votes.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import { classFigures } from '../../../engine/learn/out-of-sample.ts';
import { labelRegimes } from '../../../engine/trade/regimes.ts';
import { buyAndHold, tradeSignals } from '../../../engine/trade/trade-signals.ts';
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
  const signals = { time: column('time'), classes, nextReturn: column('target_ret') };
  const windowLabels = labelRegimes(signals.nextReturn, 'lookahead');

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
    expect(labelRegimes(signals.nextReturn, 'known').slice(60)).toEqual(labels.slice(59, -1));
  });

  for (const neutral of ['hold', 'flat'] as const) {
    const mode: GoldenMode = golden.sets.forward_4.modes[neutral].mean_probabilities;
    const options = { neutral, costBps: 5, periodsPerYear: 252 };
    const result = tradeSignals({ ...signals, regimes: labels }, options);

    it(`${neutral}: every position and net return`, () => {
      expect([...result.positions]).toEqual([...column(`position_${neutral}`)]);
      const net = column(`net_${neutral}`);
      for (let i = 0; i < net.length; i++) close(result.net[i]!, net[i], `row ${i}`);
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
      const fromZero = mode.metrics['max_drawdown_log_from_zero'];
      close(metrics.maxDrawdownLogFromZero, fromZero, 'maxDrawdownLogFromZero');
      close(metrics.turnover, mode.metrics['avg_turnover'], 'turnover');
      close(result.totalCost, mode.metrics['total_cost'], 'totalCost');
      close(metrics.profitFactor, mode.metrics['profit_factor'], 'profitFactor');
      close(positionCounts.long / 3217, mode.metrics['share_long'], 'long');
      close(positionCounts.short / 3217, mode.metrics['share_short'], 'short');
      close(positionCounts.flat / 3217, mode.metrics['share_flat'], 'flat');
      close(metrics.exposure, 1 - mode.metrics['share_flat']!, 'exposure');
    });

    it(`${neutral}: every regime figure, over all rows and over the out-of-sample window`, () => {
      const overWindow = tradeSignals({ ...signals, regimes: windowLabels }, options);
      for (const regime of ['bull', 'bear', 'sideways'] as const) {
        for (const [actual, expected] of [
          [result.regimes[regime], mode.regimes[regime]],
          [overWindow.regimes[regime], mode.regimes_oos_window[regime]],
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
    const held = buyAndHold({ ...signals, regimes: labels }, 252);
    const expected: GoldenMode = golden.buy_hold;
    close(held.metrics.sharpe, expected.metrics['sharpe'], 'sharpe');
    close(held.metrics.annualReturn, expected.metrics['annual_return'], 'annualReturn');
    close(held.metrics.winRate, expected.metrics['win_rate'], 'winRate');
    close(held.metrics.maxDrawdownLog, expected.metrics['max_drawdown_log'], 'maxDrawdownLog');
    close(held.metrics.profitFactor, expected.metrics['profit_factor'], 'profitFactor');
    close(held.regimes.bear.sharpe, expected.regimes['bear']!['sharpe'], 'bear');
    close(held.yearly[0]!.sharpe, expected.yearly[0]!['sharpe'], '2017');
  });
});
