import { describe, expect, it } from 'vitest';
import type { PurgedPaths } from '../../engine/backtest/purged-paths.ts';
import type { NestedOutcome } from '../../selection/run-nested.ts';
import type { TrialTests } from '../../engine/statistics/tests-of-trials.ts';
import { nullResult, type NullOutcome } from '../../selection/null-histories/null-histories.ts';
import { skillFound, verdictLines } from '../../selection/verdict.ts';
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

const verdict = (
  tests: TrialTests | undefined,
  nested: NestedOutcome,
  nulls: NullOutcome = NONE,
): readonly string[] => {
  const chosen = { sharpe: tests && 1.5, trials: 42, seeds: [7], sharpes: [1.5] };
  return verdictLines({ ...chosen, tests, nested, nulls });
};

/** Histories of which `atLeast` show as much as the nested figure 0.4. */
function nullsWith(count: number, atLeast: number): NullOutcome {
  const figures = Array.from({ length: count }, (_, i) => (i < atLeast ? 0.5 : -0.5));
  const histories = figures.map((nested) => ({ naive: 1, nested }));
  return nullResult({ naive: 1.5, nested: nestedWith(0.1) }, 'rotated', histories);
}

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
        'is above 0; how often histories without skill do as well is not known (--null 200).',
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
    [
      0.01,
      undefined,
      NONE,
      'There is no evidence of skill: what is left after selection is not known.',
    ],
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

  it('says what choosing anew made on purged paths, if they were asked for', () => {
    const paths = [0.2, 0.4, 0.9].map((sharpe) => ({ metrics: { sharpe } }));
    const purged = { paths, buyHoldSharpe: 1.02 } as unknown as PurgedPaths;
    const chosen = { sharpe: 1.5, trials: 42, seeds: [7], sharpes: [1.5] };
    const tests = testsWith(0.01, 0.02);
    const lines = verdictLines({ ...chosen, tests, nested: NONE, nulls: NONE, purged });
    expect(lines[2]).toBe(
      'That no trial is better than no position: p = 0.010, than buy and hold p = 0.020 (SPA). ' +
        'Chosen anew on 3 purged paths of all rows it shows 0.40 at the median (0.22 to 0.85), ' +
        'buy and hold 1.02.',
    );
  });

  it('says where the nested figure stands among histories without skill', () => {
    const lines = verdict(testsWith(0.01, 0.02), nestedWith(0.1), nullsWith(99, 3));
    expect(lines).toHaveLength(5);
    expect(lines[3]).toBe(
      'That no trial is better than no position: p = 0.010, than buy and hold p = 0.020 (SPA). ' +
        'Of 99 histories without skill (rotated), 3 show a nested Sharpe ratio at least as high: ' +
        'p = 0.040.',
    );
    expect(lines[4]).toBe(
      'There is evidence of skill at the 5 % level: p is at most 0.05, and the nested interval ' +
        'is above 0.',
    );
  });

  it.each([
    [99, 5, 'p = 0.060 is above 0.05 among histories without skill'],
    [19, 1, 'p = 0.100 is above 0.05 among histories without skill'],
  ])('finds no skill where of %i such histories %i show as much', (count, atLeast, reason) => {
    const lines = verdict(testsWith(0.01, 0.02), nestedWith(0.1), nullsWith(count, atLeast));
    expect(lines.at(-1)).toBe(`There is no evidence of skill: ${reason}.`);
  });

  it('leaves a p-value aside that cannot be low, because there are too few histories', () => {
    for (const [count, found] of [
      [18, true],
      [19, true],
    ] as const) {
      const tests = testsWith(0.01, 0.02);
      expect(skillFound({ tests, nested: nestedWith(0.1), nulls: nullsWith(count, 0) })).toBe(
        found,
      );
    }
    const lines = verdict(testsWith(0.01, 0.02), nestedWith(0.1), nullsWith(18, 18));
    expect(lines.at(-1)).toMatch(/^There is evidence of skill/);
  });

  it.each([
    ['nothing fails', testsWith(0.01, 0.02), nestedWith(0.1), nullsWith(19, 0), true],
    ['nothing is known after selection', testsWith(0.01, 0.02), NONE, nullsWith(19, 0), false],
    ['nothing was selected', undefined, nestedWith(0.1), nullsWith(19, 0), false],
    ['flat is not beaten', testsWith(0.2, 0.02), nestedWith(0.1), nullsWith(19, 0), false],
    ['the interval holds 0', testsWith(0.01, 0.02), nestedWith(-0.1), nullsWith(19, 0), false],
    ['holding is not beaten', testsWith(0.01, 0.2), nestedWith(0.1), nullsWith(19, 0), false],
    ['luck shows as much', testsWith(0.01, 0.02), nestedWith(0.1), nullsWith(19, 1), false],
  ])('as a fact agrees with its last sentence: %s', (_, tests, nested, nulls, found) => {
    expect(skillFound({ tests, nested, nulls })).toBe(found);
    const last = verdict(tests, nested, nulls).at(-1)!;
    expect(last.startsWith('There is evidence')).toBe(found);
  });

  it('says so where nothing was selected', () => {
    expect(verdict(undefined, NONE)).toEqual([
      'There is no evidence of skill: none of 42 sets made returns that vary.',
    ]);
  });

  it('says so where what was selected holds nothing', () => {
    const chosen = { sharpe: Number.NaN, trials: 42, seeds: [7], sharpes: [Number.NaN] };
    const nested = { ...nestedWith(-0.1), naiveSharpeOnSameBars: Number.NaN };
    const lines = verdictLines({ ...chosen, tests: undefined, nested, nulls: NONE });
    expect(lines[0]).toContain('0.40 (95 % interval -0.10 to 1.10); the selected set never takes');
    expect(lines.at(-1)).toBe(
      'There is no evidence of skill: the selected set never takes a position.',
    );
    expect(lines.join()).not.toContain('NaN');
  });
});
