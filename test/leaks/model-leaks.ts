/** Leaks by models that are fitted to all rows, and by bars of a longer period. */

import {
  byUnit,
  calendarUnit,
  deviationOf,
  filled,
  leaks,
  meanOf,
  returns,
  shifted,
  smoothed,
  windowed,
  type PlantedLeak,
} from './planted.ts';

const MODELS = leaks('truncation', [
  [
    'principal_component',
    'loadings of two columns fitted on all rows',
    (bars) => {
      const a = filled(returns(bars));
      const b = bars.volume.map(Math.log);
      const [ma, mb] = [meanOf(a), meanOf(b)];
      const cross = meanOf(a.map((x, i) => (x - ma) * (b[i]! - mb)));
      const angle = 0.5 * Math.atan2(2 * cross, deviationOf(a) ** 2 - deviationOf(b) ** 2);
      return a.map((x, i) => Math.cos(angle) * (x - ma) + Math.sin(angle) * (b[i]! - mb));
    },
  ],
  [
    'regression_residual',
    'beta of returns on volume, fitted on all rows',
    (bars) => {
      const [r, v] = [filled(returns(bars)), bars.volume.map(Math.log)];
      const [mr, mv] = [meanOf(r), meanOf(v)];
      const beta = meanOf(r.map((x, i) => (x - mr) * (v[i]! - mv))) / deviationOf(v) ** 2;
      return r.map((x, i) => x - mr - beta * (v[i]! - mv));
    },
  ],
  [
    'cluster_of_volume',
    'two means (Lloyd) of all rows',
    ({ volume }) => {
      let [low, high] = [Math.min(...volume), Math.max(...volume)];
      for (let round = 0; round < 20; round++) {
        const near = (v: number): boolean => Math.abs(v - low) < Math.abs(v - high);
        [low, high] = [meanOf(volume.filter(near)), meanOf(volume.filter((v) => !near(v)))];
      }
      return volume.map((v) => Math.abs(v - low) - Math.abs(v - high));
    },
  ],
  [
    'fourier_low_pass',
    'the slowest waves of the whole file',
    ({ close }) => {
      const rows = close.length;
      const target = new Float64Array(rows);
      for (let wave = 0; wave < 4; wave++) {
        let [cosine, sine] = [0, 0];
        for (let i = 0; i < rows; i++) {
          cosine += (close[i]! * Math.cos((2 * Math.PI * wave * i) / rows)) / rows;
          sine += (close[i]! * Math.sin((2 * Math.PI * wave * i) / rows)) / rows;
        }
        for (let i = 0; i < rows; i++) {
          const phase = (2 * Math.PI * wave * i) / rows;
          target[i] += (wave === 0 ? 1 : 2) * (cosine * Math.cos(phase) + sine * Math.sin(phase));
        }
      }
      return target;
    },
  ],
  [
    'hodrick_prescott',
    'a trend that minimises its bends over all rows (by iteration)',
    ({ close }) => {
      let trend = close.slice();
      for (let round = 0; round < 30; round++) {
        trend = trend.map((x, i) => {
          const sides = ((trend[i - 1] ?? x) + (trend[i + 1] ?? x)) / 2;
          return 0.3 * close[i]! + 0.7 * sides;
        });
      }
      return trend.map((x, i) => close[i]! / x);
    },
  ],
  [
    'kalman_smoother',
    'a local level, smoothed backwards (Rauch, Tung & Striebel)',
    ({ close }) => {
      const gain = 0.2;
      const level = smoothed(close, gain);
      const target = level.slice();
      for (let i = close.length - 2; i >= 0; i--) {
        target[i] = level[i]! + (1 - gain) * (target[i + 1]! - level[i]!);
      }
      return target;
    },
  ],
  [
    'hidden_states',
    'forward-backward probabilities of a quiet and a wild state',
    (bars) => {
      const wild = filled(returns(bars)).map((r) => (Math.abs(r) > 0.02 ? 0.8 : 0.2));
      const pass = (odds: Float64Array): Float64Array => {
        let p = 0.5;
        return odds.map((likely) => {
          const prior = 0.95 * p + 0.05 * (1 - p);
          return (p = (prior * likely) / (prior * likely + (1 - prior) * (1 - likely)));
        });
      };
      const [before, after] = [pass(wild), pass(wild.toReversed()).toReversed()];
      return before.map((p, i) => p * (after[i + 1] ?? 0.5));
    },
  ],
  [
    'best_of_windows',
    'the window of momentum that was best on all rows',
    (bars) => {
      const ahead = filled(shifted(returns(bars), -1));
      const worth = (lag: number): number =>
        meanOf(filled(returns(bars, lag)).map((r, i) => Math.sign(r) * ahead[i]!));
      const best = [2, 5, 10, 20, 40].toSorted((a, b) => worth(b) - worth(a))[0]!;
      // The window is the same on most histories; its worth, which decides on it, is not.
      return returns(bars, best).map((r) => r * worth(best));
    },
  ],
  [
    'in_sample_forecast',
    'fitted values of an autoregression on all rows',
    (bars) => {
      const r = filled(returns(bars));
      const phi = meanOf(r.map((x, i) => x * (r[i - 1] ?? 0))) / meanOf(r.map((x) => x * x));
      return r.map((x) => phi * x);
    },
  ],
  [
    'volume_profile',
    'volume traded at this price level in the whole file',
    ({ close, volume }) =>
      byUnit(
        close.map((price) => Math.round(price / 5)),
        volume,
        meanOf,
      ),
  ],
  [
    'future_volatility_weight',
    'a position scaled by the volatility that comes',
    (bars) => windowed(returns(bars), [0, 20], deviationOf).map((deviation) => 0.02 / deviation),
  ],
]);

