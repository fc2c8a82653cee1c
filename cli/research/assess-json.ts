/** An assessment as the JSON document's keys. */

import { isoTime } from '../../engine/core/bar-time.ts';
import type { AssessedFigures, TimedDrawdown } from '../../engine/assess/assessed-figures.ts';
import type { Assessment } from '../../engine/assess/assess-returns.ts';
import type { TrialLuck, TrialsFound } from '../../engine/assess/trial-luck.ts';
import { sum } from '../../engine/statistics/moments.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';
import type { AssessInput } from './assess-input.ts';

/** The document's keys, in the order in which they are printed. */
export function assessJson(
  found: Assessment,
  input: AssessInput,
): Readonly<Record<string, JsonInput>> {
  const { aligned, file, column, benchmark } = input;
  const { time } = aligned;
  const { calendar } = found.returnPeriod;
  return {
    returns: {
      file: file.name,
      column,
      benchmark: benchmark ?? missing('no --benchmark was given'),
      from: isoTime(time[0]!),
      to: isoTime(time.at(-1)!),
      period: found.period,
      calendar: calendar ?? missing('the period is longer than a day'),
      periodsFrom: found.periodsFrom,
      emptyRows: aligned.empty,
      rowsLeftOut: aligned.outside,
      gaps: found.returnPeriod.gaps,
    },
    metrics: metricsJson(found, aligned.series[0]!),
    statistics: statisticsJson(found),
    drawdowns: found.drawdowns.map(drawdownJson),
    years: found.fragility.years,
    verdict: found.verdict,
  };
}

/** The names and signs of a backtest's metrics; what hangs on positions is not known. */
function metricsJson({ metrics }: AssessedFigures, returns: Float64Array): JsonInput {
  const { drawdowns, benchmark, periodsPerYear, bars, ...figures } = metrics;
  const { sharpe, sortino, winRate, annualReturn, calmar, profitFactor, volatility, ...tails } =
    figures;
  const { totalReturn, downsideDeviation, payoffRatio, maxDrawdown, ...others } = tails;
  const noPositions = missing('returns do not tell positions');
  const noBenchmark = missing('no --benchmark was given');
  return {
    sharpe,
    sortino,
    winRate,
    annualReturn,
    totalLogReturn: sum(returns.map(Math.log1p)),
    maxDrawdown: Math.abs(maxDrawdown),
    calmar,
    turnover: noPositions,
    profitFactor,
    volatility,
    exposure: noPositions,
    bars,
    periodsPerYear,
    finalCapital: missing('returns do not tell a capital'),
    totalReturn,
    omega: profitFactor,
    payoffRatio,
    downsideDeviation,
    ...others,
    drawdownCount: drawdowns.length,
    ...(benchmark ?? {
      beta: noBenchmark,
      alphaPerBar: noBenchmark,
      alpha: noBenchmark,
      alphaT: noBenchmark,
      correlation: noBenchmark,
      informationRatio: noBenchmark,
      trackingError: noBenchmark,
    }),
  };
}

/** The statistics of one series of returns and of the search that found it. */
export function statisticsJson(found: AssessedFigures): Readonly<Record<string, JsonInput>> {
  const { statistics, difference, luck, fragility, trialCount } = found;
  const { minimumTrackRecordBars: bars } = statistics;
  const { withoutBestBars, withoutBestYear = missing('there is one year') } = fragility;
  return {
    ...statistics,
    minimumTrackRecordBars: Number.isNaN(bars) ? missing('the Sharpe ratio is not above 0') : bars,
    benchmark: difference ?? missing('no benchmark'),
    trials: luckJson(luck, trialCount),
    fragility: { withoutBestBars, withoutBestYear, worstYear: fragility.worstYear },
  };
}

function luckJson(luck: TrialLuck, trialCount: number): JsonInput {
  const { found, counted, trialsThatShowAsMuch } = luck;
  return {
    given: trialCount,
    told: counted?.count ?? missing('no number of trials was told'),
    independentTrialsThatShowAsMuch: trialsThatShowAsMuch,
    ofCount:
      counted === undefined
        ? missing('no number of trials was told')
        : {
            maximumOfIndependent: counted.maximumOfIndependent,
            deflatedSharpe2014: counted.deflatedSharpe2014,
            pValue: counted.pValue,
          },
    ofReturns: found === undefined ? missing('no returns of trials were given') : foundJson(found),
  };
}

function foundJson({ ownName, tests, ownPValue, overfitting }: TrialsFound): JsonInput {
  const noBenchmark = missing('no benchmark');
  const { againstFlat, againstBuyHold, ...figures } = tests;
  return {
    assessedAmongThem: ownName !== undefined,
    assessedName: ownName ?? missing('the assessed returns are none of them: added as one more'),
    ...figures,
    againstFlat,
    againstBenchmark: againstBuyHold ?? noBenchmark,
    assessed: { flat: ownPValue.flat, benchmark: ownPValue.benchmark ?? noBenchmark },
    overfitting: overfitting ?? missing('fewer than two trials have returns that vary'),
  };
}

function drawdownJson(drawdown: TimedDrawdown): JsonInput {
  const { startTime, troughTime, endTime, bars, depth, recovered } = drawdown;
  return {
    start: isoTime(startTime),
    trough: isoTime(troughTime),
    end: isoTime(endTime),
    bars,
    depth: -depth,
    recovered,
  };
}
