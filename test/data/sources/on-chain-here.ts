/** Made-up on-chain series for the stand-in of their sources, with values of the day that forms. */

import { serveOnChain, type FakeSources } from '../../../cli/stand-ins/fake-sources.ts';
import { DAY_SECONDS } from '../../../engine/core/bar-time.ts';
import type { Observations } from '../../../engine/core/series.ts';

const EIGHT_HOURS = DAY_SECONDS / 3;

/** The series by the names of their files. */
export type OnChainHere = Readonly<
  Record<'funding_rate' | 'fear_greed' | 'hash_rate' | 'tx_count', Observations>
>;

/**
 * Series of `days` days up to `now` (unix seconds), whose day forms: of it, there are the
 * index, the rate of 00:00 if it is over, and values of the charts that are far too high.
 */
export function onChainUntil(now: number, days: number): OnChainHere {
  const today = Math.floor(now / DAY_SECONDS);
  const first = (today - days) * DAY_SECONDS;
  const series = (step: number, value: (i: number, forms: boolean) => number): Observations => {
    const count = Math.floor((now - first) / step) + 1;
    const time = Float64Array.from({ length: count }, (_, i) => first + i * step);
    return { time, value: time.map((at, i) => value(i, at >= today * DAY_SECONDS)) };
  };
  return {
    funding_rate: series(EIGHT_HOURS, (i, forms) => (forms ? 0.01 : ((i % 50) - 20) / 1e5)),
    fear_greed: series(DAY_SECONDS, (i, forms) => (forms ? 100 : 10 + ((i * 7) % 81))),
    hash_rate: series(DAY_SECONDS, (i, forms) => (forms ? 1e9 : 400 + i + 9 * Math.sin(i))),
    tx_count: series(DAY_SECONDS, (i, forms) => (forms ? 1e9 : 1000 + ((i * 37) % 211))),
  };
}

/** Lets `fake` serve these series. */
export function serveUntil(fake: FakeSources, now: number, days: number): OnChainHere {
  const series = onChainUntil(now, days);
  serveOnChain(fake, series);
  return series;
}

/** The observations before the time `end`. */
export function before({ time, value }: Observations, end: number): Observations {
  const count = time.filter((at) => at < end).length;
  return { time: time.subarray(0, count), value: value.subarray(0, count) };
}
