/** The model in a bucket: put under its hash, then pointed to; and the way back. */

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
    doc: 'Put the model into this bucket under its hash, then point to it: the next run uses it',
    recorded: false,
  },
  key: {
    kind: 'text',
    default: LIVE_OPTIONS.s3ModelKey.default,
    placeholder: 'KEY',
    doc: "The model's key in the bucket, the function's S3_MODEL_KEY",
    recorded: false,
  },
  rollback: {
    kind: 'flag',
    default: false,
    doc: 'Train nothing: point to the model before, in the bucket of --upload-s3',
    recorded: false,
  },
} as const;

type Target = { readonly uploadS3: string | undefined; readonly key: string };

/** Uploads where a bucket is named; says what was done. A replay uploads nothing. */
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

/** Moves the pointer to the model before; gives its SHA-256. @throws where there is none */
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

/** The same failure, with the bucket's name. */
async function inBucket<T>(bucket: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    throw new OutsideError(`${bucket}: ${error.message}`, { cause: error });
  }
}
