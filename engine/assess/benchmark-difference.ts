/**
 * Whether a strategy's Sharpe ratio differs from its benchmark's on the same bars.
 * Must not know: how either came about.
 */

import { deriveSeed } from '../core/hash.ts';
import { andrewsBandwidth } from '../statistics/andrews-bandwidth.ts';
import { automaticBlockLength } from '../statistics/automatic-block-length.ts';
import {
  circularBlockStarts,
  sharpeDifferenceBootstrap,
  type ReturnPair,
} from '../statistics/sharpe-difference.ts';
import { sharpeInfluence } from '../statistics/sharpe-error.ts';
import { sharpeRatio } from '../statistics/sharpe-ratio.ts';
import { RESAMPLES } from '../statistics/tests-of-trials.ts';

export type BenchmarkDifference = {
  /** The benchmark's annual Sharpe ratio. */
  readonly benchmarkSharpe: number;
  /** Annual Sharpe ratio less the benchmark's, both with divisor n, and its HAC error. */
  readonly sharpeDifference: number;
  readonly standardError: number;
  /** Two-sided: normal, and by Ledoit and Wolf's studentized bootstrap, the one to read. */
  readonly pValue: number;
  readonly bootstrapPValue: number;
  /** Block of the circular bootstrap, bars. */
  readonly blockLength: number;
};

const KERNEL = 'parzen';

/** Ledoit and Wolf's test (2008) with Parzen's kernel; NaN where a series has no variance. */
export function benchmarkDifference(
  pair: ReturnPair,
  { periodsPerYear, seed }: { readonly periodsPerYear: number; readonly seed: number },
): BenchmarkDifference {
  const second = sharpeInfluence(pair.second);
  const influence = sharpeInfluence(pair.first).map((value, i) => value - second[i]!);
  const { circular } = automaticBlockLength(influence);
  const blockLength = Math.max(1, Math.round(Number.isNaN(circular) ? 1 : circular));
  const test = sharpeDifferenceBootstrap(pair, {
    kernel: KERNEL,
    bandwidth: Math.max(1, andrewsBandwidth(pair, KERNEL)),
    blockLength,
    blockStarts: circularBlockStarts({
      length: pair.first.length,
      blockLength,
      resamples: RESAMPLES,
      seed: deriveSeed(seed, 'benchmark difference', 0),
    }),
  });
  const year = Math.sqrt(periodsPerYear);
  return {
    benchmarkSharpe: sharpeRatio(pair.second, periodsPerYear),
    sharpeDifference: test.difference * year,
    standardError: test.error * year,
    pValue: test.pValue,
    bootstrapPValue: Number.isNaN(test.z) ? Number.NaN : test.bootstrapPValue,
    blockLength,
  };
}
