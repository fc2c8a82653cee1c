/**
 * The matching side of the fake futures exchange: one contract, orders that are immediate or
 * cancel, executions that add up to the position. Views may lag behind what was executed.
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

/** An order as it was sent. */
export type Ticket = {
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly size: number;
  readonly reduceOnly: boolean;
  readonly processBefore: number;
};

export type RestingOrder = {
  readonly orderId: string;
  readonly clientOrderId?: string;
  readonly side: 'buy' | 'sell';
  readonly size: number;
};

/** What became of a ticket: `placed` and executed as far as it went, or why not. */
export type Taken = { readonly status: string; readonly order: FakeOrder | undefined };

export type FakeBook = {
  markPrice: number;
  /** Contracts that the market takes of the next orders, one entry an order; then all. */
  readonly liquidity: number[];
  /** Statuses for the next orders, instead of placing them. */
  readonly rejections: string[];
  /** Orders in the book that somebody else placed. */
  readonly resting: RestingOrder[];
  suspended: boolean;
  lot: number;
  /** How late positions, fills and status show what was executed, ms. */
  viewLagMs: number;
  /** Whether fills carry the client's order id; recorded ones do not always. */
  showsIds: boolean;
  /** Whether ids of finished orders stay taken; Kraken does not say for how long. */
  keepsIds: boolean;
  readonly executions: FakeExecution[];
  readonly orders: FakeOrder[];
  /** The position that is there in truth, signed contracts. */
  readonly position: () => number;
  /** The position that requests see. */
  readonly shownPosition: () => number;
  readonly shown: () => readonly FakeExecution[];
  /** A trade that is not ours. */
  readonly tradeByHand: (contracts: number) => void;
  readonly take: (ticket: Ticket) => Taken;
  /** Forgets orders and executions, keeping the position: for long simulations. */
  readonly forget: () => void;
};

/** An empty book whose clock is `now` (ms). `id` gives unique ids. */
export function createFakeBook(now: () => number, id: () => string): FakeBook {
  let base = 0;
  const executions: FakeExecution[] = [];
  const orders: FakeOrder[] = [];
  const sum = (list: readonly FakeExecution[]): number =>
    list.reduce((total, { order, size }) => total + (order.side === 'buy' ? size : -size), base);
  const book: FakeBook = {
    markPrice: 60_000,
    liquidity: [],
    rejections: [],
    resting: [],
    suspended: false,
    lot: 1,
    viewLagMs: 0,
    showsIds: true,
    keepsIds: true,
    executions,
    orders,
    position: () => sum(executions),
    shown: () => executions.filter(({ at }) => at + book.viewLagMs <= now()),
    shownPosition: () => sum(book.shown()),
    tradeByHand: (contracts) => {
      base += contracts;
    },
    take: (ticket) => take(book, ticket, now(), id),
    forget: () => {
      base = sum(executions);
      executions.length = 0;
      orders.length = 0;
    },
  };
  return book;
}

function take(book: FakeBook, ticket: Ticket, at: number, id: () => string): Taken {
  const refused = refusalOf(book, ticket, at);
  if (refused !== undefined) return { status: refused, order: undefined };
  const { clientOrderId, side, reduceOnly } = ticket;
  const room = Math.abs(book.position());
  const size = reduceOnly ? Math.min(ticket.size, room) : ticket.size;
  const order: FakeOrder = { orderId: id(), clientOrderId, side, size, reduceOnly, at, filled: 0 };
  const filled = Math.min(size, book.liquidity.shift() ?? Number.POSITIVE_INFINITY);
  if (filled === 0) return { status: 'iocWouldNotExecute', order };
  book.orders.push(order);
  // Two fills where it can be two: their sum must be used, not the first.
  const parts = filled > 1 ? [Math.floor(filled / 2), filled - Math.floor(filled / 2)] : [filled];
  for (const part of parts) {
    order.filled += part;
    book.executions.push({ fillId: id(), order, size: part, price: book.markPrice, at });
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
