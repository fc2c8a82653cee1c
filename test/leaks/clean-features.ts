/** Honest features as users write them: none of them may be accused. */

import type { Bars } from '../../engine/core/bars.ts';
import type { FeatureDefinition } from '../../features/definition.ts';
import {
  calendarUnit,
  deviationOf,
  each,
  filled,
  meanOf,
  ownFeature,
  quantileOf,
  returns,
  shifted,
  smoothed,
  windowed,
} from './planted.ts';

type Row = readonly [name: string, compute: (bars: Bars) => Float64Array];

/** Sums from the file's start: they depend on where it begins, not on where it ends. */
function running(x: Float64Array, next: (before: number, value: number) => number, start = 0) {
  let before = start;
  return x.map((value) => (before = next(before, value)));
}

const SUMS: readonly Row[] = [
  ['cumulative_volume', ({ volume }) => running(volume, (a, b) => a + b)],
  ['all_time_high_so_far', ({ close }) => running(close, Math.max)],
  ['below_high_so_far', ({ close }) => running(close, Math.max).map((top, i) => close[i]! / top)],
  ['expanding_mean', ({ close }) => running(close, (a, b) => a + b).map((sum, i) => sum / (i + 1))],
  [
    'expanding_z_score',
    (bars) => {
      const r = filled(returns(bars));
      const sums = running(r, (a, b) => a + b);
      const squares = running(
        r.map((x) => x * x),
        (a, b) => a + b,
      );
      return r.map((x, i) => {
        const level = sums[i]! / (i + 1);
        return (x - level) / Math.sqrt(squares[i]! / (i + 1) - level * level);
      });
    },
  ],
  [
    'expanding_rank',
    ({ volume }) =>
      volume.map((v, i) => volume.subarray(0, i + 1).filter((x) => x <= v).length / (i + 1)),
  ],
  [
    'bars_since_high',
    ({ close }) => {
      let [top, at] = [0, 0];
      return close.map((price, i) => {
        if (price >= top) [top, at] = [price, i];
        return i - at;
      });
    },
  ],
  [
    'accumulation',
    (bars) =>
      running(
        bars.volume.map((v, i) => v * Math.sign(bars.close[i]! - bars.open[i]!)),
        (a, b) => a + b,
      ),
  ],
  [
    'weekday_mean_so_far',
    ({ time, close }) => {
      const known = new Map<number, { sum: number; count: number }>();
      return close.map((price, i) => {
        const weekday = Math.floor(time[i]! / 86_400) % 7;
        const before = known.get(weekday) ?? { sum: 0, count: 0 };
        const change = i === 0 ? 0 : Math.log(price / close[i - 1]!);
        known.set(weekday, { sum: before.sum + change, count: before.count + 1 });
        return before.count === 0 ? Number.NaN : before.sum / before.count;
      });
    },
  ],
];

const RECURSIONS: readonly Row[] = [
  ['slow_ema', ({ close }) => smoothed(close, 0.005).map((level, i) => close[i]! / level)],
  [
    'double_ema',
    ({ close }) => {
      const one = smoothed(close, 0.1);
      return smoothed(one, 0.1).map((two, i) => 2 * one[i]! - two);
    },
  ],
  [
    'riskmetrics',
    (bars) =>
      smoothed(
        filled(returns(bars)).map((r) => r * r),
        0.06,
      ).map(Math.sqrt),
  ],
  [
    'kalman_filter',
    ({ close }) => {
      let [level, variance] = [close[0]!, 1];
      return close.map((price) => {
        variance += 0.05;
        const gain = variance / (variance + 1);
        level += gain * (price - level);
        variance *= 1 - gain;
        return price - level;
      });
    },
  ],
  [
    'hidden_state_filtered',
    (bars) => {
      let p = 0.5;
      return filled(returns(bars)).map((r) => {
        const prior = 0.95 * p + 0.05 * (1 - p);
        const likely = Math.abs(r) > 0.02 ? 0.8 : 0.2;
        return (p = (prior * likely) / (prior * likely + (1 - prior) * (1 - likely)));
      });
    },
  ],
  [
    'garch_like',
    (bars) => {
      let variance = 4e-4;
      return filled(returns(bars)).map((r) => {
        variance = 1e-5 + 0.1 * r * r + 0.88 * variance;
        return Math.sqrt(variance);
      });
    },
  ],
  [
    'trailing_stop',
    ({ close }) => {
      let stop = 0;
      return close.map(
        (price) => (stop = price < stop ? 0.95 * price : Math.max(stop, 0.95 * price)),
      );
    },
  ],
  [
    'adaptive_mean',
    ({ close }) => {
      let level = close[0]!;
      return close.map(
        (price) => (level += Math.min(1, Math.abs(price / level - 1)) * (price - level)),
      );
    },
  ],
  [
    'streak',
    (bars) =>
      running(returns(bars), (run, r) =>
        r > 0 ? Math.max(run, 0) + 1 : r < 0 ? Math.min(run, 0) - 1 : 0,
      ),
  ],
];

