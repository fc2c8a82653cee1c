import { describe, expect, it } from 'vitest';
import {
  liquidationEstimate,
  readFlexAccount,
} from '../../../../engine/live/kraken/flex-account.ts';

describe('the price at which liquidation starts', () => {
  it.each([
    // bitcoin held, equity, maintenance margin, bitcoin as collateral (USD), price (worked by hand)
    // Long 1 at 50,000 with 10,500 USD: 10,500 + (p - 50,000) = 500·p/50,000, p = 39,500/0.99.
    [1, 10_500, 500, 0, 39_500 / 0.99],
    // Short 1: 10,500 - (p - 50,000) = 500·p/50,000, p = 60,500/1.01.
    [-1, 10_500, 500, 0, 60_500 / 1.01],
    // Long 1 with 0.2 BTC alone: 10,000·p/50,000 + (p - 50,000) = 500·p/50,000.
    [1, 10_000, 500, 10_000, 50_000 / 1.19],
    // Short 1 with 1 BTC: the collateral rises as much as the position loses, no upper price.
    [-1, 50_500, 500, 50_500, 0],
    // Long 0.1 with more dollars than the position is worth.
    [0.1, 6_000, 25, 0, 0],
    [0, 6_000, 0, 0, 0],
  ])('%s bitcoin, equity %s', (bitcoin, equity, maintenance, bitcoinCollateral, expected) => {
    const account = { equity, maintenance, bitcoinCollateral };
    const price = liquidationEstimate({ bitcoin, markPrice: 50_000 }, account);
    expect(price).toBeCloseTo(expected, 6);
  });
});

describe('the multi-collateral account', () => {
  const flex = { availableMargin: 1, portfolioValue: 2, marginEquity: 3, maintenanceMargin: 4 };
  const flat = { bitcoin: 0, markPrice: 50_000 };

  it('may hold no bitcoin', () => {
    const body = { accounts: { flex: { ...flex, currencies: {} } } };
    expect(readFlexAccount(body, flat)).toMatchObject({ availableFunds: 1, portfolioValue: 2 });
  });

  it('must exist', () => {
    expect(() => readFlexAccount({ accounts: {} }, flat)).toThrow('expected an account flex');
  });
});
