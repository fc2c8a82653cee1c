/** The answers of the fake futures exchange, with the same fields as recorded answers. */

import type { FakeBook, FakeContract, FakeExecution, FakeOrder } from './fake-futures-book.ts';

/** What the answers are made of: the book, and fields that a test overrides. */
export type FuturesFacts = {
  readonly books: Readonly<Record<FakeContract['symbol'], FakeBook>>;
  /** The book of the contract that the test is about. Overrides of `instrument` are for it. */
  readonly book: FakeBook;
  readonly instrument: Record<string, unknown>;
  readonly auxiliary: Record<string, number>;
  readonly triggers: Record<string, number>;
  /** Fields of the multi-collateral account. */
  readonly flex: Record<string, number>;
};

/** A size as the exchange writes it. */
const sizeOf = (contracts: number, { contract: { decimals } }: FakeBook): number =>
  Number((contracts / 10 ** decimals).toFixed(decimals));
const iso = (at: number): string => new Date(at).toISOString();

/** Both contracts, with the overrides of the test. */
export function instruments(fake: FuturesFacts): readonly object[] {
  return Object.values(fake.books).map((book) => instrumentShape(fake, book));
}

function instrumentShape({ book: main, instrument }: FuturesFacts, book: FakeBook): object {
  const { symbol, decimals } = book.contract;
  return {
    symbol,
    ...(symbol === 'PI_XBTUSD' ? INVERSE : LINEAR),
    contractSize: 1,
    tradeable: true,
    fundingRateCoefficient: 8,
    maxRelativeFundingRate: 0.005,
    contractValueTradePrecision: decimals - Math.log10(book.lot),
    postOnly: false,
    mtf: true,
    base: 'BTC',
    quote: 'USD',
    pair: 'BTC:USD',
    tradfi: false,
    isExpired: false,
    ...(book === main ? instrument : {}),
  };
}

const INVERSE = {
  type: 'futures_inverse',
  underlying: 'rr_xbtusd',
  tickSize: 0.5,
  impactMidSize: 1000,
  maxPositionSize: 75_000_000,
  openingDate: '2018-08-31T00:00:00Z',
  marginLevels: [
    { contracts: 0, initialMargin: 0.02, maintenanceMargin: 0.01 },
    { contracts: 500_000, initialMargin: 0.04, maintenanceMargin: 0.02 },
  ],
  isin: 'GB00J62YGL67',
  feeScheduleUid: 'a6cbc326-9477-4a6c-911a-d4cb3ed7481e',
  category: '',
  makerProtectionMillis: 20,
} as const;

const LINEAR = {
  type: 'flexible_futures',
  tickSize: 1,
  impactMidSize: 0.08,
  maxPositionSize: 1200,
  openingDate: '2022-03-22T13:15:36Z',
  marginLevels: [
    { numNonContractUnits: 0, initialMargin: 0.01, maintenanceMargin: 0.005 },
    { numNonContractUnits: 1_000_000, initialMargin: 0.02, maintenanceMargin: 0.01 },
  ],
  isin: 'GB00BQ84JX13',
  feeScheduleUid: '723888f7-0a8e-4183-8648-f920a22339e3',
  category: 'Layer 1',
} as const;

/** The ticker of the book's contract; its prices follow the mark price. */
export function tickers(book: FakeBook, at: number): readonly object[] {
  const { markPrice } = book;
  return [
    {
      symbol: book.contract.symbol,
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

/**
 * A margin account with 0.1 BTC and a multi-collateral account with 6,000 USD, with the overrides
 * of the test.
 */
export function accounts(fake: FuturesFacts): object {
  const inverse = fake.books.PI_XBTUSD;
  return {
    cash: { balances: { xbt: '0.10000000', xrp: '0' }, type: 'cashAccount' },
    fi_xbtusd: {
      auxiliary: { af: 0.09, funding: 0, pnl: 0, pv: 0.1, usd: 0, ...fake.auxiliary },
      balances: {
        [inverse.contract.symbol]: String(inverse.shownPosition()),
        xbt: '0.10000000',
        xrp: '0',
      },
      currency: 'xbt',
      marginRequirements: { im: 0, lt: 0, mm: 0, tt: 0 },
      triggerEstimates: { im: 0, lt: 0, mm: 0, tt: 0, ...fake.triggers },
      type: 'marginAccount',
    },
    flex: flexAccount(fake),
  };
}

function flexAccount({ books, flex }: FuturesFacts): object {
  const { markPrice, shownPosition } = books.PF_XBTUSD;
  const value = Math.abs(sizeOf(shownPosition(), books.PF_XBTUSD)) * markPrice;
  const [equity, initialMargin, maintenanceMargin] = [6_000, value * 0.01, value * 0.005];
  return {
    type: 'multiCollateralMarginAccount',
    currencies: {
      XBT: { quantity: 0, value: 0, collateral: 0, available: 0 },
      USD: { quantity: equity, value: equity, collateral: equity, available: equity },
    },
    balanceValue: equity,
    portfolioValue: equity,
    collateralValue: equity,
    initialMargin,
    initialMarginWithOrders: initialMargin,
    maintenanceMargin,
    pnl: 0,
    unrealizedFunding: 0,
    totalUnrealized: 0,
    totalUnrealizedAsMargin: 0,
    marginEquity: equity,
    availableMargin: equity - initialMargin,
    ...flex,
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
      symbol: book.contract.symbol.toLowerCase(),
      price: book.markPrice,
      fillTime: iso(at),
      size: sizeOf(Math.abs(position), book),
      unrealizedFunding: 5.879463852989987e-5,
    },
  ];
}

/** The open orders. */
export function openOrders(book: FakeBook, at: number): readonly object[] {
  return book.resting.map(({ orderId, clientOrderId, side, size, reduceOnly = false }) => ({
    order_id: orderId,
    symbol: book.contract.symbol,
    side,
    orderType: 'lmt',
    limitPrice: book.markPrice,
    unfilledSize: sizeOf(size, book),
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
      symbol: book.contract.symbol,
      side: order.side,
      order_id: order.orderId,
      fillTime: iso(at),
      size: sizeOf(size, book),
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
            filled: sizeOf(order.filled, book),
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
    amount: sizeOf(size, book),
    orderPriorExecution: orderShape(book, order),
  };
}

function orderShape(book: FakeBook, order: FakeOrder): object {
  return {
    orderId: order.orderId,
    type: 'lmt',
    symbol: book.contract.symbol,
    side: order.side,
    quantity: sizeOf(order.size, book),
    filled: 0,
    limitPrice: book.markPrice,
    reduceOnly: order.reduceOnly,
    timestamp: iso(order.at),
    lastUpdateTimestamp: iso(order.at),
  };
}
