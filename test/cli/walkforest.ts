/** Runs the compiled command line in its own process and keeps its output. */

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expectNoSecretsIn } from '../fakes/no-secrets.ts';
import type { Printed } from './run-here.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export type ProcessOptions = {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program that starts it, with its words, in place of starting it directly. */
  readonly through?: readonly [program: string, ...words: string[]];
};

/** This process's environment without what npm put there: it started the tests, not the program. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
);

/** Starts `walkforest …words` with pipes; `env` adds to this process's, without npm's part. */
export function startWalkforest(words: readonly string[], options: ProcessOptions = {}) {
  const [program, ...before] = [...(options.through ?? []), process.execPath, MAIN];
  return spawn(program!, [...before, ...words], {
    cwd: options.cwd,
    env: { ...ENVIRONMENT, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs it to its end. */
export async function walkforest(
  words: readonly string[],
  options: ProcessOptions = {},
): Promise<Printed> {
  const child = startWalkforest(words, options);
  const exit = exitCode(child);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expectNoSecretsIn(stdout + stderr, []);
  return { code: await exit, stdout, stderr };
}

/** The exit code of a process that has ended. @throws if a signal killed it */
export async function exitCode(child: ChildProcess): Promise<number> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (code === null) throw new Error(`killed by ${signal}`);
  return code;
}
