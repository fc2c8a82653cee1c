/** The bars of a day with the series of its model, from the function's bucket. */

import { formatBarTime } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import type { ObjectStore } from '../engine/live/edges/object-store.ts';
import type { ModelHeader } from '../engine/live/model/model-header.ts';
import { fetchSeries, seriesKey } from '../engine/live/model/model-series.ts';
import { joinSeries, plansUnknownAtLast } from '../features/join-series.ts';

/**
 * `bars` joined with the series of the model, and a warning for each column that has no observation
 * for the last bar. If the column has no neutral value, no decision follows.
 * @throws ModelUnusable if a series is missing or is no series
 */
export async function joinedSeries(
  bars: Bars,
  { series = [], timeframe }: Pick<ModelHeader, 'series' | 'timeframe'>,
  store: Pick<ObjectStore, 'read'>,
): Promise<{ readonly bars: Bars; readonly warnings: readonly string[] }> {
  const sources = await fetchSeries(store, series);
  const warnings = plansUnknownAtLast(bars, timeframe, series, sources).map((plan) => {
    const { source, column, neutral, carryDays } = plan;
    const last = sources[source]!.time.at(-1);
    const got = last === undefined ? 'it is empty' : `its last is of ${formatBarTime(last)}`;
    const so = neutral === null ? `${column} is undefined` : `${column} is ${neutral}`;
    const what = `no observation for the bar, carried ${carryDays} days`;
    return `${seriesKey(source)}: ${what}: ${got}; ${so}`;
  });
  return { bars: joinSeries(bars, timeframe, series, sources), warnings };
}
