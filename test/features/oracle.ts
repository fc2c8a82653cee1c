/**
 * Computes every feature in a slow and simple way: plain loops over plain numbers, a new window at
 * every row, moments in two passes. It shares no code with features/, only the formulas in words.
 */

import type { Bars } from '../../engine/core/bars.ts';

type Column = readonly number[];
type Formula = (bar: PlainBars) => Column;

type PlainBars = { readonly [K in keyof Bars]: Column } & {
  /** A number of days as a number of bars. */
  readonly days: (days: number) => number;
  /** log(c / c[-1]). */
  readonly r: Column;
  readonly tp: Column;
};

/** Feature `name` of `bars` by its definition; `barsPerDay` is 1 on daily bars. */
export function oracleFeature(bars: Bars, name: string, barsPerDay: number): Column {
  const plain = (column: Float64Array): Column => Array.from(column);
  const close = plain(bars.close);
  const high = plain(bars.high);
  const low = plain(bars.low);
  return FORMULAS[name]!({
    time: plain(bars.time),
    open: plain(bars.open),
    high,
    low,
    close,
    volume: plain(bars.volume),
    days: (days) => roundAsPython(days * barsPerDay),
    r: close.map((c, i) => Math.log(c / at(close, i - 1))),
    tp: close.map((c, i) => (high[i]! + low[i]! + c) / 3),
  });
}

