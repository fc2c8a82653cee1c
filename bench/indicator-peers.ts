/**
 * The features that the packages technicalindicators and trading-signals have as well. For each, a
 * function calls the package, and another turns its result into our feature's value. Only the first
 * is timed: the package gets its own form of input and returns its own form of result.
 */

import type { Bars } from '../engine/core/bars.ts';

/** Bars in the packages' forms. */
export type PeerBars = {
  readonly open: number[];
  readonly high: number[];
  readonly low: number[];
  readonly close: number[];
  readonly volume: number[];
  readonly candles: readonly Candle[];
};

type Candle = {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
};

/** A package's result over all bars, in its own form. Its last item is about the last bar. */
type PeerResult = {
  readonly length: number;
  /** Our feature's value, from item `index` and the close of the bar that the item is about. */
  readonly value: (index: number, close: number) => number;
};

export type IndicatorPeer = {
  /** A name in the catalogue. The package is called with this feature's periods. */
  readonly feature: string;
  readonly packageName: string;
  readonly run: (bars: PeerBars) => PeerResult;
};

/** An indicator that a package has, but with other values, so that it cannot be compared. */
export type LeftOut = {
  readonly feature: string;
  readonly packageName: string;
  readonly reason: string;
};

export const PEER_PACKAGES = ['technicalindicators', 'trading-signals'] as const;

export const LEFT_OUT: readonly LeftOut[] = [
  { feature: 'rsi_14', packageName: PEER_PACKAGES[0], reason: 'rounds to two decimals' },
  { feature: 'mfi_14', packageName: PEER_PACKAGES[0], reason: 'rounds to two decimals' },
  { feature: 'adi', packageName: PEER_PACKAGES[0], reason: 'rounds to integers' },
  {
    feature: 'ret_std_20d',
    packageName: PEER_PACKAGES[0],
    reason: 'its deviation divides by n, ours by n - 1',
  },
];

/** Width of the peers' bands in their deviations, which divide by n where ours divide by n - 1. */
const BAND_DEVIATIONS = 2 * Math.sqrt(20 / 19);

/** Converts `bars` into the packages' forms. */
export function peerBars({ open, high, low, close, volume }: Bars): PeerBars {
  const candles = Array.from(close, (price, i) => ({
    open: open[i]!,
    high: high[i]!,
    low: low[i]!,
    close: price,
    volume: volume[i]!,
  }));
  return {
    open: Array.from(open),
    high: Array.from(high),
    low: Array.from(low),
    close: Array.from(close),
    volume: Array.from(volume),
    candles,
  };
}

/** Loads both packages. Returns their indicators. */
export async function loadIndicatorPeers(): Promise<readonly IndicatorPeer[]> {
  return [...(await technicalIndicators()), ...(await tradingSignals())];
}

/** `run` returns the package's items; `read` turns one into our feature's value. */
function peers(packageName: string) {
  return <T>(
    feature: string,
    run: (bars: PeerBars) => readonly (T | null)[],
    read: (item: T, close: number) => number,
  ): IndicatorPeer => ({
    feature,
    packageName,
    run: (bars) => {
      const items = run(bars);
      const value = (index: number, close: number): number => {
        const item = items[index];
        return item === null || item === undefined ? Number.NaN : read(item, close);
      };
      return { length: items.length, value };
    },
  });
}

const same = (value: number): number => value;
const closeOver = (mean: number, close: number): number => close / mean;
const inPercent = (value: number): number => value / 100;
/** Williams' %R lies between -100 and 0 in the packages, between 0 and 1 here. */
const fromZero = (value: number): number => (value + 100) / 100;

async function technicalIndicators(): Promise<readonly IndicatorPeer[]> {
  const { default: ti } = await import('technicalindicators');
  const peer = peers(PEER_PACKAGES[0]);
  const bands = ({ close }: PeerBars) =>
    ti.BollingerBands.calculate({ period: 20, stdDev: BAND_DEVIATIONS, values: close });
  return [
    peer('ema_ratio_12', (b) => ti.EMA.calculate({ period: 12, values: b.close }), closeOver),
    peer(
      'macd_hist',
      ({ close: values }) =>
        ti.MACD.calculate({
          fastPeriod: 12,
          slowPeriod: 26,
          signalPeriod: 9,
          SimpleMAOscillator: false,
          SimpleMASignal: false,
          values,
        }),
      ({ histogram }) => histogram ?? Number.NaN,
    ),
    peer(
      'adx_14',
      (b) => ti.ADX.calculate({ period: 14, ...b }),
      ({ adx }) => adx,
    ),
    peer(
      'stoch_k_14',
      (b) => ti.Stochastic.calculate({ period: 14, signalPeriod: 3, ...b }),
      ({ k }) => k,
    ),
    peer('bb_pctb', bands, ({ pb }) => pb),
    peer('bb_width', bands, ({ upper, lower, middle }) => (upper - lower) / middle),
    peer('cci_20', (b) => ti.CCI.calculate({ period: 20, ...b }), same),
    peer('atr_14', (b) => ti.ATR.calculate({ period: 14, ...b }), same),
    peer('obv', (b) => ti.OBV.calculate(b), same),
    peer('roc_10d', (b) => ti.ROC.calculate({ period: 10, values: b.close }), inPercent),
    peer('close_sma20_ratio', (b) => ti.SMA.calculate({ period: 20, values: b.close }), closeOver),
    peer('williams_r', (b) => ti.WilliamsR.calculate({ period: 91, ...b }), fromZero),
  ];
}

async function tradingSignals(): Promise<readonly IndicatorPeer[]> {
  const ts = await import('trading-signals');
  const peer = peers(PEER_PACKAGES[1]);
  const stochastic = { kPeriod: 14, kSlowingPeriod: 1, dPeriod: 1 };
  return [
    peer('ema_ratio_12', ({ close }) => new ts.EMA(12).updates(close), closeOver),
    peer(
      'macd_hist',
      ({ close }) => new ts.MACD(new ts.EMA(12), new ts.EMA(26), new ts.EMA(9)).updates(close),
      ({ histogram }) => histogram,
    ),
    peer('adx_14', ({ candles }) => new ts.ADX(14).updates(candles), same),
    peer('rsi_14', ({ close }) => new ts.RSI(14).updates(close), same),
    peer(
      'stoch_k_14',
      ({ candles }) => new ts.StochasticOscillator(stochastic).updates(candles),
      ({ stochK }) => stochK,
    ),
    peer(
      'bb_pctb',
      ({ close }) => new ts.BollingerBands(20, BAND_DEVIATIONS).updates(close),
      ({ lower, upper }, close) => (close - lower) / (upper - lower),
    ),
    peer(
      'bb_width',
      ({ close }) => new ts.BollingerBands(20, BAND_DEVIATIONS).updates(close),
      ({ lower, middle, upper }) => (upper - lower) / middle,
    ),
    peer('cci_20', ({ candles }) => new ts.CCI(20).updates(candles), same),
    peer('atr_14', ({ candles }) => new ts.ATR(14).updates(candles), same),
    peer('obv', ({ candles }) => new ts.OBV(2).updates(candles), same),
    peer('mfi_14', ({ candles }) => new ts.MFI(14).updates(candles), same),
    peer('adi', ({ candles }) => new ts.AD().updates(candles), same),
    peer('roc_10d', ({ close }) => new ts.ROC(10).updates(close), same),
    peer('close_sma20_ratio', ({ close }) => new ts.SMA(20).updates(close), closeOver),
    peer('williams_r', ({ candles }) => new ts.WilliamsR(91).updates(candles), fromZero),
  ];
}
