/** Leaks that hide: on few bars, in tiny amounts, in missing values, in a state, at the end. */

import type { Bars } from '../../engine/core/bars.ts';
import { defineFeature } from '../../features/definition.ts';
import { logReturn } from '../../features/frame.ts';
import {
  leaks,
  meanOf,
  ownFeature,
  returns,
  shifted,
  windowed,
  type PlantedLeak,
} from './planted.ts';

const next = (bars: Bars): Float64Array => shifted(returns(bars), -1);

/** The five-bar momentum, which is honest, with `hidden` where it is not NaN. */
function momentumOr(hidden: (bars: Bars, row: number, ahead: number) => number) {
  return (bars: Bars): Float64Array => {
    const ahead = next(bars);
    return returns(bars, 5).map((honest, row) => {
      const known = hidden(bars, row, ahead[row] ?? Number.NaN);
      return Number.isNaN(known) ? honest : known;
    });
  };
}

const RARE = leaks('truncation', [
  [
    'only_at_the_end',
    'the last ten rows only, where a person looks',
    momentumOr(({ time }, i, r) => (i > time.length - 10 ? r : Number.NaN)),
  ],
  [
    'only_crashes',
    'one bar in a few hundred: a fall of 6 % is known',
    momentumOr((_, _i, r) => (r < -0.06 ? r : Number.NaN)),
  ],
  [
    'only_in_bear_markets',
    'one regime only',
    (bars) => {
      const mean = windowed(bars.close, [100, 0], meanOf);
      return momentumOr(({ close }, i, r) => (close[i]! < mean[i]! ? r : Number.NaN))(bars);
    },
  ],
  [
    'only_after_row_700',
    'an index that only long files reach',
    momentumOr((_, i, r) => (i > 700 ? r : Number.NaN)),
  ],
  [
    'only_before_gaps',
    'whether the market closes tomorrow',
    momentumOr(({ time }, i) => (time[i + 1]! - time[i]! > 100_000 ? 1 : Number.NaN)),
  ],
  [
    'only_at_month_ends',
    'the return into the next month',
    momentumOr(({ time }, i, r) => (new Date(time[i]! * 1000).getUTCDate() > 27 ? r : Number.NaN)),
  ],
  [
    'only_high_volume',
    'one bar in a hundred',
    momentumOr(({ volume }, i, r) => (volume[i]! > 800 ? r : Number.NaN)),
  ],
  [
    'billionth',
    'a leak of 1e-9 of the value',
    (bars) => {
      const ahead = next(bars);
      return returns(bars, 5).map((r, i) => r * (1 + 1e-9 * Math.sign(ahead[i]!)));
    },
  ],
  [
    'last_bit',
    'the direction of the next bar in the last bit',
    (bars) => {
      const ahead = next(bars);
      return returns(bars, 5).map((r, i) => (ahead[i]! > 0 ? r * (1 + Number.EPSILON) : r));
    },
  ],
  [
    'sign_of_zero',
    '-0 before falls, which no comparison shows',
    (bars) => next(bars).map((r) => (r < 0 ? -0 : 0)),
  ],
  [
    'missing_before_falls',
    'undefined where the next return is negative',
    (bars) => {
      const ahead = next(bars);
      return returns(bars, 5).map((r, i) => (ahead[i]! < 0 ? Number.NaN : r));
    },
  ],
  [
    'infinite_before_rises',
    'infinite counts as undefined, and is known',
    (bars) => {
      const ahead = next(bars);
      return returns(bars, 5).map((r, i) => (ahead[i]! > 0.03 ? Number.POSITIVE_INFINITY : r));
    },
  ],
  [
    'length_of_file',
    'a parameter by the number of rows',
    (bars) => returns(bars, 5 + (bars.time.length % 2)),
  ],
  [
    'newest_first',
    'decides by the last bar whether the file is sorted',
    ({ close }) => close.map((price) => (close.at(-1)! > close[0]! ? price : -price)),
  ],
  [
    'survivors',
    'only rows of which the later volume is not zero',
    ({ volume }) => volume.map((v, i) => (volume.slice(i + 1, i + 4).includes(0) ? 0 : v)),
  ],
]);

const OTHER_FUTURES = leaks('future-shuffle', [
  [
    'split_adjusted',
    'adjusted by later jumps, of which these bars have none',
    ({ close }) => {
      const target = close.slice();
      let factor = 1;
      for (let i = close.length - 1; i > 0; i--) {
        target[i] = close[i]! * factor;
        const jump = close[i]! / close[i - 1]!;
        if (jump < 0.6 || jump > 1.7) factor *= jump;
      }
      return target;
    },
  ],
  [
    'outlier_removed',
    'bars before a later spike of volume are dropped',
    ({ close, volume }) =>
      close.map((price, i) => (volume.slice(i).some((v) => v > 5000) ? Number.NaN : price)),
  ],
]);

const kept = new Map<number, Float64Array>();
let calls = 0;
let memo: Float64Array | undefined;

const STATES = leaks('repeatable', [
  [
    'kept_forever',
    'computed once and returned at every call: the length fits by slicing',
    (bars) => {
      memo ??= next(bars);
      return Float64Array.from(bars.time, (_, i) => memo![i] ?? Number.NaN);
    },
  ],
  [
    'kept_by_first_time',
    'kept by the first time of the bars',
    (bars) => {
      const key = bars.time.length;
      if (!kept.has(key)) kept.set(key, returns(bars, 5));
      calls++;
      return kept.get(key)!.map((r) => r + (calls > 1 ? 1e-12 * calls : 0));
    },
  ],
  [
    'counts_calls',
    'another value at the second call',
    (bars) => returns(bars).map((r) => r + calls++),
  ],
  ['random', 'noise without a seed', (bars) => returns(bars).map((r) => r + 1e-6 * Math.random())],
  [
    'sorts_its_input',
    'close.sort() sorts the bars themselves',
    ({ close, volume }) => {
      const middle = close.sort()[close.length >> 1]!;
      return volume.map((v) => v / middle);
    },
  ],
  [
    'fills_its_input',
    'fills missing volumes in the bars themselves',
    ({ volume }) => {
      for (let i = 0; i < volume.length; i++) if (volume[i]! < 100) volume[i] = 100;
      return volume.slice();
    },
  ],
  ['wrong_length', 'dropna(): one row fewer than bars', (bars) => returns(bars).slice(1)],
]);

/** Writes to a column of the frame that other features read. */
const SHARED: PlantedLeak = {
  name: 'writes_to_shared',
  why: 'scales the shared log returns in place: other features then read them',
  check: 'repeatable',
  timeframe: '1d',
  feature: defineFeature({
    ...ownFeature('writes_to_shared', returns),
    periods: {},
    lookback: () => 1,
    warmup: 'never',
    compute: (frame) => {
      const shared = logReturn(frame, 1);
      shared.forEach((r, i) => (shared[i] = 100 * r));
      return shared.slice();
    },
  }),
};

/** Leaks that hide. */
export const HIDDEN_LEAKS: readonly PlantedLeak[] = [...RARE, ...OTHER_FUTURES, ...STATES, SHARED];
