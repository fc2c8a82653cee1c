import { describe, expect, it } from 'vitest';
import { costsOf, grossReturns, netReturns, turnoverOf } from '../../../engine/trade/costs.ts';

const positions = Int8Array.of(0, 1, 1, -1, 0);

describe('costs', () => {
  it('turnover is the change of position, the first row against flat', () => {
    expect([...turnoverOf(positions)]).toEqual([0, 1, 0, 2, 1]);
    expect([...turnoverOf(Int8Array.of(-1, -1))]).toEqual([1, 0]);
  });

  it('a cost is charged one way in basis points of turnover', () => {
    expect([...costsOf(Float64Array.of(0, 1, 2), 5)]).toEqual([0, 0.0005, 0.001]);
  });

  it('a position earns the return of the next bar, a short its negative', () => {
    const gross = grossReturns(positions, Float64Array.of(0.5, 0.02, -0.01, 0.03, 0.9));
    expect([...gross]).toEqual([0, 0.02, -0.01, -0.03, 0]);
  });

  it('net is gross less costs', () => {
    expect([...netReturns(Float64Array.of(0.5, -0.25), Float64Array.of(0.25, 0))]).toEqual([
      0.25, -0.25,
    ]);
  });
});
