/** How the assets' returns move together, on the bars that all of them have. */

import { isConstant, mean, sampleDeviation } from '../statistics/moments.ts';
import { correlationMatrix } from '../statistics/trial-returns.ts';
import type { JoinedBars } from './joined-bars.ts';

/** Correlations of the assets' net returns, or the reason why there are none. */
export type ReturnCorrelation = {
  /** Joined times at which every asset has a return. */
  readonly commonBars: number;
  /** Pearson's, a row and a column an asset in their order; or a reason. */
  readonly matrix: readonly (readonly number[])[] | { readonly missing: string };
};

/** On so many common bars or fewer, a correlation says nothing. */
const TOO_FEW_BARS = 50;

/**
 * The correlations of `returns`, a Float64Array an asset with one return for each of its bars in
 * `joined`.
 */
export function returnCorrelation(
  { time, bar }: JoinedBars,
  returns: readonly Float64Array[],
): ReturnCorrelation {
  const common: number[] = [];
  for (let i = 0; i < time.length; i++) if (bar.every((own) => own[i] >= 0)) common.push(i);
  const commonBars = common.length;
  if (commonBars <= TOO_FEW_BARS) {
    const missing = `expected more than ${TOO_FEW_BARS} common bars, got ${commonBars}`;
    return { commonBars, matrix: { missing } };
  }
  const columns = returns.map((own, i) => Float64Array.from(common, (at) => own[bar[i][at]]));
  if (columns.some((own) => isConstant(sampleDeviation(own), mean(own)))) {
    return { commonBars, matrix: { missing: 'an asset has equal returns on all common bars' } };
  }
  const { size, values } = correlationMatrix(columns);
  const matrix = columns.map((_, i) => Array.from(values.subarray(i * size, (i + 1) * size)));
  return { commonBars, matrix };
}
