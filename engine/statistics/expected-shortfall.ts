/** The mean of a sample's worst part. Must not know: what was sampled. */

/**
 * Mean of the lowest `tail` share of values in ascending order; the value at the share's edge
 * counts with the part of it that belongs to the share. NaN without values or for a share of 0.
 * Source: Acerbi & Tasche, "On the coherence of expected shortfall", Journal of Banking & Finance
 * 26 (2002), formula for a sample.
 */
export function expectedShortfall(sorted: ArrayLike<number>, tail: number): number {
  const weight = tail * sorted.length;
  const whole = Math.floor(weight);
  let total = 0;
  for (let i = 0; i < whole; i++) total += sorted[i];
  if (whole < sorted.length) total += (weight - whole) * sorted[whole];
  return total / weight;
}
