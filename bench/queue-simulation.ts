/**
 * The process of `npm run bench:queue`: how many workers a queue can feed, by simulation from
 * measured costs, and, with `--queue`, the simulation's prediction for 1, 2 and 4 worker processes
 * on this machine beside what they take.
 */

import { processWorld } from '../cli/framework/process-world.ts';
import { runCommand } from '../cli/framework/run-command.ts';
import { queueBenchCommand } from './queue-bench-command.ts';

const world = processWorld(new AbortController().signal, queueBenchCommand.name);
process.exitCode = await runCommand(queueBenchCommand, process.argv.slice(2), {
  ...world,
  // The package does not have it: whoever runs it has the repository.
  call: { ...world.call, by: 'npm run' },
});
