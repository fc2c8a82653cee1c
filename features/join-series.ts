/**
 * From series to columns of the bars: each plan's column is made from its series and joined as of
 * each bar's close. Research, `predict` and the live function use this one way.
 */

import type { Timeframe } from '../engine/core/bar-time.ts';
import type { Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import {
  barCloses,
  joinAsOf,
  withExtra,
  type Observations,
  type SeriesJoin,
  type SeriesPlan,
} from '../engine/core/series.ts';
import type { Catalogue } from './catalogue.ts';
import { ON_CHAIN_COLUMN, onChainValues } from './on-chain.ts';
import { SERIES } from './own-features.ts';

/** Series by their names, as `SeriesPlan.source` has them. */
export type SeriesSources = Readonly<Record<string, Observations>>;

/**
 * `bars` with a column for each of `plans`.
 * @throws InputError if a series of the plans is not among `sources`
 */
export function joinSeries(
  bars: Bars,
  timeframe: Timeframe,
  plans: readonly SeriesPlan[],
  sources: SeriesSources,
): Bars {
  if (plans.length === 0) return bars;
  const closes = barCloses(bars, timeframe);
  const columns = plans.map((plan) => {
    const series = Object.hasOwn(sources, plan.source) ? sources[plan.source] : undefined;
    if (series === undefined) {
      throw new InputError(`expected the series ${plan.source}, got ${namesOf(sources)}`);
    }
    const values = onChainValues(plan.column, series) ?? series;
    return [plan.column, joinAsOf(closes, values, plan)] as const;
  });
  return withExtra(bars, Object.fromEntries(columns));
}

/**
 * The plans that have no observation for the last of `bars`: its column there is neutral or
 * undefined.
 */
export function plansUnknownAtLast(
  bars: Bars,
  timeframe: Timeframe,
  plans: readonly SeriesPlan[],
  sources: SeriesSources,
): readonly SeriesPlan[] {
  const strict = plans.map((plan) => ({ ...plan, neutral: null }));
  const { extra = {} } = joinSeries(bars, timeframe, strict, sources);
  return plans.filter(({ column }) => Number.isNaN(extra[column]!.at(-1)!));
}

/** The plans of a user's own series, all joined in one way: a column `series:NAME` for each. */
export function ownPlans(names: readonly string[], join: SeriesJoin): readonly SeriesPlan[] {
  return names.map((source) => ({ column: `${SERIES}${source}`, source, ...join }));
}

/** The plans whose columns the features `names` read, in the order of `plans`. */
export function usedPlans(
  { definition }: Catalogue,
  names: readonly string[],
  plans: readonly SeriesPlan[],
): readonly SeriesPlan[] {
  const inputs = new Set(names.flatMap((name) => definition(name).inputs));
  return plans.filter(({ column }) => inputs.has(column));
}

/**
 * Refuses features whose series nobody gave.
 * @throws InputError with the feature, and with what would give its series
 */
export function checkSeriesGiven(
  { definition }: Catalogue,
  names: readonly string[],
  plans: readonly SeriesPlan[],
): void {
  const given = plans.map(({ column }) => column);
  for (const name of names) {
    for (const input of definition(name).inputs) {
      if (given.includes(input)) continue;
      if (input.startsWith(ON_CHAIN_COLUMN)) {
        throw new InputError(
          `feature ${name}: expected --onchain DIR with it, the folder of the on-chain series`,
        );
      }
      if (input.startsWith(SERIES)) {
        const own = given.filter((column) => column.startsWith(SERIES)).join(', ') || 'none';
        throw new InputError(
          `feature ${name}: expected --series FILE with a column ` +
            `"${input.slice(SERIES.length)}", got ${own}`,
        );
      }
    }
  }
}

function namesOf(sources: SeriesSources): string {
  return Object.keys(sources).join(', ') || 'none';
}
