/**
 * The order book of one contract of the fake futures exchange. An order fills at once or is
 * cancelled, and the position is the sum of the executions. What requests see may be older than
 * that. Sizes are whole contracts; futures-shapes.ts writes them as the exchange does.
 */

export type FakeOrder = {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly size: number;
  readonly reduceOnly: boolean;
  readonly at: number;
  filled: number;
};

export type FakeExecution = {
  readonly fillId: string;
  readonly order: FakeOrder;
  readonly size: number;
  readonly price: number;
  readonly at: number;
};

/** What requests can see of the book. Each of these may lag by another time. */
type View = 'position' | 'fills' | 'status';

/** An order as it was sent. */
type Ticket = {
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly size: number;
  readonly reduceOnly: boolean;
  readonly processBefore: number;
};

type RestingOrder = {
  readonly orderId: string;
  readonly clientOrderId?: string;
  readonly side: 'buy' | 'sell';
  readonly size: number;
  readonly reduceOnly?: boolean;
};

/** The outcome of a ticket: `placed`, or the status of its refusal. */
type TicketOutcome = { readonly status: string; readonly order: FakeOrder | undefined };

/** How the exchange names a contract and writes its sizes: one contract is 10^-decimals. */
export type FakeContract = {
  readonly symbol: 'PI_XBTUSD' | 'PF_XBTUSD';
  readonly decimals: number;
};

export type FakeBook = {
  readonly contract: FakeContract;
  markPrice: number;
  /** How many contracts of each of the next orders are filled; later orders fill completely. */
  readonly liquidity: number[];
  /** Statuses with which the next orders are refused. */
  readonly rejections: string[];
  /** Open orders in the book. */
  readonly resting: RestingOrder[];
  suspended: boolean;
  lot: number;
  /** By how many ms a view lags; called for every request. */
  lagOf: (view: View) => number;
  /** The second fill of an order shows this many ms later than the first. */
  partGapMs: number;
  /** Only this many of the latest fills are shown. */
  fillsShown: number;
  /** Whether fills carry the client order id. Recorded fills do not always carry it. */
  showsIds: boolean;
  /** Whether the id of a finished order cannot be used again. Kraken does not say for how long. */
  keepsIds: boolean;
  readonly executions: FakeExecution[];
  readonly orders: FakeOrder[];
  /** The real position, in signed contracts. */
  readonly position: () => number;
  /** The position that requests see. */
  readonly shownPosition: () => number;
  readonly shown: (view: View) => readonly FakeExecution[];
  /** A trade that is not ours, but a person's or another deployment's. */
  readonly tradeByHand: (contracts: number, clientOrderId?: string) => void;
  /** A test replaces it to make the exchange err. */
  take: (ticket: Ticket) => TicketOutcome;
  /** Forgets older executions but keeps the position; for long simulations. */
  readonly forget: (before: number) => void;
};

/** An empty book whose clock is `now` (ms). `id` gives unique ids. */
export function createFakeBook(
  contract: FakeContract,
  now: () => number,
  id: () => string,
): FakeBook {
  let base = 0;
  const executions: FakeExecution[] = [];
  const orders: FakeOrder[] = [];
  const sum = (list: readonly FakeExecution[]): number =>
    list.reduce((total, { order, size }) => total + (order.side === 'buy' ? size : -size), base);
  const book: FakeBook = {
    contract,
    markPrice: 60_000,
    liquidity: [],
    rejections: [],
    resting: [],
    suspended: false,
    lot: 1,
    lagOf: () => 0,
    partGapMs: 0,
    fillsShown: 100,
    showsIds: true,
    keepsIds: true,
    executions,
    orders,
    position: () => sum(executions),
    shown: (view) => {
      const until = now() - book.lagOf(view);
      return executions.filter(({ at }) => at <= until);
    },
    shownPosition: () => sum(book.shown('position')),
    tradeByHand: (contracts, clientOrderId = '') => {
      const side = contracts > 0 ? 'buy' : 'sell';
      const size = Math.abs(contracts);
      const at = now();
      const whole = { size, reduceOnly: false, at, filled: size };
      const order: FakeOrder = { orderId: id(), clientOrderId, side, ...whole };
      executions.push({ fillId: id(), order, size, price: book.markPrice, at });
    },
    take: (ticket) => take(book, ticket, now(), id),
    forget: (before) => {
      const first = executions.findIndex(({ at }) => at >= before);
      base = sum(executions.splice(0, first === -1 ? executions.length : first));
      const kept = orders.filter(({ at }) => at >= before);
      orders.splice(0, orders.length, ...kept);
    },
  };
  return book;
}

function take(book: FakeBook, ticket: Ticket, at: number, id: () => string): TicketOutcome {
  const refused = refusalOf(book, ticket, at);
  if (refused !== undefined) return { status: refused, order: undefined };
  const { clientOrderId, side, reduceOnly } = ticket;
  const room = Math.abs(book.position());
  const size = reduceOnly ? Math.min(ticket.size, room) : ticket.size;
  const order: FakeOrder = { orderId: id(), clientOrderId, side, size, reduceOnly, at, filled: 0 };
  const filled = Math.min(size, book.liquidity.shift() ?? Number.POSITIVE_INFINITY);
  if (filled === 0) return { status: 'iocWouldNotExecute', order };
  book.orders.push(order);
  // Two fills if possible, so that code which reads only the first one fails.
  const parts = filled > 1 ? [Math.floor(filled / 2), filled - Math.floor(filled / 2)] : [filled];
  for (const [i, part] of parts.entries()) {
    order.filled += part;
    const shownAt = at + i * book.partGapMs;
    book.executions.push({ fillId: id(), order, size: part, price: book.markPrice, at: shownAt });
  }
  return { status: 'placed', order };
}

function refusalOf(book: FakeBook, ticket: Ticket, at: number): string | undefined {
  const scripted = book.rejections.shift();
  if (scripted !== undefined) return scripted;
  if (at > ticket.processBefore) return 'wouldProcessAfterSpecifiedTime';
  const taken = book.orders.some(
    (order) =>
      order.clientOrderId === ticket.clientOrderId && (book.keepsIds || order.at + 5_000 > at),
  );
  if (taken) return 'clientOrderIdAlreadyExist';
  if (book.suspended) return 'marketSuspended';
  if (!(ticket.size > 0) || ticket.size % book.lot !== 0) return 'invalidSize';
  const position = book.position();
  const reduces = ticket.side === 'buy' ? position < 0 : position > 0;
  return ticket.reduceOnly && !reduces ? 'wouldNotReducePosition' : undefined;
}
