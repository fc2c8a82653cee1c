/**
 * Evidence of skill that may be looked at after every bar, by betting against "no skill".
 * Vocabulary: the null says that a return's mean, given the past, is 0 or less. A bet λ stakes a
 * fixed share of its wealth each bar, so its wealth is Π(1 + λ·r), from 1; the e-value is the mean
 * wealth of several bets. Under the null it reaches 20 with a probability of at most 5 %, at
 * whatever bar one looks or stops (Ville's inequality), so 1/e is a p-value that stays valid.
 * Source: Ville (1939); Waudby-Smith & Ramdas, "Estimating means of bounded random variables by
 * betting", JRSS B 86 (2024); Ramdas, Grünwald, Vovk & Shafer, "Game-theoretic statistics and safe
 * anytime-valid inference", Statistical Science 38 (2023).
 * Must not know: how the returns came about.
 */

import { InputError } from '../core/errors.ts';

/** Stakes of the mixture where nothing else is said. */
export const DEFAULT_BETS = [0.25, 0.5, 1, 1.5, 2] as const;

export type EProcess = {
  /** Float64Array (bars): log of the e-value after each bar; NaN where all wealth is lost. */
  readonly logValues: Float64Array;
  /** Float64Array (bets): log wealth of each bet at the end; NaN where it is lost. */
  readonly logWealth: Float64Array;
  /** The e-value at the end, at most the largest double; 1 without bars. */
  readonly value: number;
  /** Its log; NaN where all wealth is lost. */
  readonly logValue: number;
  /** The largest e-value before `brokenAt`, 1 at least: before the first bar it is 1. */
  readonly highest: number;
  /**
   * The first bar with a return below -1/λ of a bet, undefined where there is none. A bet can
   * lose no more than its wealth, so from this bar on the guarantee does not hold.
   */
  readonly brokenAt: number | undefined;
};

/**
 * The e-process of simple returns.
 * @param bets stakes λ > 0; a bet of λ needs returns above -1/λ, and one whose wealth is gone
 *   stays at 0
 * @throws InputError where a stake is not above 0, or there is none
 */
export function eProcess(
  returns: ArrayLike<number>,
  bets: readonly number[] = DEFAULT_BETS,
): EProcess {
  if (bets.length === 0) throw new InputError('bets: expected at least one stake, got none');
  for (const bet of bets) {
    if (!(bet > 0)) throw new InputError(`bets: expected stakes above 0, got ${bet}`);
  }
  const largest = Math.max(...bets);
  const logWealth = new Float64Array(bets.length);
  const logValues = new Float64Array(returns.length);
  let brokenAt: number | undefined;
  let highest = 0;
  for (let i = 0; i < returns.length; i++) {
    for (let k = 0; k < bets.length; k++) logWealth[k] = grow(logWealth[k], bets[k] * returns[i]);
    if (largest * returns[i] < -1) brokenAt ??= i;
    logValues[i] = logOfMean(logWealth);
    if (brokenAt === undefined) highest = Math.max(highest, logValues[i]);
  }
  const logValue = logValues.at(-1) ?? 0;
  return {
    logValues: logValues.map(definedLog),
    logWealth: logWealth.map(definedLog),
    value: expWithin(logValue),
    logValue: definedLog(logValue),
    highest: expWithin(highest),
    brokenAt,
  };
}

/**
 * The first bar after which the e-value is `threshold` or more, undefined where there is none
 * before `brokenAt`: 20 rejects the null at a level of 5 %.
 */
export function firstBarAt(
  { logValues, brokenAt }: EProcess,
  threshold: number,
): number | undefined {
  const valid = logValues.subarray(0, brokenAt);
  const index = valid.findIndex((value) => value >= Math.log(threshold));
  return index === -1 ? undefined : index;
}

/** log of a wealth after a gain; a lost wealth stays lost. */
function grow(logWealth: number, gain: number): number {
  return gain > -1 ? logWealth + Math.log1p(gain) : Number.NEGATIVE_INFINITY;
}

/** log of the mean of exp(values), safe for large ones. */
function logOfMean(values: Float64Array): number {
  const largest = values.reduce((best, value) => Math.max(best, value));
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let total = 0;
  for (const value of values) total += Math.exp(value - largest);
  return largest + Math.log(total / values.length);
}

/** A log, NaN where it is that of 0. */
function definedLog(value: number): number {
  return value === Number.NEGATIVE_INFINITY ? Number.NaN : value;
}

/** exp, at most the largest double. */
function expWithin(value: number): number {
  return Math.min(Math.exp(value), Number.MAX_VALUE);
}