const FORMULAS: Readonly<Record<string, Formula>> = {
  ...Object.fromEntries([1, 2, 5, 10, 20].map((p) => [`log_ret_${p}d`, logReturn(p)])),
  ...Object.fromEntries([1, 2, 3].map((k) => [`lag_ret_${k}`, ({ r }) => shift(r, k)])),
  roc_10d: ({ close, days }) => close.map((c, i) => c / at(close, i - days(10)) - 1),
  mom_divergence: (bar) => minus(logReturn(5)(bar), logReturn(20)(bar)),
  ...Object.fromEntries([12, 26, 50].map((span) => [`ema_ratio_${span}`, emaRatio(span)])),
  macd_hist: ({ close, days }) => {
    const line = minus(ema(close, days(12)), ema(close, days(26)));
    return minus(line, ema(line, days(9)));
  },
  adx_14: adx,
  rsi_14: ({ close, days }) => rsi(close, days(14)),
  stoch_k_14: (bar) => stochastic(bar, bar.days(14), Number.NaN),
  bb_pctb: ({ close, days }) =>
    windows(close, days(20), (w) => {
      const lower = mean(w) - 2 * deviation(w);
      const upper = mean(w) + 2 * deviation(w);
      return deviation(w) === 0 ? Number.NaN : (w.at(-1)! - lower) / (upper - lower);
    }),
  bb_width: ({ close, days }) => windows(close, days(20), (w) => (4 * deviation(w)) / mean(w)),
  cci_20: ({ tp, days }) =>
    windows(tp, days(20), (w) => {
      if (isFlat(w)) return Number.NaN;
      const absolute = mean(w.map((x) => Math.abs(x - mean(w))));
      return (w.at(-1)! - mean(w)) / (0.015 * absolute);
    }),
  atr_14: ({ high, low, close, days }) =>
    rma(
      close.map((_, i) => {
        const before = i === 0 ? close[0]! : close[i - 1]!;
        const range = high[i]! - low[i]!;
        if (i === 0) return range;
        return Math.max(range, Math.abs(high[i]! - before), Math.abs(low[i]! - before));
      }),
      days(14),
    ),
  gk_vol: ({ open, high, low, close, days }) => {
    const variances = close.map((c, i) => {
      const range = Math.log(high[i]! / low[i]!) ** 2;
      return 0.5 * range - (2 * Math.log(2) - 1) * Math.log(c / open[i]!) ** 2;
    });
    return windows(variances, days(20), (w) => Math.sqrt(mean(w)));
  },
  vol_ratio: ({ r, days }) => over(windows(r, days(5), deviation), windows(r, days(20), deviation)),
  ret_std_20d: ({ r, days }) => windows(r, days(20), deviation),
  intraday_range: ({ high, low, close }) => close.map((c, i) => (high[i]! - low[i]!) / c),
  obv: ({ close, volume }) =>
    cumulative(close.map((c, i) => (i === 0 ? 0 : Math.sign(c - close[i - 1]!) * volume[i]!))).map(
      (sum, i) => (i === 0 ? Number.NaN : sum),
    ),
  vol_ratio_20d: ({ volume, days }) => windows(volume, days(20), (w) => w.at(-1)! / mean(w)),
  mfi_14: ({ tp, volume, days }) => {
    const raw = tp.map((price, i) => price * volume[i]!);
    const up = raw.map((x, i) => (i === 0 ? Number.NaN : tp[i]! > tp[i - 1]! ? x : 0));
    const down = raw.map((x, i) => (i === 0 ? Number.NaN : tp[i]! < tp[i - 1]! ? x : 0));
    const ratio = over(windows(up, days(14), total), windows(down, days(14), total));
    return ratio.map((x) => 100 - 100 / (1 + x));
  },
  adi: ({ high, low, close, volume }) =>
    cumulative(
      close.map((c, i) => {
        const range = high[i]! - low[i]!;
        return range === 0 ? 0 : ((c - low[i]! - (high[i]! - c)) / range) * volume[i]!;
      }),
    ),
  close_pos_range: ({ high, low, close }) =>
    close.map((c, i) => (c - low[i]!) / (high[i]! - low[i]!)),
  gap: ({ open, close }) => open.map((o, i) => (o - at(close, i - 1)) / at(close, i - 1)),
  close_sma20_ratio: ({ close, days }) => windows(close, days(20), (w) => w.at(-1)! / mean(w)),
  autocorr_20: ({ r, days }) => windows(r, days(20), (w) => pearson(w.slice(1), w.slice(0, -1))),
  skew_20: ({ r, days }) => windows(r, days(20), skewness),
  kurt_20: ({ r, days }) => windows(r, days(20), kurtosis),
  dow_sin: ({ time }) => time.map((t) => Math.sin((2 * Math.PI * weekday(t)) / 5)),
  dow_cos: ({ time }) => time.map((t) => Math.cos((2 * Math.PI * weekday(t)) / 5)),
  rsi_30: ({ close }) => rsi(close, 30),
  stoch_k_30: (bar) => stochastic(bar, 30, 50),
  stoch_k_200: (bar) => stochastic(bar, 200, 50),
  momentum_30: ({ close }) => close.map((c, i) => c / at(close, i - 30) - 1),
  williams_r: ({ high, low, close, days }) => {
    const top = windows(high, days(14), (w) => Math.max(...w));
    const bottom = windows(low, days(14), (w) => Math.min(...w));
    return close.map((c, i) => (100 - (100 * (top[i]! - c)) / (top[i]! - bottom[i]!)) / 100);
  },
  disparity_7: ({ close, days }) => windows(close, days(7), (w) => w.at(-1)! / mean(w) - 1),
  hour_sin: ({ time }) => time.map((t) => Math.sin((2 * Math.PI * hour(t)) / 24)),
  hour_cos: ({ time }) => time.map((t) => Math.cos((2 * Math.PI * hour(t)) / 24)),
  bar_body_ratio: ({ open, high, low, close }) =>
    close.map((c, i) => (high[i] === low[i] ? 0 : (c - open[i]!) / (high[i]! - low[i]!))),
  consec_bars: ({ open, close }) => {
    const directions = close.map((c, i) => Math.sign(c - open[i]!));
    return directions.map((direction, i) => {
      let run = 0;
      while (run <= i && directions[i - run] === direction) run++;
      return direction * run;
    });
  },
};

function logReturn(days: number): Formula {
  return (bar) => bar.close.map((c, i) => Math.log(c / at(bar.close, i - bar.days(days))));
}

function emaRatio(span: number): Formula {
  return ({ close, days }) => over(close, ema(close, days(span)));
}

function stochastic({ high, low, close }: PlainBars, p: number, whenFlat: number): Column {
  const top = windows(high, p, (w) => Math.max(...w));
  const bottom = windows(low, p, (w) => Math.min(...w));
  return close.map((c, i) =>
    top[i] === bottom[i] ? whenFlat : (100 * (c - bottom[i]!)) / (top[i]! - bottom[i]!),
  );
}

function rsi(close: Column, p: number): Column {
  const changes = close.map((c, i) => (i === 0 ? 0 : c - close[i - 1]!));
  const gain = rma(
    changes.map((x) => Math.max(x, 0)),
    p,
  );
  const loss = rma(
    changes.map((x) => Math.max(-x, 0)),
    p,
  );
  return gain.map((g, i) => 100 - 100 / (1 + g / loss[i]!));
}

