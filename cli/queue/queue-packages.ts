/**
 * The packages that a queue needs. They are optional, so that nobody who has one machine installs
 * them, and they load when a command is called with `--queue`.
 */

import type * as BullMq from 'bullmq';
import type * as IoRedis from 'ioredis';
import { loadOptional } from '../../data/optional-package.ts';

export type QueuePackages = Pick<
  typeof BullMq,
  'Queue' | 'QueueEvents' | 'Worker' | 'WaitingError' | 'DelayedError'
> &
  Pick<typeof IoRedis, 'Redis'>;

/** The packages. @throws InputError with the command that installs them if they are missing */
export async function loadQueuePackages(): Promise<QueuePackages> {
  const [bull, { Redis }] = await Promise.all([
    loadOptional('bullmq', 'bullmq is the queue of --queue', () => import('bullmq')),
    loadOptional('ioredis', 'ioredis reaches the Redis of --queue', () => import('ioredis')),
  ]);
  const { Queue, QueueEvents, Worker, WaitingError, DelayedError } = bull;
  return { Queue, QueueEvents, Worker, WaitingError, DelayedError, Redis };
}
