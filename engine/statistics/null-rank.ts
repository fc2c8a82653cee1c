/**
 * Where a figure stands among the same figure of histories without skill.
 * Vocabulary: a null figure is what the whole procedure shows on one such history. Must not know:
 * what the figure measures, how the histories were made.
 */

import { ascending, quantileOfSorted } from './quantile.ts';

export type NullRank = {
  readonly real: number;
  /** Number of null figures. */
  readonly count: number;
  /** How many of them are at least `real`. */
  readonly atLeast: number;
  /** (1 + atLeast) / (1 + count): never 0; NaN if `real` is undefined. */
  readonly pValue: number;
  /**
   * Monte Carlo standard error of `pValue`: how much it varies because the histories are drawn at
   * random, √(p(1 - p) / count). NaN without a p-value or without null figures.
   */
  readonly standardError: number;
  /** Of the null figures; NaN without any. */
  readonly quantiles: { readonly q05: number; readonly median: number; readonly q95: number };
};

/**
 * The rank of `real` among `nulls`, which must be defined. A test that rejects where the p-value is
 * at most α is wrong with a probability of at most α for any number of histories, if the real
 * history is exchangeable with them where there is no skill.
 * Source: Davison & Hinkley, "Bootstrap Methods and their Application" (1997), formula 4.11;
 * Phipson & Smyth, "Permutation P-values Should Never Be Zero", Statistical Applications in
 * Genetics and Molecular Biology 9 (2010).
 */
export function nullRank(real: number, nulls: ArrayLike<number>): NullRank {
  const sorted = ascending(nulls);
  const count = sorted.length;
  const atLeast = sorted.filter((figure) => figure >= real).length;
  const pValue = Number.isNaN(real) ? Number.NaN : (1 + atLeast) / (1 + count);
  return {
    real,
    count,
    atLeast,
    pValue,
    standardError: count === 0 ? Number.NaN : Math.sqrt((pValue * (1 - pValue)) / count),
    quantiles: {
      q05: quantileOfSorted(sorted, 0.05),
      median: quantileOfSorted(sorted, 0.5),
      q95: quantileOfSorted(sorted, 0.95),
    },
  };
}

/** The fewest histories with which a p-value can be as low as `level`: 19 for 0.05. */
export function leastHistories(level: number): number {
  return Math.ceil(1 / level - 1e-9) - 1;
}
