/**
 * A connection to Redis that survives its restart, and a line that dies without a word. The first
 * connection must succeed; later ones are tried again until they do, and notes tell when a
 * connection was lost and when it is back. No message has the password.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { OutsideError, toError } from '../../engine/core/errors.ts';
import type { QueueAddress } from '../../engine/queue/queue-url.ts';
import type { QueuePackages } from './queue-packages.ts';
import { watchLine } from './watch-line.ts';

export type RedisLink = {
  readonly redis: Redis;
  /** Handles an error of this or another connection to the same Redis: a note, once an outage. */
  readonly onError: (error: Error) => void;
  /** Calls `listener` when the connection is back after an outage. */
  readonly onReturn: (listener: () => void) => void;
  readonly close: () => Promise<void>;
};

/** An end that has not answered for so long has vanished: TCP alone needs a quarter of an hour. */
const SILENT_MS = 30_000;

const CONNECT_WITHIN_MS = 5000;
const MOST_RETRY_MS = 2000;
const RETRY_STEP_MS = 100;
const CLOSE_WITHIN_MS = 300;

/** What a connection needs. */
export type LinkOptions = {
  readonly packages: Pick<QueuePackages, 'Redis'>;
  readonly address: QueueAddress;
  readonly note: (line: string) => void;
  /** A connection without any answer for so long is opened anew; left out: 30 s. */
  readonly silentMs?: number | undefined;
};

/** Connects. @throws OutsideError if there is no Redis, and if it refuses user or password */
export async function connectRedis(options: LinkOptions): Promise<RedisLink> {
  const { packages, address, note, silentMs = SILENT_MS } = options;
  const { Redis: Client } = packages;
  const { host, port, username, password, database, tls, shown } = address;
  let connected = false;
  let lost = false;
  const returned: (() => void)[] = [];
  const redis = new Client({
    host,
    port,
    db: database,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: { servername: host } } : {}),
    lazyConnect: true,
    connectTimeout: CONNECT_WITHIN_MS,
    // BullMQ wants commands to wait until the connection is back.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (connected ? Math.min(RETRY_STEP_MS * times, MOST_RETRY_MS) : null),
  });
  let last: Error | undefined;
  const onError = (error: Error): void => {
    last = error;
    if (!connected || lost || !isOutage(error)) return;
    lost = true;
    note(`queue: connection to ${shown} lost (${codeOf(error)}); trying again`);
  };
  redis.on('error', onError);
  redis.on('close', () => {
    if (connected && !closing) onError(new Error('Connection is closed'));
  });
  let closing = false;
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    closing = true;
    redis.disconnect();
    throw connectionError(address, last ?? toError(error));
  }
  connected = true;
  const unwatch = watchLine(redis, silentMs);
  redis.on('ready', () => {
    if (!lost) return;
    lost = false;
    note(`queue: connection to ${shown} is back`);
    for (const listener of returned) listener();
  });
  return {
    redis,
    onError,
    onReturn: (listener) => void returned.push(listener),
    close: async () => {
      closing = true;
      unwatch();
      // Without a connection there is nobody to say goodbye to.
      await Promise.race([redis.quit().catch(() => 'gone'), pause(CLOSE_WITHIN_MS)]);
      redis.disconnect();
    },
  };
}

/** `error` as this program tells it: an OutsideError that names the Redis and what to do. */
export function redisError({ shown }: QueueAddress, error: Error): Error {
  if (/^(.*\b)?OOM\b/.test(error.message)) {
    return new OutsideError(
      `${shown} has reached its memory limit and takes no more work: give it more (CONFIG SET ` +
        'maxmemory 4gb), or wait until older data expire; then the same command continues',
      { cause: error },
    );
  }
  if (error.name !== 'ReplyError') return error;
  return new OutsideError(`${shown}: ${error.message}`, { cause: error });
}

function connectionError({ shown }: QueueAddress, error: Error): OutsideError {
  const { message } = error;
  if (/WRONGPASS|invalid password/.test(message)) {
    return new OutsideError(`${shown} refuses the user name or the password`);
  }
  if (/NOAUTH|AUTH/.test(message)) {
    return new OutsideError(`${shown} asks for a password, or takes none: ${message}`);
  }
  return new OutsideError(`cannot reach ${shown}: ${codeOf(error)}`);
}

function isOutage(error: Error): boolean {
  const { code } = error as { readonly code?: string };
  return code !== undefined || /connection|closed|ended/i.test(error.message);
}

function codeOf(error: Error): string {
  return (error as { readonly code?: string }).code ?? error.message;
}
