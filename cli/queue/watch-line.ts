/**
 * Finds out that the other end of a connection has vanished although nobody said so: a machine lost
 * its power, a router forgot the connection. Without it, a command would wait for the quarter of an
 * hour in which TCP sends again. (BullMQ watches the connections on which it waits for tasks.)
 */

import type { Redis } from 'ioredis';

/** How often is looked in the time that is allowed. */
const LOOKS = 5;

/** While bytes wait to be sent, no answer can come, so the time is so many times as long. */
const SENDING_FACTOR = 20;

/**
 * Asks for a sign of life again and again, and ends the connection if nothing comes for `silentMs`;
 * then ioredis opens it anew and sends again what was not answered.
 * @returns a function that ends the watch
 */
export function watchLine(redis: Redis, silentMs: number): () => void {
  let asked = false;
  let quietLooks = 0;
  let lastRead = -1;
  // Looks are counted and no time is measured, because this process may itself have stood still.
  const timer = setInterval(() => {
    if (redis.status !== 'ready') {
      quietLooks = 0;
      return;
    }
    const { stream } = redis;
    const { bytesRead, writableLength } = stream;
    quietLooks = bytesRead === lastRead ? quietLooks + 1 : 0;
    lastRead = bytesRead;
    const most = writableLength > 0 ? LOOKS * SENDING_FACTOR : LOOKS;
    if (quietLooks > most) {
      quietLooks = 0;
      stream.destroy(new Error(`the connection has been silent for ${silentMs / 1000} s`));
      return;
    }
    if (asked) return;
    asked = true;
    redis
      .ping()
      // The connection ended for good; then nobody needs a sign of life.
      .catch(() => undefined)
      .finally(() => (asked = false));
  }, silentMs / LOOKS);
  timer.unref();
  return () => clearInterval(timer);
}
