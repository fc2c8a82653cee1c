/**
 * The probability that choosing the best of trials chooses by chance, by combinatorially symmetric
 * cross-validation: the bars are cut into blocks, every half of the blocks chooses a winner, and
 * the other half tells how the winner ranks there.
 * Source: Bailey, Borwein, López de Prado & Zhu, "The Probability of Backtest Overfitting",
 * Journal of Computational Finance 20 (2017). Must not know: what the trials were.
 */

import type { TrialReturns } from './trial-returns.ts';
import { InputError } from '../core/errors.ts';
import { combinationsOf } from './combinations.ts';
import { leastSquaresLine } from './least-squares.ts';
import { mean } from './moments.ts';
import { median } from './quantile.ts';
import { barsOf } from './trial-returns.ts';

export type OverfittingProbability = {
  /** Bars used: the first bars mod blocks are left out. */
  readonly bars: number;
  readonly combinations: number;
  /**
   * Share of combinations whose winner ranks in the lower half, logit ≤ 0. One such figure means
   * little: on noise alone it spreads from 0.1 to 0.9. Show it beside `overfittingNull`.
   */
  readonly probability: number;
  /** How many combinations these are. */
  readonly notPositive: number;
  /** Float64Array (combinations): ln(w / (1 - w)), w the winner's rank out of sample / (N + 1). */
  readonly logits: Float64Array;
  readonly meanLogit: number;
  readonly medianLogit: number;
  /** Least squares of the winner's ratio out of sample on the one in sample; NaN without spread. */
  readonly slope: number;
  readonly intercept: number;
  readonly rSquared: number;
  /** Share of combinations whose winner loses out of sample. */
  readonly lossProbability: number;
  /** The winners' mean Sharpe ratio per bar, in and out of sample. */
  readonly meanInSample: number;
  readonly meanOutOfSample: number;
  /** How often each trial won. */
  readonly selectedCounts: readonly number[];
};

/** Blocks where nothing else is said: 12,870 combinations. */
const DEFAULT_OVERFITTING_BLOCKS = 16;

/** Two Sharpe ratios this near are a tie: rounding differs with the order of addition. */
const TIE = 1e-12;
/** A variance below this share of the mean square is rounding: the half is constant. */
const CONSTANT_SHARE = 1e-13;

/**
 * The probability of backtest overfitting of choosing the trial with the best per-bar Sharpe
 * ratio (0 for a half without variance; ties go to the lowest index, ranks of ties are averaged).
 * O(combinations · trials).
 * @throws InputError for fewer than two trials, an odd number of blocks, or fewer than two bars
 *   a half
 */
export function probabilityOfOverfitting(
  trials: TrialReturns,
  blocks = DEFAULT_OVERFITTING_BLOCKS,
): OverfittingProbability {
  const bars = barsOf(trials);
  requireShape(trials.length, bars, blocks);
  return fromBlocks(blockSums(trials, blocks), combinationsOf(blocks, blocks / 2));
}

function requireShape(trials: number, bars: number, blocks: number): void {
  if (trials < 2) throw new InputError(`expected at least two trials, got ${trials}`);
  if (!(Number.isInteger(blocks) && blocks >= 2 && blocks % 2 === 0)) {
    throw new InputError(`blocks: expected an even number from 2, got ${blocks}`);
  }
  if (Math.floor(bars / blocks) * (blocks / 2) < 2) {
    throw new InputError(`expected two bars a half or more, got ${bars} bars in ${blocks} blocks`);
  }
}

/** Sums and sums of squares of each trial in each block. */
type BlockSums = {
  readonly trials: number;
  readonly blocks: number;
  readonly barsPerBlock: number;
  /** Float64Array (blocks × trials). */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
};

function blockSums(trials: TrialReturns, blocks: number): BlockSums {
  const bars = trials[0].length;
  const barsPerBlock = Math.floor(bars / blocks);
  const sums = new Float64Array(trials.length * blocks);
  const squares = new Float64Array(trials.length * blocks);
  for (let k = 0; k < trials.length; k++) {
    for (let i = bars % blocks; i < bars; i++) {
      const block = Math.floor((i - (bars % blocks)) / barsPerBlock);
      sums[block * trials.length + k] += trials[k][i];
      squares[block * trials.length + k] += trials[k][i] * trials[k][i];
    }
  }
  return { trials: trials.length, blocks, barsPerBlock, sums, squares };
}

