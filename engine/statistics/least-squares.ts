/** A straight line through points. Must not know: what the points are. */

import { square } from '../core/power.ts';
import { isConstant, mean } from './moments.ts';

/** A line through points, least squares. */
export type Line = {
  readonly slope: number;
  readonly constant: number;
  /** The constant over its standard error, n - 2 degrees of freedom; NaN where the fit is exact. */
  readonly constantT: number;
  /** Pearson's; NaN where either side has no variance. */
  readonly correlation: number;
};

/** Least squares of `y` on `x`; all NaN where `x` has no variance. */
export function leastSquaresLine(x: Float64Array, y: Float64Array): Line {
  const count = x.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    xx += (x[i] - meanX) * (x[i] - meanX);
    xy += (x[i] - meanX) * (y[i] - meanY);
    yy += (y[i] - meanY) * (y[i] - meanY);
  }
  const flat = isConstant(Math.sqrt(xx / count), meanX);
  const slope = flat ? Number.NaN : xy / xx;
  const constant = meanY - slope * meanX;
  let residuals = 0;
  for (let i = 0; i < count; i++) residuals += square(y[i] - constant - slope * x[i]);
  const scatter = Math.sqrt(residuals / count);
  const error = Math.sqrt((residuals / (count - 2)) * (1 / count + (meanX * meanX) / xx));
  return {
    slope,
    constant,
    constantT: isConstant(scatter, Math.sqrt(yy / count)) ? Number.NaN : constant / error,
    correlation: flat || yy === 0 ? Number.NaN : xy / Math.sqrt(xx * yy),
  };
}
