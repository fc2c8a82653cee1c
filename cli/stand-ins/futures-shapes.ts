/** The answers of the fake futures exchange, with the same fields as recorded answers. */

import type { FakeBook, FakeExecution, FakeOrder } from './fake-futures-book.ts';

/** What the answers are made of: the book, and fields that a test overrides. */
export type FuturesFacts = {
  readonly book: FakeBook;
  readonly instrument: Record<string, unknown>;
  readonly auxiliary: Record<string, number>;
  readonly triggers: Record<string, number>;
};

const SYMBOL = 'PI_XBTUSD';
const iso = (at: number): string => new Date(at).toISOString();

/** PI_XBTUSD, with the overrides of the test. */
export function instruments(fake: FuturesFacts): readonly object[] {
  return [
    {
      symbol: SYMBOL,
      type: 'futures_inverse',
      underlying: 'rr_xbtusd',
      tickSize: 0.5,
      contractSize: 1,
      tradeable: true,
      impactMidSize: 1000,
      maxPositionSize: 75_000_000,
      openingDate: '2018-08-31T00:00:00Z',
      marginLevels: [
        { contracts: 0, initialMargin: 0.02, maintenanceMargin: 0.01 },
        { contracts: 500_000, initialMargin: 0.04, maintenanceMargin: 0.02 },
      ],
      fundingRateCoefficient: 8,
      maxRelativeFundingRate: 0.005,
      isin: 'GB00J62YGL67',
      contractValueTradePrecision: -Math.log10(fake.book.lot) + 0,
      postOnly: false,
      feeScheduleUid: 'a6cbc326-9477-4a6c-911a-d4cb3ed7481e',
      mtf: true,
      base: 'BTC',
      quote: 'USD',
      pair: 'BTC:USD',
      category: '',
      makerProtectionMillis: 20,
      tradfi: false,
      isExpired: false,
      ...fake.instrument,
    },
  ];
}

/** The ticker of PI_XBTUSD; its prices follow the mark price. */
export function tickers(book: FakeBook, at: number): readonly object[] {
  const { markPrice } = book;
  return [
    {
      symbol: SYMBOL,
      last: markPrice,
      lastTime: iso(at),
      tag: 'perpetual',
      pair: 'BTC:USD',
      markPrice,
      bid: markPrice - 0.5,
      bidSize: 4960,
      ask: markPrice + 0.5,
      askSize: 5020,
      vol24h: 21_118_140,
      volumeQuote: 260_138.8647,
      openInterest: 21_279_580,
      open24h: markPrice,
      high24h: markPrice,
      low24h: markPrice,
      lastSize: 3240,
      fundingRate: -3.995839963e-9,
      fundingRatePrediction: 6.272058425e-8,
      suspended: book.suspended,
      indexPrice: markPrice,
      postOnly: false,
      change24h: 0,
    },
  ];
}

/** A margin account with 0.1 BTC, with the overrides of the test. */
export function accounts(fake: FuturesFacts): object {
  return {
    cash: { balances: { xbt: '0.10000000', xrp: '0' }, type: 'cashAccount' },
    fi_xbtusd: {
      auxiliary: { af: 0.09, funding: 0, pnl: 0, pv: 0.1, usd: 0, ...fake.auxiliary },
      balances: { [SYMBOL]: String(fake.book.shownPosition()), xbt: '0.10000000', xrp: '0' },
      currency: 'xbt',
      marginRequirements: { im: 0, lt: 0, mm: 0, tt: 0 },
      triggerEstimates: { im: 0, lt: 0, mm: 0, tt: 0, ...fake.triggers },
      type: 'marginAccount',
    },
  };
}

/** The position that is shown; an empty list if it is flat. */
export function openPositions(book: FakeBook, at: number): readonly object[] {
  const position = book.shownPosition();
  if (position === 0) return [];
  return [
    {
      side: position > 0 ? 'long' : 'short',
      // The documentation writes symbols in upper and in lower case.
      symbol: 'pi_xbtusd',
      price: book.markPrice,
      fillTime: iso(at),
      size: Math.abs(position),
      unrealizedFunding: 5.879463852989987e-5,
    },
  ];
}

/** The open orders. */
export function openOrders(book: FakeBook, at: number): readonly object[] {
  return book.resting.map(({ orderId, clientOrderId, side, size, reduceOnly = false }) => ({
    order_id: orderId,
    symbol: SYMBOL,
    side,
    orderType: 'lmt',
    limitPrice: book.markPrice,
    unfilledSize: size,
    receivedTime: iso(at),
    status: 'untouched',
    filledSize: 0,
    reduceOnly,
    lastUpdateTime: iso(at),
    ...(clientOrderId === undefined ? {} : { cli_ord_id: clientOrderId }),
  }));
}

/** The fills that are shown. */
export function fills(book: FakeBook): readonly object[] {
  return book
    .shown('fills')
    .slice(-book.fillsShown)
    .map(({ fillId, order, size, price, at }) => ({
      fill_id: fillId,
      symbol: SYMBOL,
      side: order.side,
      order_id: order.orderId,
      fillTime: iso(at),
      size,
      price,
      fillType: 'taker',
      cli_ord_id: book.showsIds && order.clientOrderId !== '' ? order.clientOrderId : undefined,
      fee_paid: 8.957e-5,
      fee_currency: 'BTC',
    }));
}

/** Orders of the last five seconds with this client order id. */
export function orderStatus(book: FakeBook, clientOrderId: string | null, at: number): object[] {
  return book.shown('status').some(({ order }) => order.clientOrderId === clientOrderId)
    ? book.orders
        .filter((order) => order.clientOrderId === clientOrderId && order.at + 5_000 > at)
        .map((order) => ({
          order: {
            ...orderShape(book, order),
            cliOrdId: order.clientOrderId,
            filled: order.filled,
          },
          status: order.filled === order.size ? 'FULLY_EXECUTED' : 'CANCELLED',
          updateReason: null,
          error: null,
        }))
    : [];
}

/** `sendStatus` for an order that was placed or refused. */
export function sendStatus(
  book: FakeBook,
  taken: { readonly status: string; readonly order: FakeOrder | undefined },
  at: number,
): object {
  const { status, order } = taken;
  if (order === undefined) return { receivedTime: iso(at), status };
  const executed = book.executions.filter((execution) => execution.order === order);
  const rejected = {
    type: 'REJECT',
    uid: order.orderId,
    reason: 'IOC_WOULD_NOT_EXECUTE',
    order: orderShape(book, order),
  };
  const events = executed.map((execution) => executionShape(book, execution));
  return {
    order_id: order.orderId,
    status,
    receivedTime: iso(at),
    orderEvents: status === 'placed' ? events : [rejected],
  };
}

function executionShape(book: FakeBook, { fillId, order, size, price }: FakeExecution): object {
  return {
    type: 'EXECUTION',
    executionId: fillId,
    price,
    amount: size,
    orderPriorExecution: orderShape(book, order),
  };
}

function orderShape(book: FakeBook, order: FakeOrder): object {
  return {
    orderId: order.orderId,
    type: 'lmt',
    symbol: SYMBOL,
    side: order.side,
    quantity: order.size,
    filled: 0,
    limitPrice: book.markPrice,
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.at),
    lastUpdateTimestamp: iso(order.at),
  };
}
