/**
 * What the data support, in at most five plain sentences, each with its numbers. The words are
 * chosen by rules, never by taste: "no evidence of skill" stands where a test did not find any.
 * Must not know: how the figures came about.
 */

import type { NestedOutcome } from './run-nested.ts';
import type { TrialTests } from '../engine/statistics/tests-of-trials.ts';

/** Level of the tests; an interval covers one less this. */
const LEVEL = 0.05;

/** The verdict's sentences, at most five. */
export function verdictLines(found: {
  /** The selected set's annualised Sharpe ratio; undefined where none was selected. */
  readonly sharpe: number | undefined;
  /** Trials scored. */
  readonly trials: number;
  readonly tests: TrialTests | undefined;
  readonly nested: NestedOutcome;
}): readonly string[] {
  const { sharpe, trials, tests, nested } = found;
  if (sharpe === undefined || tests === undefined) {
    return [`There is no evidence of skill: none of ${trials} sets made returns that vary.`];
  }
  return [
    `The selected set's Sharpe ratio of ${two(sharpe)} is the best of ${trials} trials; the best ` +
      'of as many, as correlated as these and without skill, shows ' +
      `${two(tests.maximumOfCorrelated)} on average.`,
    ...nestedLines(nested),
    testLine(tests),
    conclusion(tests, nested),
  ];
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
  if (againstFlat.spa > LEVEL)
    return `There is no evidence of skill: p ${p(againstFlat.spa)} is above 0.05.`;
  if (!('missing' in nested) && !(nested.interval.lower > 0)) {
    return 'There is no evidence of skill: the interval of the nested Sharpe ratio holds 0.';
  }
  if (againstBuyHold !== undefined && againstBuyHold.spa > LEVEL) {
    const pValue = p(againstBuyHold.spa);
    return `There is no evidence of skill beyond buy and hold: p ${pValue} is above 0.05.`;
  }
  const nestedToo = 'missing' in nested ? '' : ', and the nested interval is above 0';
  return `There is evidence of skill at the 5 % level: p is at most 0.05${nestedToo}.`;
}

function two(value: number): string {
  return Number.isNaN(value) ? 'undefined' : value.toFixed(2);
}

/** `= 0.012`; a share of 1,000 resamples that is 0 is below 0.001. */
function p(value: number): string {
  return value < 0.001 ? '< 0.001' : `= ${value.toFixed(3)}`;
}
