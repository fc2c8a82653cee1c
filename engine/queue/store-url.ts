/**
 * The address of a store for the data of problems: a bucket of S3 and the beginning of the keys in
 * it, `s3://BUCKET/PREFIX`. Whoever gives work and whoever takes it name it each for themselves, so
 * nothing that comes from a queue can say where to read.
 */

import { InputError } from '../core/errors.ts';

export type StoreAddress = {
  readonly bucket: string;
  /** Beginning of the keys, without a slash at its ends; may be empty. */
  readonly prefix: string;
  /** The address in its one form; two addresses with the same text are the same store. */
  readonly shown: string;
};

const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** A key of S3 has at most 1,024 bytes, of which the hash takes 70. */
const MOST_PREFIX = 900;

/**
 * The parts of the address `url`.
 * @throws InputError if it is none; the message does not repeat it, because it may hold a secret
 */
export function storeAddress(url: string): StoreAddress {
  const refuse = (got: string): never => {
    throw new InputError(
      `command line: --store: expected s3://BUCKET/PREFIX, got ${got} (it is not repeated here)`,
    );
  };
  const path = /^s3:\/\/(.*)$/.exec(url)?.[1] ?? refuse('an address of another kind');
  const [bucket = '', ...parts] = path.replace(/\/$/, '').split('/');
  if (!BUCKET.test(bucket)) return refuse('a bucket whose name S3 does not allow');
  const plain = parts.every((part) => /^[\w.=-]+$/.test(part) && !/^\.+$/.test(part));
  const prefix = parts.join('/');
  if (!plain || prefix.length > MOST_PREFIX) {
    return refuse('a prefix with other signs than letters, digits, . _ = - and single slashes');
  }
  return { bucket, prefix, shown: `s3://${[bucket, ...parts].join('/')}` };
}
