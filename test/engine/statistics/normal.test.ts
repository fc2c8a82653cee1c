import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../engine/statistics/normal.ts';

describe('normal quantile', () => {
  // The algorithm's own check values (Wichura 1988), and the two that everybody knows.
  it.each([
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798409],
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.5, 0],
  ])('of %d is %d', (p, expected) => {
    const tolerance = 1e-14 * Math.max(1, Math.abs(expected));
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(tolerance);
  });

  it('is undefined outside (0, 1)', () => {
    for (const p of [0, 1, -0.1, 1.1, Number.NaN]) expect(normalQuantile(p)).toBeNaN();
  });
});
