/**
 * Uploads a model and its bars to a bucket, and makes the pointer name it; also goes back to the
 * model before. The bars are there for the retraining, which adds later ones.
 */

import { counted } from '../../engine/core/counted.ts';
import { DAY_SECONDS, utcDate, type Timeframe } from '../../engine/core/bar-time.ts';
import type { Bars } from '../../engine/core/bars.ts';
import { InputError, OutsideError } from '../../engine/core/errors.ts';
import {
  compareModels,
  comparisonLines,
  type ModelComparison,
} from '../../engine/live/model/compare-models.ts';
import { marketName } from '../../engine/core/market-name.ts';
import { loadModelArtifact, type ModelArtifact } from '../../engine/live/model/model-artifact.ts';
import type { TrainedModel } from '../../engine/live/model/train-model.ts';
import { writeHistory } from '../../engine/live/retrain/bar-history.ts';
import { catalogue } from '../../features/catalogue.ts';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
import { ModelUnusable } from '../../engine/live/edges/failures.ts';
import type { ObjectStore } from '../../engine/live/edges/object-store.ts';
import { LIVE_OPTIONS, liveSettings } from '../../engine/live/live-settings.ts';
import { fetchModel, publishModel, rollbackModel } from '../../engine/live/model/model-pointer.ts';
import type { CommandContext } from '../framework/command.ts';

/** Options of `train` that have to do with a bucket. */
export const UPLOAD_OPTIONS = {
  uploadS3: {
    kind: 'text',
    default: undefined,
    placeholder: 'BUCKET',
    doc: 'Upload the model and its bars to this bucket, so that the next run uses it',
    recorded: false,
  },
  key: {
    kind: 'text',
    default: LIVE_OPTIONS.s3ModelKey.default,
    placeholder: 'KEY',
    doc: "Key of the model in the bucket, as in the function's S3_MODEL_KEY",
    recorded: false,
  },
  rollback: {
    kind: 'flag',
    default: false,
    doc: 'Train nothing; in the bucket of --upload-s3, point to the model before',
    recorded: false,
  },
  yes: {
    kind: 'flag',
    default: false,
    doc: 'Upload a model whose policy for neutral is not that of the published one',
    recorded: false,
  },
} as const;

type Target = { readonly uploadS3: string | undefined; readonly key: string };

/**
 * Checks, before anything is trained, that the function could use a model of these bars. The
 * function's limits are those of the environment here: SPOT_PAIR and MODEL_MAX_AGE_DAYS.
 * @throws InputError if a bucket is named and the bars are not those that the function decides on
 */
export function checkUpload(
  context: CommandContext,
  { uploadS3: bucket }: Target,
  trained: {
    readonly bars: Bars;
    readonly synthetic: boolean;
    readonly market: string | null;
    readonly timeframe: Timeframe;
  },
): void {
  if (bucket === undefined || context.replaying) return;
  const { bars, synthetic, market, timeframe } = trained;
  const refuse = (what: string): never => {
    throw new InputError(`command line: --upload-s3: expected ${what}`);
  };
  if (synthetic) refuse('--data FILE with it: a model of the synthetic sample must not trade');
  if (timeframe !== '1d') refuse(`1d bars, which the function decides on, got ${timeframe}`);
  const { spotPair, modelMaxAgeDays } = liveSettings(context.env);
  if (market === null) refuse(`--market ${spotPair} with it: the file's name says no market`);
  if (market !== marketName(spotPair)) refuse(`bars of ${marketName(spotPair)}, got ${market}`);
  const last = bars.time.at(-1)!;
  const age = ageOf(context, last);
  if (age > modelMaxAgeDays) {
    const old = `${counted(age, 'day')} old`;
    refuse(
      `a last bar of at most ${counted(modelMaxAgeDays, 'day')}, got ${utcDate(last)}, ${old}`,
    );
  }
}

/** The age of a model whose last bar opens at `lastBarTime`: whole days, as for the function. */
function ageOf({ now }: CommandContext, lastBarTime: number): number {
  return Math.floor((now() / 1000 - lastBarTime) / DAY_SECONDS);
}

/** A model in a bucket, and how it compares with the one before; null if there was none. */
export type Upload = {
  readonly bucket: string;
  readonly key: string;
  readonly compared: ModelComparison | null;
};

