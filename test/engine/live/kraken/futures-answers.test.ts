import { describe, expect, it } from 'vitest';
import * as answers from '../../../../engine/live/kraken/futures-answers.ts';
import type { JsonObject } from '../../../../engine/live/edges/json-fields.ts';
import { createFakeFutures } from '../../../../cli/stand-ins/fake-futures.ts';
import * as shapes from '../../../../cli/stand-ins/futures-shapes.ts';
import { describeShared, sharedFile } from '../../../shared-data.ts';

function recording(name: string): JsonObject {
  return JSON.parse(sharedFile(`data/kraken/futures_${name}.json`)) as JsonObject;
}

function bodyOf(name: string): JsonObject {
  const answer = { status: 200, json: recording(name), date: Number.NaN };
  return answers.futuresBody('futures test', answer);
}

describeShared('recorded futures answers', () => {
  it('give the instrument, whether its symbol is in upper or lower case', () => {
    expect(answers.readInstrument(bodyOf('instruments'), 'pi_xbtusd')).toEqual({
      symbol: 'PI_XBTUSD',
      type: 'futures_inverse',
      tradeable: true,
      postOnly: false,
      tickSize: 0.5,
      contractSize: 1,
      lotContracts: 1,
      maxPositionContracts: 75_000_000,
      initialMargin: 0.02,
      serverTime: Date.parse('2026-09-25T17:43:59.000Z'),
    });
    const serverTime = '2025-11-17T00:34:37.524Z';
    const body = { ...bodyOf('instruments_2025'), serverTime };
    const older = answers.readInstrument(body, 'PF_PEPEUSD');
    expect(older.lotContracts).toBe(1000);
    expect(() => answers.readInstrument(bodyOf('instruments'), 'PI_ETHUSD')).toThrow(/PI_ETHUSD/);
  });

  it('give ticker, account and position', () => {
    const prices = { markPrice: 91506.6009839176, fundingRate: -3.995839963e-9 * 91506.6009839176 };
    const ticker = { ...prices, suspended: false, postOnly: false };
    expect(answers.readTicker(bodyOf('tickers'), 'pi_xbtusd')).toEqual(ticker);
    expect(answers.readMarginAccount(bodyOf('accounts'), 'PI_XBTUSD')).toEqual({
      availableFunds: 100.73891563,
      portfolioValue: 153.73891563,
      liquidationPrice: 2890,
    });
    expect(answers.readPosition(bodyOf('openpositions'), 'pi_xbtusd')).toBe(-8000);
    expect(answers.readPosition(bodyOf('openpositions_empty'), 'PI_XBTUSD')).toBe(0);
  });

  it('give open orders and fills with their client ids', () => {
    expect(answers.readOpenOrders(bodyOf('openorders'), 'PI_XBTUSD')).toEqual([
      {
        orderId: '7a9f8b3e-1c2d-4e5f-9a8b-7c6d5e4f3a2b',
        clientOrderId: 'my-client-order-123',
        reduceOnly: true,
      },
    ]);
    const fills = answers.readFills(bodyOf('fills'), 'PI_XBTUSD');
    expect(fills.map(({ side, size }) => [side, size])).toEqual([
      ['buy', 5000],
      ['sell', 2500],
    ]);
    const [ether] = answers.readFills(bodyOf('fills'), 'PI_ETHUSD');
    expect(ether?.clientOrderId).toBe('my-order-ref-456');
  });

  it('show whether an order was executed or only rests', () => {
    const executed = answers.readSendStatus(bodyOf('sendorder_executed'));
    expect(executed).toMatchObject({ status: 'placed', executed: 10 });
    const resting = answers.readSendStatus(bodyOf('sendorder_placed'));
    expect(resting).toMatchObject({ status: 'placed', executed: 0 });
  });

  it.each([
    'clientOrderIdAlreadyExist',
    'insufficientAvailableFunds',
    'invalidOrderType',
    'invalidPrice',
    'invalidSize',
    'iocWouldNotExecute',
    'marketSuspended',
    'maxPositionViolation',
    'postWouldExecute',
    'tooManySmallOrders',
    'wouldNotReducePosition',
  ])('with result success and status %s mean that there is no order', (status) => {
    const reply = answers.readSendStatus(bodyOf(`sendorder_rejected_${status}`));
    expect(reply).toMatchObject({ status, executed: 0 });
  });

  it.each([
    ['Unavailable', '"Unavailable"'],
    ['apiLimitExceeded', '"apiLimitExceeded"'],
    ['authenticationError', '"authenticationError"'],
    ['badRequest_errors_array', '"Argument invalid: symbol"'],
    ['nonceBelowThreshold', '"nonceBelowThreshold"'],
    ['nonceDuplicate', '"nonceDuplicate"'],
    ['notFound_errors_array', 'an unknown reason'],
    ['requiredArgumentMissing', '"requiredArgumentMissing"'],
  ])('with the error %s throw', (name, reason) => {
    expect(() => bodyOf(`error_${name}`)).toThrow(`futures test: the exchange answers ${reason}`);
  });

  it('may have errors that are texts', () => {
    const json = { result: 'error', errors: ['nonceDuplicate'] };
    const read = (): unknown => answers.futuresBody('x', { status: 400, json, date: 0 });
    expect(read).toThrow('"nonceDuplicate"');
  });
});

