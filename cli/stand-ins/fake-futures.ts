/**
 * A stand-in for the API of Kraken Futures. It checks signatures and knows both forms of errors. A
 * test checks that its answers have the same fields as recorded ones. The trading is in
 * fake-futures-book.ts.
 */

import { createHmac, hash } from 'node:crypto';
import { createFakeBook, type FakeBook, type FakeContract } from './fake-futures-book.ts';
import * as shapes from './futures-shapes.ts';
import { formOf, jsonAnswer, textOf, type WireRequest, type WireService } from './wire.ts';

type KeyRights = {
  readonly general: string;
  readonly transfer: string;
  readonly allowedCidrBlocks: readonly string[];
};

type FakeSymbol = FakeContract['symbol'];

export type FakeFutures = shapes.FuturesFacts & {
  readonly books: Readonly<Record<FakeSymbol, FakeBook>>;
  /** The contract that the test is about; `book` is its book. */
  readonly symbol: FakeSymbol;
  readonly service: WireService;
  /** The secret (base64) of each public key. A test changes it to replace a key. */
  readonly keys: Map<string, string>;
  /** What every key may do; undefined if the exchange does not tell, as on demo perhaps. */
  rights: KeyRights | undefined;
  /** What it tells its customers, such as announced maintenance. */
  readonly notifications: Record<string, unknown>[];
  /** How far its clock is ahead, ms. */
  skewMs: number;
  /** Nonces up to this one are refused as too low. */
  nonceThreshold: number;
  /** Every signature that it was sent. */
  readonly signatures: Set<string>;
  /** Every order that it was sent, accepted or not, in order. */
  readonly sends: { readonly clientOrderId: string; readonly status: string }[];
};

/** A futures exchange whose clock is `now` (ms), without a position, with these keys. */
export function createFakeFutures(
  now: () => number,
  keys: readonly (readonly [string, string])[],
  symbol: FakeSymbol = 'PI_XBTUSD',
): FakeFutures {
  let ids = 0;
  const id = (): string => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  const serverNow = (): number => now() + fake.skewMs;
  const bookOf = (contract: FakeContract): FakeBook => createFakeBook(contract, serverNow, id);
  const books = {
    PI_XBTUSD: bookOf({ symbol: 'PI_XBTUSD', decimals: 0 }),
    PF_XBTUSD: bookOf({ symbol: 'PF_XBTUSD', decimals: 4 }),
  };
  const fake: FakeFutures = {
    books,
    symbol,
    book: books[symbol],
    keys: new Map(keys),
    instrument: {},
    auxiliary: {},
    triggers: {},
    rights: { general: 'FULL_ACCESS', transfer: 'NO_ACCESS', allowedCidrBlocks: [] },
    flex: {},
    notifications: [],
    skewMs: 0,
    nonceThreshold: 0,
    signatures: new Set(),
    sends: [],
    service: (request) => route(fake, request, serverNow()),
  };
  return fake;
}

/** An error answer of the futures API. */
export function futuresError(error: string, at: number): unknown {
  return { result: 'error', error, serverTime: new Date(at).toISOString() };
}

function route(fake: FakeFutures, request: WireRequest, at: number): ReturnType<WireService> {
  const name = request.path.replace('/derivatives/api/v3/', '');
  const serverTime = new Date(at).toISOString();
  const success = (fields: object): ReturnType<WireService> =>
    jsonAnswer({ result: 'success', ...fields, serverTime });
  if (name === 'instruments') return success({ instruments: shapes.instruments(fake) });
  const books = Object.values(fake.books);
  const ofAll = (shape: (book: FakeBook) => readonly object[]): object[] => books.flatMap(shape);
  if (name === 'tickers') return success({ tickers: ofAll((book) => shapes.tickers(book, at)) });
  const refused = refusal(fake, request);
  if (request.path === KEY_CHECK) return keyCheck(fake, request, refused);
  if (refused !== undefined) return jsonAnswer(futuresError(refused, at));
  const form = formOf(request);
  switch (`${request.method} ${name}`) {
    case 'GET notifications':
      return success({ notifications: fake.notifications });
    case 'GET accounts':
      return success({ accounts: shapes.accounts(fake) });
    case 'GET openpositions':
      return success({ openPositions: ofAll((book) => shapes.openPositions(book, at)) });
    case 'GET openorders':
      return success({ openOrders: ofAll((book) => shapes.openOrders(book, at)) });
    case 'GET fills':
      return success({ fills: ofAll(shapes.fills) });
    case 'POST orders/status': {
      const id = form.get('cliOrdIds');
      return success({ orders: ofAll((book) => shapes.orderStatus(book, id, at)) });
    }
    case 'POST sendorder':
      return sendOrder(fake, request, at, success);
    case 'POST cancelallorders':
      for (const book of books) if (isOf(book, form.get('symbol'))) book.resting.length = 0;
      return success({ cancelStatus: { receivedTime: serverTime, status: 'cancelled' } });
    default: {
      const errors = [{ code: 0, message: '404 NOT_FOUND' }];
      return jsonAnswer({ status: 'NOT_FOUND', result: 'error', errors, serverTime }, 404);
    }
  }
}

