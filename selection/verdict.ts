/**
 * What the data support, in at most five plain sentences, each with its numbers. The words are
 * chosen by rules, never by taste: "no evidence of skill" stands where a test did not find any.
 * Must not know: how the figures came about.
 */

import {
  aboveLevel,
  LEVEL,
  noSkill,
  pText as p,
  skill,
  two,
} from '../engine/assess/verdict-words.ts';
import type { NestedOutcome } from './run-nested.ts';
import type { TrialTests } from '../engine/statistics/tests-of-trials.ts';

/** The verdict's sentences, at most five. */
export function verdictLines(found: {
  /** The selected set's annualised Sharpe ratio; undefined where none was selected. */
  readonly sharpe: number | undefined;
  /** Trials scored. */
  readonly trials: number;
  readonly tests: TrialTests | undefined;
  readonly nested: NestedOutcome;
  /** The seeds whose mean chose. */
  readonly seeds: readonly number[];
  /** The selected set's Sharpe ratio of each seed; undefined where none was selected. */
  readonly sharpes: readonly number[] | undefined;
}): readonly string[] {
  const { sharpe, trials, tests, nested } = found;
  if (sharpe === undefined || tests === undefined) {
    return [noSkill(`none of ${trials} sets made returns that vary`)];
  }
  return [
    `The selected set's Sharpe ratio of ${two(sharpe)} (${seedsText(found)}) is the best of ` +
      `${trials} trials; the best of as many, as correlated as these and without skill, shows ` +
      `${two(tests.maximumOfCorrelated)} on average.`,
    ...nestedLines(nested),
    testLine(tests),
    conclusion(tests, nested),
  ];
}

/** `seed 42 alone`; of several: `the mean of 3 seeds, 0.91 to 1.12`. */
function seedsText({
  seeds,
  sharpes = [],
}: {
  readonly seeds: readonly number[];
  readonly sharpes?: readonly number[] | undefined;
}): string {
  if (seeds.length === 1) return `seed ${seeds[0]!} alone`;
  const ends = `${two(Math.min(...sharpes))} to ${two(Math.max(...sharpes))}`;
  return `the mean of ${seeds.length} seeds, ${ends}`;
}

function nestedLines(nested: NestedOutcome): readonly string[] {
  if ('missing' in nested) return [`What is left after selection is not known: ${nested.missing}.`];
  const { metrics, interval, windows, naiveSharpeOnSameBars: naive } = nested;
  const inWindows = windows.length === 1 ? 'one window' : `each of ${windows.length} windows`;
  return [
    `What is left after selection: chosen anew in ${inWindows} on the bars ` +
      `before it, the Sharpe ratio is ${two(metrics.sharpe)} (95 % interval ` +
      `${two(interval.lower)} to ${two(interval.upper)}); the selected set shows ${two(naive)}.`,
    `Buy and hold made ${two(nested.buyHoldSharpeOnSameBars)} on the same ${metrics.bars} bars.`,
  ];
}

function testLine({ againstFlat, againstBuyHold }: TrialTests): string {
  const held = againstBuyHold === undefined ? '' : `, than buy and hold p ${p(againstBuyHold.spa)}`;
  return `That no trial is better than no position: p ${p(againstFlat.spa)}${held} (SPA).`;
}

/** One sentence by the first of these that holds: flat is not beaten, holding is not, both are. */
function conclusion({ againstFlat, againstBuyHold }: TrialTests, nested: NestedOutcome): string {
  if (againstFlat.spa > LEVEL) return noSkill(aboveLevel(againstFlat.spa));
  if (!('missing' in nested) && !(nested.interval.lower > 0)) {
    return noSkill('the interval of the nested Sharpe ratio holds 0');
  }
  if (againstBuyHold !== undefined && againstBuyHold.spa > LEVEL) {
    return noSkill(aboveLevel(againstBuyHold.spa), 'buy and hold');
  }
  const nestedToo = 'missing' in nested ? '' : ', and the nested interval is above 0';
  return skill(`p is at most ${LEVEL}${nestedToo}`);
}
