/** The bars of a day with the series of its model, from the function's bucket or their sources. */

import { formatBarTime } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { barCloses } from '../engine/core/series.ts';
import type { Http } from '../engine/live/edges/http.ts';
import type { ObjectStore } from '../engine/live/edges/object-store.ts';
import { SERIES_BUDGET_MS } from '../engine/live/model/live-series.ts';
import type { ModelHeader } from '../engine/live/model/model-header.ts';
import { fetchSeries, seriesKey } from '../engine/live/model/model-series.ts';
import { joinSeries, plansUnknownAtLast } from '../features/join-series.ts';

/** Where the function reads series. */
export type SeriesPlaces = {
  readonly store: Pick<ObjectStore, 'read'>;
  readonly http: Http;
  /** For tests: a stand-in on 127.0.0.1 for all sources. */
  readonly loopbackUrl: string | undefined;
};

/**
 * `bars` joined with the series of the model, and a warning for each column that has no observation
 * for the last bar. If the column has no neutral value, no decision follows.
 * @throws ModelUnusable as `fetchSeries`
 */
export async function joinedSeries(
  bars: Bars,
  { series = [], timeframe }: Pick<ModelHeader, 'series' | 'timeframe'>,
  { store, http, loopbackUrl }: SeriesPlaces,
): Promise<{ readonly bars: Bars; readonly warnings: readonly string[] }> {
  const deadline = Math.min(http.deadline, http.clock.now() + SERIES_BUDGET_MS);
  const found = await fetchSeries(store, series, {
    web: { http: { ...http, deadline }, signal: new AbortController().signal, loopbackUrl },
    open: bars.time[0]!,
    close: barCloses(bars, timeframe).at(-1)!,
  });
  const { sources } = found;
  const unknown = plansUnknownAtLast(bars, timeframe, series, sources).map((plan) => {
    const { source, column, neutral, carryBars, carryDays } = plan;
    const last = sources[source]!.time.at(-1);
    const got = last === undefined ? 'it is empty' : `its last is of ${formatBarTime(last)}`;
    const so = neutral === null ? `${column} is undefined` : `${column} is ${neutral}`;
    const what = `no observation for the bar, carried ${carryBars ?? carryDays} days`;
    return `${seriesKey(source)}: ${what}: ${got}; ${so}`;
  });
  const warnings = [...found.warnings, ...unknown];
  return { bars: joinSeries(bars, timeframe, series, sources), warnings };
}
