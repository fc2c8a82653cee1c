/**
 * The series that a model needs, as files in the bucket: `series/NAME.csv` for a user's own,
 * `series/onchain/NAME.csv` for the on-chain group. Whoever owns the bucket keeps a user's own up
 * to date. The sources of the on-chain group are asked if the bucket has no new file of a series.
 */

import { InputError } from '../../core/errors.ts';
import { parseSeriesText } from '../../core/series-text.ts';
import type { Observations, SeriesPlan } from '../../core/series.ts';
import { ModelUnusable } from '../edges/failures.ts';
import { textOf, type ObjectStore } from '../edges/object-store.ts';
import { liveSeries, type SeriesDemand } from './live-series.ts';

/** Begins the keys of series. */
const SERIES_PREFIX = 'series/';

/** The series of a model by source, and what to say about how they were found. */
export type ModelSeries = {
  readonly sources: Readonly<Record<string, Observations>>;
  readonly warnings: readonly string[];
};

/** The key of the series `source`, as a plan names it; `*` is any. */
export function seriesKey(source: string): string {
  return `${SERIES_PREFIX}${source}.csv`;
}

/** One of `plans` for each source, because all plans of a source have its lag and its carry. */
export function plansBySource(plans: readonly SeriesPlan[]): readonly SeriesPlan[] {
  return [...new Map(plans.map((plan) => [plan.source, plan])).values()];
}

/**
 * The series of `plans` by source, each read once, and fetched if need be.
 * @throws ModelUnusable if one is missing, is no series, or is too old and cannot be fetched
 */
export async function fetchSeries(
  store: Pick<ObjectStore, 'read'>,
  plans: readonly SeriesPlan[],
  demand: SeriesDemand,
): Promise<ModelSeries> {
  const found = await Promise.all(
    plansBySource(plans).map(async (plan) => {
      const where = seriesKey(plan.source);
      const stored = await storedSeries(store, plan.source);
      return [plan.source, await liveSeries(plan, stored, { ...demand, where })] as const;
    }),
  );
  return {
    sources: Object.fromEntries(found.map(([source, { series }]) => [source, series])),
    warnings: found.flatMap(([, { warnings }]) => warnings),
  };
}

/**
 * The series `source` of the bucket; undefined if it is not there.
 * @throws ModelUnusable if the object is no series
 */
export async function storedSeries(
  store: Pick<ObjectStore, 'read'>,
  source: string,
): Promise<Observations | undefined> {
  const key = seriesKey(source);
  const stored = await store.read(key);
  if (stored === undefined) return undefined;
  try {
    const name = source.slice(source.lastIndexOf('/') + 1);
    return parseSeriesText(textOf(stored), name, key);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new ModelUnusable(`model: its series: ${error.message}`, { cause: error });
  }
}
