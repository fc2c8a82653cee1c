/** Random bars for properties: walks, equal prices, quiet markets, flat bars, no volume. */

import * as fc from 'fast-check';
import type { Timeframe } from '../../engine/core/bar-time.ts';
import { barSeconds } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { randomStream } from '../../engine/core/random.ts';

/** The seed of every property in this folder; fast-check prints it with a counterexample. */
export const SEED = 20260216;

export type BarsRecipe = {
  readonly seed: number;
  readonly rows: number;
  readonly timeframe: Timeframe;
  /** Prices are multiples of this number; 0 for prices that are not rounded. */
  readonly tick: number;
  /** The share of bars that do not move, and the share of bars without volume. */
  readonly quiet: number;
};

type Habits = { readonly tick: readonly number[]; readonly quiet: readonly number[] };

/** Markets of all kinds, also unusual ones. */
const ANY: Habits = { tick: [0, 0.5], quiet: [0, 0.1, 0.5] };

/** Markets in which every bar moves. */
export const MOVING: Habits = { tick: [0], quiet: [0] };

/** Recipes for `rows` bars on `timeframe`. */
export function barsRecipe(
  timeframe: Timeframe,
  rows: { readonly min: number; readonly max: number },
  habits: Habits = ANY,
): fc.Arbitrary<BarsRecipe> {
  return fc.record({
    seed: fc.integer(),
    rows: fc.integer(rows),
    timeframe: fc.constant(timeframe),
    tick: fc.constantFrom(...habits.tick),
    quiet: fc.constantFrom(...habits.quiet),
  });
}

/** The bars of a recipe: a mean-reverting walk around 100, low > 0. */
export function barsOf({ seed, rows, timeframe, tick, quiet }: BarsRecipe): Bars {
  const { normal, uniform, below } = randomStream(seed);
  const column = (): Float64Array => new Float64Array(rows);
  const bars = {
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  const priced = (price: number): number =>
    tick === 0 ? price : Math.max(tick, Math.round(price / tick) * tick);
  let time = 1_400_025_600;
  let close = priced(100);
  for (let i = 0; i < rows; i++) {
    time += barSeconds(timeframe) * (below(20) === 0 ? 2 : 1);
    const still = uniform() < quiet;
    const open = still ? close : priced(close * Math.exp(0.002 * normal()));
    const pull = -0.02 * Math.log(close / 100);
    close = still ? open : priced(open * Math.exp(0.02 * normal() + pull));
    const top = Math.max(open, close);
    const bottom = Math.min(open, close);
    bars.time[i] = time;
    bars.open[i] = open;
    bars.close[i] = close;
    bars.high[i] = still ? top : priced(top * (1 + 0.01 * uniform()));
    bars.low[i] = still ? bottom : priced(bottom * (1 - 0.01 * uniform()));
    bars.volume[i] = uniform() < quiet ? 0 : 100 * Math.exp(normal());
  }
  return bars;
}