const WINDOWS: readonly Row[] = [
  ...[3, 10, 30, 90].map((n): Row => [
    `mean_${n}`,
    ({ close }) => windowed(close, [n - 1, 0], meanOf),
  ]),
  ...[2, 3, 7, 15, 60, 250].map((n): Row => [`momentum_${n}`, (bars) => returns(bars, n)]),
  ...[10, 60].map((n): Row => [
    `deviation_${n}`,
    (bars) => windowed(returns(bars), [n - 1, 0], deviationOf),
  ]),
  ...[1, 4, 9].map((n): Row => [`lagged_${n}`, (bars) => shifted(returns(bars), n)]),
  ['median_21', ({ close }) => windowed(close, [20, 0], (window) => quantileOf(window, 0.5))],
  [
    'rolling_rank_100',
    ({ close }) =>
      windowed(close, [99, 0], (window) => window.filter((x) => x <= window.at(-1)!).length / 100),
  ],
  [
    'rolling_z_50',
    ({ volume }) =>
      windowed(
        volume,
        [49, 0],
        (window) => (window.at(-1)! - meanOf(window)) / deviationOf(window),
      ),
  ],
  [
    'rolling_min_max_40',
    ({ close }) =>
      windowed(close, [39, 0], (window) => {
        const [least, most] = [Math.min(...window), Math.max(...window)];
        return (window.at(-1)! - least) / (most - least);
      }),
  ],
  [
    'rolling_slope_20',
    ({ close }) =>
      windowed(
        close,
        [19, 0],
        (w) => w.reduce((sum, price, i) => sum + (i - 9.5) * price, 0) / 665,
      ),
  ],
  [
    'fractional_0_4',
    ({ close }) =>
      windowed(close.map(Math.log), [19, 0], (w) => {
        let [weight, sum] = [1, 0];
        for (let k = 0; k < 20; k++) {
          sum += weight * w[19 - k]!;
          weight *= (k - 0.4) / (k + 1);
        }
        return sum;
      }),
  ],
  [
    'swing_high_confirmed',
    ({ high }) => windowed(high, [4, 0], (w) => (w[2] === Math.max(...w) ? 1 : 0)),
  ],
  ['year_high', ({ high }) => windowed(high, [249, 0], (w) => w.at(-1)! / Math.max(...w))],
  ['drawdown_60', ({ close }) => windowed(close, [59, 0], (w) => w.at(-1)! / Math.max(...w) - 1)],
];

const MARKET: readonly Row[] = [
  [
    'week_so_far',
    (bars) => {
      const week = calendarUnit(bars, 'week');
      let open = Number.NaN;
      return bars.close.map((price, i) => {
        if (i === 0 || week[i] !== week[i - 1]) open = bars.open[i]!;
        return price / open - 1;
      });
    },
  ],
  [
    'last_week_close',
    (bars) => {
      const week = calendarUnit(bars, 'week');
      let known = Number.NaN;
      return bars.close.map((_, i) => {
        if (i > 0 && week[i] !== week[i - 1]) known = bars.close[i - 1]!;
        return known;
      });
    },
  ],
  ['forward_filled', ({ close }) => close.map((_, i) => close[i - (i % 7)]!)],
  [
    'sparse',
    ({ close, volume }) => close.map((price, i) => (volume[i]! > 40 ? price : Number.NaN)),
  ],
  ['constant', (bars) => each(bars, () => 3)],
  ['row_number', (bars) => each(bars, (row) => row)],
  ['days_since_2020', ({ time }) => time.map((at) => at / 86_400 - 18_262)],
  [
    'month_sine',
    (bars) => calendarUnit(bars, 'month').map((month) => Math.sin((month * Math.PI) / 6)),
  ],
  ['days_since_last_bar', ({ time }) => time.map((at, i) => (i === 0 ? 1 : at - time[i - 1]!))],
  [
    'body',
    ({ open, close, high, low }) =>
      close.map((price, i) => (high[i]! > low[i]! ? (price - open[i]!) / (high[i]! - low[i]!) : 0)),
  ],
  [
    'upper_shadow',
    ({ open, close, high }) => high.map((top, i) => top / Math.max(open[i]!, close[i]!) - 1),
  ],
  [
    'true_range',
    ({ high, low, close }) =>
      high.map(
        (top, i) => Math.max(top, close[i - 1] ?? top) - Math.min(low[i]!, close[i - 1] ?? low[i]!),
      ),
  ],
  ['dollar_volume', ({ close, volume }) => close.map((price, i) => Math.log1p(price * volume[i]!))],
  [
    'regime_code',
    ({ close }) =>
      shifted(close, 60).map(
        (before, i) => Number(close[i]! > 1.1 * before) - Number(close[i]! < 0.9 * before),
      ),
  ],
  [
    'infinite_at_times',
    ({ volume }) => volume.map((v) => (v < 30 ? Number.POSITIVE_INFINITY : 1 / v)),
  ],
  ['negative_zero', (bars) => returns(bars).map((r) => (r < 0 ? -0 : 0))],
  ['late_start', ({ close }) => close.map((price, i) => (i < 400 ? Number.NaN : price))],
];

/** Honest features beyond the catalogue's. */
export const CLEAN_FEATURES: readonly FeatureDefinition[] = [
  ...SUMS,
  ...RECURSIONS,
  ...WINDOWS,
  ...MARKET,
].map(([name, compute]) => ownFeature(`own_${name}`, compute));
