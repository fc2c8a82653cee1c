import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../../engine/core/random.ts';
import {
  CROSS_BARS,
  MOMENTUM_BARS,
  momentumSign,
  movingAverageCross,
} from '../../../../engine/backtest/baselines/price-rules.ts';

const CLOSES = Float64Array.of(4, 2, 6, 6, 3, 3, 12, 0.5);

describe('movingAverageCross', () => {
  it('follows a table worked out by hand, for 2 and 4 closes', () => {
    // Means of 2: -, 3, 4, 6, 4.5, 3, 7.5, 6.25. Of 4: -, -, -, 4.5, 4.25, 4.5, 6, 4.625.
    expect([...movingAverageCross(CLOSES, { fast: 2, slow: 4 })]).toEqual([
      0, 0, 0, 1, 1, -1, 1, 1,
    ]);
  });

  it('has no signal where both means are equal, and none before there are 200 closes', () => {
    const flat = new Float64Array(CROSS_BARS.slow + 2).fill(7);
    flat[CROSS_BARS.slow + 1] = 8;
    const signals = movingAverageCross(flat);
    expect([...signals.subarray(0, CROSS_BARS.slow + 1)].every((signal) => signal === 0)).toBe(
      true,
    );
    expect(signals.at(-1)).toBe(1);
  });
});

describe('momentumSign', () => {
  it('follows a table worked out by hand, over 3 bars', () => {
    expect([...momentumSign(CLOSES, 3)]).toEqual([0, 0, 0, 1, 1, -1, 1, -1]);
  });

  it('has no signal on the first 90 bars', () => {
    const rising = Float64Array.from({ length: MOMENTUM_BARS + 1 }, (_, i) => i + 1);
    const signals = momentumSign(rising);
    expect(signals.indexOf(1)).toBe(MOMENTUM_BARS);
  });
});

it.each([movingAverageCross, momentumSign])('%o knows nothing of later bars', (rule) => {
  const { normal } = randomStream(3);
  let price = 100;
  const closes = Float64Array.from({ length: 400 }, () => (price *= Math.exp(0.02 * normal())));
  const whole = rule(closes);
  expect(new Set(whole).size).toBe(3);
  for (const cut of [250, 311]) {
    const altered = closes.map((close, i) => (i < cut ? close : 1000 - close));
    expect([...rule(altered).subarray(0, cut)]).toEqual([...whole.subarray(0, cut)]);
    expect([...rule(closes.slice(0, cut))]).toEqual([...whole.subarray(0, cut)]);
  }
});
