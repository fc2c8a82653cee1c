/**
 * The packages that a queue needs. They are optional, so that nobody who has one machine installs
 * them, and they load when a command is called with `--queue`.
 */

import type * as BullMq from 'bullmq';
import type * as IoRedis from 'ioredis';
import { InputError } from '../../engine/core/errors.ts';

export type QueuePackages = Pick<
  typeof BullMq,
  'Queue' | 'QueueEvents' | 'Worker' | 'WaitingError' | 'DelayedError'
> &
  Pick<typeof IoRedis, 'Redis'>;

/** The packages. @throws InputError with the command that installs them if they are missing */
export async function loadQueuePackages(): Promise<QueuePackages> {
  try {
    const [bull, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]);
    const { Queue, QueueEvents, Worker, WaitingError, DelayedError } = bull;
    return { Queue, QueueEvents, Worker, WaitingError, DelayedError, Redis };
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new InputError(
      '--queue needs two packages that are not installed: npm install bullmq@6 ioredis@6',
      { cause: error },
    );
  }
}
