import { describe, expect, it } from 'vitest';
import { returnCorrelation } from '../../../engine/portfolio/return-correlation.ts';

/** Two assets on `days` days; the second has no bar on day 0. */
function joinedOf(days: number) {
  const first = Int32Array.from({ length: days }, (_, i) => i);
  const second = first.map((i) => i - 1);
  return { time: Float64Array.from(first), bar: [first, second] };
}

describe('returnCorrelation', () => {
  it('takes the days that all assets have', () => {
    const wave = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i));
    const mirrored = wave.subarray(1).map((value) => 0.5 - 2 * value);
    const { commonBars, matrix } = returnCorrelation(joinedOf(60), [wave, mirrored]);
    expect(commonBars).toBe(59);
    const [[a, b], [c, d]] = matrix as number[][];
    expect([a, d]).toEqual([1, 1]);
    expect(b).toBeCloseTo(-1, 12);
    expect(c).toBe(b);
  });

  it('needs more than 50 common bars, and returns that differ', () => {
    const wave = Float64Array.from({ length: 52 }, (_, i) => Math.sin(i));
    const short = returnCorrelation(joinedOf(51), [wave, wave]);
    expect(short).toEqual({
      commonBars: 50,
      matrix: { missing: 'expected more than 50 common bars, got 50' },
    });
    expect(returnCorrelation(joinedOf(52), [wave, wave]).matrix).not.toHaveProperty('missing');
    const flat = returnCorrelation(joinedOf(52), [wave, new Float64Array(51)]);
    expect(flat.matrix).toHaveProperty('missing');
  });
});
