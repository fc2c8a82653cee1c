/** Small markets and decisions for the tests of accounts, by hand or drawn at random. */

import * as fc from 'fast-check';
import type { ClassDecisions, MarketBars } from '../../../engine/trade/market-bars.ts';
import type { TradeOptions } from '../../../engine/trade/trade.ts';

const DAY = 86_400;

/** Terms on which money is made without cost or delay; a test says what differs. */
export const PLAIN: TradeOptions = {
  payoff: 'linear',
  neutral: 'hold',
  sides: 'both',
  delayBars: 0,
  costBps: 0,
  periodsPerYear: 365,
  capital: 1000,
};

/** Daily bars from 1970-01-01 on with these closes, the last after the tested ones. */
export function marketOf(close: readonly number[]): MarketBars {
  return {
    time: Float64Array.from(close, (_, i) => i * DAY),
    close: Float64Array.from(close),
  };
}

/** A class on each of the bars in which one is stated; `undefined` is a bar without a decision. */
export function classesOn(classes: readonly (number | undefined)[]): ClassDecisions {
  const bar = classes.flatMap((value, i) => (value === undefined ? [] : [i]));
  return {
    bar: Uint32Array.from(bar),
    classes: Int8Array.from(bar, (i) => classes[i]!),
  };
}

/** Random bars: flat ones, halts of several days and jumps, with decisions on some of them. */
export const anyTrading = fc
  .array(
    fc.record({
      move: fc.oneof(
        { weight: 4, arbitrary: fc.double({ min: -0.2, max: 0.25, noNaN: true }) },
        { weight: 1, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.constantFrom(-0.6, 0.9) },
      ),
      days: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 40 })),
      decision: fc.constantFrom(-1, 0, 1, undefined),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((bars) => {
    const close = [100];
    const time = [0];
    for (const { move, days } of bars) {
      close.push(close.at(-1)! * (1 + move));
      time.push(time.at(-1)! + days * DAY);
    }
    return {
      market: { time: Float64Array.from(time), close: Float64Array.from(close) },
      decisions: classesOn(bars.map((bar) => bar.decision)),
    };
  });

/** Terms of every kind, with which no equity is lost in `anyTrading` under payoff `linear`. */
export const anyTerms = fc.record({
  payoff: fc.constantFrom('linear' as const, 'inverse' as const, 'log' as const),
  neutral: fc.constantFrom('hold' as const, 'flat' as const),
  sides: fc.constantFrom('both' as const, 'long' as const, 'short' as const),
  delayBars: fc.integer({ min: 0, max: 3 }),
  costBps: fc.constantFrom(0, 5, 100),
  flatMeans: fc.constantFrom('bitcoin' as const, 'dollars' as const),
});

/** The seed of every property here. */
export const SEED = 20260216;
