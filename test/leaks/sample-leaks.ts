/** Leaks by the whole sample: figures and seasons that are measured on all rows. */

import {
  byUnit,
  calendarUnit,
  deviationOf,
  each,
  filled,
  leaks,
  meanOf,
  quantileOf,
  returns,
  shifted,
  smoothed,
  type PlantedLeak,
} from './planted.ts';

const SCALED = leaks('scaling', [
  [
    'z_score_all',
    'StandardScaler().fit on all rows',
    ({ close }) => {
      const [centre, deviation] = [meanOf(close), deviationOf(close)];
      return close.map((price) => (price - centre) / deviation);
    },
  ],
  [
    'min_max_all',
    'MinMaxScaler().fit on all rows',
    ({ volume }) => {
      const [least, most] = [Math.min(...volume), Math.max(...volume)];
      return volume.map((v) => (v - least) / (most - least));
    },
  ],
  [
    'percentile_all',
    'rank(pct=True) over the file',
    (bars) => {
      const sorted = returns(bars).filter(Number.isFinite).sort();
      return returns(bars).map((r) => sorted.findIndex((x) => x >= r) / sorted.length);
    },
  ],
  [
    'robust_scale_all',
    'median and quartiles of all rows',
    (bars) => {
      const r = returns(bars);
      const range = quantileOf(r, 0.75) - quantileOf(r, 0.25);
      return r.map((value) => (value - quantileOf(r, 0.5)) / range);
    },
  ],
  [
    'below_all_time_high',
    'distance to the highest close of the file',
    ({ close }) => {
      const top = Math.max(...close);
      return close.map((price) => price / top);
    },
  ],
  [
    'above_all_time_low',
    'distance to the lowest close of the file',
    ({ close }) => {
      const bottom = Math.min(...close);
      return close.map((price) => price / bottom);
    },
  ],
  [
    'demeaned',
    'returns minus their overall mean',
    (bars) => {
      const centre = meanOf(returns(bars));
      return returns(bars).map((r) => r - centre);
    },
  ],
  [
    'winsorised',
    'clipped at the 5 and 95 % quantiles of the file',
    (bars) => {
      const r = returns(bars);
      const [low, high] = [quantileOf(r, 0.05), quantileOf(r, 0.95)];
      return r.map((value) => Math.min(high, Math.max(low, value)));
    },
  ],
  [
    'deciles_all',
    'qcut(10) over the file',
    ({ volume }) => {
      const limits = Array.from({ length: 9 }, (_, i) => quantileOf(volume, (i + 1) / 10));
      return volume.map((v) => limits.filter((limit) => v > limit).length);
    },
  ],
  [
    'volume_of_mean',
    'volume relative to the mean of the file',
    ({ volume }) => {
      const centre = meanOf(volume);
      return volume.map((v) => v / centre);
    },
  ],
  [
    'adjusted_by_last',
    'prices adjusted so that the last one is unchanged',
    ({ close }) => close.map((price) => price / close.at(-1)!),
  ],
  [
    'share_of_volume',
    'cumulative volume as a share of the total',
    ({ volume }) => {
      const total = volume.reduce((sum, v) => sum + v, 0);
      let before = 0;
      return volume.map((v) => (before += v) / total);
    },
  ],
  [
    'position_in_file',
    'row number divided by the number of rows',
    (bars) => each(bars, (row) => row / bars.time.length),
  ],
  [
    'mean_filled',
    'missing values filled with the mean of the file',
    ({ close, volume }) => {
      const centre = meanOf(close);
      return close.map((price, i) => (volume[i]! > 100 ? price : centre));
    },
  ],
  [
    'ema_from_mean',
    'a recursion that begins with the overall mean',
    ({ close }) => smoothed(close, 0.001, meanOf(close)),
  ],
  [
    'volatility_of_file',
    'returns per deviation of the whole file',
    (bars) => {
      const deviation = deviationOf(returns(bars));
      return returns(bars).map((r) => r / deviation);
    },
  ],
]);

const SEASONS = leaks('scaling', [
  [
    'weekday_mean',
    'mean return of the weekday over all years',
    (bars) =>
      byUnit(
        bars.time.map((at) => Math.floor(at / 86_400) % 7),
        filled(returns(bars)),
        meanOf,
      ),
  ],
  [
    'month_of_year_mean',
    'mean return of the calendar month over all years',
    (bars) =>
      byUnit(
        calendarUnit(bars, 'month').map((month) => month % 12),
        filled(returns(bars)),
        meanOf,
      ),
  ],
  [
    'target_encoding',
    'mean next return of the weekday, encoded on all rows',
    (bars) =>
      byUnit(
        bars.time.map((at) => Math.floor(at / 86_400) % 7),
        filled(shifted(returns(bars), -1)),
        meanOf,
      ),
  ],
  [
    'detrended',
    'residual of a line through all rows',
    ({ close }) => {
      const centre = (close.length - 1) / 2;
      const level = meanOf(close);
      const slope =
        meanOf(close.map((p, i) => (p - level) * (i - centre))) /
        meanOf(close.map((_, i) => (i - centre) ** 2));
      return close.map((price, i) => price - level - slope * (i - centre));
    },
  ],
]);

/** Leaks by figures of the whole sample. */
export const SAMPLE_LEAKS: readonly PlantedLeak[] = [...SCALED, ...SEASONS];
