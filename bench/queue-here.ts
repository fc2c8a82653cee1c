/**
 * Times the forests of a backtest on 1, 2 and 4 worker processes of this machine, which share its
 * cores, beside what the simulation predicts from the first of the three.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from '../cli/framework/command.ts';
import { packageFolder } from '../data/package-version.ts';
import { OutsideError } from '../engine/core/errors.ts';
import { simulateQueue, type QueueCosts } from './simulated-queue.ts';

export type TimedHere = {
  readonly workers: number;
  /** Wall time of the phase that grows forests. */
  readonly seconds: number;
  /** The same by simulation; for one worker it is what the task's cost is taken from. */
  readonly predicted: number;
};

/** What is timed. */
export type TimedRun = {
  /** The address of a Redis that nobody else uses. */
  readonly queue: string;
  readonly trees: number;
  readonly seeds: string;
};

const COUNTS = [1, 2, 4];

/** The wall times, one number of workers after another. */
export async function timeWorkersHere(
  { note, clock }: CommandContext,
  run: TimedRun,
): Promise<readonly TimedHere[]> {
  const timed: TimedHere[] = [];
  let alone: { readonly seconds: number; readonly tasks: number } | undefined;
  for (const workers of COUNTS) {
    // Other trees, so that no answer of the run before fits.
    const { seconds, tasks } = await timeOnce(workers, { ...run, trees: run.trees + workers });
    alone ??= { seconds, tasks };
    const predicted = predict(workers, alone);
    note(`${workers} worker(s): ${seconds.toFixed(1)} s, at ${(clock() / 1000).toFixed(0)} s`);
    timed.push({ workers, seconds, predicted });
  }
  return timed;
}

/** Wall time of tasks that are all given at once to threads that share the cores. */
function predict(
  workers: number,
  alone: { readonly seconds: number; readonly tasks: number },
): number {
  const cores = availableParallelism();
  const busy = Math.min(workers, cores);
  const costs: QueueCosts = {
    task: alone.seconds / alone.tasks,
    prepare: 0,
    commandTask: 0.003,
    commandStep: 0.01,
    redisTask: 0.0012,
    roundTrip: 0.0002,
    bytesPerSecond: 2e9,
    answerBytes: 40_000,
    dataBytes: 200_000,
  };
  const plan = { threads: busy, threadsPerMachine: 1, selections: 1, concurrent: 1, commands: 1 };
  return simulateQueue({ ...plan, steps: 1, tasksPerStep: alone.tasks, costs }).seconds;
}

/** The seconds that the forests took, and the number of tasks. */
async function timeOnce(
  workers: number,
  { queue, trees, seeds }: TimedRun,
): Promise<{ readonly seconds: number; readonly tasks: number }> {
  const children = Array.from({ length: workers }, (_, i) =>
    start(['worker', '--queue', queue, '--workers', '1', '--name', `bench-${i}`]),
  );
  try {
    await Promise.all(children.map(isThere));
    const words = ['backtest', '--features', 'forward_4', '--seeds', seeds, '--trees', `${trees}`];
    const command = start([...words, '--queue', queue, '--json', '--timing']);
    const [stdout, stderr] = await Promise.all([text(command.stdout!), text(command.stderr!)]);
    const tasks = /tasks by worker: (.*);/.exec(stderr)?.[1];
    if (tasks === undefined) throw new OutsideError(`the backtest failed: ${stderr.trim()}`);
    const counts = Array.from(tasks.matchAll(/ (\d+)(?:,|$)/g), ([, count]) => Number(count));
    const { timing } = JSON.parse(stdout) as { readonly timing: { readonly forests: number } };
    return { seconds: timing.forests / 1000, tasks: counts.reduce((sum, count) => sum + count, 0) };
  } finally {
    await Promise.all(children.map(ended));
  }
}

function start(words: readonly string[]): ChildProcess {
  const main = fileURLToPath(new URL('dist/cli/main.js', packageFolder()));
  return spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits until a worker has said that it is there. */
async function isThere(child: ChildProcess): Promise<void> {
  let told = '';
  for await (const chunk of child.stderr!) {
    told += String(chunk);
    if (told.includes('thread(s) at')) break;
  }
  if (!told.includes('thread(s) at')) throw new OutsideError(`a worker ended: ${told.trim()}`);
  child.stderr!.resume();
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  await exit;
}
