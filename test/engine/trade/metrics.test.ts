import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeMetrics, type Metrics } from '../../../engine/trade/metrics.ts';

function metricsOf(net: number[], positions: number[], periodsPerYear = 4): Metrics {
  const held = Int8Array.from(positions);
  return computeMetrics({
    net: Float64Array.from(net),
    positions: held,
    turnover: Float64Array.from(held, (position, i) => Math.abs(position - (held[i - 1] ?? 0))),
    periodsPerYear,
  });
}

describe('computeMetrics', () => {
  it('equals a table worked by hand', () => {
    // mean 0.1, deviations 0.1 -0.3 0.3 -0.1, variance 0.2 / 3, cumulative 0.2 0 0.4 0.4
    const metrics = metricsOf([0.2, -0.2, 0.4, 0], [1, 1, -1, 0]);
    const std = Math.sqrt(0.2 / 3);
    const expected = {
      sharpe: (0.1 / std) * 2,
      sortino: (0.1 / Math.sqrt(0.04 / 4)) * 2,
      winRate: 2 / 3,
      annualReturn: Math.expm1(0.4),
      totalLogReturn: 0.4,
      maxDrawdownLog: 0.2,
      maxDrawdownLogFromZero: 0.2,
      maxDrawdown: 1 - Math.exp(-0.2),
      calmar: Math.expm1(0.4) / (1 - Math.exp(-0.2)),
      turnover: 1,
      profitFactor: 3,
      volatility: std * 2,
      exposure: 0.75,
      bars: 4,
      periodsPerYear: 4,
    };
    expect(Object.keys(metrics)).toEqual(Object.keys(expected));
    for (const [name, value] of Object.entries(expected)) {
      expect(metrics[name as keyof Metrics], name).toBeCloseTo(value, 12);
    }
  });

  it("a first bar's loss counts only in the drawdown from zero", () => {
    const metrics = metricsOf([-0.3, -0.1, 0.2], [1, 1, 1]);
    expect(metrics.maxDrawdownLog).toBeCloseTo(0.1, 12);
    expect(metrics.maxDrawdownLogFromZero).toBeCloseTo(0.4, 12);
  });

  it('never in the market: ratios are NaN, sums are 0', () => {
    const metrics = metricsOf([0, 0, 0], [0, 0, 0]);
    expect(metrics).toMatchObject({
      sharpe: Number.NaN,
      sortino: Number.NaN,
      winRate: Number.NaN,
      calmar: Number.NaN,
      profitFactor: Number.NaN,
      annualReturn: 0,
      maxDrawdown: 0,
      exposure: 0,
      volatility: 0,
    });
  });

  it('without bars every statistic is NaN and the sum is 0', () => {
    const { bars, periodsPerYear, totalLogReturn, ...rest } = metricsOf([], []);
    expect({ bars, periodsPerYear, totalLogReturn }).toEqual({
      bars: 0,
      periodsPerYear: 4,
      totalLogReturn: 0,
    });
    for (const [name, value] of Object.entries(rest)) expect(value, name).toBeNaN();
  });

  it('gains without a loss leave the profit factor undefined', () => {
    expect(metricsOf([0.1, 0.2], [1, 1]).profitFactor).toBeNaN();
  });

  it('never gives Infinity', () => {
    const bar = fc.record({
      net: fc.double({ min: -50, max: 50, noNaN: true }),
      position: fc.constantFrom(-1, 0, 1),
    });
    const property = fc.property(fc.array(bar, { maxLength: 20 }), (bars) => {
      const net = bars.map((row) => row.net);
      const metrics = metricsOf(
        net,
        bars.map((row) => row.position),
        252,
      );
      for (const [name, value] of Object.entries(metrics)) {
        expect(Math.abs(value), name).not.toBe(Infinity);
      }
    });
    fc.assert(property, { seed: 20260216 });
  });
});
