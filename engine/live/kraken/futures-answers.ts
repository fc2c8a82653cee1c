/**
 * Reads the answers of Kraken Futures from JSON and checks each field. There are two forms of
 * errors, and two spellings of the client order id: `cliOrdId` in the documentation, `cli_ord_id`
 * in answers. The answer to a rejected order has `result: "success"`; only `sendStatus.status`
 * shows the rejection.
 */

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
import type { Fill, OpenOrder, OrderStatus, SendReply } from '../plan/exchange.ts';
import type { Instrument, MarginAccount, Ticker } from '../plan/instrument.ts';
import { meaningOfStatus } from './order-statuses.ts';
import { futuresRefusal } from './refusals.ts';

/** The body of a successful answer. @throws ExchangeRefused for either form of error */
export function futuresBody(label: string, answer: HttpAnswer): JsonObject {
  const body = objectOf(answer.json, label);
  if (body['result'] === 'success') return body;
  const { error, errors } = body;
  if (typeof error === 'string') throw futuresRefusal(label, error);
  if (Array.isArray(errors) && errors.length > 0) {
    const first: unknown = errors[0];
    if (typeof first === 'string') throw futuresRefusal(label, first);
    throw futuresRefusal(label, textAt(objectOf(first, label), 'message', label));
  }
  throw new MalformedAnswer(`${label}: expected result "success" or an error`);
}

/** The instrument `symbol` among `instruments`. @throws MalformedAnswer if it is not listed */
export function readInstrument(body: JsonObject, symbol: string): Instrument {
  const where = 'futures instruments';
  const found = bySymbol(objectsAt(body, 'instruments', where), symbol, where);
  const [level] = objectsAt(found, 'marginLevels', where);
  if (level === undefined) throw new MalformedAnswer(`${where}: expected a margin level`);
  return {
    symbol: textAt(found, 'symbol', where),
    type: textAt(found, 'type', where),
    tradeable: found['tradeable'] === true && found['isExpired'] !== true,
    postOnly: found['postOnly'] === true,
    tickSize: numberAt(found, 'tickSize', where),
    contractSize: numberAt(found, 'contractSize', where),
    lotContracts: Math.max(1, 10 ** -numberAt(found, 'contractValueTradePrecision', where)),
    maxPositionContracts: numberAt(found, 'maxPositionSize', where),
    initialMargin: numberAt(level, 'initialMargin', where),
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

/** The margin account of an inverse contract; for `PI_XBTUSD` it is `fi_xbtusd`. */
export function readMarginAccount(body: JsonObject, symbol: string): MarginAccount {
  const where = 'futures accounts';
  const name = `fi_${symbol.slice(symbol.indexOf('_') + 1)}`;
  const accounts = objectAt(body, 'accounts', where);
  const key = Object.keys(accounts).find((candidate) => sameSymbol(candidate, name));
  if (key === undefined) throw new MalformedAnswer(`${where}: expected an account ${name}`);
  const account = objectAt(accounts, key, where);
  const auxiliary = objectAt(account, 'auxiliary', where);
  return {
    availableFunds: numberAt(auxiliary, 'af', where),
    portfolioValue: numberAt(auxiliary, 'pv', where),
    liquidationPrice: numberAt(objectAt(account, 'triggerEstimates', where), 'lt', where),
  };
}

/**
 * Signed contracts of `symbol`: above zero for long, below for short. The size's sign is ignored.
 */
export function readPosition(body: JsonObject, symbol: string): number {
  const where = 'futures openpositions';
  let position = 0;
  for (const entry of objectsAt(body, 'openPositions', where)) {
    if (!sameSymbol(textAt(entry, 'symbol', where), symbol)) continue;
    const size = Math.abs(numberAt(entry, 'size', where));
    const side = textAt(entry, 'side', where);
    if (side !== 'long' && side !== 'short') {
      throw new MalformedAnswer(`${where}: expected side long or short`);
    }
    position += side === 'long' ? size : -size;
  }
  return position;
}

/** The open orders of `symbol`. */
export function readOpenOrders(body: JsonObject, symbol: string): readonly OpenOrder[] {
  const where = 'futures openorders';
  return objectsAt(body, 'openOrders', where)
    .filter((order) => sameSymbol(textAt(order, 'symbol', where), symbol))
    .map((order) => ({
      orderId: textAt(order, 'order_id', where),
      clientOrderId: clientId(order),
      reduceOnly: order['reduceOnly'] === true,
    }));
}

/** The latest fills of `symbol`, as many as the exchange gives. */
export function readFills(body: JsonObject, symbol: string): readonly Fill[] {
  const where = 'futures fills';
  return objectsAt(body, 'fills', where)
    .filter((fill) => sameSymbol(textAt(fill, 'symbol', where), symbol))
    .map((fill) => ({
      orderId: textAt(fill, 'order_id', where),
      clientOrderId: clientId(fill),
      side: textAt(fill, 'side', where) === 'buy' ? 'buy' : 'sell',
      size: numberAt(fill, 'size', where),
      price: numberAt(fill, 'price', where),
      time: timeAt(fill, 'fillTime', where),
    }));
}

/** The status of the order `clientOrderId`, or undefined if the exchange shows none. */
export function readOrderStatus(body: JsonObject, clientOrderId: string): OrderStatus | undefined {
  const where = 'futures orders/status';
  for (const entry of objectsAt(body, 'orders', where)) {
    const order = objectAt(entry, 'order', where);
    if (clientId(order) !== clientOrderId) continue;
    const status = textAt(entry, 'status', where);
    return {
      orderId: textAt(order, 'orderId', where),
      open: status === 'ENTERED_BOOK' || status.startsWith('TRIGGER_'),
      filled: numberAt(order, 'filled', where),
    };
  }
  return undefined;
}

/** `sendStatus` of the answer to sendorder; `executed` is the sum of its EXECUTION events. */
export function readSendStatus(body: JsonObject): SendReply {
  const where = 'futures sendorder';
  const sendStatus = objectAt(body, 'sendStatus', where);
  let executed = 0;
  if (sendStatus['orderEvents'] !== undefined) {
    for (const event of objectsAt(sendStatus, 'orderEvents', where)) {
      if (event['type'] === 'EXECUTION') executed += numberAt(event, 'amount', where);
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

function bySymbol(entries: readonly JsonObject[], symbol: string, where: string): JsonObject {
  const found = entries.find((entry) => sameSymbol(textAt(entry, 'symbol', where), symbol));
  if (found === undefined) throw new MalformedAnswer(`${where}: expected ${symbol} among them`);
  return found;
}

function clientId(from: JsonObject): string | undefined {
  return optionalText(from, 'cliOrdId') ?? optionalText(from, 'cli_ord_id');
}
