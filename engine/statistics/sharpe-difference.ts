/**
 * Whether two strategies over the same bars differ in their Sharpe ratio.
 * Vocabulary: the difference is SR(first) - SR(second), per bar, both with divisor n.
 * Source: Ledoit & Wolf, "Robust performance hypothesis testing with the Sharpe ratio", Journal
 * of Empirical Finance 15 (2008). Must not know: how the returns came about.
 */

import type { Kernel } from './long-run-variance.ts';
import { InputError } from '../core/errors.ts';
import { deriveSeed } from '../core/hash.ts';
import { randomStream } from '../core/random.ts';
import { longRunVariance } from './long-run-variance.ts';
import { isConstant, mean, momentsOf } from './moments.ts';
import { normalDistribution } from './normal.ts';

/** Simple or log returns of two strategies over the same bars. */
export type ReturnPair = { readonly first: Float64Array; readonly second: Float64Array };

/** A difference and its test against 0, two-sided; all NaN where a series has no variance. */
export type DifferenceTest = {
  readonly difference: number;
  readonly error: number;
  /** difference / error; 0 where both are 0, because a series does not differ from itself. */
  readonly z: number;
  readonly pValue: number;
};

/** What Ledoit and Wolf lose to estimation: four moments. */
const MOMENT_COUNT = 4;

/**
 * Ledoit and Wolf's test with HAC errors: the delta method on uncentred second moments, the
 * long-run variance times n/(n - 4), p = 2·Φ(-|z|).
 * @throws InputError where the series differ in length
 */
export function sharpeDifferenceTest(
  pair: ReturnPair,
  options: { readonly kernel: Kernel; readonly bandwidth: number },
): DifferenceTest {
  const { difference, influence } = differenceOf(pair);
  const count = influence.length;
  const variance = longRunVariance(influence, options) * (count / (count - MOMENT_COUNT));
  return testOf(difference, Math.sqrt(variance / count));
}

/**
 * Ledoit and Wolf's studentized circular block bootstrap, section 3.2.2: the p-value is
 * (1 + number of resamples with |d* - d|/error* ≥ |d|/error)/(resamples + 1), error* from the sums
 * over a resample's blocks. Resamples without an error* count as exceedances.
 * @param blockStarts for each resample the first bars of its blocks, as `circularBlockStarts`
 */
export function sharpeDifferenceBootstrap(
  pair: ReturnPair,
  options: {
    readonly kernel: Kernel;
    readonly bandwidth: number;
    readonly blockLength: number;
    readonly blockStarts: readonly ArrayLike<number>[];
  },
): DifferenceTest & { readonly bootstrapPValue: number; readonly exceedances: number } {
  const { blockLength, blockStarts } = options;
  const test = sharpeDifferenceTest(pair, options);
  const sample = {
    first: new Float64Array(pair.first.length),
    second: new Float64Array(pair.second.length),
  };
  let exceedances = 0;
  for (const starts of blockStarts) {
    takeBlocks(pair, { starts, blockLength }, sample);
    const { difference, influence } = differenceOf(sample);
    const distance = Math.abs(difference - test.difference) / blockError(influence, blockLength);
    if (!(distance < Math.abs(test.z))) exceedances++;
  }
  const bootstrapPValue = (exceedances + 1) / (blockStarts.length + 1);
  return { ...test, exceedances, bootstrapPValue };
}

/**
 * Random first bars of ceil(length / blockLength) blocks for each resample. Resample i is a
 * function of (seed, i) alone.
 */
export function circularBlockStarts(options: {
  readonly length: number;
  readonly blockLength: number;
  readonly resamples: number;
  readonly seed: number;
}): readonly Int32Array[] {
  const { length, blockLength, resamples, seed } = options;
  if (!(Number.isInteger(blockLength) && blockLength >= 1 && blockLength <= length)) {
    throw new InputError(
      `blockLength: expected a whole number from 1 to ${length}, got ${blockLength}`,
    );
  }
  const blocks = Math.ceil(length / blockLength);
  return Array.from({ length: resamples }, (_, i) => {
    const random = randomStream(deriveSeed(seed, 'circular block bootstrap', i));
    return Int32Array.from({ length: blocks }, () => random.below(length));
  });
}

