/** The settings of a run as the context of its trade: for the day's run and for a trade by hand. */

import type { TimeBudget } from './edges/wall-clock.ts';
import type { ObjectStore } from './edges/object-store.ts';
import type { DayStore } from './journal/day-store.ts';
import { killSwitchKey } from './journal/kill-switch.ts';
import { deploymentOf, type LiveSettings } from './live-settings.ts';
import type { TradeContext } from './orders/survey.ts';
import type { TradeLimits } from './plan/trade-guards.ts';

/**
 * The context of a trade under `settings`, without its market. The kill switch is on if `store` has
 * the object `kill-switch` below the state prefix; it has no other place.
 */
export function tradeContext(run: {
  readonly settings: LiveSettings;
  readonly store: ObjectStore;
  readonly days: DayStore;
  readonly time: TimeBudget;
}): Omit<TradeContext, 'market' | 'marketOf'> {
  const { settings, store, days, time } = run;
  const { positionSizeUsd } = settings;
  const killKey = killSwitchKey(settings.s3StatePrefix);
  return {
    days,
    time,
    environment: settings.futuresEnv,
    deployment: deploymentOf(settings),
    positionSizeUsd,
    limits: limitsOf(settings),
    closesOnLoss: true,
    cancelsReduceOnly: settings.cancelReduceOnly,
    runTimes: settings.runTimes,
    killSwitch: async () => (await store.read(killKey)) !== undefined,
  };
}

/** The limits of the guards under `settings`. */
export function limitsOf(settings: LiveSettings): TradeLimits {
  const { maxPriceDeviation, maxLeverage, minLiquidationDistance } = settings;
  const { positionSizeUsd, equityFloorUsd, dailyLossLimit } = settings;
  return {
    maxPositionUsd: settings.maxPositionUsd ?? 2 * positionSizeUsd,
    maxPriceDeviation,
    maxLeverage,
    minLiquidationDistance,
    equityFloorUsd,
    dailyLossLimit,
  };
}
