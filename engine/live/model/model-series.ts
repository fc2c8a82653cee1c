/**
 * The series that a model needs, as files in the bucket: `series/NAME.csv` for a user's own,
 * `series/onchain/NAME.csv` for the on-chain group. Whoever owns the bucket keeps them up to date.
 */

import { InputError } from '../../core/errors.ts';
import { parseSeriesText } from '../../core/series-text.ts';
import type { Observations, SeriesPlan } from '../../core/series.ts';
import { ModelUnusable } from '../edges/failures.ts';
import { textOf, type ObjectStore } from '../edges/object-store.ts';

/** Begins the keys of series. */
const SERIES_PREFIX = 'series/';

/** The key of the series `source`, as a plan names it; `*` is any. */
export function seriesKey(source: string): string {
  return `${SERIES_PREFIX}${source}.csv`;
}

/**
 * The series of `plans` by source, each read once.
 * @throws ModelUnusable if one is missing or is no series
 */
export async function fetchSeries(
  store: Pick<ObjectStore, 'read'>,
  plans: readonly SeriesPlan[],
): Promise<Readonly<Record<string, Observations>>> {
  const sources = [...new Set(plans.map(({ source }) => source))];
  const read = sources.map(async (source) => {
    const key = seriesKey(source);
    const stored = await store.read(key);
    if (stored === undefined) {
      throw new ModelUnusable(`model: it needs the series ${source}: expected ${key}, got none`);
    }
    try {
      const name = source.slice(source.lastIndexOf('/') + 1);
      return [source, parseSeriesText(textOf(stored), name, key)] as const;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new ModelUnusable(`model: its series: ${error.message}`, { cause: error });
    }
  });
  return Object.fromEntries(await Promise.all(read));
}
