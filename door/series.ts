/** Joining series with bars by time: a part of the door. */

import { withColumns, type BarSeries } from '../data/bar-series.ts';
import { InputError } from '../engine/core/errors.ts';
import {
  checkSeries,
  DEFAULT_JOIN,
  ON_CHAIN_SOURCE,
  type Observations,
  type SeriesJoin,
  type SeriesPlan,
} from '../engine/core/series.ts';
import { joinSeries as joinPlanned, ownPlans } from '../features/join-series.ts';
import { ON_CHAIN_SERIES, onChainPlans, type OnChainJoin } from '../features/on-chain.ts';

/**
 * `bars` joined with series by time, as of each bar's close. Each gives the feature `series:NAME`,
 * and `series:NAME~mean7`, `series:NAME~change7` with any number of bars. A model that uses one
 * records how it was joined.
 * @param options left out: published at its time, carried 3 days, undefined without an observation
 * @throws InputError if times do not increase, if values are not finite, for a name that is taken
 *
 * @example
 * const joined = joinSeries(bars, await loadSeries('funding.csv'), { lagDays: 1 });
 * const data = dataset(joined, { names: ['forward_4', 'series:funding~mean7'] });
 */
export function joinSeries(
  bars: BarSeries,
  series: Readonly<Record<string, Observations>>,
  options: Partial<SeriesJoin> = {},
): BarSeries {
  const join = { ...DEFAULT_JOIN, ...options };
  for (const [name, one] of Object.entries(series)) checkSeries(name, one, join);
  return withPlans(bars, ownPlans(Object.keys(series), join), series);
}

/**
 * `bars` joined with the series of the on-chain group (`funding_rate`, `fear_greed`, `hash_rate`,
 * `tx_count`), all of them or some. Each gives the features that are made of it.
 * @param options.lagDays the lag of all of them; left out: each has its own
 * @param options.carryBars for how many bars a value is carried; left out: three days
 * @throws InputError as `joinSeries`, and for a series of another name
 *
 * @example
 * const joined = joinOnChain(bars, { hash_rate: { time, value } });
 * const data = dataset(joined, { names: ['forward_5_onchain'] });
 */
export function joinOnChain(
  bars: BarSeries,
  series: Readonly<Record<string, Observations>>,
  options: OnChainJoin = {},
): BarSeries {
  const plans = onChainPlans(options);
  const sources = Object.entries(series).map(
    ([name, one]) => [`${ON_CHAIN_SOURCE}${name}`, one] as const,
  );
  for (const [source, one] of sources) {
    const plan = plans.find((known) => known.source === source);
    if (plan === undefined) {
      throw new InputError(`series ${source}: expected one of ${ON_CHAIN_SERIES.join(', ')}`);
    }
    checkSeries(source, one, plan);
  }
  const used = plans.filter(({ source }) => sources.some(([name]) => name === source));
  return withPlans(bars, used, Object.fromEntries(sources));
}

function withPlans(
  bars: BarSeries,
  plans: readonly SeriesPlan[],
  sources: Readonly<Record<string, Observations>>,
): BarSeries {
  const { extra = {} } = joinPlanned(bars, bars.timeframe, plans, sources);
  const columns = Object.fromEntries(plans.map(({ column }) => [column, extra[column]!]));
  return { ...withColumns(bars, columns), series: [...(bars.series ?? []), ...plans] };
}
