import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../../engine/core/random.ts';
import { accountFacts, equityChange } from '../../../../engine/live/plan/account-facts.ts';

const INVERSE = { payoff: 'inverse', contractSize: 1 } as const;
const LINEAR = { payoff: 'linear', contractSize: 0.0001 } as const;
const TICKER = { markPrice: 50_000, suspended: false, postOnly: false, fundingRate: 1e-5 };

describe('the facts of an account', () => {
  const account = {
    currency: 'BTC',
    portfolioValue: 0.2,
    availableFunds: 0.1,
    liquidationPrice: 40_000,
  } as const;

  it('are in dollars, from the bitcoin of an inverse contract', () => {
    expect(accountFacts({ account, ticker: TICKER })).toEqual({
      equityUsd: 10_000,
      availableUsd: 5_000,
      liquidationPrice: 40_000,
      fundingRate: 1e-5,
    });
  });

  it('are the dollars of another contract', () => {
    const funds = { portfolioValue: 9_000, availableFunds: 8_000, liquidationPrice: 0 };
    const usd = { currency: 'USD', ...funds } as const;
    expect(accountFacts({ account: usd, ticker: TICKER })).toEqual({
      equityUsd: 9_000,
      availableUsd: 8_000,
      liquidationPrice: Number.NaN,
      fundingRate: 1e-5,
    });
  });

  it('are not known if the mark price is 0', () => {
    const ticker = { ...TICKER, markPrice: 0 };
    expect(accountFacts({ account, ticker }).equityUsd).toBeNaN();
  });
});

describe('a change of equity', () => {
  const mark = { equityUsd: 6_000, price: 60_000, position: 3_000 };
  const now = { price: 54_000, instrument: INVERSE, othersTraded: false };

  it.each([
    // 0.1 BTC and 3,000 contracts: -10 % on 6,000 USD of collateral and on 3,000 USD of position.
    ['is what the price explains', 5_100, { earned: -900, moved: 0 }],
    ['includes funding and fees', 5_010, { earned: -990, moved: 0 }],
    ['leaves out a withdrawal', 4_100, { earned: -900, moved: -1_000 }],
    ['leaves out a deposit', 8_100, { earned: -900, moved: 3_000 }],
  ])('of an inverse contract %s: %d', (_, equityUsd, expected) => {
    const { earned, moved } = equityChange(mark, { ...now, equityUsd });
    expect(earned).toBeCloseTo(expected.earned, 6);
    expect(moved).toBeCloseTo(expected.moved, 6);
  });

  it.each([
    // 500 lots of 0.0001 BTC: -300 USD. The collateral is dollars (0), bitcoin (-600) or both.
    ['with dollars as collateral', 5_700, { earned: -300, moved: 0 }],
    ['with bitcoin as collateral', 5_100, { earned: -900, moved: 0 }],
    ['with both', 5_400, { earned: -600, moved: 0 }],
    ['leaves out a withdrawal', 4_600, { earned: -900, moved: -500 }],
  ])('of a linear contract %s: %d', (_, equityUsd, expected) => {
    const held = { ...mark, position: 500 };
    const { earned, moved } = equityChange(held, { ...now, instrument: LINEAR, equityUsd });
    expect(earned).toBeCloseTo(expected.earned, 6);
    expect(moved).toBeCloseTo(expected.moved, 6);
  });

  it('counts as a whole if somebody else has traded', () => {
    const change = equityChange(mark, { ...now, equityUsd: 3_000, othersTraded: true });
    expect(change).toEqual({ earned: -3_000, moved: 0 });
  });

  it('of an inverse contract is explained for every price and position without moved money', () => {
    const chance = randomStream(5);
    for (let round = 0; round < 1_000; round++) {
      const [before, after] = [1_000 + chance.below(99_000), 1_000 + chance.below(99_000)];
      const [bitcoin, position] = [0.01 + chance.uniform(), chance.below(20_001) - 10_000];
      const held = { equityUsd: bitcoin * before, price: before, position };
      const equityUsd = (bitcoin + position * (1 / before - 1 / after)) * after;
      const change = equityChange(held, { ...now, price: after, equityUsd });
      expect(change.moved, `round ${round}`).toBe(0);
      expect(change.earned).toBeCloseTo(equityUsd - held.equityUsd, 4);
    }
  });
});
