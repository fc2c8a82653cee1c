/**
 * What a series of returns supports, in five plain sentences, each with its numbers: what the data
 * support, what is left after selection and luck, what kills it, how many trials were made, what
 * would make this wrong. Must not know: files, where the returns come from.
 */

import type { AssessedFigures } from './assessed-figures.ts';
import { placeDoubt, placeLine, type BaselinePlace } from './baseline-place.ts';
import { aboveLevel, LEVEL, noSkill, percentText, pText, skill, two } from './verdict-words.ts';

/** How a verdict names things, where its figures do not know. */
export type VerdictTerms = {
  /** The benchmark: `buy and hold`. */
  readonly benchmark: string;
  /** The fourth sentence; left out: made of what the figures know of the trials. */
  readonly trials?: string;
  /** What else would make the figures wrong, beside what always would. */
  readonly wrong?: string;
  /** The place among baselines; left out: none were computed. */
  readonly place?: BaselinePlace | undefined;
};

/** The verdict's five sentences, and a sixth on the baselines if there are any. */
export function assessmentVerdict(
  figures: AssessedFigures,
  terms: VerdictTerms,
): readonly string[] {
  return [
    `${supportLine(figures, terms)} ${conclusion(figures, terms)}`,
    luckLine(figures),
    fragilityLine(figures),
    terms.trials ?? trialsLine(figures),
    wrongLine(figures, terms),
    ...(terms.place === undefined ? [] : [placeLine(terms.place)]),
  ];
}

function supportLine(
  { metrics, statistics, period, difference }: AssessedFigures,
  terms: VerdictTerms,
): string {
  const { lower, upper } = statistics.intervals.sharpe;
  const against =
    difference === undefined
      ? ''
      : `; ${terms.benchmark} shows ${two(difference.benchmarkSharpe)} (that they do not differ: ` +
        `p ${pText(difference.bootstrapPValue)}, Ledoit and Wolf)`;
  return (
    `What the data support: a Sharpe ratio of ${two(statistics.sharpe)} a year (95 % interval ` +
    `${two(lower)} to ${two(upper)}) over ${metrics.bars} ${period} returns${against}.`
  );
}

/** By the first of these that fails: the p-value, the interval, the benchmark, the baselines. */
function conclusion(figures: AssessedFigures, { benchmark, place }: VerdictTerms): string {
  const { statistics, luck, difference } = figures;
  const { found, counted } = luck;
  if (Number.isNaN(statistics.sharpe)) return noSkill('the returns do not vary');
  const alone = 1 - statistics.probabilisticSharpe;
  const pValue =
    found === undefined && counted === undefined
      ? alone
      : Math.max(found?.ownPValue.flat ?? 0, counted?.pValue ?? 0);
  if (!(pValue <= LEVEL)) return noSkill(aboveLevel(pValue));
  if (!(statistics.intervals.sharpe.lower > 0)) {
    return noSkill('the interval of the Sharpe ratio holds 0');
  }
  if (difference !== undefined) {
    if (!(difference.sharpeDifference > 0)) {
      return noSkill('its Sharpe ratio is not the higher one', benchmark);
    }
    const beyond = Math.max(difference.bootstrapPValue, found?.ownPValue.benchmark ?? 0);
    if (!(beyond <= LEVEL)) return noSkill(aboveLevel(beyond), benchmark);
  }
  const doubt = place === undefined ? undefined : placeDoubt(place);
  if (doubt !== undefined) return doubt;
  const only = found === undefined && counted === undefined ? ', if this was the only trial' : '';
  return skill(`p ${pText(pValue)}${only}`);
}

function luckLine({ luck }: AssessedFigures): string {
  const { found, counted, trialsThatShowAsMuch } = luck;
  const parts: string[] = [];
  if (found !== undefined) {
    const { tests, ownPValue, overfitting } = found;
    parts.push(
      `the best of ${tests.trials} trials as correlated as these and without skill shows ` +
        `${two(tests.maximumOfCorrelated)} on average; that this one is no better than no ` +
        `position: p ${pText(ownPValue.flat)} (StepM), that none of them is: p ` +
        `${pText(tests.againstFlat.spa)} (SPA)`,
    );
    if (overfitting !== undefined) {
      const { lower, upper } = overfitting.onNoise;
      parts.push(
        `the probability of overfitting is ${two(overfitting.probability)}, on noise ` +
          `${two(lower)} to ${two(upper)}`,
      );
    }
  }
  if (counted !== undefined) {
    parts.push(
      `the best of ${counted.count} independent trials without skill shows ` +
        `${two(counted.maximumOfIndependent)} on average, and this ratio or more with p ` +
        pText(counted.pValue),
    );
  }
  if (parts.length > 0) return `What is left after selection and luck: ${parts.join('; ')}.`;
  const unknown = 'What is left after selection and luck is not known without the trials';
  if (Number.isNaN(trialsThatShowAsMuch)) return `${unknown}.`;
  return (
    `${unknown}: the best of about ${countText(trialsThatShowAsMuch)} independent trials ` +
    'without skill shows as much on average.'
  );
}

function fragilityLine({ fragility }: AssessedFigures): string {
  const { withoutBestBars, withoutBestYear, worstYear } = fragility;
  const { bars } = withoutBestBars;
  const year =
    withoutBestYear === undefined
      ? ''
      : `, without its best year, ${withoutBestYear.year}, ${two(withoutBestYear.sharpe)}`;
  const best = bars === 1 ? 'best return' : `${bars} best returns`;
  return (
    `What kills it: without its ${best} the Sharpe ratio is ` +
    `${two(withoutBestBars.sharpe)}${year}; ` +
    `its worst year, ${worstYear.year}, made ${percentText(worstYear.totalReturn)}.`
  );
}

function trialsLine({ luck, trialCount }: AssessedFigures): string {
  const { found, counted } = luck;
  const told = counted === undefined ? '' : `${counted.count} were made, as told`;
  if (found === undefined) {
    if (told !== '') return `Trials: ${told}.`;
    return 'Trials: not told; each one that was tried and dropped makes this ratio worth less.';
  }
  const own =
    found.ownName === undefined
      ? ', and the assessed returns, which are none of them and count as one more'
      : `, the assessed returns are ${found.ownName} among them`;
  return `Trials: ${trialCount} are given${own}${told === '' ? '' : `; ${told}`}.`;
}

function wrongLine({ metrics, statistics }: AssessedFigures, { wrong }: VerdictTerms): string {
  const blocks = Number.isNaN(statistics.blockLength)
    ? ''
    : `, and the intervals hang on blocks of ${two(statistics.blockLength)} returns`;
  const also = wrong === undefined ? '' : `, ${wrong}`;
  return (
    'What would make this wrong: returns before cost, decisions that knew later data, a market ' +
    `that was chosen because it rose, trials that are not counted${also}; ` +
    `a year is taken as ${Number(metrics.periodsPerYear.toFixed(1))} returns${blocks}.`
  );
}

/** A number of trials with two digits that count: `46`, `1,300`, `2.1e+9`. */
function countText(value: number): string {
  if (value >= 1e6) return value.toExponential(1);
  return Math.round(Number(value.toPrecision(2))).toLocaleString('en');
}
