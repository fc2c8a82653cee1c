/** The bars of a run with what its features read besides: further columns, and joined series. */

import type { SeriesPlan } from '../../engine/core/series.ts';
import { catalogue } from '../../features/catalogue.ts';
import { checkSeriesGiven, joinSeries, usedPlans } from '../../features/join-series.ts';
import { ownColumns } from '../../features/own-features.ts';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import type { CommandContext } from './command.ts';
import { counted } from '../../engine/core/counted.ts';
import { loadRunBars, type RunBars } from './run-bars.ts';
import type { InputFile } from './selected-set.ts';
import { filesOnce, type GivenSeries } from './series-option.ts';

/** Bars with joined series. */
export type JoinedBars = RunBars & {
  /** How the series were joined that the features read. */
  readonly plans: readonly SeriesPlan[];
  /** The files of these series, each once. */
  readonly inputs: readonly InputFile[];
};

/**
 * The bars that the options name, with the columns and series that the features `names` read. A
 * note says on how many bars a series is not known.
 * @throws InputError as `loadRunBars`, and for a feature whose column or series is not there
 */
export async function loadJoinedBars(
  context: CommandContext,
  options: Parameters<typeof loadRunBars>[1] & { readonly timeframe: Timeframe },
  names: readonly string[],
  given: GivenSeries,
): Promise<JoinedBars> {
  checkSeriesGiven(catalogue, names, given.plans);
  const run = await loadRunBars(context, { ...options, columns: ownColumns(names) });
  const plans = usedPlans(catalogue, names, given.plans);
  const inputs = filesOnce(
    given.files,
    plans.map(({ source }) => source),
  );
  const { timeframe } = options;
  const bars = joinSeries(run.bars, timeframe, plans, given.sources);
  noteUnknown(context, { ...run, plans }, given, timeframe);
  return { ...run, bars, plans, inputs };
}

/** Notes the bars on which a series is not known: they are no rows, or have the neutral value. */
function noteUnknown(
  context: CommandContext,
  { bars, plans }: Pick<JoinedBars, 'bars' | 'plans'>,
  { sources }: GivenSeries,
  timeframe: Timeframe,
): void {
  const strict = plans.map((plan) => ({ ...plan, neutral: null }));
  const { extra = {} } = joinSeries(bars, timeframe, strict, sources);
  for (const { column, neutral } of plans) {
    const unknown = extra[column]!.filter(Number.isNaN).length;
    if (unknown === 0) continue;
    const what = neutral === null ? 'undefined, so that they are no rows' : `neutral, ${neutral}`;
    const of = counted(extra[column]!.length, 'bar');
    context.noteData(`${column}: ${unknown} of ${of} are ${what}`);
  }
}
