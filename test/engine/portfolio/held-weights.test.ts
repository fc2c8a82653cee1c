import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldWeights } from '../../../engine/portfolio/held-weights.ts';
import type { TargetWeights } from '../../../engine/portfolio/target-weights.ts';

const SEED = 11;

/** Equal shares of the members. */
const equal: TargetWeights = (_, member) => {
  const count = member.filter(Boolean).length;
  return Float64Array.from(member, (isMember) => (isMember ? 1 / count : 0));
};

/** The shares of markets whose bars stand at these days; the last of each is not tested. */
function held(bar: readonly (readonly number[])[], target: TargetWeights = equal) {
  const joined = {
    time: Float64Array.from(bar[0], (_, i) => i),
    bar: bar.map((own) => Int32Array.from(own)),
  };
  const tested = bar.map((own) => Math.max(...own));
  return heldWeights(joined, tested, target).map((own) => Array.from(own));
}

describe('heldWeights', () => {
  it('gives the capital to the one that is there, and half of it to one that joins', () => {
    expect(
      held([
        [0, 1, 2, 3],
        [-1, 0, 1, 2],
      ]),
    ).toEqual([
      [1, 0.5, 0.5],
      [0, 0.5, 0.5],
    ]);
  });

  it('returns the capital of one that leaves at the bar after its last tested one', () => {
    expect(
      held([
        [0, 1, 2, 3],
        [0, 1, -1, -1],
      ]),
    ).toEqual([
      [0.5, 1, 1],
      [0.5, 0, 0],
    ]);
  });

  it('trades nothing over the weekend of the others', () => {
    // Even if other shares are wanted on every day.
    const changing: TargetWeights = (day) => Float64Array.of(0.1 * (day + 1), 1 - 0.1 * (day + 1));
    expect(
      held(
        [
          [0, 1, 2, 3, 4],
          [0, -1, -1, 1, 2],
        ],
        changing,
      ).map((own) => own.map((share) => share.toFixed(3))),
    ).toEqual([
      ['0.100', '0.100', '0.100', '0.400'],
      ['0.900', '0.900', '0.900', '0.600'],
    ]);
  });

  it('lets an asset that begins while the others are closed wait for them', () => {
    expect(
      held([
        [-1, 0, 1, 2, 3],
        [0, -1, -1, 1, 2],
      ]),
    ).toEqual([
      [0, 0, 0, 0.5],
      [1, 1, 1, 0.5],
    ]);
  });

  it('adds up to 1 whenever an asset is there, whichever markets are closed', () => {
    const days = 30;
    const openings = fc.array(fc.boolean(), { minLength: days, maxLength: days });
    const wanted = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    });
    const property = fc.property(fc.tuple(openings, openings), wanted, ([a, b], size) => {
      const barsOf = (open: readonly boolean[]): number[] => {
        let next = 0;
        return open.map((isOpen) => (isOpen ? next++ : -1));
      };
      // The third market is always open, so that there is a member on every day.
      const bar = [barsOf(a), barsOf(b), barsOf(a.map(() => true))];
      const target: TargetWeights = (day, member) => {
        const own = size.map((value, i) => (member[i] ? value * (1 + ((day * (i + 1)) % 3)) : 0));
        const total = own.reduce((sum, value) => sum + value, 0);
        return Float64Array.from(own, (value) => value / total);
      };
      const shares = held(bar, target);
      for (let day = 0; day < days - 1; day++) {
        const total = shares.reduce((sum, own) => sum + own[day], 0);
        expect(total).toBeCloseTo(1, 9);
        for (const own of shares) expect(own[day]).toBeGreaterThanOrEqual(0);
      }
    });
    fc.assert(property, { seed: SEED });
  });
});
