import { describe, expect, it } from 'vitest';
import { InputError } from '../../../engine/core/errors.ts';
import { combinationsOf } from '../../../engine/statistics/combinations.ts';
import { overfittingNull } from '../../../engine/statistics/overfitting-null.ts';
import { probabilityOfOverfitting } from '../../../engine/statistics/overfitting-probability.ts';
import { sharpeRatio } from '../../../engine/statistics/sharpe-ratio.ts';
import { noise } from './noise.ts';

describe('combinations', () => {
  it('are all subsets in lexicographic order', () => {
    expect(combinationsOf(4, 2)).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
    expect(combinationsOf(3, 3)).toEqual([[0, 1, 2]]);
    expect(combinationsOf(3, 0)).toEqual([[]]);
    expect(combinationsOf(16, 8)).toHaveLength(12870);
  });
});

/** The definition once more, from rows. */
function slowProbability(trials: readonly Float64Array[], blocks: number) {
  const size = Math.floor(trials[0]!.length / blocks);
  const skip = trials[0]!.length % blocks;
  const results = combinationsOf(blocks, blocks / 2).map((half) => {
    const sharpesOf = (inside: boolean): number[] =>
      trials.map((trial) =>
        sharpeRatio(
          trial.filter(
            (_, i) => i >= skip && half.includes(Math.floor((i - skip) / size)) === inside,
          ),
        ),
      );
    const [first, second] = [sharpesOf(true), sharpesOf(false)];
    const winner = first.indexOf(Math.max(...first));
    const rank = second.filter((sharpe) => sharpe <= second[winner]!).length;
    return { winner, rank, inSample: first[winner]!, outOfSample: second[winner]! };
  });
  return results;
}

describe('probability of overfitting', () => {
  const trials = Array.from({ length: 5 }, (_, k) => noise(20 + k, 67));

  it('is the slow definition on noise, the first rows left out', () => {
    const slow = slowProbability(trials, 6);
    const found = probabilityOfOverfitting(trials, 6);
    expect(found.bars).toBe(66);
    expect(found.combinations).toBe(20);
    slow.forEach(({ rank }, i) => {
      expect(found.logits[i]).toBeCloseTo(Math.log(rank / 6 / (1 - rank / 6)), 12);
    });
    const overfit = slow.filter(({ rank }) => rank <= 3).length;
    expect(found.notPositive).toBe(overfit);
    expect(found.probability).toBe(overfit / 20);
    const counts = [0, 1, 2, 3, 4].map((k) => slow.filter(({ winner }) => winner === k).length);
    expect(found.selectedCounts).toEqual(counts);
    const average = (values: number[]): number => values.reduce((a, b) => a + b, 0) / 20;
    expect(found.meanInSample).toBeCloseTo(average(slow.map((s) => s.inSample)), 12);
    expect(found.meanOutOfSample).toBeCloseTo(average(slow.map((s) => s.outOfSample)), 12);
    expect(found.lossProbability).toBe(slow.filter((s) => s.outOfSample < 0).length / 20);
    const logits = Array.from(found.logits).sort((a, b) => a - b);
    expect(found.meanLogit).toBeCloseTo(average(logits), 12);
    expect(found.medianLogit).toBeCloseTo((logits[9]! + logits[10]!) / 2, 12);
  });

  it('has the line through the winners’ ratios', () => {
    const slow = slowProbability(trials, 6);
    const found = probabilityOfOverfitting(trials, 6);
    // The residuals of least squares add up to 0, and are unrelated to what they are explained by.
    const rest = slow.map((s) => s.outOfSample - found.intercept - found.slope * s.inSample);
    expect(rest.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 11);
    expect(rest.reduce((a, b, i) => a + b * slow[i]!.inSample, 0)).toBeCloseTo(0, 11);
    const total = slow.reduce((a, s) => a + (s.outOfSample - found.meanOutOfSample) ** 2, 0);
    const left = rest.reduce((a, b) => a + b * b, 0);
    expect(found.rSquared).toBeCloseTo(1 - left / total, 11);
  });

  it('of a trial that dominates is 0', () => {
    const best = trials.map((trial, k) => (k === 3 ? trial.map((x) => x + 5) : trial));
    const found = probabilityOfOverfitting(best, 6);
    expect(found.probability).toBe(0);
    expect(found.selectedCounts).toEqual([0, 0, 0, 20, 0]);
    expect(found.medianLogit).toBeCloseTo(Math.log(5), 12);
    expect(found.lossProbability).toBe(0);
  });

  it('takes the lowest of tied winners and the mean rank of ties', () => {
    // Copies of one trial and one that never wins: the winner's rank is (2 + 3 + 4)/3 of 4.
    const good = noise(1, 40, { drift: 3 });
    const bad = noise(2, 40, { drift: -3 });
    const found = probabilityOfOverfitting([bad, good, good, good], 4);
    expect(found.selectedCounts).toEqual([0, 6, 0, 0]);
    expect(found.meanLogit).toBeCloseTo(Math.log(3 / 2), 12);
    const all = probabilityOfOverfitting([good, good, good], 4);
    // Rank 2 of 3 is the middle: logit 0 counts as overfit.
    expect(all.probability).toBe(1);
    expect(all.meanLogit).toBe(0);
  });

  it('takes a ratio of 0 for a half without variance', () => {
    const losing = noise(2, 40, { drift: -3 });
    for (const constant of [0, 0.1]) {
      const flat = new Float64Array(40).fill(constant);
      const found = probabilityOfOverfitting([losing, flat], 4);
      expect(found.selectedCounts).toEqual([0, 6]);
      expect(found.meanInSample).toBe(0);
      expect(found.slope).toBeNaN();
      expect(found.rSquared).toBeNaN();
    }
  });

  it('has 16 blocks where nothing is said', () => {
    const found = probabilityOfOverfitting(trials);
    expect(found.combinations).toBe(12870);
    expect(found.bars).toBe(64);
  });

  it('refuses one trial, odd blocks, too few bars', () => {
    const check = (series: readonly Float64Array[], blocks: number, message: string): void => {
      expect(() => probabilityOfOverfitting(series, blocks)).toThrow(InputError);
      expect(() => probabilityOfOverfitting(series, blocks)).toThrow(message);
    };
    check(trials.slice(0, 1), 6, 'expected at least two trials, got 1');
    check(trials, 5, 'blocks: expected an even number from 2, got 5');
    check(trials, 0, 'blocks: expected an even number from 2, got 0');
    check(trials, 2.5, 'blocks: expected an even number from 2, got 2.5');
    const short = trials.map((trial) => trial.subarray(0, 3));
    check(short, 2, 'expected two bars a half or more, got 3 bars in 2 blocks');
    check(short, 4, 'expected two bars a half or more, got 3 bars in 4 blocks');
    const enough = trials.map((trial) => trial.subarray(0, 4));
    expect(probabilityOfOverfitting(enough, 4).combinations).toBe(6);
    expect(probabilityOfOverfitting(enough, 2).combinations).toBe(2);
  });
});

