/** `--store`: where the data of problems go, if not through Redis. */

import { storeAddress } from '../../engine/queue/store-url.ts';
import type { DataPlace } from './data-place.ts';
import type { S3DataOptions } from './s3-data.ts';

/**
 * The store at the address `url`; undefined if there is none. The caller must close it.
 * @throws InputError if it is no address of a store
 */
export async function openStore(
  url: string | undefined,
  options: S3DataOptions,
): Promise<DataPlace | undefined> {
  if (url === undefined) return undefined;
  const address = storeAddress(url);
  // Loaded here, because the AWS SDK takes a moment and most queues do without.
  const { s3Data } = await import('./s3-data.ts');
  return s3Data(address, options);
}
