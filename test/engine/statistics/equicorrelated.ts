/** Correlation matrices for tests whose answers are known. */

import type { SquareMatrix } from '../../../engine/statistics/trial-returns.ts';

/** `size` figures of which every two have the correlation `rho`. */
export function equicorrelated(size: number, rho: number): SquareMatrix {
  const values = Float64Array.from({ length: size * size }, (_, at) =>
    at % (size + 1) === 0 ? 1 : rho,
  );
  return { size, values };
}
