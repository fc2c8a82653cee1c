/** `--bucket`: the state of a deployment, in its bucket or in a folder of this machine. */

import { stat } from 'node:fs/promises';
import { InputError } from '../../engine/core/errors.ts';
import { operatorServices } from '../../engine/live/edges/operator-edges.ts';
import type { OperatorStore } from '../../engine/live/edges/object-store.ts';
import type { CommandContext } from '../framework/command.ts';
import { fileStore } from './file-store.ts';

/** The option of all commands for operators. */
export const BUCKET_OPTIONS = {
  bucket: {
    kind: 'text',
    default: undefined,
    placeholder: 'BUCKET',
    doc: "The function's bucket; a path with a slash is a folder of this machine",
  },
} as const;

/**
 * The objects of a deployment.
 * @throws InputError if no bucket is named, or if the folder does not exist
 */
export async function operatorStore(
  context: CommandContext,
  bucket: string | undefined,
): Promise<OperatorStore> {
  if (bucket === undefined) {
    throw new InputError(
      'command line: --bucket: expected the bucket that the deployment printed, got nothing',
    );
  }
  if (!isFolder(bucket)) return operatorServices().store(bucket);
  const found = await stat(bucket).catch(() => undefined);
  if (found?.isDirectory() !== true) {
    throw new InputError(`command line: --bucket: expected a folder, ${bucket} is none`);
  }
  return fileStore(bucket, context.now);
}

/** Whether `--bucket` names a folder of this machine. */
export function isFolder(bucket: string): boolean {
  return bucket.includes('/') || bucket.startsWith('.');
}
