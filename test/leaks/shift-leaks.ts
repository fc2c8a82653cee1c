/** Leaks by the wrong row: shifts, centred windows, reversed order, and hindsight. */

import {
  deviationOf,
  each,
  leaks,
  meanOf,
  quantileOf,
  returns,
  shifted,
  smoothed,
  windowed,
  type PlantedLeak,
} from './planted.ts';

/** The feature is the target, or orders the bars as the target does. */
const COPIES = leaks('target-copy', [
  ['next_return', 'shift(-1) in place of shift(1)', (bars) => shifted(returns(bars), -1)],
  [
    'next_simple_return',
    'pct_change().shift(-1)',
    ({ close }) => close.map((price, i) => (close[i + 1] ?? Number.NaN) / price - 1),
  ],
  [
    'price_change_wrong_sign',
    'c - c[+1]: the difference is taken the wrong way round',
    ({ close }) => close.map((price, i) => (price - (close[i + 1] ?? Number.NaN)) / price),
  ],
  [
    'next_return_size',
    'volatility of the bar that is to be predicted',
    (bars) => shifted(returns(bars), -1).map(Math.abs),
  ],
  [
    'target_class',
    'the label was left among the columns',
    (bars) => shifted(returns(bars), -1).map((r) => (r > 0.01 ? 1 : r <= -0.01 ? -1 : r)),
  ],
  [
    'target_hash',
    'the label as a category code, in no order',
    (bars) =>
      shifted(returns(bars), -1).map((r) =>
        Number.isNaN(r) ? r : r > 0.01 ? 3 : r <= -0.01 ? 8 : 5,
      ),
  ],
]);

const SHIFTS = leaks('truncation', [
  ['next_close', 'a column of prices shifted the wrong way', ({ close }) => shifted(close, -1)],
  [
    'next_gap',
    'the gap of the next open is not known at the close',
    ({ open, close }) => close.map((price, i) => (open[i + 1] ?? Number.NaN) / price - 1),
  ],
  [
    'next_volume_ratio',
    'volume of the next bar',
    ({ volume }) => volume.map((v, i) => (volume[i + 1] ?? Number.NaN) / v),
  ],
  ['momentum_of_next_bar', 'a lag feature with lag -1', (bars) => shifted(returns(bars, 5), -1)],
  [
    'return_5_ahead',
    'the forward return of another target',
    (bars) => shifted(returns(bars, 5), -5),
  ],
  ['far_ahead', 'a look of 200 bars', (bars) => shifted(returns(bars, 20), -200)],
  [
    'rolled_array',
    'numpy.roll moves the end of the array to its start',
    ({ close }) => close.map((price, i) => close[(i + 1) % close.length]! / price),
  ],
  [
    'roll_forward',
    'numpy.roll by +1: the first value is the last of the file',
    ({ close }) => close.map((price, i) => price / close.at(i - 1)!),
  ],
  [
    'reversed_rolling_mean',
    'a file in descending order, rolled, and turned round again',
    ({ close }) => windowed(close.toReversed(), [4, 0], meanOf).toReversed(),
  ],
  [
    'reversed_ema',
    'a recursion over a file in descending order',
    ({ close }) => smoothed(close.toReversed(), 0.2).toReversed(),
  ],
  [
    'chikou_span',
    "Ichimoku's lagging span, drawn 26 bars back",
    ({ close }) => close.map((price, i) => (close[i + 26] ?? Number.NaN) / price),
  ],
  [
    'next_high_breaks',
    'whether the next bar makes a new high',
    ({ high }) => high.map((top, i) => ((high[i + 1] ?? Number.NaN) > top ? 1 : 0)),
  ],
  [
    'stop_of_next_bar',
    'whether a stop below would be hit tomorrow',
    ({ low, close }) =>
      close.map((price, i) => ((low[i + 1] ?? Number.NaN) < 0.97 * price ? 1 : 0)),
  ],
  [
    'worst_ahead',
    'drawdown of the next ten bars',
    ({ low, close }) =>
      close.map((price, i) => Math.min(...low.slice(i + 1, i + 11), price) / price),
  ],
  [
    'first_barrier',
    'outcome of a triple barrier, labelled on the entry bar',
    ({ close }) =>
      close.map((price, i) => {
        const hit = close.slice(i + 1, i + 21).find((p) => Math.abs(p / price - 1) > 0.03);
        return hit === undefined ? 0 : Math.sign(hit - price);
      }),
  ],
]);

