/**
 * The pool that a command grows its forests on: threads of this machine, or with `--queue` the
 * workers of a queue. Every command that grows forests takes its options and its pool from here.
 */

import { InputError } from '../../engine/core/errors.ts';
import type { OptionValues } from '../../engine/core/options.ts';
import { createForestPool, type ForestPool } from '../../engine/pool/forest-pool.ts';
import { engineMark } from '../../engine/queue/engine-mark.ts';
import { QUEUE_PASSWORD, type POOL_OPTIONS } from '../../engine/queue/queue-options.ts';
import { queueAddress } from '../../engine/queue/queue-url.ts';
import { openStore } from '../queue/open-store.ts';
import { commandLine } from '../framework/call.ts';
import type { CommandContext } from '../framework/command.ts';
import { loadQueuePackages } from '../queue/queue-packages.ts';
import { createQueuePool } from '../queue/queue-pool.ts';

/**
 * The pool that the values of POOL_OPTIONS ask for. The caller must close it, also after an error.
 * @throws InputError for an address that is none, for a store without a queue, and if the packages
 *   of a queue are missing; OutsideError if the Redis cannot be reached or refuses
 */
export async function openForestPool(
  context: CommandContext,
  { workers = context.cores, queue, verify, store }: OptionValues<typeof POOL_OPTIONS>,
): Promise<ForestPool> {
  const { note, clock, call, version, env } = context;
  if (queue === undefined) {
    if (store === undefined) return createForestPool({ workers, onRetry: note });
    throw new InputError(
      'command line: --store: expected --queue with it, whose workers read there',
    );
  }
  const address = queueAddress(queue, env[QUEUE_PASSWORD]);
  const place = await openStore(store, context);
  const also = place === undefined ? '' : ` --store ${place.shown}`;
  return createQueuePool({
    packages: await loadQueuePackages(),
    address,
    store: place,
    engine: engineMark(version),
    verify,
    note,
    clock,
    startLine: commandLine(call, 'worker', `--queue ${address.shown}${also}`),
  });
}
