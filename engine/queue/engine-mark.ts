/**
 * Which program grows a forest: the version of this package and the hash of its kernels. Two
 * programs with the same mark give the same votes, so a task is only for workers of its own mark.
 */

import { WALK_FORWARD_KERNEL_CODE } from '../forest/walk-forward-kernel-code.ts';
import { WIDE_KERNEL_CODE } from '../forest/wide-kernel-code.ts';
import { sha256Of } from './problem-bytes.ts';

export type EngineMark = {
  readonly version: string;
  /** The first 16 digits of the SHA-256 of both kernels. */
  readonly kernel: string;
};

/** The form of tasks and answers. It goes up whenever one of them changes. */
const PROTOCOL = 2;

/** The mark of this program. @param version the version of this package */
export function engineMark(version: string): EngineMark {
  const code = `${WALK_FORWARD_KERNEL_CODE}\n${WIDE_KERNEL_CODE}`;
  return { version, kernel: sha256Of(code).slice(0, 16) };
}

/**
 * The name of the queue for tasks of a mark: workers of another mark never see them.
 * @param store the address of the store that has the tasks' data: workers without it never see them
 *   either; left out: the data are in Redis
 */
export function queueName({ version, kernel }: EngineMark, store?: string): string {
  const parts = [PROTOCOL, version, kernel, ...(store === undefined ? [] : [store])];
  return `tasks-${sha256Of(parts.join(' ')).slice(0, 12)}`;
}

/** Whether two programs give the same votes. */
export function sameMark(a: EngineMark, b: EngineMark): boolean {
  return a.version === b.version && a.kernel === b.kernel;
}

/** A mark in words: `version 0.3.0, kernel 1f2e…`. */
export function markText({ version, kernel }: EngineMark): string {
  return `version ${version}, kernel ${kernel}`;
}
