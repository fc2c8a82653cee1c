/**
 * The process of `npm run bench`. It does not listen to Ctrl-C: a timed loop hears nothing, so the
 * signal ends the process as it does by default. Results are written when all is done.
 */

import { processWorld } from '../cli/framework/process-world.ts';
import { runCommand } from '../cli/framework/run-command.ts';
import { benchCommand } from './bench-command.ts';

const world = processWorld(new AbortController().signal, benchCommand.name);
process.exitCode = await runCommand(benchCommand, process.argv.slice(2), {
  ...world,
  // The package does not have it: whoever runs it has the repository.
  call: { ...world.call, by: 'npm run' },
});
