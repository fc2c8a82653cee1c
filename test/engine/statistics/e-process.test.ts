import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { DEFAULT_BETS, eProcess, firstBarAt } from '../../../engine/statistics/e-process.ts';
import { noise } from './noise.ts';

describe('e-process', () => {
  it('is the mean wealth of its bets, worked by hand', () => {
    // λ = 1: 1.5, 0.75; λ = 0.5: 1.25, 0.9375.
    const found = eProcess([0.5, -0.5], [1, 0.5]);
    expect(Math.exp(found.logValues[0]!)).toBeCloseTo(1.375, 14);
    expect(found.value).toBeCloseTo(0.84375, 14);
    expect(found.logValue).toBeCloseTo(Math.log(0.84375), 14);
    expect(Math.exp(found.logWealth[0]!)).toBeCloseTo(0.75, 14);
    expect(Math.exp(found.logWealth[1]!)).toBeCloseTo(0.9375, 14);
    expect(found.highest).toBeCloseTo(1.375, 14);
    expect(found.brokenAt).toBeUndefined();
  });

  it('starts at 1', () => {
    const nothing = eProcess([]);
    expect(nothing.value).toBe(1);
    expect(nothing.logValue).toBe(0);
    expect(nothing.highest).toBe(1);
    expect(eProcess([-0.5]).highest).toBe(1);
    expect(nothing.logWealth).toHaveLength(DEFAULT_BETS.length);
  });

  it('tells the first bar at a threshold, a tie included', () => {
    const found = eProcess([1, 1, 1, -0.5, 1], [1]);
    expect(firstBarAt(found, 4)).toBe(1);
    expect(firstBarAt(found, 4.1)).toBe(2);
    expect(firstBarAt(found, 9)).toBeUndefined();
    expect(firstBarAt(found, 0.5)).toBe(0);
  });

  it('leaves a lost wealth lost, and says from which bar on it proves nothing', () => {
    const lost = eProcess([-1, 5, 5], [1]);
    expect(lost.value).toBe(0);
    expect(lost.logValue).toBeNaN();
    expect(lost.logValues[2]).toBeNaN();
    expect(lost.logWealth[0]).toBeNaN();
    expect(lost.highest).toBe(1);
    expect(firstBarAt(lost, 0.1)).toBeUndefined();
    expect(lost.brokenAt).toBeUndefined();
    const broken = eProcess([0.1, -0.6, -0.7], [0.5, 2]);
    expect(broken.brokenAt).toBe(1);
    expect(broken.highest).toBeCloseTo((1.05 + 1.2) / 2, 14);
    const late = eProcess([-0.6, ...Array<number>(30).fill(1)]);
    expect(late.value).toBeGreaterThan(20);
    expect([late.highest, firstBarAt(late, 20)]).toEqual([1, undefined]);
    expect(broken.value).toBeCloseTo((1.05 * 0.7 * 0.65) / 2, 14);
  });

  it('leaves no infinity after a long rise', () => {
    const found = eProcess(new Float64Array(3000).fill(1), [1]);
    expect(found.value).toBe(Number.MAX_VALUE);
    expect(found.highest).toBe(Number.MAX_VALUE);
    expect(found.logValue).toBeCloseTo(3000 * Math.log(2), 8);
  });

  it('reaches 20 in at most 5 % of histories without skill, whenever one looks', () => {
    let reached = 0;
    for (let history = 0; history < 400; history++) {
      const returns = noise(history, 400, { scale: 0.1 });
      if (firstBarAt(eProcess(returns), 20) !== undefined) reached++;
    }
    expect(reached).toBeLessThan(30);
    expect(reached).toBeGreaterThan(0);
  });

  it('reaches 20 where there is skill', () => {
    const returns = noise(1, 2000, { scale: 0.02, drift: 0.003 });
    expect(firstBarAt(eProcess(returns), 20)).toBeLessThan(2000);
  });

  it('refuses stakes that are not above 0', () => {
    for (const bets of [[0.5, 0], [-1], [Number.NaN]]) {
      expect(() => eProcess([0.1], bets)).toThrow(InputError);
      expect(() => eProcess([0.1], bets)).toThrow('bets: expected stakes above 0, got');
    }
    expect(() => eProcess([0.1], [])).toThrow('bets: expected at least one stake, got none');
  });
});
