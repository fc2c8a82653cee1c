/**
 * The process of `npm run bench`. It does not listen to Ctrl-C: a timed loop hears nothing, so the
 * signal ends the process as it does by default. Results are written when all is done.
 */

import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { packageVersion } from '../cli/package-version.ts';
import { runCommand } from '../cli/run-command.ts';
import { benchCommand } from './bench-command.ts';

process.exitCode = await runCommand(benchCommand, process.argv.slice(2), {
  signal: new AbortController().signal,
  clock: () => performance.now(),
  now: () => Date.now(),
  env: process.env,
  cores: availableParallelism(),
  version: packageVersion(),
  stdout: process.stdout,
  stderr: process.stderr,
});
