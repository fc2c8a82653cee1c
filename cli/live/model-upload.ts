/** Uploads a model to a bucket and makes its pointer name it; also goes back to the one before. */

import { InputError, OutsideError } from '../../engine/core/errors.ts';
import { awsServices } from '../../engine/live/edges/aws-edges.ts';
import { LIVE_OPTIONS } from '../../engine/live/live-settings.ts';
import { publishModel, rollbackModel } from '../../engine/live/model/model-pointer.ts';
import type { CommandContext } from '../framework/command.ts';

/** Options of `train` that have to do with a bucket. */
export const UPLOAD_OPTIONS = {
  uploadS3: {
    kind: 'text',
    default: undefined,
    placeholder: 'BUCKET',
    doc: 'Upload the model to this bucket and point to it, so that the next run uses it',
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
} as const;

type Target = { readonly uploadS3: string | undefined; readonly key: string };

/** Uploads the model if a bucket is named, and notes it; null if not. A replay uploads nothing. */
export async function uploadModel(
  context: CommandContext,
  { uploadS3: bucket, key }: Target,
  bytes: Uint8Array,
): Promise<{ readonly bucket: string; readonly key: string } | null> {
  if (bucket === undefined || context.replaying) return null;
  const store = awsServices().store(bucket);
  const sha256 = await inBucket(bucket, () => publishModel(store, key, bytes, context.now()));
  context.note(`${bucket}: ${key} points to ${sha256}`);
  return { bucket, key };
}

/** Makes the pointer name the model before. Gives its SHA-256. @throws if there is none */
export async function rollback(
  context: CommandContext,
  { uploadS3: bucket, key }: Target,
): Promise<{ readonly bucket: string; readonly key: string; readonly sha256: string }> {
  if (bucket === undefined) {
    throw new InputError('command line: --rollback: expected --upload-s3 BUCKET with it');
  }
  const store = awsServices().store(bucket);
  const sha256 = await inBucket(bucket, () => rollbackModel(store, key, context.now()));
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