function fromBlocks(
  data: BlockSums,
  combinations: readonly (readonly number[])[],
): OverfittingProbability {
  const count = combinations.length;
  const logits = new Float64Array(count);
  const inSample = new Float64Array(count);
  const outOfSample = new Float64Array(count);
  const selectedCounts = Array.from({ length: data.trials }, () => 0);
  const firstSharpes = halfSharpes(data);
  const secondSharpes = halfSharpes(data);
  const choose = (i: number, chosenOn: Float64Array, testedOn: Float64Array): void => {
    const winner = winnerOf(chosenOn);
    const rank = rankOf(testedOn, winner);
    logits[i] = Math.log(rank / (data.trials + 1 - rank));
    inSample[i] = chosenOn[winner];
    outOfSample[i] = testedOn[winner];
    selectedCounts[winner]++;
  };
  // In lexicographic order combination i's complement is the i-th from the end.
  for (let i = 0; i < count / 2; i++) {
    const first = firstSharpes(combinations[i]);
    const second = secondSharpes(combinations[count - 1 - i]);
    choose(i, first, second);
    choose(count - 1 - i, second, first);
  }
  const line = leastSquaresLine(inSample, outOfSample);
  const notPositive = logits.filter((logit) => logit <= 0).length;
  return {
    bars: data.blocks * data.barsPerBlock,
    combinations: count,
    probability: notPositive / count,
    notPositive,
    logits,
    meanLogit: mean(logits),
    medianLogit: median(logits),
    slope: line.slope,
    intercept: line.constant,
    rSquared: line.correlation * line.correlation,
    lossProbability: outOfSample.filter((sharpe) => sharpe < 0).length / count,
    meanInSample: mean(inSample),
    meanOutOfSample: mean(outOfSample),
    selectedCounts,
  };
}

/**
 * A function from a half to the Sharpe ratio of every trial over its blocks, added in their order;
 * the result is overwritten by the next call. Halves that follow each other in lexicographic order
 * mostly begin alike, and the sums over blocks that a half shares with the last one are kept: about
 * two blocks are added for each half, and not all.
 */
function halfSharpes(data: BlockSums): (half: readonly number[]) => Float64Array {
  const { trials, blocks, barsPerBlock, sums, squares } = data;
  const size = blocks / 2;
  const bars = size * barsPerBlock;
  const sharpes = new Float64Array(trials);
  // Row d has the sums over the first d blocks of `last`.
  const sumsUpTo = new Float64Array((size + 1) * trials);
  const squaresUpTo = new Float64Array((size + 1) * trials);
  let last: readonly number[] = [];
  return (half) => {
    let depth = 0;
    while (depth < size && half[depth] === last[depth]) depth++;
    for (; depth < size; depth++) {
      const from = depth * trials;
      const block = half[depth] * trials;
      for (let k = 0; k < trials; k++) {
        sumsUpTo[from + trials + k] = sumsUpTo[from + k] + sums[block + k];
        squaresUpTo[from + trials + k] = squaresUpTo[from + k] + squares[block + k];
      }
    }
    last = half;
    for (let k = 0; k < trials; k++) {
      const sum = sumsUpTo[size * trials + k];
      const square = squaresUpTo[size * trials + k];
      const variance = (square - (sum * sum) / bars) / (bars - 1);
      const constant = !(variance > (CONSTANT_SHARE * square) / bars);
      sharpes[k] = constant ? 0 : sum / bars / Math.sqrt(variance);
    }
    return sharpes;
  };
}

/** The lowest index within a tie of the largest. */
function winnerOf(sharpes: Float64Array): number {
  let largest = sharpes[0];
  for (let k = 1; k < sharpes.length; k++) if (sharpes[k] > largest) largest = sharpes[k];
  let winner = 0;
  while (sharpes[winner] < largest - TIE) winner++;
  return winner;
}

/** Rank of `trial` from 1, ascending; ties share the mean of their ranks. */
function rankOf(sharpes: Float64Array, trial: number): number {
  const own = sharpes[trial];
  let below = 0;
  let tied = 0;
  for (let k = 0; k < sharpes.length; k++) {
    const lead = own - sharpes[k];
    if (lead > TIE) below++;
    else if (lead >= -TIE) tied++;
  }
  return below + (tied + 1) / 2;
}
