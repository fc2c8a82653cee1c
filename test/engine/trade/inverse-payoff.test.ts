import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../engine/trade/account.ts';
import { inverseAccount } from '../../../engine/trade/inverse-account.ts';
import { describeShared, sharedFile } from '../../shared-data.ts';
import { anyTrading, classesOn, marketOf, PLAIN, SEED } from './toy-market.ts';

const COIN = { ...PLAIN, payoff: 'inverse' } as const;
const DOLLARS = { ...COIN, flatMeans: 'dollars' } as const;

const closeTo = (values: readonly number[]): unknown[] =>
  values.map((value) => expect.closeTo(value, 12));

describe('the inverse account', () => {
  it('equals a table worked by hand', () => {
    // Long one bitcoin's worth from 100 to 125: 100 contracts earn 100/100 - 100/125 = 0.2 BTC.
    // Then 1.2 BTC are worth 150: short 150 contracts from 125 to 100 earn 150/100 - 150/125 = 0.3.
    const market = marketOf([100, 125, 100]);
    const account = accountOf(market, classesOn([1, -1]), { ...COIN, costBps: 100 });
    // Costs of 1 % of 100 contracts over 100 USD of equity, then of 250 over 1.19 · 125.
    const equity = 1.19 * 125;
    const traded = (equity + 100) / equity;
    expect([...account.turnover]).toEqual(closeTo([1, traded]));
    expect([...account.gross]).toEqual(closeTo([0.2, 0.25]));
    expect([...account.net]).toEqual(closeTo([0.19, 0.25 - traded / 100]));
    expect([...account.dollars!.gross]).toEqual(closeTo([1.2 * 1.25 - 1, 1.25 * 0.8 - 1]));
    expect(account.dollars!.net[0]).toBeCloseTo(1.19 * 1.25 - 1, 12);
  });

  it('flat is long bitcoin where flat means bitcoin', () => {
    const account = accountOf(marketOf([100, 150]), classesOn([0]), COIN);
    expect([...account.net]).toEqual([0]);
    expect([...account.dollars!.net]).toEqual([0.5]);
  });

  it('flat keeps its dollars where flat means dollars', () => {
    const account = accountOf(marketOf([100, 150, 60]), classesOn([0]), DOLLARS);
    expect([...account.dollars!.net]).toEqual(closeTo([0, 0]));
  });

  it('is liquidated when bitcoin halve in a bar that is held long', () => {
    const market = marketOf([100, 100, 50, 100]);
    const account = accountOf(market, classesOn([1]), COIN);
    expect([...account.net]).toEqual([0, -1, 0]);
    expect([...account.dollars!.net]).toEqual([0, -1, 0]);
    expect([...account.positions]).toEqual([1, 1, 0]);
    expect(account.ruinedAt).toBe(market.time[2]);
  });

  it('pays funding on the contracts', () => {
    const terms = { ...COIN, funding: Float64Array.of(0.01, 0.01) };
    const { net } = accountOf(marketOf([100, 100, 100]), classesOn([1, -1]), terms);
    expect([...net]).toEqual(closeTo([-0.01, 0.01]));
    const hedged = { ...terms, flatMeans: 'dollars' } as const;
    const flat = accountOf(marketOf([100, 100, 100]), classesOn([0]), hedged);
    expect([...flat.net]).toEqual(closeTo([0.01, 0.01]));
  });

  it('without cost copies the linear account in dollars where flat means dollars', () => {
    const property = fc.property(anyTrading, ({ market, decisions }) => {
      const linear = accountOf(market, decisions, PLAIN);
      const inverse = accountOf(market, decisions, DOLLARS);
      fc.pre(linear.ruinedAt === undefined && inverse.ruinedAt === undefined);
      expect([...inverse.dollars!.net]).toEqual(closeTo([...linear.net]));
    });
    fc.assert(property, { seed: SEED });
  });

  it('is the account of contracts in bitcoin, bar by bar', () => {
    const property = fc.property(anyTrading, fc.constantFrom(0, 5, 100), (trading, costBps) => {
      const { market, decisions } = trading;
      const account = accountOf(market, decisions, { ...DOLLARS, costBps });
      fc.pre(account.ruinedAt === undefined);
      const contracts = inverseAccount({
        closes: market.close,
        positions: account.positions,
        sizing: { rule: 'usd-replicating' },
        startBtc: 1,
        cost: costBps / 1e4,
      });
      let bitcoin = 1;
      for (const [i, bar] of contracts.bars.entries()) {
        bitcoin *= 1 + account.net[i]!;
        expect(bitcoin).toBeCloseTo(bar.btc, 11);
      }
    });
    fc.assert(property, { seed: SEED });
  });
});

describeShared('golden inverse accounts that replicate dollars', () => {
  type Outputs = { final_btc: number; final_usd: number; sum_fee_btc: number };
  type Case = {
    readonly name: string;
    readonly inputs: { positions?: string; notional_usd?: null; btc0: number; cost: number };
    readonly outputs: Outputs;
  };
  const golden = JSON.parse(sharedFile('golden/statistics/08_inverse_perp.json'));
  const cases = (golden.cases as Case[]).filter(({ inputs }) => inputs.notional_usd === null);
  const close = Float64Array.from(golden.closes as number[]);
  // Two rates are settled at the bar's first price and one at its last: as one rate at the first.
  const rates = golden.funding_rates_three_per_bar as [number, number, number][];
  const funding = Float64Array.from(rates, ([first, second, last], i) => {
    return first + second + (last * close[i]!) / close[i + 1]!;
  });

  it('are there', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.each(cases)('$name', ({ inputs, outputs }) => {
    const positions = golden[inputs.positions!] as number[];
    const market = { time: Float64Array.from(golden.times as number[]), close };
    const account = accountOf(market, classesOn(positions), {
      ...DOLLARS,
      neutral: 'flat',
      costBps: inputs.cost * 1e4,
      funding,
    });
    let bitcoin = inputs.btc0;
    let fees = 0;
    for (const [i, value] of account.net.entries()) {
      fees += account.costs[i]! * bitcoin;
      bitcoin *= 1 + value;
    }
    const near = (actual: number, expected: number): unknown =>
      expect(Math.abs(actual / expected - 1)).toBeLessThanOrEqual(1e-9);
    near(bitcoin, outputs.final_btc);
    near(bitcoin * close.at(-1)!, outputs.final_usd);
    near(fees, outputs.sum_fee_btc);
  });
});
