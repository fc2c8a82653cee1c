/**
 * Trains the published model anew, on the bars that it was trained on and those that have closed
 * since then, and publishes the result. Features, target, settings, seed and policy are those of
 * the published model; what differs is a few weeks of bars. Whatever is unusual is an error, and
 * then the published model stays. Must not know: orders, accounts, keys.
 */

import { DAY_SECONDS, utcDate } from '../../core/bar-time.ts';
import { sliceBars, type Bars } from '../../core/bars.ts';
import { InputError } from '../../core/errors.ts';
import type { FeatureSource, Target } from '../../core/feature-source.ts';
import { spliceBars, type SplicedBars } from '../../core/splice-bars.ts';
import { closedBars } from '../closed-bars.ts';
import { HttpFailure, ModelUnusable } from '../edges/failures.ts';
import type { ObjectStore, StoredObject } from '../edges/object-store.ts';
import type { TimeBudget } from '../edges/wall-clock.ts';
import type { LiveSettings } from '../live-settings.ts';
import { compareModels, type ModelComparison } from '../model/compare-models.ts';
import { checkLastClose, checkMarket } from '../model/fit-for-market.ts';
import { loadModelArtifact, type ModelArtifact } from '../model/model-artifact.ts';
import { scaleOfModel, type ModelHeader } from '../model/model-header.ts';
import { fetchModel, publishModel, sha256Of } from '../model/model-pointer.ts';
import { trainModel, type ModelPlan, type TrainedModel } from '../model/train-model.ts';
import type { LatestBars } from '../plan/exchange.ts';
import { historyBytes, readHistory, writeHistory } from './bar-history.ts';

/** Everything outside of a retraining. */
export type RetrainWorld = TimeBudget & {
  readonly settings: Pick<LiveSettings, 's3ModelKey' | 's3HistoryKey' | 'spotPair'>;
  /** The latest daily bars of the pair, with the exchange's clock. */
  readonly dailyBars: () => Promise<LatestBars>;
  readonly store: ObjectStore;
  readonly features: FeatureSource;
  /** The target of this name; without a threshold, with its default. @throws InputError */
  readonly target: (name: string, threshold?: number) => Target;
  readonly packageVersion: string;
};

/** A retraining that has published its model, or whose model is the published one already. */
export type Retraining = {
  readonly outcome: 'retrained' | 'unchanged';
  /** The day of the retraining, UTC. */
  readonly date: string;
  readonly old: ModelArtifact;
  readonly new: TrainedModel;
  readonly history: SplicedBars;
  readonly compared: ModelComparison;
  readonly warnings: readonly string[];
};

/**
 * Two models with all but a few weeks of bars in common agree on nine of ten days or more. If they
 * agree on less than this, something is wrong.
 */
const LEAST_AGREEMENT = 0.75;

/**
 * One retraining.
 * @throws OutsideError or InputError with the reason; the published model is then as it was
 */
export async function retrain(world: RetrainWorld): Promise<Retraining> {
  const { settings, store, features, clock } = world;
  const { s3ModelKey: modelKey, s3HistoryKey: historyKey } = settings;
  const old = await publishedModel(world);
  const stored = await store.read(historyKey);
  if (stored === undefined) {
    const remedy = '`train` with --upload-s3 puts them there';
    throw new ModelUnusable(`history: expected bars at ${historyKey}, got none: ${remedy}`);
  }
  const date = utcDate(Math.floor(clock.now() / 1000));
  const latest = closedBars(await world.dailyBars(), date, clock.now());
  const history = longerHistory(stored, latest, historyKey);
  const { bars } = history;
  const warnings = checkLastClose(old.header, bars);
  const source = { name: historyKey, sha256: sha256Of(historyBytes(bars)), synthetic: false };
  const model = trainModel(bars, source, planOf(old.header, world));
  const compared = compareModels({ old, new: model }, bars, features);
  checkAgreement(compared);
  // Nothing above waits for anything while it computes, so nothing has watched the time.
  if (clock.now() > world.deadline) throw new HttpFailure('retraining', 'out of time');
  await writeHistory(store, historyKey, bars, stored);
  if (model.sha256 !== old.sha256) {
    await publishModel(store, modelKey, model.bytes, clock.now(), old.sha256);
  }
  const outcome = model.sha256 === old.sha256 ? 'unchanged' : 'retrained';
  return { outcome, date, old, new: model, history, compared, warnings };
}

/** The model to train anew. @throws ModelUnusable, InputError if it is not fit for that */
async function publishedModel(world: RetrainWorld): Promise<ModelArtifact> {
  const { settings, store, features } = world;
  const { s3ModelKey: key, spotPair } = settings;
  const published = await fetchModel(store, key);
  if (published === undefined) {
    throw new ModelUnusable(`model: expected one at ${key}, got none`);
  }
  const model = loadModelArtifact(published.bytes, key, features);
  if (model.header.data.synthetic) {
    throw new ModelUnusable('model: expected one of real bars, got one of the synthetic sample');
  }
  checkMarket(model.header, spotPair);
  if (model.header.series !== undefined) {
    const remedy = 'train and upload by hand';
    throw new ModelUnusable(`model: a retraining cannot read the series that it needs: ${remedy}`);
  }
  return model;
}

/**
 * The stored bars and the later ones of `latest`. The last stored bar is taken anew: a file that
 * was written in the middle of a day ends with half a bar. Bars that the exchange has revised stay
 * as they were.
 * @throws InputError if the two are not one market
 */
function longerHistory(stored: StoredObject, latest: Bars, key: string): SplicedBars {
  const bars = readHistory(stored, key);
  const end = bars.time.length;
  const isAnew = end > 0 && latest.time.includes(bars.time[end - 1]!);
  const complete = sliceBars(bars, 0, isAnew ? end - 1 : end);
  const names = { known: key, latest: "the exchange's bars" };
  const spliced = spliceBars(complete, latest, { stepSeconds: DAY_SECONDS }, names);
  return { ...spliced, added: spliced.bars.time.length - end };
}

/** All that the published model was made of, besides its bars. */
function planOf(header: ModelHeader, world: RetrainWorld): ModelPlan {
  const { target, features, packageVersion } = world;
  const { name, threshold } = header.target;
  return {
    features,
    names: header.features.map((feature) => feature.name),
    target: target(name, threshold ?? undefined),
    scale: scaleOfModel(header),
    rowFeatures: header.rowFeatures,
    rowTargets: header.rowTargets.map((other) => target(other)),
    neutral: header.neutral,
    settings: header.settings,
    packageVersion,
    market: header.market,
  };
}

function checkAgreement({ sameClass, bars }: ModelComparison): void {
  if (sameClass >= LEAST_AGREEMENT) return;
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  throw new InputError(
    `retraining: expected old and new model to predict the same on at least ` +
      `${percent(LEAST_AGREEMENT)} of the last ${bars} bars, got ${percent(sameClass)}: ` +
      'if that is right, train and upload by hand',
  );
}
