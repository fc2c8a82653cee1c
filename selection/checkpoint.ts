/**
 * The checkpoint of a long run. It stores each finished computation, so that an interrupted run can
 * continue and then ends with the same bytes as a run that was not interrupted.
 * Vocabulary: a checkpoint belongs to one key, a hash of everything that the results depend on; a
 * task is a text that names one computation. The format is JSON lines: first
 * `{"checkpoint":…,"key":…}`, then `{"task":…,"value":…}`.
 * Must not know: files. A store keeps the text.
 */

/** Version of the format. */
const CHECKPOINT_FORM = 2;

/** The place that keeps the text of a checkpoint. */
export type CheckpointStore = {
  /** The whole text, empty if there is none yet. */
  readonly read: () => Promise<string>;
  /** Replaces the whole text; if that fails, the old text remains. */
  readonly rewrite: (text: string) => Promise<void>;
  /** Appends `text`. When the promise resolves, a crash can no longer lose it. */
  readonly append: (text: string) => Promise<void>;
};

export type Checkpoint = {
  /** Number of tasks that were already done when the checkpoint was opened. */
  readonly resumedCount: number;
  /**
   * The value of `task`. If the checkpoint has no value for it, `compute` is called and its value
   * is stored before it is returned. Values are plain data, Int8Arrays and Float32Arrays;
   * numbers may be NaN, never infinite.
   */
  readonly remember: <T>(task: string, compute: () => Promise<T>) => Promise<T>;
};

/**
 * The checkpoint of `key` in `store`. A stored checkpoint of another key or another format is not
 * read but replaced. If a line is incomplete or no entry, this line and all lines after it are
 * dropped: a crash can only damage the last line.
 */
export async function openCheckpoint(store: CheckpointStore, key: string): Promise<Checkpoint> {
  const header = `${JSON.stringify({ checkpoint: CHECKPOINT_FORM, key })}\n`;
  const text = await store.read();
  const kept = text.startsWith(header) ? wholeEntries(text.slice(header.length)) : [];
  const values = new Map(kept.map((entry) => [entry.task, entry.line]));
  const valid = header + kept.map((entry) => entry.line).join('');
  if (valid !== text) await store.rewrite(valid);
  return {
    resumedCount: values.size,
    remember: async <T>(task: string, compute: () => Promise<T>): Promise<T> => {
      let line = values.get(task);
      if (line === undefined) {
        line = entryLine(task, await compute());
        await store.append(line);
        values.set(task, line);
      }
      // A new value is read back from its text as well, so that a continued run cannot differ.
      return valueOf(line) as T;
    },
  };
}

/** A checkpoint that stores nothing, for runs that must compute everything. */
export const NO_CHECKPOINT: Checkpoint = {
  resumedCount: 0,
  remember: (_task, compute) => compute(),
};

/** `checkpoint` for the tasks of one part of a run, whose names begin with `scope`. */
export function scopedCheckpoint(checkpoint: Checkpoint, scope: string): Checkpoint {
  const { resumedCount, remember } = checkpoint;
  return { resumedCount, remember: (task, compute) => remember(`${scope}, ${task}`, compute) };
}

type Entry = { readonly task: string; readonly line: string };

/** The entries of `text` before the first line that is no entry. */
function wholeEntries(text: string): readonly Entry[] {
  const entries: Entry[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const task = taskOf(line);
    if (task === undefined) break;
    entries.push({ task, line: `${line}\n` });
  }
  return entries;
}

function taskOf(line: string): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  if (!('task' in parsed && 'value' in parsed)) return undefined;
  return typeof parsed.task === 'string' ? parsed.task : undefined;
}

/** This text stands for NaN, which JSON does not have. No value uses it as a text. */
const NAN_TEXT = 'NaN';

function entryLine(task: string, value: unknown): string {
  const replacer = (_key: string, item: unknown): unknown => {
    if (Number.isNaN(item)) return NAN_TEXT;
    if (item instanceof Int8Array) return { int8: Buffer.from(item).toString('base64') };
    if (!(item instanceof Float32Array)) return item;
    const { buffer, byteOffset, byteLength } = item;
    return { float32: Buffer.from(buffer, byteOffset, byteLength).toString('base64') };
  };
  return `${JSON.stringify({ task, value }, replacer)}\n`;
}

function valueOf(line: string): unknown {
  const reviver = (_key: string, item: unknown): unknown => {
    if (item === NAN_TEXT) return Number.NaN;
    const { int8, float32 } = Object(item) as { readonly int8?: string; readonly float32?: string };
    if (typeof int8 === 'string') return Int8Array.from(Buffer.from(int8, 'base64'));
    if (typeof float32 !== 'string') return item;
    return new Float32Array(Uint8Array.from(Buffer.from(float32, 'base64')).buffer);
  };
  return (JSON.parse(line, reviver) as { readonly value: unknown }).value;
}
