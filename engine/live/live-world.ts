/**
 * All that the daily run touches, as one object that is passed in: clock, chance, network, stores,
 * mail, credentials, model and decision. The function and the command fill it with the real ones,
 * tests with servers on loopback, the simulation with state machines.
 */

import type { Bars } from '../core/bars.ts';
import type { Position } from '../trade/positions.ts';
import type { LiveSettings } from './live-settings.ts';
import type { ListedStore } from './edges/object-store.ts';
import type { TimeBudget } from './edges/wall-clock.ts';
import type { Decision } from './model/decision.ts';
import type { Exchange } from './plan/exchange.ts';

/** What a loaded model says of itself here; times are bars' opens in unix seconds. */
export type UsableModel = {
  readonly sha256: string;
  readonly header: { readonly lastBarTime: number; readonly lastTrainTime: number };
};

/** Everything outside of one run. */
export type LiveWorld<M extends UsableModel> = TimeBudget & {
  readonly settings: LiveSettings;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Made for this run alone: its requests end with the run's deadline. */
  readonly exchange: Exchange;
  readonly store: ListedStore;
  readonly publish: (subject: string, text: string) => Promise<void>;
  /** The model in `bytes`. @throws InputError where they are no usable model */
  readonly loadModel: (bytes: Uint8Array, where: string) => M;
  /** The model inside the bundle, for a bucket that has none. */
  readonly bakedModel?: Uint8Array;
  readonly decide: (situation: {
    readonly bars: Bars;
    readonly model: M;
    readonly previous: Position;
  }) => Decision;
  /** This invocation's id, another for each. */
  readonly run: string;
};
