/**
 * Scales of a chart: from values to places, with ticks at round values.
 * Vocabulary: a place is a coordinate of the drawing, where y grows downwards.
 */

import { utcDate } from '../core/bar-time.ts';

const DAY_MS = 86_400_000;

type Tick = { readonly at: number; readonly text: string };

export type Scale = {
  readonly place: (value: number) => number;
  readonly ticks: readonly Tick[];
};

/** What a scale spans, and how its ticks are written. */
export type ScalePlan = {
  readonly low: number;
  readonly high: number;
  /** The places of `low` and `high`. */
  readonly from: number;
  readonly to: number;
  readonly text: (value: number) => string;
};

/** Round steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function linearScale(plan: ScalePlan, count = 5): Scale {
  const { low, high } = plan;
  const span = high - low || 1;
  const place = placer(plan, (value) => (value - low) / span);
  const ticks = roundValues(low, high, span / count);
  return { place, ticks: ticks.map((value) => ({ at: place(value), text: plan.text(value) })) };
}

/** Multiples of the smallest step of 1, 2 or 5 times a power of ten that is at least `least`. */
function roundValues(low: number, high: number, least: number): readonly number[] {
  const step = roundStep(least);
  const values: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    values.push(i === 0 ? 0 : i * step);
  }
  return values;
}

/** Ticks as `logTicks` has them: at powers of ten, and between them if there are few powers. */
export function logScale(plan: ScalePlan): Scale {
  const { low, high } = plan;
  const span = Math.log(high / low) || 1;
  const place = placer(plan, (value) => Math.log(Math.max(value, low) / low) / span);
  const ticks = logTicks(low, high);
  return { place, ticks: ticks.map((value) => ({ at: place(value), text: plan.text(value) })) };
}

/** Round values on a logarithmic axis from `low` to `high`, both above 0. */
export function logTicks(low: number, high: number): readonly number[] {
  const decades = Math.log10(high / low);
  if (decades < 0.3) return roundValues(low, high, (high - low) / 5 || low);
  const leads = [
    { above: 3, at: [1] },
    { above: 1.5, at: [1, 3] },
    { above: 0.7, at: [1, 2, 5] },
  ].find(({ above }) => decades > above)?.at ?? [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
  const values: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const lead of leads) {
      const value = lead * 10 ** power;
      if (value >= low && value <= high) values.push(value);
    }
  }
  return values;
}

/**
 * Entries by their index, with a tick at the first entry of each year (or of every few years); of
 * less than two years at those of months, of less than two months at days.
 * @param time opens of the entries, unix seconds, ascending
 */
export function timeScale(time: readonly number[], from: number, to: number): Scale {
  const last = Math.max(1, time.length - 1);
  const place = (entry: number): number => from + ((to - from) * entry) / last;
  const ticks = calendarTicks(time).map(({ entry, text }) => ({ at: place(entry), text }));
  return { place, ticks };
}

/** Dates (ISO), by the days between them, with ticks as `timeScale` has; `placeOf` takes a date. */
export function dateScale(
  first: string,
  last: string,
  { from, to }: Pick<ScalePlan, 'from' | 'to'>,
): Scale & { readonly placeOf: (date: string) => number } {
  const [start, end] = [Date.parse(first), Date.parse(last)];
  const place = placer({ from, to }, (time) => (time - start) / (end - start || 1));
  const dayCount = Math.max(1, Math.round((end - start) / DAY_MS));
  const days = Array.from({ length: dayCount + 1 }, (_, i) => (start + i * DAY_MS) / 1000);
  const ticks = calendarTicks(days).map(({ entry, text }) => ({
    at: place(1000 * days[entry]!),
    text,
  }));
  return { place, ticks, placeOf: (date) => place(Date.parse(date)) };
}

/** Parts of a date that have ticks, the longest first, and how many of them fit. */
const CALENDAR = [
  { length: 4, most: 12 },
  { length: 7, most: 8 },
  { length: 10, most: 6 },
];

/** The first entries of years, or of months or days if there are too few years. */
function calendarTicks(time: readonly number[]): readonly { entry: number; text: string }[] {
  const dates = time.map(utcDate);
  for (const { length, most } of CALENDAR) {
    const parts = dates.map((date) => date.slice(0, length));
    const firsts = parts.flatMap((part, i) => (i > 0 && part !== parts[i - 1] ? [i] : []));
    const every = Math.ceil(firsts.length / most);
    if (firsts.length < 2) continue;
    return firsts
      .filter((_, i) => i % every === 0)
      .map((entry) => ({ entry, text: parts[entry]! }));
  }
  return [];
}

function placer({ from, to }: Pick<ScalePlan, 'from' | 'to'>, share: (value: number) => number) {
  return (value: number): number => from + (to - from) * share(value);
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((lead) => lead * power >= least) ?? 10);
}
