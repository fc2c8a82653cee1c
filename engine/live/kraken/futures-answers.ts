/**
 * Reads the answers of Kraken Futures from JSON and checks each field. There are two forms of
 * errors, and two spellings of the client order id: `cliOrdId` in the documentation, `cli_ord_id`
 * in answers. The answer to a rejected order has `result: "success"`; only `sendStatus.status`
 * shows the rejection.
 */

import { InputError } from '../../core/errors.ts';
import { MalformedAnswer } from '../edges/failures.ts';
import type { HttpAnswer } from '../edges/http.ts';
import {
  numberAt,
  objectAt,
  objectOf,
  objectsAt,
  optionalText,
  sameSymbol,
  textAt,
  timeAt,
  type JsonObject,
} from '../edges/json-fields.ts';
import type { Fill, OpenOrder, OrderStatus, OtherPosition, SendReply } from '../plan/exchange.ts';
import type { Instrument, MarginAccount, Ticker } from '../plan/instrument.ts';
import { contractsAt, isSibling, type FuturesContract } from './futures-contract.ts';
import { meaningOfStatus } from './order-statuses.ts';
import { futuresRefusal } from './refusals.ts';

/**
 * The body of a successful answer. Not every recorded answer has a `serverTime`. If it is missing,
 * the time of the Date header is filled in.
 * @throws ExchangeRefused for either form of error
 */
export function futuresBody(label: string, answer: HttpAnswer): JsonObject {
  const body = objectOf(answer.json, label);
  if (body['result'] === 'success') {
    if (body['serverTime'] !== undefined || Number.isNaN(answer.date)) return body;
    return { ...body, serverTime: new Date(answer.date).toISOString() };
  }
  const { error, errors } = body;
  if (typeof error === 'string') throw futuresRefusal(label, error);
  if (Array.isArray(errors) && errors.length > 0) {
    const first: unknown = errors[0];
    if (typeof first === 'string') throw futuresRefusal(label, first);
    throw futuresRefusal(label, textAt(objectOf(first, label), 'message', label));
  }
  throw new MalformedAnswer(`${label}: expected result "success" or an error`);
}

/** The contract among `instruments`. @throws MalformedAnswer if it is not listed */
export function readInstrument(body: JsonObject, contract: FuturesContract): Instrument {
  const where = 'futures instruments';
  const listed = bySymbol(objectsAt(body, 'instruments', where), contract.symbol, where);
  // An order that closes needs neither margin nor the largest position, so both may be missing. No
  // order that opens passes the guards then.
  const found = {
    ...listed,
    marginLevels: listed['marginLevels'] ?? [],
    maxPositionSize: listed['maxPositionSize'] ?? 0,
  } as JsonObject;
  const [level] = objectsAt(found, 'marginLevels', where);
  const precision = numberAt(found, 'contractValueTradePrecision', where);
  return {
    // The journals know it in this spelling.
    symbol: contract.symbol,
    payoff: payoffOf(textAt(found, 'type', where), contract),
    tradeable: found['tradeable'] === true && found['isExpired'] !== true,
    postOnly: found['postOnly'] === true,
    contractSize: numberAt(found, 'contractSize', where) / 10 ** contract.decimals,
    lotContracts: Math.max(1, 10 ** (contract.decimals - precision)),
    maxPositionContracts: contractsAt(found, 'maxPositionSize', where, contract),
    initialMargin: level === undefined ? Number.NaN : numberAt(level, 'initialMargin', where),
    serverTime: timeAt(body, 'serverTime', where),
  };
}

/** The ticker of `symbol` among `tickers`. @throws MalformedAnswer if it is not listed */
export function readTicker(body: JsonObject, symbol: string): Ticker {
  const where = 'futures tickers';
  const found = bySymbol(objectsAt(body, 'tickers', where), symbol, where);
  const markPrice = numberAt(found, 'markPrice', where);
  return {
    markPrice,
    fundingRate: fundingRate(found, markPrice),
    suspended: found['suspended'] !== false,
    postOnly: found['postOnly'] === true,
  };
}

/**
 * The ticker's rate as a fraction of the position's value. Kraken gives the rate of one contract in
 * the currency of its profit: bitcoin for the inverse PI_, dollars for the linear PF_.
 */
function fundingRate(ticker: JsonObject, price: number): number {
  if (typeof ticker['fundingRate'] !== 'number') return Number.NaN;
  const rate = numberAt(ticker, 'fundingRate', 'futures tickers');
  const inverse = /^pi_/i.test(textAt(ticker, 'symbol', 'futures tickers'));
  return inverse ? rate * price : rate / price;
}

/** The margin account of an inverse contract, in bitcoin. @throws MalformedAnswer */
export function readInverseAccount(body: JsonObject, contract: FuturesContract): MarginAccount {
  const where = 'futures accounts';
  const name = contract.account;
  const accounts = objectAt(body, 'accounts', where);
  const key = Object.keys(accounts).find((candidate) => sameSymbol(candidate, name));
  if (key === undefined) throw new MalformedAnswer(`${where}: expected an account ${name}`);
  const account = objectAt(accounts, key, where);
  const auxiliary = objectAt(account, 'auxiliary', where);
  return {
    currency: 'BTC',
    availableFunds: numberAt(auxiliary, 'af', where),
    portfolioValue: numberAt(auxiliary, 'pv', where),
    liquidationPrice: numberAt(objectAt(account, 'triggerEstimates', where), 'lt', where),
  };
}

