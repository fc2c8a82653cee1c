/** The options of whoever gives work to a queue, and of a worker that takes it. */

import { WORKER_OPTIONS } from '../pool/worker-options.ts';
import type { OptionTable } from '../core/options.ts';

/** The environment variable with the password, for addresses without one. */
export const QUEUE_PASSWORD = 'WALKFOREST_QUEUE_PASSWORD';

const ADDRESS = {
  kind: 'text',
  default: undefined,
  placeholder: 'redis://HOST:PORT',
  recorded: false,
} as const;

const STORE = {
  kind: 'text',
  default: undefined,
  placeholder: 's3://BUCKET/PREFIX',
  recorded: false,
} as const;

/** Whoever grows forests on workers: threads of this machine, or the workers of a queue. */
export const POOL_OPTIONS = {
  ...WORKER_OPTIONS,
  queue: {
    ...ADDRESS,
    doc:
      'Grow the forests on the workers of this Redis or Valkey instead of threads here ' +
      '(docs/queue.md); the result is the same',
  },
  verify: {
    kind: 'number',
    default: 0.01,
    min: 0,
    max: 1,
    doc: 'Share of the answers from --queue that are computed here, too, and compared',
    recorded: false,
  },
  store: {
    ...STORE,
    doc:
      'Where the data for the workers of --queue go: a bucket of S3 that they were started with; ' +
      'left out: into the queue itself, 512 MB at most',
  },
} as const satisfies OptionTable;

/** A worker of a queue. */
export const QUEUE_WORKER_OPTIONS = {
  queue: { ...ADDRESS, doc: 'The Redis or Valkey to take tasks from' },
  store: {
    ...STORE,
    doc:
      'A bucket of S3 that this worker may read data from, for commands with the same --store; ' +
      'left out: only those in the queue',
  },
  name: {
    kind: 'text',
    default: undefined,
    placeholder: 'NAME',
    pattern: '[\\w.-]{1,60}',
    doc: 'Name of this worker in messages; left out: the name of the machine',
    recorded: false,
  },
  ...WORKER_OPTIONS,
  lock: {
    kind: 'integer',
    default: 30,
    min: 1,
    max: 3600,
    unit: 'seconds',
    doc: 'A worker that is silent for so long loses its tasks to others',
    recorded: false,
  },
  diskLimit: {
    kind: 'integer',
    default: 1024,
    min: 1,
    max: 1_000_000,
    unit: 'MB',
    doc: 'Most data that are kept on disk for later runs; the oldest go first',
    recorded: false,
  },
  idle: {
    kind: 'integer',
    default: undefined,
    min: 1,
    max: 86_400,
    unit: 'seconds',
    doc: 'End after so long without a task; left out: wait for ever',
    recorded: false,
  },
} as const satisfies OptionTable;
