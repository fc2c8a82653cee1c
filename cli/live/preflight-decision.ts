/** Whether the function could decide today: with the series of its model, on the bars at hand. */

import type { Bars } from '../../engine/core/bars.ts';
import { barCloses } from '../../engine/core/series.ts';
import type { ObjectStore } from '../../engine/live/edges/object-store.ts';
import { decide } from '../../engine/live/model/decide.ts';
import { SERIES_BUDGET_MS } from '../../engine/live/model/live-series.ts';
import type { ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import { fetchSeries } from '../../engine/live/model/model-series.ts';
import { catalogue } from '../../features/catalogue.ts';
import { joinSeries } from '../../features/join-series.ts';
import type { CommandContext } from '../framework/command.ts';
import { publicWeb } from '../framework/public-web.ts';

/**
 * Decides on the last of `bars` and forgets the decision. Gives the warnings about the series.
 * @throws InputError, OutsideError for everything that would keep a run from a decision
 */
export async function tryDecision(
  context: CommandContext,
  store: ObjectStore,
  model: ModelArtifact,
  bars: Bars,
): Promise<readonly string[]> {
  const { series: plans = [], timeframe } = model.header;
  const web = publicWeb(context, []);
  const http = { ...web.http, deadline: context.now() + SERIES_BUDGET_MS };
  const { sources, warnings } = await fetchSeries(store, plans, {
    web: { ...web, http },
    open: bars.time[0]!,
    close: barCloses(bars, timeframe).at(-1)!,
  });
  const joined = joinSeries(bars, timeframe, plans, sources);
  decide({ bars: joined, model, features: catalogue, previous: 0 });
  return warnings;
}
