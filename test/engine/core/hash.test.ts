import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveSeed, hash32, hashText, mix32 } from '../../../engine/core/hash.ts';

/** All saved results depend on these numbers: if one changes, every result changes. */
const KNOWN = {
  mix32: 1_753_845_952,
  hash32: 587_229_646,
  hashText: 3_249_601_217,
  deriveSeed: 3_601_778_272,
};

describe('integer hashing', () => {
  it('gives the numbers that saved results were made with', () => {
    expect({
      mix32: mix32(1),
      hash32: hash32(1, 2),
      hashText: hashText('ema_ratio_12'),
      deriveSeed: deriveSeed(42, 'bootstrap', 3),
    }).toEqual(KNOWN);
  });

  it('gives unsigned 32-bit integers for any integers', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (state, key) => {
        const hash = hash32(state, key);
        expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
      }),
      { seed: 20_260, numRuns: 500 },
    );
  });

  it('maps different integers to different ones', () => {
    const count = 100_000;
    const seen = new Set(Array.from({ length: count }, (_, i) => mix32(i * 7919)));
    expect(seen.size).toBe(count);
  });

  it('sets every bit for half of the keys', () => {
    const count = 20_000;
    for (let bit = 0; bit < 32; bit++) {
      let ones = 0;
      for (let key = 0; key < count; key++) ones += (hash32(42, key) >>> bit) & 1;
      // Five standard deviations of a fair coin.
      expect(Math.abs(ones / count - 0.5), `bit ${bit}`).toBeLessThan(2.5 / Math.sqrt(count));
    }
  });

  it('derives a seed of its own for each purpose and index', () => {
    const seeds = ['bootstrap', 'draw', 'sample'].flatMap((purpose) =>
      [0, 1, 2].flatMap((index) => [1, 42].map((master) => deriveSeed(master, purpose, index))),
    );
    expect(new Set(seeds).size).toBe(18);
    expect(deriveSeed(42, 'draw')).toBe(deriveSeed(42, 'draw', 0));
  });
});
