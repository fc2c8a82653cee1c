/**
 * The parameters of the stack: whether there is a queue at all, how many workers and commands, and
 * how large they are. Pairs of processors and memory that Fargate does not have are refused before
 * anything is deployed.
 */

import { CfnCondition, CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';
import { QUEUE_WORKER_OPTIONS } from '../../engine/queue/queue-options.ts';
import { CPU_UNITS } from './task-lines.ts';

export type QueueParameters = Readonly<
  Record<
    | 'package'
    | 'node'
    | 'workers'
    | 'workerCpu'
    | 'workerMemory'
    | 'idleSeconds'
    | 'commands'
    | 'commandCpu'
    | 'commandMemory'
    | 'commandHours'
    | 'storeBucket',
    CfnParameter
  >
> & {
  /** Holds if the queue and all that uses it is there. */
  readonly isOn: CfnCondition;
  /** Holds if the data of problems go through a bucket, besides `isOn`. */
  readonly hasStore: CfnCondition;
};

/** The most parts of a map that Step Functions runs at the same time. */
const MOST_AT_ONCE = 40;

/** A worker that sees a gap between two commands should not end. */
const USUAL_IDLE_SECONDS = 300;

/**
 * Memory in MB that Fargate has for each number of processors: the smallest amounts, because a
 * thread needs about 0.1 GB and the data.
 */
const MEMORY: Readonly<Record<string, readonly string[]>> = {
  1024: ['2048', '4096', '8192'],
  2048: ['4096', '8192', '16384'],
  4096: ['8192', '16384', '30720'],
  8192: ['16384', '32768', '61440'],
};

/** Nodes of ElastiCache, by memory: 1.4, 3.1, 6.4, 13 and 26 GB. */
const NODES = [
  'cache.t4g.small',
  'cache.t4g.medium',
  'cache.m7g.large',
  'cache.r7g.large',
  'cache.r7g.xlarge',
];

/** Where the objects of a store are in its bucket. */
export const STORE_PREFIX = 'walkforest';

/** The parameters of `stack`. @param version the version of this package, which tasks install */
export function queueParameters(stack: Stack, version: string): QueueParameters {
  const queue = choice(stack, 'Queue', ['off', 'on'], {
    usual: 'off',
    description: 'on: the queue is there and costs money by the hour; off: it is not there',
  });
  const { idle } = QUEUE_WORKER_OPTIONS;
  const storeBucket = new CfnParameter(stack, 'StoreBucket', {
    type: 'String',
    default: '',
    allowedPattern: '(|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])',
    description: `Bucket for --store, which tasks use under ${STORE_PREFIX}/; empty: none`,
  });
  const isOn = Fn.conditionEquals(queue, 'on');
  const isNamed = Fn.conditionNot(Fn.conditionEquals(storeBucket, ''));
  return {
    isOn: new CfnCondition(stack, 'IsOn', { expression: isOn }),
    hasStore: new CfnCondition(stack, 'HasStore', { expression: Fn.conditionAnd(isOn, isNamed) }),
    storeBucket,
    package: new CfnParameter(stack, 'Package', {
      type: 'String',
      default: `walkforest@${version}`,
      allowedPattern: String.raw`walkforest@[\w.-]+|https://[^\s"'$\x60\\]+`,
      description: 'What the tasks install: walkforest@VERSION, or the address of npm pack’s file',
    }),
    node: choice(stack, 'Node', NODES, {
      usual: 'cache.m7g.large',
      description: 'Node of Valkey; 0.5 GB of its memory for each command at the same time',
    }),
    workers: count(stack, 'Workers', { usual: 10, most: MOST_AT_ONCE, unit: 'tasks' }),
    ...size(stack, 'worker', '4096'),
    idleSeconds: count(stack, 'IdleSeconds', {
      usual: USUAL_IDLE_SECONDS,
      least: 60,
      most: idle.max,
      unit: 'seconds without a task, after which a worker ends',
    }),
    commands: count(stack, 'Commands', {
      usual: 8,
      most: MOST_AT_ONCE,
      unit: 'runs at the same time; each feeds about five threads of workers',
    }),
    ...size(stack, 'command', '1024'),
    commandHours: count(stack, 'CommandHours', {
      usual: 12,
      most: 72,
      unit: 'hours, after which a run is stopped',
    }),
  };
}

function choice(
  stack: Stack,
  id: string,
  allowedValues: readonly string[],
  { usual, description }: { readonly usual: string; readonly description: string },
): CfnParameter {
  const values = [...allowedValues];
  return new CfnParameter(stack, id, {
    type: 'String',
    allowedValues: values,
    default: usual,
    description,
  });
}

function count(
  stack: Stack,
  id: string,
  range: {
    readonly usual: number;
    readonly least?: number;
    readonly most: number;
    readonly unit: string;
  },
): CfnParameter {
  const { usual, least = 1, most, unit } = range;
  return new CfnParameter(stack, id, {
    type: 'Number',
    default: usual,
    minValue: least,
    maxValue: most,
    description: `Number of ${unit} [${least} to ${most}]`,
  });
}

/** Processors and memory of a task, with the rules that refuse pairs that Fargate does not have. */
function size<Kind extends 'worker' | 'command'>(
  stack: Stack,
  kind: Kind,
  usualCpu: string,
): Record<`${Kind}Cpu` | `${Kind}Memory`, CfnParameter> {
  const id = kind === 'worker' ? 'Worker' : 'Command';
  const cpu = choice(stack, `${id}Cpu`, Object.keys(MEMORY), {
    usual: usualCpu,
    description: `Processor of a ${kind}, ${CPU_UNITS} for each core`,
  });
  const amounts = [...new Set(Object.values(MEMORY).flat())];
  const memory = choice(stack, `${id}Memory`, amounts, {
    usual: MEMORY[usualCpu]![0]!,
    description: `Memory of a ${kind} in MB`,
  });
  for (const [units, fitting] of Object.entries(MEMORY)) {
    const fittingText = fitting.join(', ');
    new CfnRule(stack, `${id}MemoryFor${units}`, {
      ruleCondition: Fn.conditionEquals(cpu, units),
      assertions: [
        {
          assert: Fn.conditionContains([...fitting], memory.valueAsString),
          assertDescription: `${id}Memory: expected one of ${fittingText} with ${id}Cpu=${units}`,
        },
      ],
    });
  }
  return { [`${kind}Cpu`]: cpu, [`${kind}Memory`]: memory } as Record<
    `${Kind}Cpu` | `${Kind}Memory`,
    CfnParameter
  >;
}
