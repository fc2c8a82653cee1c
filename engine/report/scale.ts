/**
 * Scales of a chart: from values to places, with ticks at round values.
 * Vocabulary: a place is a coordinate of the drawing, where y grows downwards.
 */

import { utcDate } from '../core/bar-time.ts';

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
  const step = roundStep(span / count);
  const ticks: Tick[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    const value = i === 0 ? 0 : i * step;
    ticks.push({ at: place(value), text: plan.text(value) });
  }
  return { place, ticks };
}

/** Ticks at 1, 2 and 5 times powers of ten; at powers alone if those are enough. */
export function logScale(plan: ScalePlan): Scale {
  const { low, high } = plan;
  const span = Math.log(high / low) || 1;
  const place = placer(plan, (value) => Math.log(Math.max(value, low) / low) / span);
  const decades = Math.log10(high / low);
  const leads = decades > 3 ? [1] : decades > 1.5 ? [1, 3] : [1, 2, 5];
  const ticks: Tick[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const lead of leads) {
      const value = lead * 10 ** power;
      if (value >= low && value <= high) ticks.push({ at: place(value), text: plan.text(value) });
    }
  }
  return { place, ticks };
}

/**
 * Entries by their index, with a tick at the first entry of each year, or of every few years.
 * @param time opens of the entries, unix seconds, ascending
 */
export function timeScale(time: readonly number[], from: number, to: number): Scale {
  const last = Math.max(1, time.length - 1);
  const place = (entry: number): number => from + ((to - from) * entry) / last;
  const years = time.map((second) => utcDate(second).slice(0, 4));
  const firsts = years.flatMap((year, i) => (i > 0 && year !== years[i - 1] ? [i] : []));
  const every = Math.ceil(firsts.length / 12);
  const ticks = firsts
    .filter((_, i) => i % every === 0)
    .map((entry) => ({ at: place(entry), text: years[entry]! }));
  return { place, ticks };
}

/**
 * Dates (ISO), by the days between them, with a tick at the start of each year or of every few
 * years; `placeOf` takes a date.
 */
export function dateScale(
  first: string,
  last: string,
  { from, to }: Pick<ScalePlan, 'from' | 'to'>,
): Scale & { readonly placeOf: (date: string) => number } {
  const [start, end] = [Date.parse(first), Date.parse(last)];
  const place = placer({ from, to }, (time) => (time - start) / (end - start || 1));
  const [firstYear, lastYear] = [first, last].map((date) => Number(date.slice(0, 4)));
  const every = Math.ceil((lastYear! - firstYear!) / 12) || 1;
  const ticks: Tick[] = [];
  for (let year = firstYear! + 1; year <= lastYear!; year += every) {
    ticks.push({ at: place(Date.UTC(year, 0, 1)), text: String(year) });
  }
  return { place, ticks, placeOf: (date) => place(Date.parse(date)) };
}

function placer({ from, to }: Pick<ScalePlan, 'from' | 'to'>, share: (value: number) => number) {
  return (value: number): number => from + (to - from) * share(value);
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5].find((lead) => lead * power >= least) ?? 10);
}
