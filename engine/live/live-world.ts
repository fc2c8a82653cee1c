/**
 * Everything that the daily run needs from outside, as one object that is passed in: clock, random
 * numbers, exchange, store, mail, model and decision. The function fills it with the real ones,
 * tests with servers on loopback, the simulation with state machines.
 */

import type { Bars } from '../core/bars.ts';
import type { Position } from '../trade/positions.ts';
import type { LiveSettings } from './live-settings.ts';
import type { ListedStore } from './edges/object-store.ts';
import type { TimeBudget } from './edges/wall-clock.ts';
import type { Decision } from './model/decision.ts';
import type { Explanation } from './model/explanation.ts';
import type { ModelOrigin } from './model/fit-for-market.ts';
import type { Exchange } from './plan/exchange.ts';

/** The part of a loaded model that the daily run reads. */
export type UsableModel = {
  readonly sha256: string;
  /** Times are opens of bars, unix seconds. */
  readonly header: ModelOrigin & { readonly lastTrainTime: number };
};

/** Everything outside of one run. */
export type LiveWorld<M extends UsableModel> = TimeBudget & {
  readonly settings: LiveSettings;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Made for this run only: its requests end with the run's deadline. */
  readonly exchange: Exchange;
  readonly store: ListedStore;
  readonly publish: (subject: string, text: string) => Promise<void>;
  /** Sends an alarm, apart from the daily mail. */
  readonly alarm: (subject: string, text: string) => Promise<void>;
  /** The signed contracts at the exchange; also works for some seconds after the deadline. */
  readonly lastLook: () => Promise<number>;
  /** The model in `bytes`. @throws InputError if they are no usable model */
  readonly loadModel: (bytes: Uint8Array, where: string) => M;
  /** The model inside the bundle, used if the bucket has none. */
  readonly bakedModel?: Uint8Array;
  /**
   * `bars` with the series that the model needs, and warnings about them. Left out: no model needs
   * one. @throws ModelUnusable, InputError if a series is missing or is no series
   */
  readonly joinSeries?: (
    bars: Bars,
    model: M,
  ) => Promise<{ readonly bars: Bars; readonly warnings: readonly string[] }>;
  readonly decide: (situation: {
    readonly bars: Bars;
    readonly model: M;
    readonly previous: Position;
  }) => Decision;
  /** Why `decide` decides so, for the mail. Left out: the mail does not explain the decision. */
  readonly explain?: (
    situation: { readonly bars: Bars; readonly model: M; readonly previous: Position },
    decision: Decision,
  ) => Explanation;
  /** The id of this invocation; no two invocations have the same. */
  readonly run: string;
};
