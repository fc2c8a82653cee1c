import { describe, expect, it } from 'vitest';
import { featureStability, seedAgreement, type SeedChoices } from '../../selection/seed-choices.ts';

const choice = (...columns: readonly number[]) => ({ threshold: 0.01, columns, sharpeInside: 1 });

/** Two seeds and two windows: six choices on three histories. */
const SEEDS: readonly SeedChoices[] = [
  { seed: 42, scored: [], whole: choice(3, 0), windows: [choice(3), choice()] },
  { seed: 1, scored: [], whole: choice(3), windows: [choice(3, 1), choice()] },
];

describe('the stability of features', () => {
  it('is the share of the choices of all seeds, on all bars and in windows', () => {
    expect(featureStability(SEEDS)).toEqual([
      { column: 3, share: 4 / 6, onAllBars: 1, inWindows: 2 / 4 },
      { column: 0, share: 1 / 6, onAllBars: 1 / 2, inWindows: 0 },
      { column: 1, share: 1 / 6, onAllBars: 0, inWindows: 1 / 4 },
    ]);
  });

  it('of one seed without windows is that of its only choice', () => {
    const [first] = SEEDS;
    const alone = featureStability([{ ...first!, windows: [] }]);
    expect(alone.map(({ column, share }) => [column, share])).toEqual([
      [0, 1],
      [3, 1],
    ]);
    expect(alone[0]!.inWindows).toBeNaN();
  });

  it('lists nothing if nobody chose anything', () => {
    expect(featureStability([{ seed: 1, scored: [], whole: choice(), windows: [] }])).toEqual([]);
  });
});

describe('the agreement of seeds', () => {
  it('is the shared features of two sets among those of either, over all histories', () => {
    // {3, 0} and {3} share 1 of 2, {3} and {3, 1} 1 of 2, and two empty sets agree.
    expect(seedAgreement(SEEDS)).toBeCloseTo((0.5 + 0.5 + 1) / 3, 12);
  });

  it('counts each pair of seeds once', () => {
    const sets = [choice(0), choice(0), choice(1)];
    const seeds = sets.map((whole, seed) => ({ seed, scored: [], whole, windows: [] }));
    expect(seedAgreement(seeds)).toBeCloseTo(1 / 3, 12);
  });

  it('of one seed is undefined', () => {
    expect(seedAgreement(SEEDS.slice(0, 1))).toBeNaN();
  });
});
