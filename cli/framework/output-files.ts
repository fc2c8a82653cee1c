/**
 * The files that a command writes: checked before its work, named on stderr once they are there.
 * A file that cannot be written at the end does not take the result with it: what was computed is
 * printed, and the error comes after it.
 */

import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { columnFileEnding } from '../../data/column-file.ts';
import { requireWritable } from '../../data/writable-path.ts';
import { measureFile, writeFileWhole } from '../../data/write-file.ts';
import { InputError, OutsideError, toError } from '../../engine/core/errors.ts';
import type { CommandOptions } from './arguments.ts';
import { COMMON_OPTIONS, type Command, type CommandContext } from './command.ts';
import { pathsIn, type GivenPath } from './option-paths.ts';

/**
 * Passes if every file that `command` is to write can be written, and is none that it reads.
 * @throws InputError for a path that cannot be written, an ending that no table has, for two
 *   outputs of one path, for an output that is also an input, and for a table among the inputs
 */
export async function checkOutputs(command: Command, options: CommandOptions): Promise<void> {
  const seen = new Set<string>();
  const given = pathsIn({ ...COMMON_OPTIONS, ...command.options }, options).paths;
  const outputs = await command.outputs(options as Parameters<Command['outputs']>[0]);
  for (const { path, columns } of outputs) {
    if (path === undefined) continue;
    if (columns === true) columnFileEnding(path);
    await requireWritable(path);
    if (seen.has(resolve(path))) {
      throw new InputError(`cannot write ${path}: two outputs have this name`);
    }
    seen.add(resolve(path));
    if (await isInput(path, given)) {
      throw new InputError(`cannot write ${path}: the command reads this file. Name another one`);
    }
    if (columns === true && (await isAmongInputs(path, given))) {
      throw new InputError(`cannot write ${path}: the command reads this folder. Name another one`);
    }
  }
}

/** Whether an option besides the one of the output `path` names the same file. */
async function isInput(path: string, given: readonly GivenPath[]): Promise<boolean> {
  const ofOutput = given.some((one) => one.path === path) ? 1 : 0;
  return (await countOf(path, given)) > ofOutput;
}

/** Whether the folder of the table `path` is that of its option and of another one. */
async function isAmongInputs(path: string, given: readonly GivenPath[]): Promise<boolean> {
  return (await countOf(dirname(path), given)) > 1;
}

/** How many of `given` are the file or folder `path`; 0 if there is none yet. */
async function countOf(path: string, given: readonly GivenPath[]): Promise<number> {
  const wanted = await fileAt(path);
  if (wanted === undefined) return 0;
  const files = await Promise.all(given.map((one) => fileAt(one.path)));
  return files.filter((file) => file === wanted).length;
}

/** Names the file at `path`, by whatever name or link it is reached; undefined if there is none. */
async function fileAt(path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** Writes a command's files. */
export type FileWriter = {
  readonly write: CommandContext['writeFile'];
  /** Throws the first error of `write`, if there was one. */
  readonly throwFailure: () => void;
};

/** A writer that names each file to `note`. Where `signal` aborts, its `write` throws Cancelled. */
export function createFileWriter(note: (line: string) => void, signal: AbortSignal): FileWriter {
  let failure: Error | undefined;
  return {
    write: async (path, content) => {
      try {
        const written = await writeFileWhole(path, content, signal);
        note(`wrote ${path}, ${written.bytes.toLocaleString('en')} bytes`);
        return written;
      } catch (error) {
        const whole = typeof content === 'string' || content instanceof Uint8Array;
        const outside = error instanceof InputError || error instanceof OutsideError;
        // Parts that are given one by one are used up, so that nothing is left to be measured.
        if (!whole || !outside) throw error;
        failure ??= toError(error);
        return measureFile(path, content, signal);
      }
    },
    throwFailure: () => {
      if (failure !== undefined) throw failure;
    },
  };
}
