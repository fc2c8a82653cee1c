/**
 * The on-chain group: features of four public series (funding of a perpetual contract, the Fear &
 * Greed index, hash rate and number of transactions of the Bitcoin network). Each is made from its
 * series day by day and then joined with the bars (engine/core/series.ts), so that a feature here
 * is only the column that the join gave. The windows are calendar days: a window in which a day is
 * missing has no value.
 */

import { DAY_SECONDS } from '../engine/core/bar-time.ts';
import { ON_CHAIN_SOURCE, type Observations, type SeriesPlan } from '../engine/core/series.ts';
import { defineFeature, type FeatureDefinition } from './definition.ts';
import { newColumn } from './frame.ts';

/** The series of the group. Files and objects in a bucket have these names, with `.csv`. */
export const ON_CHAIN_SERIES = ['funding_rate', 'fear_greed', 'hash_rate', 'tx_count'] as const;
type OnChainSeries = (typeof ON_CHAIN_SERIES)[number];

/** Begins the name of a column that an on-chain series was made into. */
export const ON_CHAIN_COLUMN = 'onchain:';

/**
 * When a day's value is published, in days after its stamp. A chart of blockchain.com shows a day
 * after the day has ended. The index is published at 00:00 of its day, a rate at its settlement.
 */
const LAG_DAYS: Readonly<Record<OnChainSeries, number>> = {
  funding_rate: 0,
  fear_greed: 0,
  hash_rate: 1,
  tx_count: 1,
};

const CARRY_DAYS = 3;
/** Three settlements a day. */
const SETTLEMENTS_PER_YEAR = 3 * 365;
/** The index goes from 0 to 100; the feature from -1 to 1. */
const MIDDLE = 50;

/** Values of consecutive UTC days, and when each was stamped; NaN for a day without a value. */
type Days = { readonly stamps: Float64Array; readonly values: Float64Array };

/** What a run may say about the join of the group. */
export type OnChainJoin = {
  readonly lagDays?: number | undefined;
  readonly carryBars?: number | undefined;
};

type OnChainFeature = {
  readonly name: string;
  readonly series: OnChainSeries;
  readonly formula: string;
  readonly neutral: 0 | 1;
  readonly values: (days: Float64Array) => Float64Array;
};

const FEATURES: readonly OnChainFeature[] = [
  {
    name: 'funding_rate',
    series: 'funding_rate',
    formula: 'f, the mean of the funding rates of the UTC day',
    neutral: 0,
    values: (f) => f,
  },
  {
    name: 'funding_rate_7d',
    series: 'funding_rate',
    formula: 'the mean of f, the daily funding rate, over 7 days',
    neutral: 0,
    values: (f) => trailingMean(f, 7),
  },
  {
    name: 'funding_rate_ann',
    series: 'funding_rate',
    formula: 'f·3·365, f the daily funding rate',
    neutral: 0,
    values: (f) => f.map((rate) => rate * SETTLEMENTS_PER_YEAR),
  },
  {
    name: 'fear_greed',
    series: 'fear_greed',
    formula: '(g - 50) / 50, g the Fear & Greed index of the day',
    neutral: 0,
    values: scaled,
  },
  {
    name: 'fear_greed_7d',
    series: 'fear_greed',
    formula: '(m - 50) / 50, m the mean of the Fear & Greed index over 7 days',
    neutral: 0,
    values: (g) => scaled(trailingMean(g, 7)),
  },
  {
    name: 'hash_rate_ratio',
    series: 'hash_rate',
    formula: "k / m, k the day's hash rate, m its mean over 30 days",
    neutral: 1,
    values: ratioToMonth,
  },
  {
    name: 'log_hash_rate',
    series: 'hash_rate',
    formula: "log(k), k the day's hash rate",
    neutral: 0,
    values: (k) => k.map(Math.log),
  },
  {
    name: 'tx_count_ratio',
    series: 'tx_count',
    formula: "t / m, t the day's number of transactions, m its mean over 30 days",
    neutral: 1,
    values: ratioToMonth,
  },
];

/** The definitions of the group. */
export const ON_CHAIN: readonly FeatureDefinition[] = FEATURES.map(({ name, formula, neutral }) => {
  const column = `${ON_CHAIN_COLUMN}${name}`;
  return defineFeature({
    name,
    group: 'on-chain',
    inputs: [column],
    formula: `${formula}; ${neutral} if it is not known`,
    lookback: () => 0,
    compute: (frame) => newColumn(frame, (target) => target.set(frame.column(column))),
  });
});

/**
 * How the columns of the group are joined.
 * @param options.lagDays if given, the lag of all series
 * @param options.carryBars if given, for how many bars a value is carried instead of three days
 */
export function onChainPlans({ lagDays, carryBars }: OnChainJoin = {}): readonly SeriesPlan[] {
  return FEATURES.map(({ name, series, neutral }) => ({
    column: `${ON_CHAIN_COLUMN}${name}`,
    source: `${ON_CHAIN_SOURCE}${series}`,
    lagDays: lagDays ?? LAG_DAYS[series],
    carryDays: CARRY_DAYS,
    ...(carryBars === undefined ? {} : { carryBars }),
    neutral,
  }));
}

/**
 * The daily values of the on-chain column `column` from the observations of its series; undefined
 * if `column` is none of the group. No value changes when later observations come: a day's funding
 * is the mean of its rates and is stamped with the last second of the day; the other series have
 * one observation a day, and if there are more, the first of the day counts.
 */
export function onChainValues(column: string, series: Observations): Observations | undefined {
  const feature = FEATURES.find(({ name }) => column === `${ON_CHAIN_COLUMN}${name}`);
  if (feature === undefined) return undefined;
  const { stamps, values } = byDay(series, feature.series === 'funding_rate' ? 'mean' : 'first');
  const result = feature.values(values);
  const known = Array.from(result.keys()).filter((day) => Number.isFinite(result[day]!));
  return {
    time: Float64Array.from(known, (day) => stamps[day]!),
    value: Float64Array.from(known, (day) => result[day]!),
  };
}

/** The values of the UTC days from the first observation to the last. */
function byDay({ time, value }: Observations, rule: 'mean' | 'first'): Days {
  if (time.length === 0) return { stamps: new Float64Array(0), values: new Float64Array(0) };
  const dayOf = (i: number): number => Math.floor(time[i]! / DAY_SECONDS);
  const first = dayOf(0);
  const count = dayOf(time.length - 1) - first + 1;
  const stamps = new Float64Array(count).fill(Number.NaN);
  const values = new Float64Array(count).fill(Number.NaN);
  for (let start = 0, end = 0; start < time.length; start = end) {
    const day = dayOf(start);
    let sum = 0;
    while (end < time.length && dayOf(end) === day) sum += value[end++]!;
    const mean = rule === 'mean';
    values[day - first] = mean ? sum / (end - start) : value[start]!;
    stamps[day - first] = mean ? (day + 1) * DAY_SECONDS - 1 : time[start]!;
  }
  return { stamps, values };
}

/** The mean of the last `days` values; NaN if one of them is missing. */
function trailingMean(values: Float64Array, days: number): Float64Array {
  return values.map((_, day) => {
    if (day < days - 1) return Number.NaN;
    let sum = 0;
    for (let i = day - days + 1; i <= day; i++) sum += values[i]!;
    return sum / days;
  });
}

function ratioToMonth(values: Float64Array): Float64Array {
  const mean = trailingMean(values, 30);
  return values.map((value, day) => value / mean[day]!);
}

function scaled(values: Float64Array): Float64Array {
  return values.map((index) => (index - MIDDLE) / MIDDLE);
}
