/**
 * A stand-in for Kraken's spot API: OHLC, whose last bar still forms, Time, and the private
 * requests about balances and orders, whose signatures it checks. Orders are in fake-spot-book.ts.
 */

import { createHash, createHmac } from 'node:crypto';
import { DAY_SECONDS } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import {
  createFakeSpotBook,
  shownBalances,
  shownOrders,
  takeSpotOrder,
  type FakeSpotBook,
} from './fake-spot-book.ts';
import { formOf, jsonAnswer, textOf, type WireRequest, type WireService } from './wire.ts';

/** `[time, open, high, low, close, vwap, volume, count]` */
export type SpotRow = readonly [number, string, string, string, string, string, string, number];

export type FakeSpot = {
  readonly service: WireService;
  /** The bars, oldest first. Bars that begin after the clock's time are not shown. */
  rows: readonly SpotRow[];
  /** The bar of a new day appears this many ms after midnight. */
  lateMs: number;
  /** How far its clock is ahead, ms. */
  skewMs: number;
  /** The price of orders. */
  price: number;
  readonly book: FakeSpotBook;
  /** The balances of `book`. */
  readonly balances: Record<string, string>;
  /** The forms of all orders that it was sent and did not only validate. */
  readonly orders: Record<string, string>[];
  /** Names of requests that the key may not make. */
  readonly forbidden: Set<string>;
};

/** The most bars in one answer: 720 closed ones and the forming one. */
const MOST_ROWS = 721;

/** A spot exchange whose clock is `now` (ms), with one key pair. */
export function createFakeSpot(
  now: () => number,
  keyPair: { readonly key: string; readonly secret: string },
): FakeSpot {
  let lastNonce = 0;
  const book = createFakeSpotBook();
  const fake: FakeSpot = {
    rows: [],
    lateMs: 0,
    skewMs: 0,
    price: 60_000,
    book,
    balances: book.balances,
    orders: [],
    forbidden: new Set(),
    service: (request) => {
      const date = new Date(now() + fake.skewMs).toUTCString();
      const headers = { 'content-type': 'application/json', date };
      return { ...jsonAnswer(answer(request)), headers };
    },
  };
  const answer = (request: WireRequest): unknown => {
    if (request.path === '/0/public/OHLC') return ohlc(fake, request, now());
    const at = now() + fake.skewMs;
    if (request.path === '/0/public/Time') {
      const rfc1123 = new Date(at).toUTCString();
      return { error: [], result: { unixtime: Math.floor(at / 1000), rfc1123 } };
    }
    const refused = refusal(request, keyPair, lastNonce);
    if (refused !== undefined) return { error: [refused] };
    const form = formOf(request);
    lastNonce = Number(form.get('nonce'));
    return privateAnswer(fake, request.path.replace('/0/private/', ''), form, at);
  };
  return fake;
}

function privateAnswer(fake: FakeSpot, name: string, form: URLSearchParams, at: number): unknown {
  const { book, price } = fake;
  if (fake.forbidden.has(name)) return { error: ['EGeneral:Permission denied'] };
  const byClient = shownOrders(
    book,
    at,
    ({ clientOrderId }) => clientOrderId === form.get('cl_ord_id'),
  );
  switch (name) {
    case 'Balance':
      return { error: [], result: { ...shownBalances(book, at) } };
    case 'OpenOrders':
      // A market order is never open.
      return { error: [], result: { open: {} } };
    case 'ClosedOrders':
      return { error: [], result: { closed: byClient, count: Object.keys(byClient).length } };
    case 'QueryOrders': {
      const found = shownOrders(book, at, ({ orderId }) => orderId === form.get('txid'));
      if (Object.keys(found).length === 0) return { error: ['EOrder:Invalid order'] };
      return { error: [], result: found };
    }
    case 'AddOrder': {
      const descr = { order: `${form.get('type')} ${form.get('volume')} XBTUSD @ market` };
      if (form.get('validate') !== null) return { error: [], result: { descr } };
      fake.orders.push(Object.fromEntries(form));
      const taken = takeSpotOrder(book, form, { now: at, price });
      if (typeof taken === 'string') return { error: [taken] };
      return { error: [], result: { descr, txid: [taken.orderId] } };
    }
    default:
      return { error: ['EGeneral:Unknown method'] };
  }
}

/** Rows for the `count` days before `day` (unix seconds) and for `day`, which still forms. */
export function spotRows(day: number, count: number, price: (time: number) => number): SpotRow[] {
  return Array.from({ length: count + 1 }, (_, i) => {
    const time = day - (count - i) * DAY_SECONDS;
    const [open, close] = [price(time - DAY_SECONDS), price(time)];
    const [high, low] = [Math.max(open, close) + 1, Math.min(open, close) - 1];
    const texts = [open, high, low, close, close].map((value) => value.toFixed(1));
    return [time, texts[0]!, texts[1]!, texts[2]!, texts[3]!, texts[4]!, '10.00000000', 5];
  });
}

/** Bars as rows of the exchange, followed by a bar that still forms. */
export function rowsOfBars(bars: Bars): SpotRow[] {
  const rows = Array.from(bars.time, (time, i): SpotRow => {
    const text = (value: number): string => String(value);
    const { open, high, low, close, volume } = bars;
    const prices = [open[i]!, high[i]!, low[i]!, close[i]!].map(text);
    const [o, h, l, c] = prices as [string, string, string, string];
    return [time, o, h, l, c, c, text(volume[i]!), 1];
  });
  const last = rows.at(-1)!;
  return [...rows, [last[0] + DAY_SECONDS, last[4], last[4], last[4], last[4], last[4], '0.1', 1]];
}

function ohlc(fake: FakeSpot, request: WireRequest, now: number): unknown {
  if (request.query.get('pair')?.toUpperCase() !== 'XBTUSD') {
    return { error: ['EQuery:Unknown asset pair'] };
  }
  const shown = fake.rows.filter(([time]) => time * 1000 + fake.lateMs <= now).slice(-MOST_ROWS);
  return { error: [], result: { XXBTZUSD: shown, last: shown.at(-2)?.[0] ?? 0 } };
}

function refusal(
  request: WireRequest,
  keyPair: { readonly key: string; readonly secret: string },
  lastNonce: number,
): string | undefined {
  if (request.headers['api-key'] !== keyPair.key) return 'EAPI:Invalid key';
  const postData = textOf(request);
  const nonce = formOf(request).get('nonce') ?? '';
  const digest = createHash('sha256')
    .update(nonce + postData)
    .digest();
  const expected = createHmac('sha512', Buffer.from(keyPair.secret, 'base64'))
    .update(request.path)
    .update(digest)
    .digest('base64');
  if (request.headers['api-sign'] !== expected) return 'EAPI:Invalid signature';
  return Number(nonce) > lastNonce ? undefined : 'EAPI:Invalid nonce';
}
