import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../../engine/core/options.ts';
import { TRADE_OPTIONS, tradeTerms } from '../../../engine/trade/trade-options.ts';

describe('options of paper trading', () => {
  it('are, where nothing is said, the money as it really is', () => {
    expect(resolveOptions(TRADE_OPTIONS, {}, 'command line')).toEqual({
      payoff: 'linear',
      sides: 'both',
      neutral: 'hold',
      costBps: 5,
      delay: 0,
      periodsPerYear: 'auto',
      capital: 1000,
      regimeLabels: 'known',
    });
  });

  it('give the terms of an account', () => {
    const given = { payoff: 'inverse', sides: 'long', neutral: 'flat', costBps: 7, delay: 2 };
    expect(tradeTerms(resolveOptions(TRADE_OPTIONS, given, 'command line'))).toEqual({
      payoff: 'inverse',
      sides: 'long',
      neutral: 'flat',
      costBps: 7,
      delayBars: 2,
    });
  });

  it.each([
    [{ payoff: 'quadratic' }, '--payoff: expected linear | inverse | log'],
    [{ delay: 1.5 }, '--delay: expected an integer from 0 to 100 bars'],
    [{ periodsPerYear: 0 }, '--periods-per-year: expected a number from 1 to 100000 bars, or auto'],
    [{ capital: 0 }, '--capital: expected a number from 1'],
  ])('refuse %j', (given, message) => {
    expect(() => resolveOptions(TRADE_OPTIONS, given, 'command line')).toThrow(message);
  });
});
