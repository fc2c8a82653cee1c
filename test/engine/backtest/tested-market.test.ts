import { describe, expect, it } from 'vitest';
import { syntheticBars } from '../../../data/synthetic.ts';
import { testedRegimes } from '../../../engine/backtest/tested-market.ts';
import { tradePlan } from '../../../engine/backtest/trade-plan.ts';
import { marketCalendar } from '../../../engine/core/market-calendar.ts';
import { resolveOptions } from '../../../engine/core/options.ts';
import { buildDataset } from '../../../engine/learn/dataset.ts';
import { foldDataset } from '../../../engine/learn/folds.ts';
import type { Payoff } from '../../../engine/trade/trade-terms.ts';
import { TRADE_OPTIONS } from '../../../engine/trade/trade-options.ts';
import { planOf } from '../../dataset-plan.ts';

const { bars } = syntheticBars('1d');
const dataset = buildDataset(bars, planOf(['log_ret_5d']));

/** The regimes of the rows that are tested after `initialTrain` others. */
function regimesAfter(initialTrain: number, payoff: Payoff, regimeLabels: 'known' | 'lookahead') {
  const folded = foldDataset(dataset, { initialTrain, step: 20, embargo: 0 });
  const options = resolveOptions(TRADE_OPTIONS, { payoff, regimeLabels }, 'test');
  return testedRegimes(folded, tradePlan(options, marketCalendar(bars.time, '1d')));
}

describe('the regimes of what is tested', () => {
  it('of a bar do not depend on where the test begins', () => {
    const early = regimesAfter(200, 'linear', 'known');
    expect(new Set(early.slice(0, 60)).size).toBeGreaterThan(1);
    expect(regimesAfter(260, 'linear', 'known')).toEqual(early.slice(60));
  });

  it("in the original system's accounting know no row before the first tested one", () => {
    for (const [reading, unknown] of [
      ['lookahead', 59],
      ['known', 60],
    ] as const) {
      const early = regimesAfter(200, 'log', reading);
      const late = regimesAfter(260, 'log', reading);
      expect(late.slice(0, unknown)).toEqual(late.slice(0, unknown).map(() => 'sideways'));
      expect(late.slice(unknown)).toEqual(early.slice(60 + unknown));
      expect(early.slice(60, 60 + unknown)).not.toEqual(late.slice(0, unknown));
    }
  });
});
