/**
 * The signed requests to Kraken Futures over REST. Reads are retried while the run has time; an
 * order is sent once. If the exchange refuses the credentials of a read, they are loaded again,
 * once a run.
 * Must not know: signals, targets, journals.
 */

import { CredentialsRefused, ExchangeRefused } from '../edges/failures.ts';
import {
  futuresBody,
  readFills,
  readInstrument,
  readInverseAccount,
  readOpenOrders,
  readOrderStatus,
  readOtherPositions,
  readPosition,
  readSendStatus,
  readTicker,
} from './futures-answers.ts';
import { readFlexAccount } from './flex-account.ts';
import { contractOf, sizeText, type FuturesContract } from './futures-contract.ts';
import { retryRead, send, type Http } from '../edges/http.ts';
import type { JsonObject } from '../edges/json-fields.ts';
import { encodeForm, signFutures, type FormFields } from './kraken-signing.ts';
import type { KeyPair } from '../edges/secret.ts';
import type { FuturesMarket, FuturesOrder } from '../plan/exchange.ts';
import type { Ticker } from '../plan/instrument.ts';
import { readMaintenance } from './notices.ts';
import { meaningOfStatus } from './order-statuses.ts';

/** The addresses of demo and live. Nothing else distinguishes the two. */
export const FUTURES_URLS = {
  demo: 'https://demo-futures.kraken.com',
  live: 'https://futures.kraken.com',
} as const;

/** The current key pair, and a way to load it again. */
export type CredentialSource = {
  readonly current: () => Promise<KeyPair>;
  /** Loads the pair again, once a run. @throws CredentialsRefused if it has not changed */
  readonly renew: () => Promise<KeyPair>;
};

/**
 * The futures market of `symbol`. `baseUrl` is one of FUTURES_URLS, or the server of a test.
 * @throws InputError if the symbol is no contract that can be traded
 */
export function createFuturesClient(options: {
  readonly http: Http;
  readonly baseUrl: string;
  readonly symbol: string;
  readonly credentials: CredentialSource;
  readonly nonce: () => string;
}): FuturesMarket {
  const { http, symbol } = options;
  const contract = contractOf(symbol);
  const publicRead = (name: string): Promise<JsonObject> =>
    retryRead(http, () => request(options, name, {}, undefined));
  const read = (name: string, fields: FormFields = {}, post = false): Promise<JsonObject> =>
    retryRead(http, () => privateRead(options, name, fields, post));
  const ticker = async (): Promise<Ticker> => readTicker(await publicRead('tickers'), symbol);
  const position = async (): Promise<number> => readPosition(await read('openpositions'), contract);
  return {
    symbol: contract.symbol,
    contractUnit: contract.unit,
    instrument: async () => readInstrument(await publicRead('instruments'), contract),
    ticker,
    account: async () => {
      if (contract.account !== 'flex') return readInverseAccount(await read('accounts'), contract);
      const [body, contracts, { markPrice }] = [
        await read('accounts'),
        await position(),
        await ticker(),
      ];
      const bitcoin = contracts / 10 ** contract.decimals;
      return readFlexAccount(body, { bitcoin, markPrice });
    },
    position,
    otherPositions: async () => readOtherPositions(await read('openpositions'), contract),
    openOrders: async () => readOpenOrders(await read('openorders'), contract),
    fills: async () => readFills(await read('fills'), contract),
    orderStatus: async (clientOrderId) => {
      const body = await read('orders/status', { cliOrdIds: clientOrderId }, true);
      return readOrderStatus(body, clientOrderId, contract);
    },
    sendOrder: async (order) => {
      const keyPair = await options.credentials.current();
      const fields = orderFields(contract, order);
      const body = await request(options, 'sendorder', fields, keyPair, true);
      return readSendStatus(body, contract);
    },
    cancelAllOrders: async () => {
      const keyPair = await options.credentials.current();
      await request(options, 'cancelallorders', { symbol }, keyPair, true);
    },
    maintenance: async () =>
      readMaintenance(await privateRead(options, 'notifications', {}, false)),
    meaningOf: meaningOfStatus,
  };
}

type ClientOptions = Parameters<typeof createFuturesClient>[0];

/** A signed read. If the credentials are refused, it loads them again and reads once more. */
async function privateRead(
  options: ClientOptions,
  name: string,
  fields: FormFields,
  post: boolean,
): Promise<JsonObject> {
  const { credentials } = options;
  try {
    return await request(options, name, fields, await credentials.current(), post);
  } catch (error) {
    if (!refusesCredentials(error)) throw error;
    const renewed = await credentials.renew();
    try {
      return await request(options, name, fields, renewed, post);
    } catch (again) {
      if (!refusesCredentials(again)) throw again;
      throw new CredentialsRefused(
        `futures ${name}: refused, also after loading the credentials again`,
      );
    }
  }
}

async function request(
  options: ClientOptions,
  name: string,
  fields: FormFields,
  keyPair: KeyPair | undefined,
  post = false,
): Promise<JsonObject> {
  const { http, baseUrl, nonce } = options;
  const label = `futures ${name}`;
  const endpointPath = `/api/v3/${name}`;
  const form = encodeForm(fields);
  const query = post || form === '' ? '' : `?${form}`;
  const answer = await send(http, {
    label,
    method: post ? 'POST' : 'GET',
    url: `${baseUrl}/derivatives${endpointPath}${query}`,
    headers: {
      ...(post ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...(keyPair === undefined ? {} : signedHeaders(keyPair, form, nonce(), endpointPath)),
    },
    ...(post ? { body: form } : {}),
  });
  return futuresBody(label, answer);
}

/** The headers of a signed request. @param endpointPath the path that is signed */
export function signedHeaders(
  keyPair: KeyPair,
  postData: string,
  nonce: string,
  endpointPath: string,
): Record<string, string> {
  return {
    APIKey: keyPair.key.reveal(),
    Nonce: nonce,
    Authent: signFutures(keyPair.secret, { postData, nonce, endpointPath }),
  };
}

function orderFields(contract: FuturesContract, order: FuturesOrder): FormFields {
  return {
    orderType: 'mkt',
    symbol: contract.symbol,
    side: order.side,
    size: sizeText(order.size, contract),
    reduceOnly: order.reduceOnly,
    cliOrdId: order.clientOrderId,
    processBefore: new Date(order.processBefore).toISOString(),
  };
}

function refusesCredentials(error: unknown): boolean {
  return error instanceof ExchangeRefused && error.reason === 'authenticationError';
}