describeShared("the fake's answers have the fields of the recorded ones", () => {
  const fake = createFakeFutures(() => Date.parse('2026-03-10T00:05:00Z'), []);
  const { book } = fake;
  const ticket = { clientOrderId: 'a', side: 'buy', size: 10, reduceOnly: false } as const;
  const taken = book.take({ ...ticket, processBefore: Number.POSITIVE_INFINITY });
  book.liquidity.push(0);
  const cancelled = book.take({
    ...ticket,
    clientOrderId: 'b',
    processBefore: Number.POSITIVE_INFINITY,
  });
  book.resting.push({ orderId: 'x', clientOrderId: 'c', side: 'sell', size: 1 });
  const at = Date.parse('2026-03-10T00:05:00Z');
  const recorded = (name: string, list: string, index: number): unknown =>
    (recording(name)[list] as unknown[])[index];
  const sendStatus = (name: string): unknown => recording(`sendorder_${name}`)['sendStatus'];
  const recordedAccounts = recording('accounts')['accounts'] as object;

  it.each([
    ['instruments', shapes.instruments(fake)[0], recorded('instruments', 'instruments', 3)],
    ['tickers', shapes.tickers(book, at)[0], recorded('tickers', 'tickers', 0)],
    ['positions', shapes.openPositions(book, at)[0], recorded('openpositions', 'openPositions', 0)],
    ['open orders', shapes.openOrders(book, at)[0], recorded('openorders', 'openOrders', 2)],
    ['fills', shapes.fills(book)[0], recorded('fills', 'fills', 1)],
    ['accounts', inverse(shapes.accounts(fake)), inverse(recordedAccounts)],
    ['sendorder', shapes.sendStatus(book, taken, at), sendStatus('executed')],
    ['no fill', shapes.sendStatus(book, cancelled, at), sendStatus('rejected_iocWouldNotExecute')],
  ])('%s', (_, fakes, real) => {
    expect(shapeOf(fakes)).toEqual(shapeOf(real));
  });
});

describe('a position', () => {
  it.each([
    ['long', 5, 5],
    ['short', 5, -5],
    ['short', -5, -5],
  ])('%s with size %s is %s', (side, size, expected) => {
    const body = { openPositions: [{ symbol: 'PI_XBTUSD', side, size }] };
    expect(answers.readPosition(body, 'PI_XBTUSD')).toBe(expected);
  });

  it('of an unknown side is refused', () => {
    const body = { openPositions: [{ symbol: 'PI_XBTUSD', side: 'both', size: 1 }] };
    expect(() => answers.readPosition(body, 'PI_XBTUSD')).toThrow('expected side long or short');
  });
});

/** The inverse account without its balances, because their names depend on the contracts held. */
function inverse(accounts: object): unknown {
  const { fi_xbtusd: account } = accounts as Record<string, object>;
  return { ...account, balances: {} };
}

/** The names and kinds of all fields, at every depth; of an array, those of its first item. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  const named = entries.map(([name, field]) => [name, shapeOf(field)] as const);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}
