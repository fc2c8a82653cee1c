/** The bandwidth of a kernel that a pair of return series asks for. */

import { power, square } from '../core/power.ts';
import type { Kernel } from './long-run-variance.ts';
import type { ReturnPair } from './sharpe-difference.ts';
import { centred, laggedProduct } from './autocorrelation.ts';
import { mean } from './moments.ts';

/**
 * Andrews' automatic bandwidth for Ledoit and Wolf's test: a first-order autoregression of each of
 * the four moment series (both returns and both squares), all of equal weight, gives α; the
 * bandwidth is 1.1447·(α(1)·n)^(1/3), 2.6614·(α(2)·n)^(1/5) or 1.3221·(α(2)·n)^(1/5).
 * Source: Andrews, "Heteroskedasticity and autocorrelation consistent covariance matrix
 * estimation", Econometrica 59 (1991), formulas 6.2 and 6.4, as Ledoit & Wolf (2008) use them.
 */
export function andrewsBandwidth({ first, second }: ReturnPair, kernel: Kernel): number {
  const count = first.length;
  let slow = 0;
  let fast = 0;
  let total = 0;
  for (const series of [first, second, squared(first), squared(second)]) {
    const { rho, variance } = firstOrder(series);
    const weight = variance * variance;
    const fourth = square(square(1 - rho));
    slow += (4 * rho * rho * weight) / (fourth * square(1 - rho) * square(1 + rho));
    fast += (4 * rho * rho * weight) / square(fourth);
    total += weight / fourth;
  }
  switch (kernel) {
    case 'bartlett':
      return 1.1447 * Math.cbrt((slow / total) * count);
    case 'parzen':
      return 2.6614 * power((fast / total) * count, 0.2);
    case 'qs':
      return 1.3221 * power((fast / total) * count, 0.2);
  }
}

function squared(values: Float64Array): Float64Array {
  return values.map((value) => value * value);
}

/** Least squares of the centred x(t) on x(t - 1): the slope and the residuals' variance. */
function firstOrder(series: Float64Array): { readonly rho: number; readonly variance: number } {
  const differences = centred(series);
  const before = differences.subarray(0, -1);
  const after = differences.subarray(1);
  const rho = laggedProduct(differences, 1) / laggedProduct(before, 0);
  const residuals = after.map((value, i) => value - rho * before[i]);
  return { rho, variance: mean(squared(residuals)) };
}
