/**
 * Kraken's spot market over REST: public OHLC bars and clock and, with credentials, Balance,
 * AddOrder and the lookup of an order. Numbers in answers are texts. The bars are under Kraken's
 * own name of the pair. Errors come with status 200.
 */

import type { BarRow } from '../../core/bars.ts';
import { ExchangeRefused, MalformedAnswer } from '../edges/failures.ts';
import { retryRead, send, type Http, type HttpAnswer } from '../edges/http.ts';
import { numberAt, numberOf, objectAt, objectOf, type JsonObject } from '../edges/json-fields.ts';
import { encodeForm, signSpot, type FormFields } from './kraken-signing.ts';
import type { KeyPair } from '../edges/secret.ts';
import type { LatestBars } from '../plan/exchange.ts';
import type { SpotAccount } from '../plan/spot-account.ts';
import { spotRefusal } from './refusals.ts';
import { readBalances, readSpotOrder } from './spot-answers.ts';

export const SPOT_URL = 'https://api.kraken.com';

/**
 * GET /0/public/OHLC: the latest bars of `pair`, retried while there is time.
 * @param intervalMinutes 1440 or 240
 * @throws HttpFailure, ExchangeRefused, MalformedAnswer
 */
export async function fetchOhlc(
  http: Http,
  baseUrl: string,
  pair: string,
  intervalMinutes: number,
): Promise<LatestBars> {
  const label = 'spot OHLC';
  const query = encodeForm({ pair, interval: intervalMinutes });
  const url = `${baseUrl}/0/public/OHLC?${query}`;
  return await retryRead(http, async () => {
    const answer = await send(http, { label, method: 'GET', url });
    const result = spotResult(label, answer);
    const rows = Object.values(result).find((value) => Array.isArray(value)) as unknown;
    if (!Array.isArray(rows)) throw new MalformedAnswer(`${label}: expected an array of bars`);
    return {
      bars: rows.map(spotBar),
      lastClosed: numberAt(result, 'last', label),
      serverTime: answer.date,
    };
  });
}

/** GET /0/public/Time: the exchange's clock, ms since 1970, in whole seconds. */
export async function fetchSpotTime(http: Http, baseUrl: string): Promise<number> {
  const label = 'spot Time';
  return await retryRead(http, async () => {
    const answer = await send(http, { label, method: 'GET', url: `${baseUrl}/0/public/Time` });
    return numberAt(spotResult(label, answer), 'unixtime', label) * 1000;
  });
}

/**
 * The private part of the spot API. `nonce` must grow with every call that any user of the key
 * makes.
 */
export function createSpotAccount(options: {
  readonly http: Http;
  readonly baseUrl: string;
  readonly keyPair: KeyPair;
  readonly nonce: () => string;
}): SpotAccount {
  const { http, baseUrl, keyPair, nonce } = options;
  const call = async (name: string, fields: FormFields): Promise<JsonObject> => {
    const label = `spot ${name}`;
    const uriPath = `/0/private/${name}`;
    const current = nonce();
    const postData = encodeForm({ nonce: current, ...fields });
    const signature = signSpot(keyPair.secret, { postData, nonce: current, uriPath });
    const answer = await send(http, {
      label,
      method: 'POST',
      url: baseUrl + uriPath,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'API-Key': keyPair.key.reveal(),
        'API-Sign': signature,
      },
      body: postData,
    });
    return spotResult(label, answer);
  };
  return {
    balances: async () => readBalances(await retryRead(http, () => call('Balance', {}))),
    order: async (wanted) => {
      const { orderId, clientOrderId, since } = wanted;
      const read = (name: string, fields: FormFields): Promise<JsonObject> =>
        retryRead(http, () => call(name, fields));
      if (orderId !== null) return readSpotOrder(await queryOrder(read, orderId), wanted);
      const byClient = { cl_ord_id: clientOrderId };
      // Open orders first: an order that ends between the two reads is then found in the second.
      const open = await read('OpenOrders', byClient);
      const found = readSpotOrder(objectAt(open, 'open', 'spot OpenOrders'), wanted);
      if (found !== undefined) return found;
      const start = Math.floor(since / 1000);
      const closed = await read('ClosedOrders', { ...byClient, start });
      return readSpotOrder(objectAt(closed, 'closed', 'spot ClosedOrders'), wanted);
    },
    addOrder: async (order) => {
      const result = await call('AddOrder', {
        ordertype: 'market',
        type: order.side,
        pair: order.pair,
        volume: order.volume.toFixed(8),
        cl_ord_id: order.clientOrderId,
        deadline: order.deadline,
        ...(order.validateOnly ? { validate: true } : {}),
      });
      const ids = result['txid'];
      return Array.isArray(ids) ? ids.map(String) : [];
    },
  };
}

/** The answer to QueryOrders; empty if the exchange does not show the order yet. */
async function queryOrder(
  read: (name: string, fields: FormFields) => Promise<JsonObject>,
  orderId: string,
): Promise<JsonObject> {
  try {
    return await read('QueryOrders', { txid: orderId });
  } catch (error) {
    const unknown = error instanceof ExchangeRefused && error.reason.startsWith('EOrder:');
    if (unknown) return {};
    throw error;
  }
}

/** `result` of an answer. @throws ExchangeRefused for an error in `error`; warnings are ignored */
function spotResult(label: string, answer: HttpAnswer): JsonObject {
  const body = objectOf(answer.json, label);
  const errors = Array.isArray(body['error']) ? body['error'].map(String) : [];
  const refused = errors.find((error) => error.startsWith('E'));
  if (refused !== undefined) throw spotRefusal(label, refused);
  return objectAt(body, 'result', label);
}

/** From `[time, open, high, low, close, vwap, volume, count]`; prices and volume are texts. */
function spotBar(row: unknown, index: number): BarRow {
  const where = `spot OHLC bar ${index}`;
  if (!Array.isArray(row) || row.length < 8) {
    throw new MalformedAnswer(`${where}: expected 8 fields`);
  }
  const at = (column: number): number => numberOf(row[column], where);
  return { time: at(0), open: at(1), high: at(2), low: at(3), close: at(4), volume: at(6) };
}