/**
 * Jobson and Korkie's test for normal, independent returns, with Memmel's correction: the
 * variance is (2 - 2ρ + (SR1² + SR2² - 2·SR1·SR2·ρ²)/2)/n. It rejects too often where returns
 * have fat tails or change their volatility.
 * Source: Memmel, "Performance hypothesis testing with the Sharpe ratio", Finance Letters 1 (2003).
 */
export function memmelTest(pair: ReturnPair): DifferenceTest {
  requireSameLength(pair);
  const [x, y] = [momentsOf(pair.first), momentsOf(pair.second)];
  const count = x.count;
  if (isConstant(x.deviation, x.mean) || isConstant(y.deviation, y.mean)) {
    return testOf(Number.NaN, Number.NaN);
  }
  const [first, second] = [x.mean / x.populationDeviation, y.mean / y.populationDeviation];
  const products = pair.first.map((value, i) => (value - x.mean) * (pair.second[i] - y.mean));
  const rho = mean(products) / (x.populationDeviation * y.populationDeviation);
  const squares = first * first + second * second - 2 * first * second * rho * rho;
  const variance = (2 - 2 * rho + squares / 2) / count;
  return testOf(first - second, Math.sqrt(Math.max(0, variance)));
}

function testOf(difference: number, error: number): DifferenceTest {
  const z = difference === 0 && error === 0 ? 0 : difference / error;
  return { difference, error, z, pValue: 2 * normalDistribution(-Math.abs(z)) };
}

/**
 * The difference and what each bar adds to its error: the gradient of the difference by the
 * moments (m1, m2, g1, g2), g the mean squares, times the bar's distance from them.
 */
function differenceOf(pair: ReturnPair): {
  readonly difference: number;
  readonly influence: Float64Array;
} {
  requireSameLength(pair);
  const first = ratioInfluence(pair.first);
  const second = ratioInfluence(pair.second);
  return {
    difference: first.ratio - second.ratio,
    influence: first.influence.map((value, i) => value - second.influence[i]),
  };
}

/** One series' ratio m/√(g - m²) and g·(r - m)/(g - m²)^1.5 - m·(r² - g)/(2·(g - m²)^1.5). */
function ratioInfluence(returns: Float64Array): {
  readonly ratio: number;
  readonly influence: Float64Array;
} {
  const { mean, deviation, populationDeviation } = momentsOf(returns);
  const scale = isConstant(deviation, mean) ? Number.NaN : populationDeviation;
  const square = mean * mean + scale * scale;
  const cube = scale * scale * scale;
  const influence = returns.map(
    (value) => (square * (value - mean) - (mean * (value * value - square)) / 2) / cube,
  );
  return { ratio: mean / scale, influence };
}

/** √(mean of squared block sums over block length / n), of the whole blocks only. */
function blockError(influence: Float64Array, blockLength: number): number {
  const blocks = Math.floor(influence.length / blockLength);
  let squares = 0;
  for (let block = 0; block < blocks; block++) {
    let total = 0;
    for (let i = 0; i < blockLength; i++) total += influence[block * blockLength + i];
    squares += (total * total) / blockLength;
  }
  return Math.sqrt(squares / blocks / influence.length);
}

/** Blocks of both series from the same bars, one after the other; a block wraps at the end. */
function takeBlocks(
  pair: ReturnPair,
  blocks: { readonly starts: ArrayLike<number>; readonly blockLength: number },
  target: ReturnPair,
): void {
  const count = pair.first.length;
  for (let t = 0; t < count; t++) {
    const block = Math.floor(t / blocks.blockLength);
    const source = (blocks.starts[block] + (t % blocks.blockLength)) % count;
    target.first[t] = pair.first[source];
    target.second[t] = pair.second[source];
  }
}

function requireSameLength({ first, second }: ReturnPair): void {
  if (first.length === second.length) return;
  throw new InputError(
    `expected two series of the same bars, got ${first.length} and ${second.length} returns`,
  );
}
