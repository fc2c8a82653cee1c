import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../engine/core/random.ts';
import { expectedMaximum } from '../../../engine/statistics/expected-maximum.ts';

describe('expected maximum of trials without skill', () => {
  it.each([10, 45, 180])('of %d trials is what simulation shows, within 3 %', (trials) => {
    const random = randomStream(trials);
    const samples = 4000;
    let sum = 0;
    for (let sample = 0; sample < samples; sample++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < trials; i++) best = Math.max(best, 0.3 * random.normal());
      sum += best;
    }
    expect(Math.abs(expectedMaximum(trials, 0.3) / (sum / samples) - 1)).toBeLessThan(0.03);
  });

  it('is 0 for one trial and undefined without a spread', () => {
    expect(expectedMaximum(1, 0.3)).toBe(0);
    expect(expectedMaximum(5, Number.NaN)).toBeNaN();
  });
});
