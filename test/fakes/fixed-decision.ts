/** A model and a decision that the test chooses, for tests that are not about the model. */

import type { LiveWorld, UsableModel } from '../../engine/live/live-world.ts';

/** A model trained up to the day before `nowMs`. */
export function fixedModel(nowMs: number): UsableModel {
  const lastBarTime = Math.floor(nowMs / 1000) - 86_400;
  const header = { lastBarTime, lastTrainTime: lastBarTime - 86_400 };
  return { sha256: 'ab'.repeat(32), header };
}

/** A decision for `signal()`, flat on neutral. */
export function fixedDecision(signal: () => -1 | 0 | 1): LiveWorld<UsableModel>['decide'] {
  return ({ bars }) => {
    const position = signal();
    const last = bars.time.length - 1;
    const share = (side: number): number => (position === side ? 0.6 : 0.2);
    return {
      signal: position,
      position,
      probabilities: { down: share(-1), neutral: share(0), up: share(1) },
      features: { ema_ratio_12: 1.01 },
      close: bars.close[last]!,
      barTime: bars.time[last]!,
      warnings: [],
    };
  };
}
