/**
 * The data of problems as objects of S3, `PREFIX/SHA256.data`. Credentials, region and endpoint are
 * those of the AWS SDK. An error of the SDK may quote requests and accounts, so messages have its
 * name and status only. What may pass (a cut connection, an answer that does not come, a server's
 * error) is tried again for some time; what does not pass is an error at once.
 */

import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { setTimeout as pause } from 'node:timers/promises';
import { Cancelled, OutsideError } from '../../engine/core/errors.ts';
import { CLIENT, lacksSettings, outside, statusOf } from '../../engine/live/edges/aws-edges.ts';
import type { StoreAddress } from '../../engine/queue/store-url.ts';
import { DataPlaceUnusable, type DataPlace } from './data-place.ts';

/** How a store is opened. */
export type S3DataOptions = {
  readonly note: (line: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In place of the SDK's own settings, for tests. */
  readonly client?: S3ClientConfig;
  /** Pauses between tries, ms, for tests. */
  readonly pausesMs?: readonly number[];
};

/** Twenty seconds, and what the SDK itself tries in between: a line may be gone for a moment. */
const PAUSES_MS = [1000, 2000, 4000, 8000];

/** A large object on a slow line takes minutes; a line that stands still is given up before. */
const REQUEST_WITHIN_MS = 600_000;

/** Node reads, hashes and keeps less than this in one piece. */
const MOST_BYTES = 2 ** 31 - 1;

/** S3 never loses an object, but somebody may remove it. */
const LOOK_EVERY_MS = 30_000;

/** Statuses of answers that may be others a moment later. */
const PASSING = new Set([408, 429]);

/** The store at an address. Nothing is sent before it is first used. */
export function s3Data(address: StoreAddress, options: S3DataOptions): DataPlace {
  const { bucket, prefix, shown } = address;
  const closed = new AbortController();
  const client = new S3Client({
    ...CLIENT,
    requestHandler: { ...CLIENT.requestHandler, requestTimeout: REQUEST_WITHIN_MS },
    // Other servers than Amazon's have no name for each bucket.
    forcePathStyle: ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'].some((name) => options.env[name]),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...options.client,
  });
  const abort = { abortSignal: closed.signal };
  const tried = createTries(address, options, closed.signal);
  const objectOf = (sha256: string) => {
    const name = `${sha256}.data`;
    return { Bucket: bucket, Key: prefix === '' ? name : `${prefix}/${name}` };
  };
  return {
    store: shown,
    shown,
    mostBytes: MOST_BYTES,
    lookEveryMs: LOOK_EVERY_MS,
    renew: (sha256) =>
      tried('look at', sha256, async () => {
        try {
          await client.send(new HeadObjectCommand(objectOf(sha256)), abort);
          return true;
        } catch (error) {
          // An answer to HEAD has no body, so it does not say whether the bucket is there.
          if (statusOf(error) === 404) return false;
          throw error;
        }
      }),
    read: (sha256) =>
      tried('read', sha256, async () => {
        try {
          const answer = await client.send(new GetObjectCommand(objectOf(sha256)), abort);
          const { Body: body, ContentLength: length = 0 } = answer;
          if (length > MOST_BYTES) {
            body?.transformToWebStream().cancel();
            throw new OutsideError(`expected at most 2 GB in ${shown}, got ${length} bytes`);
          }
          return await body?.transformToByteArray();
        } catch (error) {
          if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
          throw error;
        }
      }),
    write: async (sha256, bytes) => {
      // The server compares it with what has arrived.
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64');
      const put = { ...objectOf(sha256), Body: bytes, ChecksumSHA256 };
      await tried('write', sha256, () => client.send(new PutObjectCommand(put), abort));
    },
    // Other commands may use the same data; the bucket's own rules say how long they stay.
    drop: async () => {},
    close: () => {
      closed.abort();
      client.destroy();
    },
  };
}

/** A function that runs an operation, again after each pause if its failure may pass. */
function createTries(
  { shown }: StoreAddress,
  { note, pausesMs = PAUSES_MS }: S3DataOptions,
  signal: AbortSignal,
) {
  return async <T>(what: string, sha256: string, operation: () => Promise<T>): Promise<T> => {
    for (let tries = 0; ; tries++) {
      try {
        return await operation();
      } catch (error) {
        if (signal.aborted) throw new Cancelled();
        if (error instanceof OutsideError) throw error;
        const failure = failureOf(`${shown}: ${what}`, `${sha256.slice(0, 12)}….data`, error);
        const rest = pausesMs[tries];
        if (rest === undefined || !mayPass(error)) throw failure;
        if (tries === 0) note(`queue: ${failure.message}; trying again`);
        await pause(rest, undefined, { signal }).catch(() => {
          throw new Cancelled();
        });
      }
    }
  };
}

function failureOf(operation: string, name: string, error: unknown): DataPlaceUnusable {
  const { message, cause } = outside(operation, name, error);
  const advice = adviceFor(error);
  return new DataPlaceUnusable(advice === '' ? message : `${message}: ${advice}`, { cause });
}

/** What to do about a failure, if that is known. */
function adviceFor(error: unknown): string {
  const status = statusOf(error);
  if (status === 301) return 'the bucket is in another region (AWS_REGION)';
  if (status === 401 || status === 403) {
    return (
      'expected the rights s3:GetObject and s3:ListBucket, and of a command that gives work ' +
      's3:PutObject'
    );
  }
  return '';
}

function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  if (status === undefined) return !lacksSettings(error);
  // A status of success: the answer began well and broke off.
  return status < 300 || status >= 500 || PASSING.has(status);
}