/** Uses the true range, which features/ cancels, and writes out the weights of pandas. */
function adx({ high, low, close, days }: PlainBars): Column {
  const p = days(14);
  const up = high.map((h, i) => (i === 0 ? 0 : h - high[i - 1]!));
  const down = low.map((l, i) => (i === 0 ? 0 : low[i - 1]! - l));
  const range = close.map((_, i) => {
    if (i === 0) return high[0]! - low[0]!;
    return Math.max(high[i]!, close[i - 1]!) - Math.min(low[i]!, close[i - 1]!);
  });
  const smooth = rma(range, p);
  const plus = rma(
    up.map((u, i) => (u > down[i]! && u > 0 ? u : 0)),
    p,
  );
  const minusDm = rma(
    down.map((d, i) => (d > up[i]! && d > 0 ? d : 0)),
    p,
  );
  const positive = over(plus, smooth).map((x) => 100 * x);
  const negative = over(minusDm, smooth).map((x) => 100 * x);
  const dx = positive.map((di, i) => (100 * Math.abs(di - negative[i]!)) / (di + negative[i]!));
  // no value is missing between two others: after the first movement dx is always defined
  const first = dx.findIndex((x) => !Number.isNaN(x));
  if (first < 0) return dx;
  return [...dx.slice(0, first), ...rma(dx.slice(first), p)];
}

function windows(column: Column, p: number, f: (window: Column) => number): Column {
  return column.map((_, i) => (i < p - 1 ? Number.NaN : f(column.slice(i - p + 1, i + 1))));
}

/** y = a·x + (1 - a)·y[-1], a = 2 / (span + 1). */
function ema(column: Column, span: number): Column {
  return recursion(column, 2 / (span + 1));
}

/** The same with a = 1 / p. */
function rma(column: Column, p: number): Column {
  return recursion(column, 1 / p);
}

function recursion(column: Column, a: number): Column {
  const y: number[] = [];
  for (const [i, x] of column.entries()) y.push(i === 0 ? x : a * x + (1 - a) * y[i - 1]!);
  return y;
}

function skewness(w: Column): number {
  const n = w.length;
  const adjust = Math.sqrt(n * (n - 1)) / (n - 2);
  return isFlat(w) ? Number.NaN : (adjust * moment(w, 3)) / moment(w, 2) ** 1.5;
}

function kurtosis(w: Column): number {
  const n = w.length;
  if (isFlat(w)) return Number.NaN;
  const excess = moment(w, 4) / moment(w, 2) ** 2 - 3;
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6);
}

function pearson(x: Column, y: Column): number {
  if (isFlat(x) || isFlat(y)) return Number.NaN;
  const covariance = mean(x.map((value, i) => (value - mean(x)) * (y[i]! - mean(y))));
  return covariance / Math.sqrt(moment(x, 2) * moment(y, 2));
}

function total(w: Column): number {
  return w.reduce((sum, x) => sum + x, 0);
}

function mean(w: Column): number {
  return isFlat(w) ? w[0]! : total(w) / w.length;
}

function moment(w: Column, order: number): number {
  const centre = mean(w);
  return total(w.map((x) => (x - centre) ** order)) / w.length;
}

function deviation(w: Column): number {
  return Math.sqrt((moment(w, 2) * w.length) / (w.length - 1));
}

function isFlat(w: Column): boolean {
  return w.every((x) => x === w[0]);
}

function cumulative(column: Column): Column {
  return column.map((_, i) => total(column.slice(0, i + 1)));
}

function shift(column: Column, k: number): Column {
  return column.map((_, i) => at(column, i - k));
}

function at(column: Column, i: number): number {
  return i < 0 ? Number.NaN : column[i]!;
}

function minus(a: Column, b: Column): Column {
  return a.map((x, i) => x - b[i]!);
}

function over(a: Column, b: Column): Column {
  return a.map((x, i) => x / b[i]!);
}

/** Monday 0 to Sunday 6. */
function weekday(time: number): number {
  return (new Date(time * 1000).getUTCDay() + 6) % 7;
}

function hour(time: number): number {
  return new Date(time * 1000).getUTCHours();
}

/** Rounds as Python does: a half goes to the even neighbour. */
function roundAsPython(x: number): number {
  const nearest = Math.round(x);
  return Math.abs(x % 1) === 0.5 && nearest % 2 === 1 ? nearest - 1 : nearest;
}
