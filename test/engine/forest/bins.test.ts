import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binCodes, binEdges, epochsOf, sortColumn } from '../../../engine/forest/bins.ts';
import { randomStream } from '../../../engine/core/random.ts';
import { matrixOf } from './matrix-of.ts';

const SEED = 20_260_216;

function sorted(values: ArrayLike<number>): ReturnType<typeof sortColumn> {
  return sortColumn(matrixOf({ x: values }), 0);
}

function edgesOf(values: ArrayLike<number>, bins: number, rowEnd = values.length): number[] {
  return [...binEdges(sorted(values), rowEnd, bins)];
}

function codesOf(values: ArrayLike<number>, edges: Float64Array): Uint8Array {
  const codes = new Uint8Array(values.length);
  binCodes(sorted(values), edges, values.length, codes);
  return codes;
}

describe('sortColumn', () => {
  it('orders rows by value, ties by row', () => {
    expect([...sorted([3, 1, 2, 1, -5]).order]).toEqual([4, 1, 3, 2, 0]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, with its row', (bad) => {
    expect(() => sorted([1, bad, 3])).toThrow(`x: expected finite values, got ${bad} at row 1`);
  });
});

describe('binEdges', () => {
  it.each([
    { values: [4, 1, 3, 2], bins: 4, edges: [1.5, 2.5, 3.5] },
    { values: [4, 1, 3, 2], bins: 256, edges: [1.5, 2.5, 3.5] },
    { values: [8, 7, 6, 5, 4, 3, 2, 1], bins: 4, edges: [2.5, 4.5, 6.5] },
    { values: [1, 2, 3, 4, 5, 6, 7], bins: 3, edges: [2.5, 4.5] },
    // The quantile lies in a run of ties: its edge comes after the run.
    { values: [1, 1, 1, 1, 1, 1, 2, 3], bins: 2, edges: [1.5] },
    { values: [1, 1, 1, 1, 1, 1, 2, 3], bins: 3, edges: [1.5, 2.5] },
    // Two quantiles in one run share an edge, and none comes after the last change.
    { values: [1, 2, 2, 2, 2, 2, 3, 4], bins: 3, edges: [2.5] },
    { values: [1, 2, 3, 3, 3, 3, 3, 3], bins: 2, edges: [] },
    { values: [5, 5, 5], bins: 8, edges: [] },
    { values: [5], bins: 8, edges: [] },
    { values: [-1e308, 1e308], bins: 2, edges: [] },
  ])('$values in $bins bins: $edges', ({ values, bins, edges }) => {
    expect(edgesOf(values, bins)).toEqual(edges);
  });

  it('takes quantiles of the rows before rowEnd only', () => {
    expect(edgesOf([1, 2, 3, 100, 200], 256, 3)).toEqual([1.5, 2.5]);
    expect(edgesOf([1, 2, 3, 100, 200], 256, 0)).toEqual([]);
  });

  it('keeps an edge below the upper value where no double lies between', () => {
    const next = 1 + Number.EPSILON;
    expect(edgesOf([1, next], 2)).toEqual([1]);
    expect([...codesOf([1, next], Float64Array.of(1))]).toEqual([0, 1]);
  });

  it.each([1, 257])('%d bins are a bug', (bins) => {
    expect(() => edgesOf([1, 2], bins)).toThrow('2 <= bins <= MAX_BINS');
  });
});

/** Columns with ties, clusters closer than splits can tell apart, drift, and many values. */
const anyColumn = fc
  .record({
    seed: fc.nat(),
    rows: fc.integer({ min: 1, max: 600 }),
    kind: fc.constantFrom('normal', 'few', 'rounded', 'drift', 'close', 'skewed'),
  })
  .map(({ seed, rows, kind }) => {
    const random = randomStream(seed);
    let level = 0;
    return Float64Array.from({ length: rows }, () => {
      if (kind === 'few') return random.below(5);
      if (kind === 'rounded') return Math.round(random.normal() * 20) / 20;
      if (kind === 'drift') return (level += random.normal() + 0.3);
      if (kind === 'close') return random.below(9) + random.uniform() * 4e-7;
      if (kind === 'skewed') return Math.exp(random.normal() * 6);
      return random.normal();
    });
  });
const anyBins = fc.constantFrom(2, 3, 16, 64, 255, 256);

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Neighbours in order of value: [below, above, code below, code above]. */
function neighbours(values: Float64Array, codes: Uint8Array): number[][] {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  return order.slice(1).map((row, i) => {
    return [values[order[i]!]!, values[row]!, codes[order[i]!]!, codes[row]!];
  });
}

describe('edges and codes of any column', () => {
  it('say the same: x <= edges[b] where code <= b, also of values never seen', () => {
    const property = fc.property(anyColumn, anyBins, fc.double(), (values, bins, share) => {
      const edges = binEdges(sorted(values), Math.ceil(values.length * Math.abs(share % 1)), bins);
      const codes = codesOf(values, edges);
      values.forEach((value, row) => {
        edges.forEach((edge, bin) => expect(value <= edge).toBe(codes[row]! <= bin));
      });
    });
    fc.assert(property, { seed: SEED, numRuns: 60 });
  });

  it('are at most bins - 1, ascending, each between two neighbouring values', () => {
    const property = fc.property(anyColumn, anyBins, (values, bins) => {
      const edges = binEdges(sorted(values), values.length, bins);
      expect(edges.length).toBeLessThan(bins);
      const between = neighbours(values, codesOf(values, edges));
      edges.forEach((edge, i) => {
        if (i > 0) expect(edge).toBeGreaterThan(edges[i - 1]!);
        expect(between.filter(([below, above]) => below! <= edge && edge < above!).length).toBe(1);
      });
    });
    fc.assert(property, { seed: SEED });
  });

  it('never part values closer than 1e-7 standard deviations, and all others if they may', () => {
    const property = fc.property(anyColumn, anyBins, (values, bins) => {
      const gap = 1e-7 * deviation(values);
      const edges = binEdges(sorted(values), values.length, bins);
      const between = neighbours(values, codesOf(values, edges));
      const apart = between.filter(([below, above]) => above! - below! > gap * (1 + 1e-9));
      const close = between.filter(([below, above]) => above! - below! < gap * (1 - 1e-9));
      expect(close.filter(([, , low, high]) => low !== high)).toEqual([]);
      if (apart.length >= bins) return;
      expect(apart.filter(([, , low, high]) => high !== low! + 1)).toEqual([]);
      expect(edges.length).toBe(apart.length);
    });
    fc.assert(property, { seed: SEED });
  });

  it('know nothing of rows at or after rowEnd', () => {
    const property = fc.property(anyColumn, anyBins, fc.nat(), (values, bins, at) => {
      const rowEnd = at % (values.length + 1);
      const changed = values.map((value, row) => (row < rowEnd ? value : -3 * value - row));
      const cut = values.slice(0, Math.max(1, rowEnd));
      expect(edgesOf(changed, bins, rowEnd)).toEqual(edgesOf(values, bins, rowEnd));
      expect(edgesOf(cut, bins, rowEnd)).toEqual(edgesOf(values, bins, rowEnd));
    });
    fc.assert(property, { seed: SEED });
  });

  it('fill bins evenly where values are all different', () => {
    const random = randomStream(5);
    const values = Float64Array.from({ length: 4096 }, () => random.normal());
    const counts = Array.from({ length: 64 }, () => 0);
    for (const code of codesOf(values, binEdges(sorted(values), 4096, 64))) counts[code]!++;
    expect(new Set(counts)).toEqual(new Set([64]));
  });
});

describe('binCodes', () => {
  it('leaves rows at or after rowEnd alone', () => {
    const codes = Uint8Array.of(9, 9, 9, 9);
    binCodes(sorted([1, 2, 3, 4]), Float64Array.of(1.5, 2.5), 3, codes);
    expect([...codes]).toEqual([0, 1, 2, 9]);
  });
});

describe('epochsOf', () => {
  const folds = [10, 12, 14, 16, 18].map((start) => {
    return { trainEnd: start - 1, testStart: start, testEnd: start + 2 };
  });

  it('cuts folds into runs, edges from what is trained in the first', () => {
    expect(epochsOf(folds, { epochFolds: 2 })).toEqual([
      { foldStart: 0, foldEnd: 2, rowStart: 0, edgeRows: 9, rowEnd: 14 },
      { foldStart: 2, foldEnd: 4, rowStart: 0, edgeRows: 13, rowEnd: 18 },
      { foldStart: 4, foldEnd: 5, rowStart: 0, edgeRows: 17, rowEnd: 20 },
    ]);
    expect(epochsOf(folds, { epochFolds: 100 })).toEqual([
      { foldStart: 0, foldEnd: 5, rowStart: 0, edgeRows: 9, rowEnd: 20 },
    ]);
    expect(epochsOf([], { epochFolds: 2 })).toEqual([]);
    // A window begins that many rows before the end of the first fold's training, or at 0.
    const starts = epochsOf(folds, { epochFolds: 2, window: 12 }).map(({ rowStart }) => rowStart);
    expect(starts).toEqual([0, 1, 5]);
  });
});
