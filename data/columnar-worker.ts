/** The thread that reads columnar files: see columnar-thread.ts, which starts and ends it. */

import { parentPort, type MessagePort } from 'node:worker_threads';
import type { Bars } from '../engine/core/bars.ts';
import { assert, InputError, toError } from '../engine/core/errors.ts';
import { columnsOfBars } from './bar-columns.ts';
import type { FileFormat } from './file-format.ts';
import type { FurtherColumns } from './further-columns.ts';
import { NO_MENDS, type Mends } from './mends.ts';
import type { RawFile } from './raw-file.ts';
import { tableOf } from './raw-file.ts';
import { readBars } from './read-bars.ts';

/** A file to read. */
export type ColumnarTask = {
  readonly bytes: Uint8Array;
  readonly path: string;
  readonly format: Exclude<FileFormat, 'text'>;
  readonly further: FurtherColumns;
};

/** What the thread answers: that it begins (its libraries are loaded), and then how it ended. */
export type ColumnarAnswer =
  | { readonly kind: 'begins' }
  | {
      readonly kind: 'bars';
      /** In the order of `BAR_FIELDS`. */
      readonly columns: readonly Float64Array[];
      /** The columns that the task asked for besides. */
      readonly extra: Bars['extra'];
      readonly mends: Mends;
    }
  /** The file is refused. */
  | { readonly kind: 'refused'; readonly message: string }
  /** An invariant of ours is broken. */
  | { readonly kind: 'failed'; readonly message: string };

type OpenFile = (bytes: Uint8Array, path: string) => RawFile | Promise<RawFile>;

const OPENERS: Readonly<Record<ColumnarTask['format'], () => Promise<OpenFile>>> = {
  arrow: async () => (await import('./arrow.ts')).openArrow,
  parquet: async () => (await import('./parquet.ts')).openParquet,
};

async function answer(port: MessagePort, task: ColumnarTask): Promise<void> {
  const { bytes, path, format, further } = task;
  const send = (message: ColumnarAnswer, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  try {
    const open = await OPENERS[format]();
    send({ kind: 'begins' });
    const table = tableOf(await open(bytes, path), path);
    const { bars, mends } = await readBars(table, path, { mends: NO_MENDS, further });
    const columns = columnsOfBars(bars);
    const { extra } = bars;
    const buffers = [...columns, ...Object.values(extra ?? {})].map(
      ({ buffer }) => buffer as ArrayBuffer,
    );
    send({ kind: 'bars', columns, extra, mends }, [...new Set(buffers)]);
  } catch (error) {
    const { message, stack } = toError(error);
    send(
      error instanceof InputError
        ? { kind: 'refused', message }
        : { kind: 'failed', message: stack ?? message },
    );
  }
}

assert(parentPort !== null, 'columnar-worker.ts runs in a thread');
const port = parentPort;
port.on('message', (task: ColumnarTask) => void answer(port, task));
