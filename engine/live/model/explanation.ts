/** What explains a decision, as data. Plain JSON, with fields in a fixed order. */

import type { Position } from '../../trade/positions.ts';
import type { Decision } from './decision.ts';

/** A number for each class of the target. */
type ByClass = Decision['probabilities'];

/** What a feature adds to the probabilities; base and contributions add up to them. */
export type FeatureContribution = ByClass & {
  readonly feature: string;
  readonly value: number;
  /** Share of the past bars with a lower value, a fraction; null if there is no past bar. */
  readonly lower: number | null;
};

/** The smallest change of one feature that leads to another position. */
export type SmallestChange = {
  readonly position: Position;
  /** The value would have to be above the threshold, or at most as high as it. */
  readonly when: 'above' | 'at most';
  /** In the feature's units. */
  readonly threshold: number;
  /** The threshold minus today's value. */
  readonly change: number;
  /** The change in standard deviations of the past bars; null if these do not vary. */
  readonly deviations: number | null;
  /** Share of the past bars with a value below the threshold; null if there is no past bar. */
  readonly lower: number | null;
};

/** A past bar that the forest hardly tells from the last one, and what followed. */
export type SimilarBar = {
  /** Opening time, ISO. */
  readonly bar: string;
  /** Share of the trees in which both bars fall into the same leaf. */
  readonly shared: number;
  /** Simple return from this bar's close to the next close. */
  readonly next: number;
};

/** Why a model decides as it does, what would change that, and how usual the bar is. */
export type Explanation = Pick<Decision, 'signal' | 'position' | 'probabilities'> & {
  /** The position before the decision. */
  readonly previous: Position;
  /** Number of trees. */
  readonly trees: number;
  /** The probabilities that the forest gives on average over its training rows. */
  readonly base: ByClass;
  /** The largest contribution to the predicted class first. */
  readonly contributions: readonly FeatureContribution[];
  /**
   * One entry for each feature, the smallest change (in standard deviations) first; `smallest` is
   * null if no value of this feature alone leads to another position.
   */
  readonly changes: readonly {
    readonly feature: string;
    readonly smallest: SmallestChange | null;
  }[];
  /**
   * The earlier bars that can be compared: all features are defined, and no longer history would
   * change them. Times are opens of bars, ISO; null if there is no such bar.
   */
  readonly past: {
    readonly bars: number;
    readonly from: string | null;
    readonly to: string | null;
  };
  /** At most 20, the most similar first; of equally similar bars the earliest. */
  readonly similar: readonly SimilarBar[];
  /** The returns that followed the similar bars; null if there is none. */
  readonly followed: {
    readonly mean: number;
    readonly least: number;
    readonly greatest: number;
    /** How many of them are above 0. */
    readonly up: number;
  } | null;
  readonly unseen: {
    /** Values outside the range of the training rows. */
    readonly beyond: readonly {
      readonly feature: string;
      readonly value: number;
      readonly least: number;
      readonly greatest: number;
    }[];
    /** Features in the lowest or highest of many bins: the forest tells no values apart there. */
    readonly tails: readonly string[];
    /** A value is beyond the range, or no past bar is similar. */
    readonly strange: boolean;
  };
};
