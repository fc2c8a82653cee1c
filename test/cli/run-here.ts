/** Runs a command in this process, as cli/main.ts does, and keeps its output. */

import type { Call } from '../../cli/framework/call.ts';
import type { Command } from '../../cli/framework/command.ts';
import type { World } from '../../cli/framework/run-command.ts';
import { runCommand } from '../../cli/framework/run-command.ts';
import { expectNoSecretsIn } from '../fakes/no-secrets.ts';

/** A call by `npm run` of which npm kept nothing. */
export const NPM_RUN: Call = { by: 'npm run', keptByNpm: {} };

export type Printed = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** All bars of the sample have closed by then. */
export const LATER = Date.parse('2030-01-01T00:00:00Z');

/** The exit code and all output of `command` with `words`. */
export async function runHere(
  command: Command,
  words: readonly string[],
  world: Partial<World> = {},
): Promise<Printed> {
  let stdout = '';
  let stderr = '';
  let milliseconds = 0;
  const code = await runCommand(command, words, {
    signal: new AbortController().signal,
    clock: () => milliseconds++,
    now: () => LATER,
    env: {},
    cores: 2,
    call: NPM_RUN,
    columns: 80,
    interruptible: async (work) => work(),
    version: '1.2.3',
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    ...world,
  });
  expectNoSecretsIn(stdout + stderr, []);
  return { code, stdout, stderr };
}
