/**
 * A run's predictions traded, for programs: the figures that `backtest` prints of one set, and the
 * program's own.
 */

import { InputError } from '../core/errors.ts';
import { resolveOptions, type OptionValues } from '../core/options.ts';
import type { ClassFigures } from '../learn/out-of-sample.ts';
import type { AccountMetrics } from '../trade/account-metrics.ts';
import { TRADE_OPTIONS } from '../trade/trade-options.ts';
import type { TradeResult } from '../trade/trade.ts';
import type { SeedSpread } from './seed-spread.ts';
import { arenaOf, buyHoldFigures, setFigures } from './set-figures.ts';
import { tradePlan } from './trade-plan.ts';
import { calendarOf, type WalkForwardRun } from './walk-forward.ts';

/** A figure of your own: a number of a traded run, NaN where it is undefined. */
export type Metric = (traded: TradeResult) => number;

/** How a program trades a run; what is left out has the commands' default. */
export type TradeOptions<Name extends string = never> = Partial<
  OptionValues<typeof TRADE_OPTIONS>
> & {
  /** Figures of your own by their names; they join the `metrics` of the whole run. */
  readonly metrics?: Readonly<Record<Name, Metric>> | undefined;
};

/** A traded run. */
export type TradedRun<Name extends string = never> = Omit<TradeResult, 'metrics'> & {
  readonly metrics: AccountMetrics & Readonly<Record<Name, number>>;
  /** Standard error of the Sharpe ratio by the number of bars. */
  readonly sharpeError: number;
  /** How the predicted classes compare with the true ones. */
  readonly classes: ClassFigures;
  /** Each seed traded alone. */
  readonly bySeed: readonly {
    readonly seed: number;
    readonly accuracy: number;
    readonly metrics: AccountMetrics;
  }[];
  /** How far the seeds are apart; NaN for one seed. */
  readonly seedSpread: SeedSpread;
  /** Long on every tested bar, without cost. */
  readonly buyHold: TradeResult;
};

/**
 * The account of a run's predictions.
 * @throws InputError for an option that is unknown or out of range, for an own metric that has the
 *   name of a built-in one or gives no number
 *
 * @example
 * const { metrics } = trade(run, {
 *   costBps: 10,
 *   metrics: { bestBar: ({ account }) => Math.max(...account.net) },
 * });
 * metrics.bestBar; // a number beside metrics.sharpe
 */
export function tradeRun<Name extends string = never>(
  run: WalkForwardRun,
  options: TradeOptions<Name> = {},
): TradedRun<Name> {
  const { metrics, ...given } = options;
  const own: readonly [string, Metric][] = Object.entries(metrics ?? {});
  const values = resolveOptions(TRADE_OPTIONS, given, 'trade');
  const { neutral } = values;
  const arena = arenaOf(run, tradePlan(values, calendarOf(run.dataset)));
  const set = { name: run.names.join(), features: run.names };
  const figures = setFigures(arena, set, run.seeds, run.votes);
  const traded = figures.modes[neutral];
  return {
    ...traded,
    metrics: withOwn<Name>(traded, own),
    sharpeError: figures.sharpeError[neutral],
    classes: figures.classes,
    bySeed: figures.bySeed.map(({ seed, accuracy, metrics: ofSeed }) => ({
      seed,
      accuracy,
      metrics: ofSeed[neutral],
    })),
    seedSpread: figures.seedSpread,
    buyHold: buyHoldFigures(arena),
  };
}

/** The metrics and the program's own; those that are infinite are undefined: NaN. */
function withOwn<Name extends string>(
  traded: TradeResult,
  own: readonly (readonly [string, Metric])[],
): AccountMetrics & Readonly<Record<Name, number>> {
  const figures: Record<string, number> = {};
  for (const [name, metric] of own) {
    if (Object.hasOwn(traded.metrics, name)) {
      throw new InputError(`trade: metric ${name}: there is one of this name: choose another name`);
    }
    const value: unknown = metric(traded);
    if (typeof value !== 'number') {
      throw new InputError(`trade: metric ${name}: expected a number, got ${String(value)}`);
    }
    figures[name] = Number.isFinite(value) ? value : Number.NaN;
  }
  return { ...traded.metrics, ...(figures as Record<Name, number>) };
}