/**
 * Signed contracts of `contract`: above zero for long, below for short. The size's sign is ignored.
 */
export function readPosition(body: JsonObject, contract: FuturesContract): number {
  let position = 0;
  for (const entry of positionsIn(body)) {
    if (!sameSymbol(textAt(entry, 'symbol', POSITIONS), contract.symbol)) continue;
    position += directionOf(entry) * Math.abs(contractsAt(entry, 'size', POSITIONS, contract));
  }
  return position;
}

/** The positions in other contracts on bitcoin in dollars, in Kraken's own sizes. */
export function readOtherPositions(
  body: JsonObject,
  contract: FuturesContract,
): readonly OtherPosition[] {
  return positionsIn(body)
    .map((entry) => ({
      instrument: textAt(entry, 'symbol', POSITIONS).toUpperCase(),
      size: directionOf(entry) * Math.abs(numberAt(entry, 'size', POSITIONS)),
    }))
    .filter(({ instrument, size }) => size !== 0 && isSibling(instrument, contract));
}

const POSITIONS = 'futures openpositions';

function positionsIn(body: JsonObject): readonly JsonObject[] {
  return objectsAt(body, 'openPositions', POSITIONS);
}

function directionOf(entry: JsonObject): 1 | -1 {
  const side = textAt(entry, 'side', POSITIONS);
  if (side === 'long') return 1;
  if (side === 'short') return -1;
  throw new MalformedAnswer(`${POSITIONS}: expected side long or short`);
}

/** The open orders of `contract`. */
export function readOpenOrders(
  body: JsonObject,
  { symbol }: FuturesContract,
): readonly OpenOrder[] {
  const where = 'futures openorders';
  return objectsAt(body, 'openOrders', where)
    .filter((order) => sameSymbol(textAt(order, 'symbol', where), symbol))
    .map((order) => ({
      orderId: textAt(order, 'order_id', where),
      clientOrderId: clientId(order),
      reduceOnly: order['reduceOnly'] === true,
    }));
}

/** The latest fills of `contract`, as many as the exchange gives. */
export function readFills(body: JsonObject, contract: FuturesContract): readonly Fill[] {
  const where = 'futures fills';
  return objectsAt(body, 'fills', where)
    .filter((fill) => sameSymbol(textAt(fill, 'symbol', where), contract.symbol))
    .map((fill) => ({
      orderId: textAt(fill, 'order_id', where),
      clientOrderId: clientId(fill),
      side: textAt(fill, 'side', where) === 'buy' ? 'buy' : 'sell',
      size: contractsAt(fill, 'size', where, contract),
      price: numberAt(fill, 'price', where),
      time: timeAt(fill, 'fillTime', where),
    }));
}

/** The status of the order `clientOrderId`, or undefined if the exchange shows none. */
export function readOrderStatus(
  body: JsonObject,
  clientOrderId: string,
  contract: FuturesContract,
): OrderStatus | undefined {
  const where = 'futures orders/status';
  for (const entry of objectsAt(body, 'orders', where)) {
    const order = objectAt(entry, 'order', where);
    if (clientId(order) !== clientOrderId) continue;
    const status = textAt(entry, 'status', where);
    return {
      orderId: textAt(order, 'orderId', where),
      open: status === 'ENTERED_BOOK' || status.startsWith('TRIGGER_'),
      filled: contractsAt(order, 'filled', where, contract),
    };
  }
  return undefined;
}

/** `sendStatus` of the answer to sendorder; `executed` is the sum of its EXECUTION events. */
export function readSendStatus(body: JsonObject, contract: FuturesContract): SendReply {
  const where = 'futures sendorder';
  const sendStatus = objectAt(body, 'sendStatus', where);
  let executed = 0;
  if (sendStatus['orderEvents'] !== undefined) {
    for (const event of objectsAt(sendStatus, 'orderEvents', where)) {
      if (event['type'] !== 'EXECUTION') continue;
      executed += contractsAt(event, 'amount', where, contract);
    }
  }
  const status = textAt(sendStatus, 'status', where);
  return {
    status,
    meaning: meaningOfStatus(status),
    orderId: optionalText(sendStatus, 'order_id'),
    executed,
  };
}

/** How a contract of Kraken's `type` pays. @throws InputError if it is not the expected type */
function payoffOf(type: string, { account, symbol }: FuturesContract): Instrument['payoff'] {
  const expected = account === 'flex' ? 'flexible_futures' : 'futures_inverse';
  if (type !== expected) throw new InputError(`${symbol}: expected type ${expected}, got ${type}`);
  return account === 'flex' ? 'linear' : 'inverse';
}

function bySymbol(entries: readonly JsonObject[], symbol: string, where: string): JsonObject {
  const found = entries.find((entry) => sameSymbol(textAt(entry, 'symbol', where), symbol));
  if (found === undefined) throw new MalformedAnswer(`${where}: expected ${symbol} among them`);
  return found;
}

function clientId(from: JsonObject): string | undefined {
  return optionalText(from, 'cliOrdId') ?? optionalText(from, 'cli_ord_id');
}
