#!/usr/bin/env node
/**
 * The command line: `walkforest <command> …`, which npx and the scripts of package.json call.
 * This file uses the arguments, signals and exit code of the process; process-world.ts uses the
 * rest of the process.
 */

import type { Command } from './framework/command.ts';
import { InputError, toError } from '../engine/core/errors.ts';
import { nearest } from '../engine/core/options.ts';
import { commandGroups, COMMANDS } from './commands.ts';
import { PROGRAM } from './framework/call.ts';
import { overview } from './framework/help.ts';
import { interruptible } from './framework/interruptible.ts';
import { processWorld } from './framework/process-world.ts';
import {
  EXIT_BAD_INPUT,
  EXIT_CANCELLED,
  EXIT_DONE,
  reportFailure,
  runCommand,
  type World,
} from './framework/run-command.ts';

/** After Ctrl-C a command has this time to stop its work; then the process ends anyway. */
const STOP_WITHIN_MS = 800;

/**
 * After SIGTERM it has more: whoever sends it (a container, rented capacity that is taken away)
 * waits ten seconds or longer, and a worker on a slow line has tasks to give back.
 */
const END_WITHIN_MS = 8000;

// On Node.js 20 the AWS SDK warns in seven lines that versions of 2027 will want a newer one. The
// installed version is locked, and this package says itself which Node.js it wants. The SDK's own
// switch takes away this warning and no other.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const cancel = new AbortController();

process.on('SIGINT', stop);

function stop(): void {
  if (cancel.signal.aborted) process.exit(EXIT_CANCELLED);
  stopWithin(STOP_WITHIN_MS);
}

// It may come twice, from a supervisor and handed on by npx, so the second one changes nothing.
process.on('SIGTERM', () => stopWithin(END_WITHIN_MS));

// `| head` closes the pipe when it has enough lines. This is no failure.
process.stdout.on('error', (error: Error & { readonly code?: string }) => {
  if (error.code === 'EPIPE') process.exit(EXIT_DONE);
  throw error;
});

const words = process.argv.slice(2);

process.exitCode = await main();

function stopWithin(ms: number): void {
  cancel.abort();
  setTimeout(() => process.exit(EXIT_CANCELLED), ms).unref();
}

async function main(): Promise<number> {
  const [first, ...others] = words;
  let world: World;
  try {
    world = processWorld(cancel.signal, first === 'help' ? others[0] : first);
  } catch (error) {
    const { stderr, env } = process;
    return reportFailure(PROGRAM, toError(error), { stderr, env, signal: cancel.signal });
  }
  // `help select` is `select --help`.
  const [name, ...rest] = first === 'help' ? [others[0] ?? '--help', '--help'] : words;
  if (name === undefined || name === '--help' || name === '-h') {
    const output = name === undefined ? process.stderr : process.stdout;
    output.write(`${overview(await commandGroups(), world)}\n`);
    return name === undefined ? EXIT_BAD_INPUT : EXIT_DONE;
  }
  if (name === '--version') {
    process.stdout.write(`${world.version}\n`);
    return EXIT_DONE;
  }
  try {
    const command = await loadCommand(name);
    return await runCommand(command, rest, {
      ...world,
      interruptible: interruptible(cancel.signal, stop),
    });
  } catch (error) {
    return reportFailure(PROGRAM, toError(error), world);
  }
}

async function loadCommand(name: string): Promise<Command> {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]!();
  if (name === 'bench') {
    throw new InputError('bench belongs to the repository, where it is npm run bench');
  }
  const near = nearest(name, Object.keys(COMMANDS));
  const hint = near === undefined ? '; --help lists them' : `, did you mean ${near}?`;
  throw new InputError(`unknown command "${name}"${hint}`);
}
