/** A model and a decision that the test chooses, for tests that are not about the model. */

import type { Bars } from '../../engine/core/bars.ts';
import type { LiveWorld, UsableModel } from '../../engine/live/live-world.ts';
import { nextPosition, type NeutralPolicy, type Signal } from '../../engine/trade/positions.ts';

/** A daily model of XBTUSD up to the day before `nowMs`, at a close of 60,000. */
export function fixedModel(
  nowMs: number,
  changed: Partial<UsableModel['header']> = {},
): UsableModel {
  const lastBarTime = (Math.floor(nowMs / 86_400_000) - 1) * 86_400;
  const times = { lastBarTime, lastTrainTime: lastBarTime - 86_400 };
  const origin = { market: 'XBTUSD', timeframe: '1d', lastClose: 60_000 } as const;
  return { sha256: 'ab'.repeat(32), header: { ...origin, ...times, ...changed } };
}

/** A decision for the class `signal(bars)`, with this policy on neutral. */
export function fixedDecision(
  signal: (bars: Bars) => Signal,
  neutral: NeutralPolicy = 'flat',
): LiveWorld<UsableModel>['decide'] {
  return ({ bars, previous }) => {
    const predicted = signal(bars);
    const last = bars.time.length - 1;
    const share = (side: number): number => (predicted === side ? 0.6 : 0.2);
    return {
      signal: predicted,
      position: nextPosition(previous, predicted, neutral),
      probabilities: { down: share(-1), neutral: share(0), up: share(1) },
      features: { ema_ratio_12: 1.01 },
      close: bars.close[last]!,
      barTime: bars.time[last]!,
      warnings: [],
    };
  };
}
