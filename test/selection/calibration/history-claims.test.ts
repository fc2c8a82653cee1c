import { describe, expect, it } from 'vitest';
import { claimsAmong } from '../../../selection/calibration/history-claims.ts';
import type { ProcedureFigures } from '../../../selection/null-histories/procedure-figures.ts';

/** A runner of these nested figures, which counts how many were asked for. */
function runnerOf(nested: readonly number[]) {
  const asked: number[] = [];
  const run = (index: number): Promise<ProcedureFigures> => {
    asked.push(index);
    return Promise.resolve({ naive: 9, nested: nested[index]! });
  };
  return { asked, run };
}

/** `count` figures, of which those at the places `high` are 2, the others 0. */
function figures(count: number, high: readonly number[]): number[] {
  return Array.from({ length: count }, (_, i) => (high.includes(i) ? 2 : 0));
}

describe('a claim among null histories', () => {
  it.each([
    // 19: p = 1/20 only if none is as high; 39: one may be; 99: four may be.
    [19, [], true, 19],
    [19, [0], false, 1],
    [19, [18], false, 19],
    [39, [5], true, 39],
    [39, [5, 20], false, 21],
    [39, [38], true, 38],
    [99, [1, 2, 3, 4], true, 99],
    [99, [1, 2, 3, 4, 5], false, 6],
  ])('of %i with the places %j as high is %j, after %i runs', async (count, high, claims, runs) => {
    const { asked, run } = runnerOf(figures(count, high));
    expect(await claimsAmong(1, count, run)).toBe(claims);
    expect(asked).toEqual(Array.from({ length: runs }, (_, i) => i));
    const pValue = (1 + high.length) / (1 + count);
    expect(claims).toBe(pValue <= 0.05);
  });

  it('counts an equal figure against it, and an undefined one as 0', async () => {
    expect(await claimsAmong(2, 19, runnerOf(figures(19, [3])).run)).toBe(false);
    const undefinedFigures = figures(19, []).map(() => Number.NaN);
    expect(await claimsAmong(1, 19, runnerOf(undefinedFigures).run)).toBe(true);
    expect(await claimsAmong(-1, 19, runnerOf(undefinedFigures).run)).toBe(false);
  });

  it('is none for an undefined figure', async () => {
    const { asked, run } = runnerOf(figures(19, []));
    expect(await claimsAmong(Number.NaN, 19, run)).toBe(false);
    expect(asked).toEqual([]);
  });
});
