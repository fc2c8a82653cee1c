import { describe, expect, it } from 'vitest';
import * as answers from '../../../../engine/live/kraken/futures-answers.ts';
import { readFlexAccount } from '../../../../engine/live/kraken/flex-account.ts';
import { contractOf } from '../../../../engine/live/kraken/futures-contract.ts';
import type { JsonObject } from '../../../../engine/live/edges/json-fields.ts';
import { createFakeFutures } from '../../../../cli/stand-ins/fake-futures.ts';
import * as shapes from '../../../../cli/stand-ins/futures-shapes.ts';
import { describeShared, sharedFile } from '../../../shared-data.ts';

const PI = contractOf('PI_XBTUSD');
const PF = contractOf('PF_XBTUSD');

function recording(name: string): JsonObject {
  return JSON.parse(sharedFile(`data/kraken/futures_${name}.json`)) as JsonObject;
}

function bodyOf(name: string): JsonObject {
  const answer = { status: 200, json: recording(name), date: Number.NaN };
  return answers.futuresBody('futures test', answer);
}

describeShared('recorded futures answers', () => {
  it('give the instrument, whether its symbol is in upper or lower case', () => {
    expect(answers.readInstrument(bodyOf('instruments'), contractOf('pi_xbtusd'))).toEqual({
      symbol: 'PI_XBTUSD',
      payoff: 'inverse',
      tradeable: true,
      postOnly: false,
      contractSize: 1,
      lotContracts: 1,
      maxPositionContracts: 75_000_000,
      initialMargin: 0.02,
      serverTime: Date.parse('2026-09-25T17:43:59.000Z'),
    });
    expect(answers.readInstrument(bodyOf('instruments'), PF)).toEqual({
      symbol: 'PF_XBTUSD',
      payoff: 'linear',
      tradeable: true,
      postOnly: false,
      contractSize: 0.0001,
      lotContracts: 1,
      maxPositionContracts: 12_000_000,
      initialMargin: 0.01,
      serverTime: Date.parse('2026-09-25T17:43:59.000Z'),
    });
  });

  it('without a server time give the instrument with the time of the Date header', () => {
    const json = recording('instruments_2025');
    const date = Date.parse('2025-11-17T00:34:37Z');
    const body = answers.futuresBody('futures test', { status: 200, json, date });
    const expected = { symbol: 'PI_XBTUSD', lotContracts: 1, serverTime: date };
    expect(answers.readInstrument(body, PI)).toMatchObject(expected);
    expect(() => answers.readInstrument(body, PF)).toThrow('expected PF_XBTUSD among them');
    const neither = (): unknown => answers.readInstrument(bodyOf('instruments_2025'), PI);
    expect(neither).toThrow('futures instruments.serverTime: expected a text');
  });

  it('give ticker, account and position', () => {
    const prices = { markPrice: 91506.6009839176, fundingRate: -3.995839963e-9 * 91506.6009839176 };
    const ticker = { ...prices, suspended: false, postOnly: false };
    expect(answers.readTicker(bodyOf('tickers'), 'pi_xbtusd')).toEqual(ticker);
    expect(answers.readInverseAccount(bodyOf('accounts'), PI)).toEqual({
      currency: 'BTC',
      availableFunds: 100.73891563,
      portfolioValue: 153.73891563,
      liquidationPrice: 2890,
    });
    expect(answers.readPosition(bodyOf('openpositions'), PI)).toBe(-8000);
    expect(answers.readPosition(bodyOf('openpositions_empty'), PI)).toBe(0);
  });

  it('give the multi-collateral account and a position in steps of 0.0001 bitcoin', () => {
    const flat = { bitcoin: 0, markPrice: 50_000 };
    expect(readFlexAccount(bodyOf('accounts'), flat)).toEqual({
      currency: 'USD',
      availableFunds: 34122.66,
      portfolioValue: 34995.52,
      liquidationPrice: 0,
    });
    expect(answers.readPosition(bodyOf('openpositions_PF_XBTUSD'), PF)).toBe(6);
    expect(answers.readPosition(bodyOf('openpositions_PF_XBTUSD'), PI)).toBe(0);
  });

  it('show a position in the other contract, and not one in ether', () => {
    const others = [{ instrument: 'PI_XBTUSD', size: -8000 }];
    expect(answers.readOtherPositions(bodyOf('openpositions'), PF)).toEqual(others);
    expect(answers.readOtherPositions(bodyOf('openpositions'), PI)).toEqual([]);
    const linear = [{ instrument: 'PF_XBTUSD', size: 0.0006 }];
    expect(answers.readOtherPositions(bodyOf('openpositions_PF_XBTUSD'), PI)).toEqual(linear);
    const quarterly = { openPositions: [{ symbol: 'fi_xbtusd_261225', side: 'long', size: 5 }] };
    expect(answers.readOtherPositions(quarterly, PF)).toHaveLength(1);
  });

  it('give open orders and fills with their client ids', () => {
    expect(answers.readOpenOrders(bodyOf('openorders'), PI)).toEqual([
      {
        orderId: '7a9f8b3e-1c2d-4e5f-9a8b-7c6d5e4f3a2b',
        clientOrderId: 'my-client-order-123',
        reduceOnly: true,
      },
    ]);
    const fills = answers.readFills(bodyOf('fills'), PI);
    expect(fills.map(({ side, size }) => [side, size])).toEqual([
      ['buy', 5000],
      ['sell', 2500],
    ]);
    const ether = { ...PI, symbol: 'PI_ETHUSD' };
    const [ofEther] = answers.readFills(bodyOf('fills'), ether);
    expect(ofEther?.clientOrderId).toBe('my-order-ref-456');
  });

  it('show whether an order was executed or only rests', () => {
    const executed = answers.readSendStatus(bodyOf('sendorder_executed'), PI);
    expect(executed).toMatchObject({ status: 'placed', executed: 10 });
    const resting = answers.readSendStatus(bodyOf('sendorder_placed'), PI);
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
    const reply = answers.readSendStatus(bodyOf(`sendorder_rejected_${status}`), PI);
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
    ['linear', shapes.instruments(fake)[1], recorded('instruments', 'instruments', 0)],
    ['flex', flex(shapes.accounts(fake)), flex(recordedAccounts)],
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
    expect(answers.readPosition(body, PI)).toBe(expected);
  });

  it('of an unknown side is refused', () => {
    const body = { openPositions: [{ symbol: 'PI_XBTUSD', side: 'both', size: 1 }] };
    expect(() => answers.readPosition(body, PI)).toThrow('expected side long or short');
  });
});

/** The inverse account without its balances, because their names depend on the contracts held. */
function inverse(accounts: object): unknown {
  const { fi_xbtusd: account } = accounts as Record<string, object>;
  return { ...account, balances: {} };
}

/** The multi-collateral account without its currencies, because these are the ones held. */
function flex(accounts: object): unknown {
  const { flex: account } = accounts as Record<string, object>;
  return { ...account, currencies: {} };
}

/** The names and kinds of all fields, at every depth; of an array, those of its first item. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  const named = entries.map(([name, field]) => [name, shapeOf(field)] as const);
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}
