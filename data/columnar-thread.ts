/**
 * Bars from Arrow and Parquet, read in a thread of their own that is ended if it does not come to
 * an end by itself. Their libraries trust what a file says about itself, and a few changed bytes
 * can send them round for ever or ask for all memory; nothing but the end of the thread stops that.
 * The thread stays for the next file and does not keep the process alive.
 */

import { Worker } from 'node:worker_threads';
import type { Bars } from '../engine/core/bars.ts';
import { InputError } from '../engine/core/errors.ts';
import { barsOfColumns } from './bar-columns.ts';
import type { ColumnarAnswer, ColumnarTask } from './columnar-worker.ts';
import type { ReadBars } from './read-bars.ts';

/**
 * Milliseconds that reading may take: ten times what a million rows need, and enough for a small
 * file on a busy machine.
 */
const LEAST_MILLISECONDS = 1000;
const MILLISECONDS_PER_BYTE = 2e-4;
/** Memory of the thread beside the file's own bytes, MB: a million rows take some 200. */
const MEMORY_MB = 2048;

let thread: Worker | undefined;
/** Files wait for each other: a thread reads one at a time. */
let last: Promise<unknown> = Promise.resolve();

/**
 * The checked bars of an Arrow or Parquet file, and what was mended in them.
 * @param task.path names the file in messages
 * @throws InputError with the place of whatever is wrong
 */
export function readColumnarBars(task: ColumnarTask): Promise<ReadBars> {
  const result = last.then(() => readInThread(task));
  last = result.catch(() => {});
  return result;
}

function readInThread(task: ColumnarTask): Promise<ReadBars> {
  thread ??= startThread();
  const worker = thread;
  const { bytes, path, format } = task;
  const damaged = (): InputError => {
    const name = format === 'arrow' ? 'an Arrow' : 'a Parquet';
    return new InputError(
      `${path}: expected ${name} file, got a damaged one (reading it does not end)`,
    );
  };
  return new Promise<ReadBars>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      worker.off('error', onError).off('exit', onExit).off('message', onMessage).unref();
    };
    const giveUp = (error: Error): void => {
      end();
      thread = undefined;
      void worker.terminate();
      reject(error);
    };
    const onError = (error: Error & { readonly code?: string }): void => {
      giveUp(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? damaged() : error);
    };
    const onExit = (code: number): void => giveUp(new Error(`the thread ended with ${code}`));
    const onMessage = (answer: ColumnarAnswer): void => {
      if (answer.kind === 'begins') {
        const limit = LEAST_MILLISECONDS + MILLISECONDS_PER_BYTE * bytes.length;
        timer = setTimeout(() => giveUp(damaged()), limit);
        return;
      }
      end();
      if (answer.kind === 'refused') reject(new InputError(answer.message));
      else if (answer.kind === 'failed') reject(new Error(answer.message));
      else resolve({ bars: barsOfAnswer(answer), mends: answer.mends });
    };
    worker.on('error', onError).on('exit', onExit).on('message', onMessage).ref();
    worker.postMessage(task, []);
  });
}

function barsOfAnswer({ columns, extra }: ColumnarAnswer & { readonly kind: 'bars' }): Bars {
  const bars = barsOfColumns(columns);
  return extra === undefined ? bars : { ...bars, extra };
}

function startThread(): Worker {
  // From the sources (tests) it is the compiled file that runs: a thread has no loader for types.
  const here = import.meta.url;
  const file = here.endsWith('.ts') ? '../dist/data/columnar-worker.js' : './columnar-worker.js';
  return new Worker(new URL(file, here), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
}
