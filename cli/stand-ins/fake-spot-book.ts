/**
 * The orders and balances of the fake spot exchange. A market order fills at once, as far as there
 * is liquidity, and moves the balances. Requests may see an order later than that. Bitcoin and
 * dollars may earn Kraken Rewards: then they are moved to another name and can be sold and spent.
 */

type FakeSpotOrder = {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  /** Satoshis. */
  readonly volume: number;
  readonly filled: number;
  readonly price: number;
  /** ms since 1970. */
  readonly at: number;
};

export type FakeSpotBook = {
  /** Amounts as texts by the name of the asset; a test changes them. */
  readonly balances: Record<string, string>;
  /** How much of each of the next orders is filled (bitcoin); later orders fill completely. */
  readonly liquidity: number[];
  /** Whether everything is moved to `XBT.F` and `USD.F` after each order. */
  rewards: boolean;
  /** Lookups show an order this many ms after it was placed. */
  lagMs: number;
  /** Balances show an order this many ms after it was placed. */
  balancesLagMs: number;
  /** The balances before the latest order, which came at `at` (ms). */
  before: { readonly at: number; readonly balances: Readonly<Record<string, string>> };
  readonly placed: FakeSpotOrder[];
};

const SATOSHIS = 1e8;

/** An account with 1,000 dollars. */
export function createFakeSpotBook(): FakeSpotBook {
  const balances = { XXBT: '0.0000000000', ZUSD: '1000.0000' };
  const before = { at: 0, balances };
  return {
    balances,
    liquidity: [],
    rewards: false,
    lagMs: 0,
    balancesLagMs: 0,
    before,
    placed: [],
  };
}

/** Moves balances that earn rewards to their other name. */
function sweepRewards({ balances, rewards }: FakeSpotBook): void {
  if (!rewards) return;
  for (const [plain, earning] of [
    ['XXBT', 'XBT.F'],
    ['ZUSD', 'USD.F'],
  ] as const) {
    const sum = amountOf(balances, plain) + amountOf(balances, earning);
    balances[earning] = textOf(sum);
    balances[plain] = textOf(0);
  }
}

/** The order of a form of AddOrder, filled; or the error that refuses it. */
export function takeSpotOrder(
  book: FakeSpotBook,
  form: URLSearchParams,
  at: { readonly now: number; readonly price: number },
): FakeSpotOrder | string {
  const { balances } = book;
  const deadline = Date.parse(form.get('deadline') ?? '');
  // Kraken takes deadlines up to a minute ahead.
  if (deadline <= at.now || deadline > at.now + 60_000)
    return 'EGeneral:Invalid arguments:deadline';
  const volume = Math.round(Number(form.get('volume')) * SATOSHIS);
  if (!(volume >= 0.00005 * SATOSHIS)) return 'EGeneral:Invalid arguments:volume minimum not met';
  const side = form.get('type') === 'buy' ? 'buy' : 'sell';
  const [bitcoin, dollars] = [
    amountOf(balances, 'XXBT') + amountOf(balances, 'XBT.F'),
    amountOf(balances, 'ZUSD') + amountOf(balances, 'USD.F'),
  ];
  const enough = side === 'buy' ? volume * at.price <= dollars : volume <= bitcoin;
  if (!enough) return 'EOrder:Insufficient funds';
  const liquid = Math.round((book.liquidity.shift() ?? Infinity) * SATOSHIS);
  const filled = Math.min(volume, liquid);
  const order: FakeSpotOrder = {
    orderId: `OABCDE-FGHIJ-${String(book.placed.length + 1).padStart(6, '0')}`,
    clientOrderId: form.get('cl_ord_id') ?? '',
    side,
    volume,
    filled,
    price: at.price,
    at: at.now,
  };
  book.before = { at: at.now, balances: { ...balances } };
  book.placed.push(order);
  const sign = side === 'buy' ? 1 : -1;
  setSum(balances, ['XXBT', 'XBT.F'], bitcoin + sign * filled);
  setSum(balances, ['ZUSD', 'USD.F'], dollars - sign * filled * at.price);
  sweepRewards(book);
  return order;
}

/** The balances that a request shows. */
export function shownBalances(
  { balances, before, balancesLagMs }: FakeSpotBook,
  now: number,
): Readonly<Record<string, string>> {
  return now < before.at + balancesLagMs ? before.balances : balances;
}

/** The orders of these ids that a lookup shows, by order id, as the exchange describes them. */
export function shownOrders(
  { placed, lagMs }: FakeSpotBook,
  now: number,
  wanted: (order: FakeSpotOrder) => boolean,
): Record<string, object> {
  const shown = placed.filter((order) => order.at + lagMs <= now && wanted(order));
  return Object.fromEntries(shown.map((order) => [order.orderId, shapeOf(order)]));
}

function shapeOf({ clientOrderId, side, volume, filled, price, at }: FakeSpotOrder): object {
  const whole = filled === volume;
  return {
    refid: null,
    userref: 0,
    cl_ord_id: clientOrderId,
    status: whole ? 'closed' : 'canceled',
    reason: whole ? null : 'Order did not fill',
    opentm: at / 1000,
    closetm: at / 1000,
    starttm: 0,
    expiretm: 0,
    descr: { pair: 'XBTUSD', type: side, ordertype: 'market', price: '0', price2: '0' },
    vol: textOf(volume),
    vol_exec: textOf(filled),
    cost: textOf(filled * price),
    fee: '0.00000',
    price: filled === 0 ? '0.00000' : price.toFixed(5),
    stopprice: '0.00000',
    limitprice: '0.00000',
    misc: '',
    oflags: 'fciq',
  };
}

function amountOf(balances: Readonly<Record<string, string>>, asset: string): number {
  return Math.round(Number(balances[asset] ?? '0') * SATOSHIS);
}

/** Puts `sum` under the first name; the second one is emptied if it exists. */
function setSum(
  balances: Record<string, string>,
  [plain, earning]: readonly [string, string],
  sum: number,
): void {
  balances[plain] = textOf(sum);
  if (balances[earning] !== undefined) balances[earning] = textOf(0);
}

function textOf(units: number): string {
  return (units / SATOSHIS).toFixed(10);
}
