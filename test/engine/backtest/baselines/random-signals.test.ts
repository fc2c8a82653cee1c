import { describe, expect, it } from 'vitest';
import { syntheticBars } from '../../../../data/synthetic.ts';
import { bandOf, randomSignals } from '../../../../engine/backtest/baselines/random-signals.ts';
import {
  changesOf,
  shufflePositions,
} from '../../../../engine/backtest/baselines/shuffled-positions.ts';
import { arenaOf, type Arena } from '../../../../engine/backtest/set-figures.ts';
import { tradedOn } from '../../../../engine/backtest/trade-curves.ts';
import { tradePlan } from '../../../../engine/backtest/trade-plan.ts';
import { marketCalendar } from '../../../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../../../engine/core/options.ts';
import { randomStream } from '../../../../engine/core/random.ts';
import { buildDataset } from '../../../../engine/learn/dataset.ts';
import { foldDataset } from '../../../../engine/learn/folds.ts';
import { TRADE_OPTIONS } from '../../../../engine/trade/trade-options.ts';
import { planOf } from '../../../dataset-plan.ts';

const { bars } = syntheticBars('1d');
const dataset = buildDataset(bars, planOf(['log_ret_5d']));

function arena(options: Record<string, unknown>): Arena {
  const folded = foldDataset(dataset, { initialTrain: 4000, step: 100, embargo: 0 });
  const values = resolveOptions(TRADE_OPTIONS, options, 'test');
  return arenaOf(folded, tradePlan(values, marketCalendar(bars.time, '1d')));
}

function randomClasses(count: number): Int8Array {
  const { below } = randomStream(4);
  return Int8Array.from({ length: count }, () => below(3) - 1);
}

describe('randomSignals', () => {
  it('trade exactly as much as the positions that they were drawn from', () => {
    const own = arena({ neutral: 'flat' });
    const classes = randomClasses(own.bar.length);
    const { metrics } = tradedOn(own, { bar: own.bar, classes });
    const weights = new Float64Array(classes.length);
    for (let seed = 1; seed <= 5; seed++) {
      shufflePositions(changesOf(Float64Array.from(classes)), randomStream(seed), weights);
      const drawn = tradedOn(own, { bar: own.bar, weights }).metrics;
      expect(drawn.turnover).toBeCloseTo(metrics.turnover, 12);
      expect(drawn.exposure).toBeCloseTo(metrics.exposure, 12);
      expect(drawn.sharpe).not.toBe(metrics.sharpe);
    }
  });

  it.each([
    { neutral: 'flat' },
    { neutral: 'hold', delay: 1, costBps: 20 },
    { sides: 'long', payoff: 'inverse' },
    { payoff: 'log' },
  ])('of a set that knows the future are all worse, of one that is wrong all better: %o', (own) => {
    const place = arena(own);
    const { bar, market } = place;
    const delay = own.delay ?? 0;
    const right = Int8Array.from(bar, (at) => {
      const from = Math.min(at + delay, market.close.length - 2);
      return Math.sign(market.close[from + 1] - market.close[from]);
    });
    const wrong = right.map((signal) => -signal);
    const [best, worst] = [right, wrong].map((classes) => {
      const { sharpe } = tradedOn(place, { bar, classes }).metrics;
      return { sharpe, random: randomSignals(place, { classes, sharpe }, 1) };
    });
    expect(best!.random).toMatchObject({ count: 1000, place: 1 / 1001, percentile: 1 });
    expect(worst!.random).toMatchObject({ place: 1, percentile: 0 });
    expect(best!.random.p95).toBeLessThan(best!.sharpe);
    expect(worst!.random.p05).toBeGreaterThan(worst!.sharpe);
  });

  it('are the same for the same seed, and others for another', () => {
    const own = arena({});
    const traded = { classes: randomClasses(own.bar.length), sharpe: 0.3 };
    expect(randomSignals(own, traded, 7)).toEqual(randomSignals(own, traded, 7));
    expect(randomSignals(own, traded, 8)).not.toEqual(randomSignals(own, traded, 7));
  });

  it('have no band where nothing is ever traded', () => {
    const own = arena({});
    const classes = new Int8Array(own.bar.length);
    const { p05, place, count } = randomSignals(own, { classes, sharpe: Number.NaN }, 1);
    expect([p05, place, count]).toEqual([Number.NaN, Number.NaN, 1000]);
  });
});

describe('bandOf', () => {
  it('follows a table worked out by hand', () => {
    const sharpes = Float64Array.from({ length: 21 }, (_, i) => (20 - i) / 10);
    const { p05, median, p95, place, percentile } = bandOf(sharpes, 1.8);
    expect([p05, median, p95]).toEqual([0.1, 1, 1.9]);
    // 1.8, 1.9 and 2.0 are at least as high, and the set itself counts.
    expect(place).toBeCloseTo(4 / 22, 15);
    expect(percentile).toBeCloseTo(18 / 21, 15);
  });

  it('puts a set whose positions leave no choice among its equals', () => {
    expect(bandOf(Float64Array.of(0.5, 0.5), 0.5)).toMatchObject({ place: 1, percentile: 0 });
  });
});
