import { describe, expect, it } from 'vitest';
import type { NestedOutcome } from '../../selection/run-nested.ts';
import type { TrialTests } from '../../engine/statistics/tests-of-trials.ts';
import { verdictLines } from '../../selection/verdict.ts';
import { TOY_ACCOUNT, toyEvaluation } from './toy-evaluation.ts';

const NONE = { missing: 'not asked for' };

function testsWith(flat: number, held: number | undefined): TrialTests {
  return {
    trials: 40,
    bars: 900,
    blockLength: 2,
    againstFlat: { spa: flat, stepM: flat },
    againstBuyHold: held === undefined ? undefined : { spa: held, stepM: held },
    maximumOfCorrelated: 0.71,
    maximumOfIndependent: 0.9,
    deflatedSharpe2014: 0.5,
  };
}

function nestedWith(lower: number): NestedOutcome {
  const { metrics } = toyEvaluation(0.4);
  return {
    every: 'year',
    choices: [],
    windows: [{ from: 0, to: 86_400, sharpe: 0.4, bars: 3 }],
    metrics: { ...metrics, bars: 700 },
    account: TOY_ACCOUNT,
    standardError: 0.3,
    interval: { lower, upper: 1.1 },
    naiveSharpeOnSameBars: 1.3,
    buyHoldSharpeOnSameBars: 0.6,
    differentSets: 90,
  };
}

const verdict = (tests: TrialTests | undefined, nested: NestedOutcome): readonly string[] =>
  verdictLines({ sharpe: tests && 1.5, trials: 42, tests, nested, seeds: [7], sharpes: [1.5] });

describe('a verdict', () => {
  it('says the best of how many trials, what is left, and what holding made', () => {
    const lines = verdict(testsWith(0.01, 0.02), nestedWith(0.1));
    expect(lines).toEqual([
      "The selected set's Sharpe ratio of 1.50 (seed 7 alone) is the best of 42 trials; " +
        'the best of as many, as correlated as these and without skill, shows 0.71 on average.',
      'What is left after selection: chosen anew in one window on the bars before it, the ' +
        'Sharpe ratio is 0.40 (95 % interval 0.10 to 1.10); the selected set shows 1.30.',
      'Buy and hold made 0.60 on the same 700 bars.',
      'That no trial is better than no position: p = 0.010, than buy and hold p = 0.020 (SPA).',
      'There is evidence of skill at the 5 % level: p is at most 0.05, and the nested interval ' +
        'is above 0.',
    ]);
  });

  it.each([
    [0.2, 0.01, nestedWith(0.1), 'There is no evidence of skill: p = 0.200 is above 0.05.'],
    [
      0.01,
      0.01,
      nestedWith(-0.1),
      'There is no evidence of skill: the interval of the nested Sharpe ratio holds 0.',
    ],
    [
      0.01,
      0.01,
      nestedWith(Number.NaN),
      'There is no evidence of skill: the interval of the nested Sharpe ratio holds 0.',
    ],
    [
      0.01,
      0.3,
      nestedWith(0.1),
      'There is no evidence of skill beyond buy and hold: p = 0.300 is above 0.05.',
    ],
    [0.2, 0.3, NONE, 'There is no evidence of skill: p = 0.200 is above 0.05.'],
    [0.01, undefined, NONE, 'There is evidence of skill at the 5 % level: p is at most 0.05.'],
  ])('ends with what was found: p %j and %j', (flat, held, nested, expected) => {
    const lines = verdict(testsWith(flat, held), nested);
    expect(lines.length).toBeLessThanOrEqual(5);
    expect(lines.at(-1)).toBe(expected);
  });

  it('does not call a p-value 0', () => {
    expect(verdict(testsWith(0, 0.3), NONE)[2]).toBe(
      'That no trial is better than no position: p < 0.001, than buy and hold p = 0.300 (SPA).',
    );
  });

  it('says so where nothing was selected', () => {
    expect(verdict(undefined, NONE)).toEqual([
      'There is no evidence of skill: none of 42 sets made returns that vary.',
    ]);
  });
});
