/** The world of a command that runs in this process: streams, clocks, environment and cores. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { InputError } from '../../engine/core/errors.ts';
import { callOf } from './call.ts';
import { packageVersion } from '../../data/package-version.ts';
import type { CommandContext } from './command.ts';
import type { World } from './run-command.ts';

/** An ISO time with its zone, or a date, which means 00:00 UTC. */
const ISO_TIME = /^\d{4}-\d\d-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/**
 * The world of this process, in which nothing breaks busy work off.
 * @param signal aborts if the user stops the command
 * @param command the command's name, undefined if there is none
 * @throws InputError if WALKFOREST_NOW is set and is no ISO time
 */
export function processWorld(signal: AbortSignal, command: string | undefined): World {
  return {
    signal,
    clock: () => performance.now(),
    now: wallClock(process.env),
    env: process.env,
    cores: availableParallelism(),
    call: callOf(process.env, command, textOf),
    columns: columnsOf(process.stdout),
    version: packageVersion(),
    stdout: process.stdout,
    stderr: process.stderr,
    interruptible: async (work) => work(),
  };
}

/**
 * The clock of the machine, unix milliseconds. If WALKFOREST_NOW is set (for tests), the clock
 * stands still at that time.
 * @throws InputError if WALKFOREST_NOW is set and is no ISO time
 */
export function wallClock(env: CommandContext['env']): CommandContext['now'] {
  const text = env['WALKFOREST_NOW'];
  if (text === undefined) return () => Date.now();
  const time = timeOf(text);
  if (Number.isNaN(time)) {
    const expected = 'expected an ISO time such as 2026-11-27T07:00:00Z';
    throw new InputError(`environment: WALKFOREST_NOW: ${expected}, got "${text}"`);
  }
  return () => time;
}

/** Columns of a stream's terminal; 80 for a file, a pipe and a terminal that tells none. */
export function columnsOf({ isTTY, columns }: Partial<NodeJS.WriteStream>): number {
  const told = isTTY === true && columns !== undefined && columns > 0;
  return told ? Math.max(columns, LEAST_COLUMNS) : USUAL_COLUMNS;
}

const USUAL_COLUMNS = 80;
/** The names of a table and one figure fit; a narrower terminal breaks lines by itself. */
const LEAST_COLUMNS = 40;

function timeOf(text: string): number {
  const day = ISO_TIME.exec(text)?.[1];
  // Date.parse reads the 31st of a shorter month as a day of the next month.
  const exists = new Date(text.slice(0, 10)).getUTCDate() === Number(day);
  return exists ? Date.parse(text) : Number.NaN;
}

/** The text of a file that may well be missing. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // No such file, or none of ours to read: npm could not read it either.
    return undefined;
  }
}
