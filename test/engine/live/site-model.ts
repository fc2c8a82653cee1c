/** A real model and the real decision for a site. The bars are the sample, moved to its day. */

import { sampleBars } from '../../../data/sample-bars.ts';
import { sliceBars, type Bars } from '../../../engine/core/bars.ts';
import { decide } from '../../../engine/live/model/decide.ts';
import {
  loadModelArtifact,
  type ModelArtifact,
} from '../../../engine/live/model/model-artifact.ts';
import { catalogue } from '../../../features/catalogue.ts';
import { publishModel } from '../../../engine/live/model/model-pointer.ts';
import type { ObjectStore } from '../../../engine/live/edges/object-store.ts';
import { fakeStore } from '../../../cli/stand-ins/fake-s3.ts';
import { rowsOfBars } from '../../../cli/stand-ins/fake-spot.ts';
import { BUCKET, type LiveSite } from '../../fakes/live-site.ts';
import type { LiveWorld } from '../../../engine/live/live-world.ts';
import { toyModel } from './toy-model.ts';

/** The exchange shows the bars, and a model trained on them is published in the bucket. */
export async function useRealModel(
  site: LiveSite,
  change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
  /** How many of the last bars the model does not know. */
  unknown = 0,
): Promise<Bars> {
  const bars = barsUntilYesterday(site.clock.now());
  site.spot.rows = rowsOfBars(bars);
  const { bytes } = toyModel(sliceBars(bars, 0, bars.time.length - unknown));
  await publishModel(storeOf(site), 'models/btc_daily_rf.bin', change(bytes), site.clock.now());
  useRealDecision(site);
  return bars;
}

/** Uses the real reader of model files and the real decision, without a model in the bundle. */
export function useRealDecision(site: LiveSite): void {
  const real: Pick<LiveWorld<ModelArtifact>, 'loadModel' | 'decide'> = {
    loadModel: (bytes, where) => loadModelArtifact(bytes, where, catalogue),
    decide: (situation) => decide({ ...situation, features: catalogue }),
  };
  site.overrides = { ...site.overrides, ...(real as object) };
  site.hasBakedModel = false;
}

/** Direct access to the bucket of the site, without requests. */
export function storeOf(site: LiveSite): ObjectStore {
  return fakeStore(site.s3, BUCKET);
}

function barsUntilYesterday(nowMs: number): Bars {
  const bars = sampleBars('1d', 3);
  const yesterday = Math.floor(nowMs / 86_400_000) * 86_400 - 86_400;
  const shift = yesterday - bars.time.at(-1)!;
  return { ...bars, time: bars.time.map((time) => time + shift) };
}
