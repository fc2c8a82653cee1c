/**
 * Where the data of problems lie on their way from a command to its workers: bytes under their
 * SHA-256, in Redis or in a store of objects. A place does not check the bytes; whoever reads does.
 */

import type { Redis } from 'ioredis';
import { OutsideError } from '../../engine/core/errors.ts';
import { dataKey, LIFETIME } from '../../engine/queue/queue-keys.ts';

/** This process cannot use the place: it refuses, or it has not answered for a while. */
export class DataPlaceUnusable extends OutsideError {}

export type DataPlace = {
  /** The address of the store; undefined: Redis. */
  readonly store: string | undefined;
  /** The place in words, for messages. */
  readonly shown: string;
  /** The most bytes that one problem may have. */
  readonly mostBytes: number;
  /** How often a command looks whether data in use are still there, ms. */
  readonly lookEveryMs: number;
  /** Whether data are there; if they would expire, their time begins anew. */
  readonly renew: (sha256: string) => Promise<boolean>;
  /** The bytes under a hash; undefined if there are none. */
  readonly read: (sha256: string) => Promise<Uint8Array | undefined>;
  readonly write: (sha256: string, bytes: Uint8Array) => Promise<void>;
  /** Removes data that nobody uses, if room is scarce. */
  readonly drop: (hashes: readonly string[]) => Promise<void>;
  /** Ends what is under way. */
  readonly close: () => void;
};

/** The most that Redis takes as one value. */
const MOST_BYTES = 512 * 2 ** 20;

/** The data in Redis. */
export function redisData(redis: Redis): DataPlace {
  return {
    store: undefined,
    shown: 'the queue',
    mostBytes: MOST_BYTES,
    lookEveryMs: 0,
    renew: async (sha256) => (await redis.expire(dataKey(sha256), LIFETIME.data)) === 1,
    read: async (sha256) => (await redis.getBuffer(dataKey(sha256))) ?? undefined,
    write: async (sha256, bytes) => {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      await redis.set(dataKey(sha256), buffer, 'EX', LIFETIME.data);
    },
    drop: async (hashes) => void (await redis.del(hashes.map(dataKey))),
    // The connection is not this place's own.
    close: () => {},
  };
}
