import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../../engine/core/random.ts';
import {
  changesOf,
  shufflePositions,
} from '../../../../engine/backtest/baselines/shuffled-positions.ts';

/** How often each pair of positions follows each other, and the ends. */
function countsOf(positions: ArrayLike<number>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let i = 0; i + 1 < positions.length; i++) {
    const pair = `${positions[i]!} to ${positions[i + 1]!}`;
    counts[pair] = (counts[pair] ?? 0) + 1;
  }
  return Object.fromEntries(
    Object.entries({
      ...counts,
      first: positions[0]!,
      last: positions[positions.length - 1]!,
    }).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function shuffled(positions: readonly number[], seed: number): Float64Array {
  const target = new Float64Array(positions.length);
  shufflePositions(changesOf(Float64Array.from(positions)), randomStream(seed), target);
  return target;
}

describe('shufflePositions', () => {
  it('draws each series with the same changes equally often', () => {
    const positions = [1, 1, -1, 1, -1, -1, 0, -1];
    const wanted = countsOf(positions);
    const all = Array.from({ length: 3 ** 8 }, (_, code) =>
      positions.map((_, i) => (Math.floor(code / 3 ** i) % 3) - 1),
    ).filter((series) => JSON.stringify(countsOf(series)) === JSON.stringify(wanted));
    const draws = 30_000;
    const found = new Map<string, number>();
    for (let seed = 0; seed < draws; seed++) {
      const key = shuffled(positions, seed).join();
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    expect([...found.keys()].toSorted()).toEqual(all.map((series) => series.join()).toSorted());
    expect(all.length).toBeGreaterThan(5);
    const expected = draws / all.length;
    // Chi-squared; at 0.001 its limit for n - 1 degrees of freedom is below n + 4.5 √n + 5.
    const distance = [...found.values()].reduce(
      (sum, n) => sum + (n - expected) ** 2 / expected,
      0,
    );
    expect(distance).toBeLessThan(all.length + 4.5 * Math.sqrt(all.length) + 5);
  });

  it('keeps first and last position and the number of every change of long random series', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { below } = randomStream(seed);
      const kinds = 1 + below(3);
      const positions = Array.from({ length: 1 + below(60) }, () => below(kinds) - 1);
      const drawn = shuffled(positions, seed);
      expect(countsOf(drawn), `seed ${seed}`).toEqual(countsOf(positions));
    }
  });

  it('can only repeat a series whose changes leave no choice', () => {
    expect([...shuffled([0, 0, 1, 1, 1], 1)]).toEqual([0, 0, 1, 1, 1]);
    expect([...shuffled([1, 1, 1], 1)]).toEqual([1, 1, 1]);
    expect([...shuffled([-1], 1)]).toEqual([-1]);
  });
});
