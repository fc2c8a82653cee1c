/**
 * The two kinds of tasks, both on arm64: a worker, which has no right but to read the store, if
 * there is one, and a command, which reads `in/` and writes `out/` of the bucket, and the store.
 * The password comes from the secret.
 */

import { Aws, Fn } from 'aws-cdk-lib';
import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { QUEUE_PASSWORD } from '../../engine/queue/queue-options.ts';
import { STORE_PREFIX, type QueueParameters } from './queue-parameters.ts';
import {
  AWS_IMAGE,
  FETCH_LINE,
  NODE_IMAGE,
  SCRIPT_LINE,
  STORE_LINE,
  WORKER_LINE,
  WORK_FOLDER,
} from './task-lines.ts';
import { allow, storeRights, taskRole } from './task-roles.ts';
import type { Valkey } from './valkey.ts';

export type QueueTasks = {
  readonly worker: CfnTaskDefinition;
  readonly command: CfnTaskDefinition;
  /** The roles that whoever starts a task passes on. */
  readonly roles: readonly Role[];
};

type Container = CfnTaskDefinition.ContainerDefinitionProperty;

/** What both kinds of tasks are made of. */
type TaskParts = {
  readonly scope: Construct;
  readonly parameters: QueueParameters;
  readonly bucket: Bucket;
  readonly valkey: Valkey;
  readonly log: CfnLogGroup;
};

const LOG_DAYS = 30;

/** From SIGTERM, at which a worker gives its tasks back, to the end. */
const STOP_SECONDS = 30;

/** Adds both kinds of tasks to `scope`. */
export function addQueueTasks(
  scope: Construct,
  parameters: QueueParameters,
  { bucket, valkey }: { readonly bucket: Bucket; readonly valkey: Valkey },
): QueueTasks {
  const log = new CfnLogGroup(scope, 'Log', { retentionInDays: LOG_DAYS });
  const parts = { scope, parameters, bucket, valkey, log };
  const starter = taskRole(scope, 'StarterRole', [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.attrArn]),
    allow(['secretsmanager:GetSecretValue'], [valkey.password.ref]),
  ]);
  const reader = taskRole(scope, 'WorkerRole', []);
  const objects = taskRole(scope, 'CommandRole', [
    allow(['s3:ListBucket'], [bucket.bucketArn]),
    allow(['s3:GetObject'], [bucket.arnForObjects('in/*')]),
    allow(['s3:PutObject'], [bucket.arnForObjects('out/*')]),
  ]);
  storeRights(parameters, { reader, writer: objects });
  const worker = addWorker(parts, starter, reader);
  const command = addCommand(parts, starter, objects);
  return { worker, command, roles: [starter, reader, objects] };
}

/** A worker: one container. */
function addWorker(parts: TaskParts, starter: Role, own: Role): CfnTaskDefinition {
  const { workerCpu, workerMemory, idleSeconds } = parts.parameters;
  const container = nodeContainer(parts, 'worker', WORKER_LINE, {
    WORKER_CPU: workerCpu.valueAsString,
    IDLE_SECONDS: idleSeconds.valueAsString,
  });
  return fargateTask(parts, 'Worker', {
    cpu: workerCpu.valueAsString,
    memory: workerMemory.valueAsString,
    executionRoleArn: starter.roleArn,
    taskRoleArn: own.roleArn,
    containerDefinitions: [container],
  });
}

/** A command: three containers in turn, which fetch, run and store. */
function addCommand(parts: TaskParts, starter: Role, own: Role): CfnTaskDefinition {
  const { commandCpu, commandMemory, commandHours } = parts.parameters;
  const inBucket = { environment: named({ BUCKET: parts.bucket.bucketName }) };
  const fetch = { ...plainContainer(parts, 'fetch', FETCH_LINE), ...inBucket };
  const script = nodeContainer(parts, 'command', SCRIPT_LINE, {
    COMMAND_HOURS: commandHours.valueAsString,
  });
  const store = { ...plainContainer(parts, 'store', STORE_LINE), ...inBucket };
  return fargateTask(parts, 'Command', {
    cpu: commandCpu.valueAsString,
    memory: commandMemory.valueAsString,
    executionRoleArn: starter.roleArn,
    taskRoleArn: own.roleArn,
    volumes: [{ name: 'work' }],
    containerDefinitions: [
      inTurn(fetch),
      inTurn(script, { containerName: 'fetch', condition: 'SUCCESS' }),
      // Also if the script was killed: what it has written is worth keeping.
      { ...inTurn(store, { containerName: 'command', condition: 'COMPLETE' }), essential: true },
    ],
  });
}

function fargateTask(
  { scope }: TaskParts,
  id: 'Worker' | 'Command',
  rest: Partial<ConstructorParameters<typeof CfnTaskDefinition>[2]>,
): CfnTaskDefinition {
  return new CfnTaskDefinition(scope, id, {
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
    ...rest,
  });
}

/** A container of the AWS command line that runs `line`. */
function plainContainer({ log }: TaskParts, name: string, line: string): Container {
  return {
    name,
    image: AWS_IMAGE,
    entryPoint: ['sh', '-c'],
    command: [line],
    linuxParameters: { initProcessEnabled: true },
    stopTimeout: STOP_SECONDS,
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': log.ref,
        'awslogs-region': Aws.REGION,
        'awslogs-stream-prefix': name,
      },
    },
  };
}

/** A container of Node that runs `line`, with this package, the queue and the store at hand. */
function nodeContainer(
  parts: TaskParts,
  name: string,
  line: string,
  own: Readonly<Record<string, string>>,
): Container {
  const { parameters, valkey } = parts;
  const { hasStore, storeBucket } = parameters;
  const store = `s3://${storeBucket.valueAsString}/${STORE_PREFIX}`;
  return {
    ...plainContainer(parts, name, line),
    image: NODE_IMAGE,
    environment: named({
      PACKAGE: parameters.package.valueAsString,
      QUEUE: valkey.address,
      STORE: Fn.conditionIf(hasStore.logicalId, store, '').toString(),
      ...own,
    }),
    secrets: [{ name: QUEUE_PASSWORD, valueFrom: valkey.password.ref }],
  };
}

/** `step` in the folder that all share, after the one before. Its end does not end the task. */
function inTurn(step: Container, after?: CfnTaskDefinition.ContainerDependencyProperty): Container {
  return {
    ...step,
    essential: false,
    workingDirectory: WORK_FOLDER,
    mountPoints: [{ sourceVolume: 'work', containerPath: WORK_FOLDER, readOnly: false }],
    ...(after === undefined ? {} : { dependsOn: [after] }),
  };
}

function named(variables: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}
