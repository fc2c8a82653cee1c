/** `npm run worker`: grows forests for the commands that give work to a queue. */

import { join } from 'node:path';
import { InputError } from '../../engine/core/errors.ts';
import { createForestThreads } from '../../engine/pool/forest-threads.ts';
import { engineMark } from '../../engine/queue/engine-mark.ts';
import { QUEUE_PASSWORD, QUEUE_WORKER_OPTIONS } from '../../engine/queue/queue-options.ts';
import { queueAddress } from '../../engine/queue/queue-url.ts';
import { defineCommand, type Command } from '../framework/command.ts';
import { cacheFolder } from '../framework/run-bars.ts';
import { openStore } from '../queue/open-store.ts';
import { loadQueuePackages } from '../queue/queue-packages.ts';
import { runQueueWorker } from '../queue/queue-worker.ts';

export const workerCommand: Command = defineCommand({
  name: 'worker',
  purpose: 'Grows forests for commands on other machines. They give work to a queue with --queue.',
  options: QUEUE_WORKER_OPTIONS,
  examples: [
    '--queue redis://192.168.1.20:6379',
    '--queue rediss://queue.example:6380 --workers 8 --store s3://my-bucket/walkforest',
  ],
  acts: 'works for others',
  run: async (context, options) => {
    const { queue, name, workers = context.cores, lock, diskLimit, idle } = options;
    if (queue === undefined) {
      throw new InputError('command line: --queue: expected redis://HOST:PORT, got nothing');
    }
    const { signal, note, clock, env } = context;
    const address = queueAddress(queue, env[QUEUE_PASSWORD]);
    const packages = await loadQueuePackages();
    const folder = cacheFolder(context);
    const store = await openStore(options.store, context);
    const threads = createForestThreads({ workers, onRetry: note });
    try {
      const tasks = await runQueueWorker({
        packages,
        address,
        engine: engineMark(context.version),
        threads,
        name,
        lockMs: 1000 * lock,
        cache: {
          folder: folder === undefined ? undefined : join(folder, 'queue'),
          limit: diskLimit * 2 ** 20,
        },
        store,
        idleMs: idle === undefined ? undefined : 1000 * idle,
        signal,
        note,
        clock,
      });
      return { result: { tasks }, text: `${tasks} task(s)` };
    } finally {
      store?.close();
      await threads.close();
    }
  },
});
