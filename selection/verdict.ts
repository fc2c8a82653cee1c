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
import { leastHistories } from '../engine/statistics/null-rank.ts';
import type { NullOutcome } from './null-histories/null-histories.ts';
import { pathSpread, type PurgedPaths } from '../engine/backtest/purged-paths.ts';
import type { NestedOutcome } from './run-nested.ts';
import type { TrialTests } from '../engine/statistics/tests-of-trials.ts';

/** What the tests of a selection found. */
type Evidence = {
  /** Undefined where nothing was selected, or where no returns vary. */
  readonly tests: TrialTests | undefined;
  readonly nested: NestedOutcome;
  readonly nulls: NullOutcome;
};

/** The verdict's sentences, at most five. */
export function verdictLines(
  found: Evidence & {
    /** The selected set's annualised Sharpe ratio; undefined where none was selected. */
    readonly sharpe: number | undefined;
    /** Trials scored. */
    readonly trials: number;
    /** The seeds whose mean chose. */
    readonly seeds: readonly number[];
    /** The selected set's Sharpe ratio of each seed; undefined where none was selected. */
    readonly sharpes: readonly number[] | undefined;
    /** The paths of choosing anew in purged splits; left out if they were not asked for. */
    readonly purged?: PurgedPaths | undefined;
  },
): readonly string[] {
  const { sharpe, trials, tests, nested, nulls, purged } = found;
  if (sharpe === undefined) return [noSkill(`none of ${trials} sets made returns that vary`)];
  if (tests === undefined) {
    return [...nestedLines(nested), noSkill('the selected set never takes a position')];
  }
  return [
    `The selected set's Sharpe ratio of ${two(sharpe)} (${seedsText(found)}) is the best of ` +
      `${trials} trials; the best of as many, as correlated as these and without skill, shows ` +
      `${two(tests.maximumOfCorrelated)} on average.`,
    ...nestedLines(nested),
    `${testLine(tests)}${nullSentence(nulls)}${purgedSentence(purged)}`,
    conclusion(tests, nested, nulls),
  ];
}

/** True if the verdict ends with evidence of skill. */
export function skillFound({ tests, nested, nulls }: Evidence): boolean {
  return tests !== undefined && whyNoSkill(tests, nested, nulls) === undefined;
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
  const shown = Number.isNaN(naive) ? 'never takes a position' : `shows ${two(naive)}`;
  return [
    `What is left after selection: chosen anew in ${inWindows} on the bars ` +
      `before it, the Sharpe ratio is ${two(metrics.sharpe)} (95 % interval ` +
      `${two(interval.lower)} to ${two(interval.upper)}); the selected set ${shown}.`,
    `Buy and hold made ${two(nested.buyHoldSharpeOnSameBars)} on the same ${metrics.bars} bars.`,
  ];
}

function testLine({ againstFlat, againstBuyHold }: TrialTests): string {
  const held = againstBuyHold === undefined ? '' : `, than buy and hold p ${p(againstBuyHold.spa)}`;
  return `That no trial is better than no position: p ${p(againstFlat.spa)}${held} (SPA).`;
}

/** Where the nested ratio stands among histories without skill, if they were run. */
function nullSentence(nulls: NullOutcome): string {
  if ('missing' in nulls || 'missing' in nulls.nested) return '';
  const { pValue, atLeast, count } = nulls.nested;
  return (
    ` Of ${count} histories without skill (${nulls.kind}), ${atLeast} show a nested Sharpe ratio ` +
    `at least as high: p ${p(pValue)}.`
  );
}

/** What choosing anew made on other orders of the same history. */
function purgedSentence(purged: PurgedPaths | undefined): string {
  if (purged === undefined) return '';
  const { median, p05, p95 } = pathSpread(purged.paths);
  return (
    ` Chosen anew on ${purged.paths.length} purged paths of all rows it shows ${two(median)} at ` +
    `the median (${two(p05)} to ${two(p95)}), buy and hold ${two(purged.buyHoldSharpe)}.`
  );
}

function conclusion(tests: TrialTests, nested: NestedOutcome, nulls: NullOutcome): string {
  const why = whyNoSkill(tests, nested, nulls);
  const unasked =
    nullPValue(nulls) === undefined
      ? '; how often histories without skill do as well is not known (--null 200)'
      : '';
  return why ?? skill(`p is at most ${LEVEL}, and the nested interval is above 0${unasked}`);
}

/**
 * The first of these that holds, as a sentence: histories without skill show as much, flat is not
 * beaten, nor after selection, nor is holding, or nothing is known of what selection leaves: tests
 * of trials alone claim skill too often (docs/calibration.md). Undefined if none holds.
 */
function whyNoSkill(
  { againstFlat, againstBuyHold }: TrialTests,
  nested: NestedOutcome,
  nulls: NullOutcome,
): string | undefined {
  const ofNulls = nullPValue(nulls);
  if (ofNulls !== undefined && !(ofNulls <= LEVEL)) {
    return noSkill(`${aboveLevel(ofNulls)} among histories without skill`);
  }
  if (againstFlat.spa > LEVEL) return noSkill(aboveLevel(againstFlat.spa));
  if (!('missing' in nested) && !(nested.interval.lower > 0)) {
    return noSkill('the interval of the nested Sharpe ratio holds 0');
  }
  if (againstBuyHold !== undefined && againstBuyHold.spa > LEVEL) {
    return noSkill(aboveLevel(againstBuyHold.spa), 'buy and hold');
  }
  return 'missing' in nested ? noSkill('what is left after selection is not known') : undefined;
}

/** The nested figure's p-value; undefined if too few histories were run for it to be a low one. */
function nullPValue(nulls: NullOutcome): number | undefined {
  if ('missing' in nulls || 'missing' in nulls.nested) return undefined;
  const { count, pValue } = nulls.nested;
  return count < leastHistories(LEVEL) ? undefined : pValue;
}
