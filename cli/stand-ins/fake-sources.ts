/**
 * A stand-in for the public sources of data: Bitstamp's and Kraken's bars, the funding rates of
 * Kraken and Binance, Fear & Greed, and blockchain.com's charts. It serves what it is given,
 * recorded answers or made-up histories, in the pages and with the limits of the real ones.
 */

import type { Bars } from '../../engine/core/bars.ts';
import type { Observations } from '../../engine/core/series.ts';
import { jsonAnswer, type WireAnswer, type WireRequest, type WireService } from './wire.ts';

export type FakeSources = {
  readonly service: WireService;
  /** Bars by pair and seconds of a bar, such as `btcusd 86400` and `XBTUSD 86400`. */
  readonly bars: Map<string, Bars>;
  /** Whole bodies by path: Fear & Greed and Kraken's funding rates, by path and symbol. */
  readonly bodies: Map<string, unknown>;
  /** All rates of Binance's contract, oldest first. */
  binance: readonly BinanceRate[];
  /**
   * Whether `end` counts alone at Bitstamp if `start` is given, too, as its documentation says. If
   * this is false, both count.
   */
  endWins: boolean;
  /** Charts of blockchain.com by name, a value a day. */
  readonly charts: Map<string, readonly ChartValue[]>;
};

/** A funding rate as Binance sends it. */
export type BinanceRate = {
  readonly symbol: string;
  readonly fundingTime: number;
  readonly fundingRate: string;
  readonly markPrice: string;
};

/** A value of a chart: unix seconds and the value. */
export type ChartValue = { readonly x: number; readonly y: number };

/** Most bars or rates of a page. */
const PAGE = 1000;
/** Most bars of Kraken: 720 closed ones and the forming one. */
const KRAKEN_BARS = 721;
/** Of a long chart the real source shows one value in so many, if it may. */
const THINNED = 4;

/** Sources whose clock is `now` (ms), without any data. */
export function createFakeSources(now: () => number): FakeSources {
  const fake: FakeSources = {
    bars: new Map(),
    bodies: new Map(),
    binance: [],
    endWins: true,
    charts: new Map(),
    service: (request) => {
      const { path } = request;
      const chart = /^\/charts\/(.+)$/.exec(path)?.[1];
      const pair = /^\/api\/v2\/ohlc\/(.+)\/$/.exec(path)?.[1];
      if (pair !== undefined) return bitstamp(fake, pair, request, now());
      if (path === '/0/public/OHLC') return kraken(fake, request, now());
      if (path === '/fapi/v1/fundingRate') return binance(fake, request);
      if (chart !== undefined) return chartOf(fake, chart, request);
      const symbol = request.query.get('symbol');
      const body = fake.bodies.get(symbol === null ? path : `${path} ${symbol}`);
      return body === undefined ? notFound() : jsonAnswer(body);
    },
  };
  return fake;
}

/** Lets `fake` serve the on-chain series by the names of their files, such as `hash_rate`. */
export function serveOnChain(
  fake: FakeSources,
  series: Readonly<Record<string, Observations>>,
): void {
  const pointsOf = (name: string): readonly ChartValue[] => {
    const { time, value } = series[name] ?? { time: [], value: [] };
    return Array.from(time, (x, i) => ({ x, y: value[i]! }));
  };
  const days = pointsOf('fear_greed').toReversed();
  const data = days.map(({ x, y }) => ({ value: String(y), timestamp: String(x) }));
  fake.bodies.set('/fng/', { name: 'Fear and Greed Index', data, metadata: { error: null } });
  fake.charts.set('hash-rate', pointsOf('hash_rate'));
  fake.charts.set('n-transactions', pointsOf('tx_count'));
  fake.binance = pointsOf('funding_rate').map(({ x, y }) => ({
    symbol: 'BTCUSDT',
    fundingTime: x * 1000,
    fundingRate: String(y),
    markPrice: '',
  }));
}

/** The rows of the bars that open in [start, last], unix seconds. */
function rowsIn(bars: Bars, start: number, last: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < bars.time.length; row++) {
    if (bars.time[row]! >= start && bars.time[row]! <= last) rows.push(row);
  }
  return rows;
}

function bitstamp(
  fake: FakeSources,
  pair: string,
  { query }: WireRequest,
  now: number,
): WireAnswer {
  const step = numberOf(query, 'step');
  const limit = numberOf(query, 'limit');
  const bars = fake.bars.get(`${pair} ${step}`);
  if (bars === undefined) return notFound();
  if (!(limit >= 1 && limit <= PAGE)) return jsonAnswer({ code: 'API0013' }, 400);
  const withForming = query.get('exclude_current_candle') === 'true' ? 0 : step;
  const closed = Math.floor(now / 1000) - step + withForming;
  const end = query.has('end') ? numberOf(query, 'end') : closed;
  const endAlone = query.has('end') && (fake.endWins || !query.has('start'));
  const start = endAlone ? end - (limit - 1) * step : numberOf(query, 'start');
  const rows = rowsIn(bars, start, Math.min(end, closed)).slice(0, limit);
  const ohlc = rows.map((row) => ({
    timestamp: String(bars.time[row]),
    open: String(bars.open[row]),
    high: String(bars.high[row]),
    low: String(bars.low[row]),
    close: String(bars.close[row]),
    volume: String(bars.volume[row]),
  }));
  return jsonAnswer({ data: { ohlc, pair: pair.toUpperCase() } });
}

function kraken(fake: FakeSources, { query }: WireRequest, now: number): WireAnswer {
  const pair = query.get('pair') ?? '';
  const step = 60 * numberOf(query, 'interval');
  const bars = fake.bars.get(`${pair} ${step}`);
  if (bars === undefined) return jsonAnswer({ error: ['EQuery:Unknown asset pair'] });
  const shown = rowsIn(bars, 0, Math.floor(now / 1000)).slice(-KRAKEN_BARS);
  const rows = shown.map((row) => {
    const [open, high, low, close] = [bars.open, bars.high, bars.low, bars.close].map((column) =>
      String(column[row]),
    );
    return [bars.time[row], open, high, low, close, close, String(bars.volume[row]), 1];
  });
  const last = rows.at(-2)?.[0] ?? 0;
  return jsonAnswer({ error: [], result: { [`X${pair}`]: rows, last } });
}

function binance(fake: FakeSources, { query }: WireRequest): WireAnswer {
  const limit = query.has('limit') ? numberOf(query, 'limit') : 100;
  const start = numberOf(query, 'startTime');
  const symbol = query.get('symbol');
  const rates = fake.binance.filter((rate) => rate.symbol === symbol && rate.fundingTime >= start);
  return jsonAnswer(rates.slice(0, Math.min(limit, PAGE)));
}

function chartOf(fake: FakeSources, name: string, { query }: WireRequest): WireAnswer {
  const all = fake.charts.get(name);
  if (all === undefined) return notFound();
  const sampled = query.get('sampled') !== 'false';
  const values = sampled ? all.filter((_, day) => day % THINNED === 0) : all;
  return jsonAnswer({ status: 'ok', name, unit: '', period: 'day', description: '', values });
}

function numberOf(query: URLSearchParams, name: string): number {
  return Number(query.get(name) ?? Number.NaN);
}

function notFound(): WireAnswer {
  return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html>404</html>' };
}
