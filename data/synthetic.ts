/** The bundled sample in the shape of a loaded file, and the choice between it and a file. */

import { createHash } from 'node:crypto';
import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { columnsOfBars } from './bar-columns.ts';
import { findingsOf } from './findings.ts';
import { loadBars, type LoadedBars, type LoadOptions } from './load-bars.ts';
import { NO_MENDS } from './mends.ts';
import { SAMPLE_SEED, sampleBars } from './sample-bars.ts';

/** The name of the sample in outputs, which tells that no real data were read. */
const SYNTHETIC_NAME = 'synthetic sample';

/** The bundled sample: synthetic bars, a function of (timeframe, seed). */
export function syntheticBars(timeframe: Timeframe, seed: number = SAMPLE_SEED): LoadedBars {
  const bars = sampleBars(timeframe, seed);
  const source = {
    path: null,
    sha256: barsSha256(bars),
    name: SYNTHETIC_NAME,
    format: 'synthetic',
    synthetic: true,
  } as const;
  const none = { mends: NO_MENDS, notes: [], cacheProblem: null };
  return { bars, timeframe, source, ...none, ...findingsOf(bars, timeframe) };
}

/**
 * The SHA-256 (hex) of the columns' bytes, in the order of `BAR_FIELDS`; then of each further
 * column's name and bytes.
 */
export function barsSha256(bars: Bars): string {
  const hash = createHash('sha256');
  for (const column of columnsOfBars(bars)) hash.update(column);
  for (const [name, column] of Object.entries(bars.extra ?? {})) hash.update(name).update(column);
  return hash.digest('hex');
}

/** The bars of `path`, or the sample if `path` is undefined. @throws as `loadBars` does */
export async function loadBarsOrSample(
  path: string | undefined,
  options: LoadOptions,
): Promise<LoadedBars> {
  return path === undefined ? syntheticBars(options.timeframe) : loadBars(path, options);
}
