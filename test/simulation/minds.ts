/**
 * Who decides in an episode: classes that are drawn, on a flat price, or a real model on the prices
 * of the synthetic sample. A mind knows the class of every day, so that the invariants can follow
 * the policy without asking the code that is tested.
 */

import { sampleModel } from '../../cli/lambda/sample-model.ts';
import { rowsOfBars, spotRows, type FakeSpot } from '../../cli/stand-ins/fake-spot.ts';
import { syntheticBars } from '../../data/synthetic.ts';
import { DAY_SECONDS, utcDate } from '../../engine/core/bar-time.ts';
import { sliceBars, type Bars } from '../../engine/core/bars.ts';
import type { RandomStream } from '../../engine/core/random.ts';
import type { LiveWorld, UsableModel } from '../../engine/live/live-world.ts';
import { decide } from '../../engine/live/model/decide.ts';
import { loadModelArtifact, type ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import type { NeutralPolicy, Signal } from '../../engine/trade/positions.ts';
import { catalogue } from '../../features/catalogue.ts';
import { fixedDecision, fixedModel } from '../fakes/fixed-decision.ts';
import { drawSignal } from './drawn-faults.ts';

export type Mind = {
  /** The predicted class of each UTC day. */
  readonly signals: ReadonlyMap<string, Signal>;
  /** The close of the day before a UTC day, USD. */
  readonly closeBefore: (date: string) => number;
  /** The bars of the spot market up to the day that begins at `midnight` (ms), which forms. */
  readonly rows: (midnight: number) => FakeSpot['rows'];
  /** The model that was trained up to the day before `nowMs`. */
  readonly model: (nowMs: number) => UsableModel;
  readonly decide: LiveWorld<UsableModel>['decide'];
};

type Days = {
  /** The first of them, ms. */
  readonly start: number;
  readonly count: number;
  readonly neutral: NeutralPolicy;
};

/** Classes that are drawn for each day. The price is 60,000. */
export function drawnMind(chance: RandomStream, { start, count, neutral }: Days): Mind {
  const signals = new Map(
    Array.from({ length: count }, (_, day) => [dateAfter(start, day), drawSignal(chance)]),
  );
  return {
    signals,
    closeBefore: () => 60_000,
    rows: (midnight) => spotRows(midnight / 1000, count + 2, () => 60_000),
    model: fixedModel,
    decide: fixedDecision(({ time }) => signals.get(utcDate(time.at(-1)! + DAY_SECONDS))!, neutral),
  };
}

/** More days than the longest lookback of the sample's model. */
const HISTORY_DAYS = 400;

/** The sample's model on a part of the sample, moved in time to `start`. */
export function realMind(chance: RandomStream, { start, count, neutral }: Days): Mind {
  const whole = syntheticBars('1d').bars;
  const length = HISTORY_DAYS + count;
  const first = chance.below(whole.time.length - length);
  const part = sliceBars(whole, first, first + length);
  const time = part.time.map((_, i) => start / 1000 + (i - HISTORY_DAYS) * DAY_SECONDS);
  const bars: Bars = { ...part, time };
  const until = (midnight: number): Bars =>
    sliceBars(bars, 0, HISTORY_DAYS + (midnight - start) / (DAY_SECONDS * 1000));
  const artifact = artifactOf(neutral);
  const decideOn = (seen: Bars, previous: -1 | 0 | 1): ReturnType<typeof decide> =>
    decide({ bars: seen, model: artifact, features: catalogue, previous });
  const closeBefore = (date: string): number => until(Date.parse(date)).close.at(-1)!;
  return {
    signals: new Map(
      Array.from({ length: count }, (_, day) => {
        const midnight = start + day * DAY_SECONDS * 1000;
        return [dateAfter(start, day), decideOn(until(midnight), 0).signal];
      }),
    ),
    closeBefore,
    rows: (midnight) => rowsOfBars(until(midnight)),
    model: (nowMs) =>
      fixedModel(nowMs, { lastClose: closeBefore(utcDate(Math.floor(nowMs / 1000))) }),
    decide: ({ bars: seen, previous }) => decideOn(seen, previous),
  };
}

const artifacts = new Map<NeutralPolicy, ModelArtifact>();
let sample: ModelArtifact | undefined;

function artifactOf(neutral: NeutralPolicy): ModelArtifact {
  sample ??= loadModelArtifact(sampleModel('0'), 'the sample', catalogue);
  const known = artifacts.get(neutral);
  if (known !== undefined) return known;
  const artifact = { ...sample, header: { ...sample.header, neutral } };
  artifacts.set(neutral, artifact);
  return artifact;
}

function dateAfter(start: number, day: number): string {
  return utcDate(start / 1000 + day * DAY_SECONDS);
}
