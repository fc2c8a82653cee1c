/** `npm run bench:queue`: simulates selections on a queue, and compares with workers here. */

import { defineCommand, type Command } from '../cli/framework/command.ts';
import { textTable } from '../cli/framework/text-table.ts';
import { timeWorkersHere, type TimedHere } from './queue-here.ts';
import {
  simulateQueue,
  type QueueCosts,
  type QueueForecast,
  type QueuePlan,
} from './simulated-queue.ts';

/**
 * What a selection on daily bars costs. A step of 31 subsets at 100 trees in 160 folds is one task
 * if as many selections run as there are threads. Measured on the bundled sample; docs/queue.md
 * says how. The command needs 0.18 s for each second of growing, because it adds the votes, scores
 * the sets and tests them.
 */
const NULL_HISTORIES: QueueCosts = {
  task: 2.2,
  prepare: 0.15,
  commandTask: 0.003,
  commandStep: 0.18 * 2.2,
  redisTask: 0.0024,
  roundTrip: 0.001,
  bytesPerSecond: 125e6,
  answerBytes: 31 * 3218 * 3 * 4,
  dataBytes: 31 * 4400 * 8,
};

/** Steps of a selection: the sets of one feature, of two, … and what is scored once more. */
const STEPS = 7;
const THREADS_PER_MACHINE = 4;
/** A command can feed five threads and a half. */
const THREADS_PER_COMMAND = 4;
const HISTORIES = 10_000;

const OPTIONS = {
  queue: {
    kind: 'text',
    default: undefined,
    placeholder: 'redis://HOST:PORT',
    doc: 'An empty Redis to time 1, 2 and 4 worker processes on; left out: simulation only',
    recorded: false,
  },
  trees: {
    kind: 'integer',
    default: 200,
    min: 1,
    max: 4000,
    unit: 'trees',
    doc: 'Trees of the forests that are timed here',
  },
  seeds: {
    kind: 'text',
    default: '1..24',
    placeholder: 'N,N,…',
    doc: 'Seeds of the forests that are timed here, one task or more each',
  },
} as const;

export const queueBenchCommand: Command = defineCommand({
  name: 'bench:queue',
  purpose: 'Simulates selections on a queue from measured costs, and times workers here.',
  options: OPTIONS,
  examples: ['', '--queue redis://127.0.0.1:6379'],
  run: async (context, { queue, trees, seeds }) => {
    const fleets = [1, 10, 100, 400, 1000].map((threads) => forecast(threads, NULL_HISTORIES));
    const wide = { ...NULL_HISTORIES, bytesPerSecond: 1.25e9 };
    const faster = [100, 400, 1000].map((threads) => forecast(threads, wide));
    const here = queue === undefined ? [] : await timeWorkersHere(context, { queue, trees, seeds });
    const { columns: width } = context;
    const text = [
      `${HISTORIES} null histories, line of 1 Gbit/s:`,
      fleetTable(fleets, width),
      'the same, line of 10 Gbit/s:',
      fleetTable(faster, width),
      ...(here.length === 0 ? [] : ['workers on this machine:', hereTable(here, width)]),
    ].join('\n\n');
    return { result: { fleets, faster, here }, text };
  },
});

type FleetForecast = QueueForecast & { readonly threads: number };

function forecast(threads: number, costs: QueueCosts): FleetForecast {
  return { threads, ...simulateQueue(planFor(threads, costs)) };
}

/** A command for every four threads. */
function planFor(threads: number, costs: QueueCosts): QueuePlan {
  return {
    threads,
    threadsPerMachine: THREADS_PER_MACHINE,
    // A smaller fleet needs fewer to show its pace.
    selections: Math.min(HISTORIES, 50 * threads),
    // Some more than threads, so that no thread waits while a command scores a step.
    concurrent: Math.ceil(1.25 * threads) + 1,
    commands: Math.ceil(threads / THREADS_PER_COMMAND),
    steps: STEPS,
    tasksPerStep: 1,
    costs,
  };
}

function fleetTable(fleets: readonly FleetForecast[], width: number): string {
  const rows = fleets.map(({ threads, efficiency, busiest, busiestShare }) => {
    const selection = STEPS * NULL_HISTORIES.task;
    const hours = (HISTORIES * selection) / (3600 * threads * efficiency);
    return [
      `${threads}`,
      percent(efficiency),
      `${hours.toFixed(hours < 10 ? 2 : 0)} h`,
      `${busiest}, ${percent(busiestShare)}`,
    ];
  });
  return textTable(['threads', 'efficiency', 'all histories', 'busiest'], rows, { width });
}

function hereTable(here: readonly TimedHere[], width: number): string {
  const rows = here.map(({ workers, seconds, predicted }) => [
    `${workers}`,
    `${predicted.toFixed(1)} s`,
    `${seconds.toFixed(1)} s`,
  ]);
  return textTable(['worker processes', 'predicted', 'measured'], rows, { width });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