/**
 * Uploads the model and its bars if a bucket is named; null if not. Before the pointer moves, the
 * model is compared with the published one, and the comparison is noted. A replay uploads nothing.
 * @throws InputError if its policy is not that of the published model, without `--yes`;
 *   OutsideError if another model is published meanwhile
 */
export async function uploadModel(
  context: CommandContext,
  { uploadS3: bucket, key, yes }: Target & { readonly yes: boolean },
  model: TrainedModel,
  bars: Bars,
): Promise<Upload | null> {
  if (bucket === undefined || context.replaying) return null;
  const store = awsServices().store(bucket);
  const published = await inBucket(bucket, () => currentModel(context, store, key));
  const old = published.bytes && readable(context, published.bytes, `${bucket}/${key}`);
  if (old !== undefined && old.header.neutral !== model.header.neutral && !yes) {
    throw new InputError(
      `command line: --neutral: expected ${old.header.neutral}, the policy of the published ` +
        `model, got ${model.header.neutral}: --yes replaces it`,
    );
  }
  const compared = old === undefined ? null : comparison(context, old, model, bars);
  const { s3HistoryKey: historyKey } = liveSettings(context.env);
  await inBucket(bucket, async () => {
    await writeHistory(store, historyKey, bars, await store.read(historyKey));
    await publishModel(store, key, model.bytes, context.now(), published.sha256);
  });
  context.note(`${bucket}: ${key} points to ${model.sha256}; its bars are ${historyKey}`);
  return { bucket, key, compared };
}

/** The published model; null is the hash of none, and undefined that of a lost or damaged one. */
type Published = { readonly bytes?: Uint8Array; readonly sha256?: string | null };

/** What is published. A model that is lost or damaged is noted; it holds up no other. */
async function currentModel(
  context: CommandContext,
  store: ObjectStore,
  key: string,
): Promise<Published> {
  try {
    return (await fetchModel(store, key)) ?? { sha256: null };
  } catch (error) {
    if (!(error instanceof ModelUnusable)) throw error;
    context.note(`the published model cannot be compared: ${error.message}`);
    return {};
  }
}

/** The published model; undefined, with a note, if this version cannot read it. */
function readable(
  context: CommandContext,
  bytes: Uint8Array,
  where: string,
): ModelArtifact | undefined {
  try {
    return loadModelArtifact(bytes, where, catalogue);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    context.note(`the published model cannot be compared: ${error.message}`);
    return undefined;
  }
}

/** Compares and notes; null, with a note, if the bars do not allow it. */
function comparison(
  context: CommandContext,
  old: ModelArtifact,
  model: TrainedModel,
  bars: Bars,
): ModelComparison | null {
  try {
    const compared = compareModels({ old, new: model }, bars, catalogue);
    for (const line of comparisonLines(compared)) context.note(line);
    return compared;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    context.note(`the published model cannot be compared: ${error.message}`);
    return null;
  }
}

/**
 * Makes the pointer name the model before, and notes it if the function refuses that one for its
 * age. Gives its SHA-256. @throws if there is none
 */
export async function rollback(
  context: CommandContext,
  { uploadS3: bucket, key }: Target,
): Promise<{ readonly bucket: string; readonly key: string; readonly sha256: string }> {
  if (bucket === undefined) {
    throw new InputError('command line: --rollback: expected --upload-s3 BUCKET with it');
  }
  const store = awsServices().store(bucket);
  const sha256 = await inBucket(bucket, () => rollbackModel(store, key, context.now()));
  const published = await inBucket(bucket, () => currentModel(context, store, key));
  const model = published.bytes && readable(context, published.bytes, `${bucket}/${key}`);
  const age = model === undefined ? 0 : ageOf(context, model.header.lastBarTime);
  const { modelMaxAgeDays, staleModel } = liveSettings(context.env);
  if (age > modelMaxAgeDays) {
    const limit = `above MODEL_MAX_AGE_DAYS ${modelMaxAgeDays}`;
    const what = `STALE_MODEL=${staleModel} applies from the next run on`;
    context.note(`warning: this model is ${counted(age, 'day')} old, ${limit}: ${what}`);
  }
  return { bucket, key, sha256 };
}

/** The result of `work`; its error gets the bucket's name. */
async function inBucket<T>(bucket: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    throw new OutsideError(`${bucket}: ${error.message}`, { cause: error });
  }
}