/** Not below `/derivatives`, and with errors of its own form. */
const KEY_CHECK = '/api/auth/v1/api-keys/v3/check';

function keyCheck(
  { rights }: FakeFutures,
  request: WireRequest,
  refused: string | undefined,
): ReturnType<WireService> {
  if (rights === undefined) return jsonAnswer({ error: 'NOT_FOUND', message: 'no such path' }, 404);
  if (refused !== undefined) {
    const message = 'API key is not found or request signature is invalid';
    return jsonAnswer({ error: 'UNAUTHORIZED', message, suberror: null }, 401);
  }
  const { general, transfer, allowedCidrBlocks } = rights;
  return jsonAnswer({
    apiKey: request.headers['apikey'],
    accountUid: '00000000-0000-4000-8000-000000000000',
    iiban: null,
    createdAt: '2026-01-01T00:00:00Z',
    permissions: { general, transfer },
    allowedCidrBlock: null,
    allowedCidrBlocks,
  });
}

function sendOrder(
  fake: FakeFutures,
  request: WireRequest,
  at: number,
  success: (fields: object) => ReturnType<WireService>,
): ReturnType<WireService> {
  const form = formOf(request);
  const required = ['orderType', 'symbol', 'side', 'size'];
  if (required.some((field) => form.get(field) === null)) {
    return jsonAnswer(futuresError('requiredArgumentMissing', at));
  }
  const book = Object.values(fake.books).find((one) => isOf(one, form.get('symbol')));
  if (book === undefined) {
    const errors = [{ code: 11, message: 'Argument invalid: symbol' }];
    const serverTime = new Date(at).toISOString();
    return jsonAnswer({ status: 'BAD_REQUEST', result: 'error', errors, serverTime }, 400);
  }
  const clientOrderId = form.get('cliOrdId') ?? '';
  const taken = book.take({
    clientOrderId,
    side: form.get('side') === 'buy' ? 'buy' : 'sell',
    size: contractsOf(form.get('size') ?? '', book.contract),
    reduceOnly: form.get('reduceOnly') === 'true',
    processBefore: Date.parse(form.get('processBefore') ?? '9999-01-01T00:00:00Z'),
  });
  fake.sends.push({ clientOrderId, status: taken.status });
  return success({ sendStatus: shapes.sendStatus(book, taken, at) });
}

function isOf(book: FakeBook, symbol: string | null): boolean {
  return book.contract.symbol === symbol?.toUpperCase();
}

/**
 * The whole contracts in the text of a size; NaN, which is an invalid size, if the text has an
 * exponent or more decimals than the contract allows.
 */
function contractsOf(text: string, { decimals }: FakeContract): number {
  const [, whole, part = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || part.length > decimals) return Number.NaN;
  return Number(whole + part.padEnd(decimals, '0'));
}

function refusal(fake: FakeFutures, request: WireRequest): string | undefined {
  const { apikey = '', authent, nonce = '' } = request.headers;
  if (authent !== undefined) fake.signatures.add(authent);
  const secret = fake.keys.get(apikey);
  if (secret === undefined) return 'authenticationError';
  const postData = request.method === 'GET' ? request.rawQuery : textOf(request);
  const endpointPath = request.path.replace('/derivatives', '');
  const digest = hash('sha256', postData + nonce + endpointPath, 'buffer');
  const expected = createHmac('sha512', Buffer.from(secret, 'base64'))
    .update(digest)
    .digest('base64');
  if (authent !== expected) return 'authenticationError';
  return Number(nonce) <= fake.nonceThreshold ? 'nonceBelowThreshold' : undefined;
}
