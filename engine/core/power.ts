/**
 * Powers with the same bytes in every version of Node: `Math.pow` and `**` differ in their last
 * digits from one version of V8 to another, `Math.exp` and `Math.log` do not.
 */

/** `x²`. */
export function square(x: number): number {
  return x * x;
}

/** `base` to the power `exponent` for `base` ≥ 0; 0 to a power above 0 is 0, to 0 it is 1. */
export function power(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  return Math.exp(exponent * Math.log(base));
}
