/**
 * The rules of a run that turn bars into decisions and figures, as columns that an audit can cut:
 * regime labels, the market's calendar, and positions.
 * Must not know: features, forests.
 */

import type { Timeframe } from '../core/bar-time.ts';
import { marketCalendar, sessionDay } from '../core/market-calendar.ts';
import type { TradePlan } from '../backtest/trade-plan.ts';
import { nextReturns } from '../learn/dataset.ts';
import { fillPositions } from '../trade/fill-positions.ts';
import { labelBars, labelRegimes, REGIMES, type Regime } from '../trade/regimes.ts';
import type { CausalColumn } from './causal-column.ts';

/** Signals of the positions' audit: the sign of a return beyond this, so that some are neutral. */
const SIGNAL_RETURN = 0.005;

/** The regime of each bar, as figures by regime use it. */
export function regimeColumn({ regimes, terms }: Pick<TradePlan, 'regimes' | 'terms'>) {
  const { reading, windowBars } = regimes;
  return {
    subject: `regimes (${reading})`,
    aheadBars: 0,
    compute: (bars) => {
      const labels: Regime[] =
        terms.payoff === 'log'
          ? labelRegimes(nextReturns(bars), reading)
          : labelBars(bars.close, { reading, windowBars });
      return labels.map((label) => REGIMES.indexOf(label));
    },
  } satisfies CausalColumn;
}

/** The session day of each bar. */
export function calendarColumn(timeframe: Timeframe): CausalColumn {
  return {
    subject: 'sessions',
    aheadBars: 0,
    compute: ({ time }) => {
      const calendar = marketCalendar(time, timeframe);
      return time.map((at) => sessionDay(calendar, at));
    },
  };
}

/** The position after each bar, by the run's policy, for signals that follow the last return. */
export function positionColumn({ terms }: Pick<TradePlan, 'terms'>): CausalColumn {
  return {
    subject: 'positions',
    aheadBars: 0,
    compute: ({ close }) => {
      const classes = Int8Array.from(close, (price, i) => {
        const change = i === 0 ? 0 : Math.log(price / close[i - 1]!);
        return Math.abs(change) > SIGNAL_RETURN ? Math.sign(change) : 0;
      });
      const target = new Float64Array(close.length);
      fillPositions({ bar: Uint32Array.from(close.keys()), classes }, terms, target);
      return target;
    },
  };
}
