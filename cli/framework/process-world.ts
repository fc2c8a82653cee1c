/** This process as the world of a command: its streams, clocks, environment and cores. */

import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { packageVersion } from './package-version.ts';
import type { World } from './run-command.ts';

/** The process's world; `signal` aborts where the user wants the command to end. */
export function processWorld(signal: AbortSignal): World {
  return {
    signal,
    clock: () => performance.now(),
    now: () => Date.now(),
    env: process.env,
    cores: availableParallelism(),
    version: packageVersion(),
    stdout: process.stdout,
    stderr: process.stderr,
  };
}