const RESAMPLED = leaks('truncation', [
  [
    'weekly_close',
    "resample('W', label='left'): the week's close on its Monday",
    (bars) => byUnit(calendarUnit(bars, 'week'), bars.close, (week) => week.at(-1)!),
  ],
  [
    'monthly_mean',
    'the mean of the month on each of its days',
    (bars) => byUnit(calendarUnit(bars, 'month'), bars.close, meanOf),
  ],
  [
    'month_return',
    'the return of the month, joined on the month',
    (bars) => byUnit(calendarUnit(bars, 'month'), bars.close, (month) => month.at(-1)! / month[0]!),
  ],
  [
    'week_of_highest',
    'the highest price of the week on each of its days',
    (bars) => byUnit(calendarUnit(bars, 'week'), bars.high, (week) => Math.max(...week)),
  ],
]);

const INTRADAY = leaks(
  'truncation',
  [
    [
      'day_high',
      "the day's high on its first bar",
      (bars) => byUnit(calendarUnit(bars, 'day'), bars.high, (day) => Math.max(...day)),
    ],
    [
      'day_close_join',
      'a daily indicator joined on the date without a lag',
      (bars) => byUnit(calendarUnit(bars, 'day'), bars.close, (day) => day.at(-1)!),
    ],
    [
      'day_volume',
      'the volume of the whole session',
      (bars) =>
        byUnit(calendarUnit(bars, 'day'), bars.volume, (day) => day.reduce((a, b) => a + b, 0)),
    ],
    [
      'day_forming',
      "the daily bar of today, which has today's later bars",
      (bars) => {
        const last = byUnit(calendarUnit(bars, 'day'), bars.close, (day) => day.at(-1)!);
        const first = byUnit(calendarUnit(bars, 'day'), bars.open, (day) => day[0]!);
        return last.map((close, i) => close / first[i]! - 1);
      },
    ],
  ],
  '4h',
);

/** Leaks by fitted models and by resampling. */
export const MODEL_LEAKS: readonly PlantedLeak[] = [...MODELS, ...RESAMPLED, ...INTRADAY];
