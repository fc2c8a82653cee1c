/** A backtest as the JSON document's keys. */

import { outOfSampleRange, type BacktestResult } from '../../engine/backtest/backtest-result.ts';
import type { SetFigures } from '../../engine/backtest/set-figures.ts';
import { mean } from '../../engine/statistics/moments.ts';
import type { NeutralPolicy } from '../../engine/trade/positions.ts';
import type { TradeResult } from '../../engine/trade/trade-signals.ts';
import { missing, type JsonInput } from '../framework/json-document.ts';

/** What must be read beside any Sharpe ratio here. */
export const NOT_DEFLATED_NOTE =
  'Not deflated: this set may have been chosen on these same bars, by whoever named it.';

const STANDARD_ERROR_FORMULA =
  'sqrt((1 - g3·s + (g4 - 1)/4·s²)/(n - 1))·sqrt(periodsPerYear): s, g3, g4 the Sharpe ratio, ' +
  'skewness and kurtosis of n net returns (Lo 2002; Mertens 2002; Bailey & López de Prado 2012)';

/** The document's keys, in the order in which they are printed. */
export function backtestJson(result: BacktestResult): Readonly<Record<string, JsonInput>> {
  const { folded, sets, buyHold, neutral } = result;
  return {
    sets: Object.fromEntries(sets.map((set) => [set.name, setResult(set, neutral)])),
    buyHold: tradeResult(buyHold),
    outOfSample: outOfSampleRange(folded),
    droppedRows: folded.dataset.droppedRows,
  };
}

/** The least, the greatest and the mean Sharpe ratio of the seeds' own runs. */
export function sharpeRange({ bySeed }: SetFigures, neutral: NeutralPolicy) {
  const sharpes = bySeed.map((run) => run.modes[neutral].metrics.sharpe);
  return {
    min: Math.min(...sharpes),
    max: Math.max(...sharpes),
    mean: mean(sharpes),
  };
}

function setResult(set: SetFigures, neutral: NeutralPolicy): JsonInput {
  const { metrics, regimes, yearly, monthly, positions } = tradeResult(set.modes[neutral]);
  return {
    features: set.features,
    metrics,
    bySeed: set.bySeed.map(({ seed, accuracy, modes }) => ({
      seed,
      accuracy,
      metrics: modes[neutral].metrics,
    })),
    regimes,
    yearly,
    monthly,
    positions,
    statistics: statistics(set, neutral),
    accuracy: set.classes.accuracy,
    predicted: set.classes.predicted,
    modes: { hold: modeResult(set, 'hold'), flat: modeResult(set, 'flat') },
  };
}

function modeResult({ modes, bySeed, sharpeError }: SetFigures, neutral: NeutralPolicy): JsonInput {
  const { metrics, positions, sharpeGross, totalCost, regimes } = tradeResult(modes[neutral]);
  return {
    metrics,
    sharpeStandardError: sharpeError[neutral],
    sharpeBySeed: bySeed.map((run) => run.modes[neutral].metrics.sharpe),
    positions,
    sharpeGross,
    totalCost,
    regimes,
  };
}

function statistics(set: SetFigures, neutral: NeutralPolicy): JsonInput {
  const oneSeed = missing('one seed has no spread');
  return {
    sharpeStandardError: set.sharpeError[neutral],
    sharpeStandardErrorFormula: STANDARD_ERROR_FORMULA,
    seedSpread:
      set.bySeed.length < 2 ? oneSeed : { sharpe: sharpeRange(set, neutral), ...set.seedSpread },
    note: NOT_DEFLATED_NOTE,
  };
}

/** A trade's figures; positions as shares of the rows. */
function tradeResult(trade: TradeResult) {
  const { metrics, regimes, yearly, monthly, positionCounts, sharpeGross, totalCost } = trade;
  const { bars } = metrics;
  return {
    metrics,
    regimes,
    yearly,
    monthly,
    positions: {
      long: positionCounts.long / bars,
      short: positionCounts.short / bars,
      flat: positionCounts.flat / bars,
    },
    sharpeGross,
    totalCost,
  };
}
