/** What a set's result hangs on, as JSON. */

import type { BreakEven } from '../../engine/backtest/break-even.ts';
import type { LeftOutDays } from '../../engine/backtest/left-out-days.ts';
import { FEWEST_INTERVAL_BARS, type PartInterval } from '../../engine/backtest/period-intervals.ts';
import type { Sensitivity } from '../../engine/backtest/sensitivity.ts';
import type { Curve } from '../../engine/backtest/trade-curves.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';

/** The set's key `sensitivity`. */
export function sensitivityJson(sensitivity: Sensitivity): JsonInput {
  const { breakEven, trade, walk, without, regimes, years } = sensitivity;
  const { costBps, ...others } = trade;
  const curves = Object.entries({ ...others, ...walk });
  return {
    costBps: curveJson(costBps),
    breakEvenCostBps: {
      sharpe: breakEvenJson(breakEven.sharpe),
      totalLogReturn: breakEvenJson(breakEven.total),
    },
    ...Object.fromEntries(curves.map(([axis, curve]) => [axis, curveJson(curve)])),
    withoutBestDays: leftOutJson(without.best),
    withoutWorstDays: leftOutJson(without.worst),
    regimes: Object.fromEntries(regimes.map((part) => [part.name, partJson(part)])),
    years: Object.fromEntries(years.map((part) => [part.name, partJson(part)])),
  };
}

/** The points of a curve; `own` marks the value of the backtest itself. */
function curveJson(curve: Curve): JsonInput {
  if (curve.length === 0) return missing('the target has no threshold');
  return curve.map(({ value, own, metrics }) => ({
    value,
    own,
    sharpe: metrics.sharpe,
    annualReturn: metrics.annualReturn,
    totalLogReturn: metrics.totalLogReturn,
    maxDrawdown: metrics.maxDrawdown,
    turnover: metrics.turnover,
    bars: metrics.bars,
  }));
}

function breakEvenJson(breakEven: BreakEven): JsonInput {
  return 'missing' in breakEven ? missing(breakEven.missing) : breakEven.costBps;
}

function leftOutJson({ days, sharpe, totalLogReturn, bars }: LeftOutDays): JsonInput {
  return { sharpe, totalLogReturn, bars, days };
}

function partJson({ bars, sharpe, interval }: PartInterval): JsonInput {
  const tooFew = missing(`fewer than ${FEWEST_INTERVAL_BARS} bars give no interval`);
  return { bars, sharpe, interval: interval ?? tooFew };
}
