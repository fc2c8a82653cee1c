/**
 * A task of the queue: a range of trees on some subsets of columns, in some folds of data that are
 * named by their hash. It is plain JSON. Its id is the hash of all that its votes depend on, so
 * whoever submits the same work gets the same id. A task comes from outside, so every field is
 * checked. Must not know: connections.
 */

import { InputError } from '../core/errors.ts';
import { resolveOptions } from '../core/options.ts';
import { FOREST_OPTIONS, SEED_OPTIONS, type ForestSettings } from '../forest/forest-options.ts';
import type { FoldRange, ForestProblem, TreeRange } from '../forest/problem.ts';
import { voteLength } from '../pool/sum-votes.ts';
import { markText, sameMark, type EngineMark } from './engine-mark.ts';
import { sha256Of } from './problem-bytes.ts';

export type QueueTask = TreeRange &
  FoldRange & {
    readonly engine: EngineMark;
    /** SHA-256 of the data (problem-bytes.ts). */
    readonly data: string;
    /** The address of the store that has the data; left out: they are in Redis. */
    readonly store?: string | undefined;
    readonly settings: ForestSettings;
    readonly subsets: readonly (readonly number[])[];
  };

/** The id of a task: 40 hexadecimal digits after a `t`. Where its data are does not matter. */
export function taskId(task: QueueTask): string {
  return `t${sha256Of(taskText({ ...task, store: undefined })).slice(0, 40)}`;
}

/** A task as text, always with its fields in this order. */
export function taskText(task: QueueTask): string {
  const { engine, data, store, subsets, treeStart, treeEnd, foldStart, foldEnd } = task;
  const { version, kernel } = engine;
  return JSON.stringify({
    engine: { version, kernel },
    data,
    store,
    settings: orderedSettings(task.settings),
    treeStart,
    treeEnd,
    foldStart,
    foldEnd,
    subsets,
  });
}

/** Settings with their fields in the order of the table. */
function orderedSettings(settings: ForestSettings): ForestSettings {
  const table = { ...FOREST_OPTIONS, ...SEED_OPTIONS };
  const names = Object.keys(table) as (keyof ForestSettings)[];
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as ForestSettings;
}

/**
 * The task that `content` is, for workers of the mark `own`.
 * @param store the store that the worker was started for; left out: Redis
 * @throws InputError if a field is missing or of another kind, for a task of another mark, and for
 *   one whose data are in another place
 */
export function readTask(content: unknown, own: EngineMark, store?: string): QueueTask {
  const refuse = (what: string): never => {
    throw new InputError(`task: expected ${what}`);
  };
  const task = (typeof content === 'object' && content !== null ? content : {}) as QueueTask;
  const { engine, data, subsets } = task;
  if (!engine || !sameMark(engine, own)) {
    const got = !engine ? 'none' : markText(engine);
    return refuse(`${markText(own)}, which this worker has, got ${got}`);
  }
  if (typeof data !== 'string' || !/^[\da-f]{64}$/.test(data))
    return refuse('the hash of its data');
  if (task.store !== store) {
    return refuse(
      `data in ${store ?? 'Redis'}, got another place, which this worker does not read`,
    );
  }
  const bounds = [task.treeStart, task.treeEnd, task.foldStart, task.foldEnd];
  if (!bounds.every(isCount)) return refuse('ranges of trees and folds');
  const lists = Array.isArray(subsets) && subsets.every((subset) => Array.isArray(subset));
  if (!lists || !subsets.flat().every(isCount)) return refuse('lists of column numbers');
  const settings = resolveOptions({ ...FOREST_OPTIONS, ...SEED_OPTIONS }, task.settings, 'task');
  return { ...task, settings };
}

/** Redis takes no larger answer, and no worker should grow one. */
const MOST_ANSWER_BYTES = 512 * 2 ** 20;

/**
 * @throws InputError if the task's ranges and columns are not those of `problem`, and if its answer
 *   would be larger than Redis takes
 */
export function checkFits(task: QueueTask, { matrix, folds, settings }: ForestProblem): void {
  const columns = matrix.names.length;
  const fits =
    task.treeStart <= task.treeEnd &&
    task.treeEnd <= settings.trees &&
    task.foldStart <= task.foldEnd &&
    task.foldEnd <= folds.length &&
    task.subsets.every((subset) => subset.every((column) => column < columns));
  if (!fits) throw new InputError('task: expected trees, folds and columns of its data');
  const bytes = 4 * voteLength({ folds }, task) * task.subsets.length;
  if (bytes > MOST_ANSWER_BYTES) {
    throw new InputError(`task: expected an answer of at most 512 MB, got ${bytes} bytes`);
  }
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}