const CENTRED = leaks('truncation', [
  ['centred_mean_5', 'rolling(5, center=True)', ({ close }) => windowed(close, [2, 2], meanOf)],
  [
    'centred_median_3',
    'a median filter against spikes',
    ({ close }) => windowed(close, [1, 1], (window) => quantileOf(window, 0.5)),
  ],
  [
    'centred_deviation',
    'volatility around the bar',
    (bars) => windowed(returns(bars), [10, 10], deviationOf),
  ],
  [
    'savitzky_golay',
    'a smoothing polynomial of five points',
    ({ close }) =>
      windowed(
        close,
        [2, 2],
        ([a, b, c, d, e]) => (-3 * a! + 12 * b! + 17 * c! + 12 * d! - 3 * e!) / 35,
      ),
  ],
  [
    'forward_backward_ema',
    'filtfilt: a filter run both ways has no lag, for a reason',
    ({ close }) => smoothed(smoothed(close, 0.3).toReversed(), 0.3).toReversed(),
  ],
  [
    'fractal_high',
    'a swing high is confirmed two bars later, and marked on its own bar',
    ({ high }) => windowed(high, [2, 2], (w) => (w[2] === Math.max(...w) ? 1 : 0)),
  ],
  [
    'zigzag',
    'the direction to the next pivot, which is drawn in hindsight',
    ({ close }) => {
      const target = new Float64Array(close.length);
      let next = close.at(-1)!;
      for (let i = close.length - 1; i >= 0; i--) {
        if (Math.abs(close[i]! / next - 1) > 0.05) next = close[i]!;
        target[i] = Math.sign(next - close[i]!);
      }
      return target;
    },
  ],
  [
    'local_trend',
    'the slope of a line through the bars around',
    ({ close }) =>
      windowed(close, [5, 5], (w) => w.reduce((sum, price, i) => sum + (i - 5) * price, 0) / 110),
  ],
  [
    'fractional_difference',
    'weights applied to later rows: the wrong sign of the lag',
    ({ close }) =>
      close.map((_, i) => {
        let [weight, sum] = [1, 0];
        for (let k = 0; k < 20; k++) {
          sum += weight * Math.log(close[i + k] ?? Number.NaN);
          weight *= (k - 0.4) / (k + 1);
        }
        return sum;
      }),
  ],
  [
    'average_of_next_cross',
    'bars until the next crossing of a mean',
    (bars) => {
      const mean = windowed(bars.close, [9, 0], meanOf);
      return each(bars, (i) => {
        const side = bars.close[i]! > mean[i]!;
        const ahead = bars.close.slice(i).findIndex((p, k) => p > mean[i + k]! !== side);
        return ahead;
      });
    },
  ],
]);

const FILLED = leaks('truncation', [
  [
    'back_filled',
    'bfill of a weekly figure',
    ({ close }) => {
      const target = new Float64Array(close.length).fill(Number.NaN);
      let known = Number.NaN;
      for (let i = close.length - 1; i >= 0; i--)
        target[i] = known = i % 7 === 0 ? close[i]! : known;
      return target;
    },
  ],
  [
    'interpolated',
    'interpolate() between weekly figures',
    ({ close }) =>
      close.map((_, i) => {
        const start = i - (i % 7);
        const end = close[start + 7];
        return end === undefined
          ? Number.NaN
          : close[start]! + ((i % 7) / 7) * (end - close[start]!);
      }),
  ],
  [
    'nearest_filled',
    'the nearest weekly figure, which may be a later one',
    ({ close }) => close.map((_, i) => close[7 * Math.round(i / 7)] ?? Number.NaN),
  ],
  [
    'filled_descending',
    'ffill on rows in descending order',
    ({ close, volume }) => {
      let known = Number.NaN;
      return close
        .map((price, i) => (volume[i]! > 150 ? price : Number.NaN))
        .toReversed()
        .map((price) => (known = Number.isNaN(price) ? known : price))
        .toReversed();
    },
  ],
  [
    'merge_as_of_forward',
    "merge_asof(direction='forward')",
    ({ close }) => close.map((_, i) => close[10 * Math.ceil(i / 10)] ?? Number.NaN),
  ],
]);

/** Leaks by the wrong row. */
export const SHIFT_LEAKS: readonly PlantedLeak[] = [...COPIES, ...SHIFTS, ...CENTRED, ...FILLED];