describe('null of the probability of overfitting', () => {
  const options = { trials: 6, bars: 120, blocks: 8, draws: 60, seed: 5 };

  it('is ascending, near 0.5 on average, and wide', () => {
    const found = overfittingNull(options);
    expect(found).toHaveLength(60);
    for (let i = 1; i < 60; i++) expect(found[i]!).toBeGreaterThanOrEqual(found[i - 1]!);
    const mean = found.reduce((a, b) => a + b, 0) / 60;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
    expect(found[57]! - found[2]!).toBeGreaterThan(0.5);
  });

  it('is a function of the seed and the number of the draw', () => {
    const found = overfittingNull(options);
    expect(overfittingNull(options)).toEqual(found);
    expect(overfittingNull({ ...options, seed: 6 })).not.toEqual(found);
    const fewer = overfittingNull({ ...options, draws: 5 });
    for (const value of fewer) expect(found).toContain(value);
  });

  it('of copies is 1, because the winner is in the middle of its equals', () => {
    const correlation = { size: 6, values: new Float64Array(36).fill(1) };
    const found = overfittingNull({ ...options, draws: 3, correlation });
    expect(Array.from(found)).toEqual([1, 1, 1]);
  });

  it('of uncorrelated trials is that without a correlation', () => {
    const values = Float64Array.from({ length: 36 }, (_, at) => (at % 7 === 0 ? 1 : 0));
    const correlation = { size: 6, values };
    const found = overfittingNull({ ...options, correlation });
    expect(found).toEqual(overfittingNull(options));
  });

  it('has 16 blocks where nothing is said, and refuses another number of trials', () => {
    const { blocks: _, ...plain } = { ...options, draws: 2 };
    expect(overfittingNull(plain)).toEqual(overfittingNull({ ...plain, blocks: 16 }));
    const correlation = { size: 2, values: Float64Array.of(1, 0, 0, 1) };
    expect(() => overfittingNull({ ...plain, correlation })).toThrow(InputError);
    expect(() => overfittingNull({ ...plain, correlation })).toThrow(
      'correlation: expected 6 trials, got 2',
    );
    expect(() => overfittingNull({ ...plain, trials: 1 })).toThrow('expected at least two trials');
  });
});
