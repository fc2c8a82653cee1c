/**
 * The two kinds of tasks, both on arm64: a worker, which has no rights at all, and a command, which
 * reads `in/` and writes `out/` of the bucket. The password comes from the secret.
 */

import { Aws } from 'aws-cdk-lib';
import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { QUEUE_PASSWORD } from '../../engine/queue/queue-options.ts';
import type { QueueParameters } from './queue-parameters.ts';
import {
  AWS_IMAGE,
  FETCH_LINE,
  NODE_IMAGE,
  SCRIPT_LINE,
  STORE_LINE,
  WORKER_LINE,
  WORK_FOLDER,
} from './task-lines.ts';
import type { Valkey } from './valkey.ts';

export type QueueTasks = {
  readonly worker: CfnTaskDefinition;
  readonly command: CfnTaskDefinition;
  /** The roles that whoever starts a task passes on. */
  readonly roles: readonly Role[];
};

type Container = CfnTaskDefinition.ContainerDefinitionProperty;

const LOG_DAYS = 30;

/** A worker that is stopped loses nothing: its tasks go to others. */
const STOP_SECONDS = 30;

/** Adds both kinds of tasks to `scope`. */
export function addQueueTasks(
  scope: Construct,
  parameters: QueueParameters,
  made: { readonly bucket: Bucket; readonly valkey: Valkey },
): QueueTasks {
  const { bucket, valkey } = made;
  const log = new CfnLogGroup(scope, 'Log', { retentionInDays: LOG_DAYS });
  const starter = taskRole(scope, 'StarterRole', [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.attrArn]),
    allow(['secretsmanager:GetSecretValue'], [valkey.password.ref]),
  ]);
  const objects = taskRole(scope, 'CommandRole', [
    allow(['s3:ListBucket'], [bucket.bucketArn]),
    allow(['s3:GetObject'], [bucket.arnForObjects('in/*')]),
    allow(['s3:PutObject'], [bucket.arnForObjects('out/*')]),
  ]);
  const container = (name: string, image: string, line: string): Container => ({
    name,
    image,
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
  });
  const node = (name: string, line: string, own: Record<string, string>): Container => ({
    ...container(name, NODE_IMAGE, line),
    environment: named({
      PACKAGE: parameters.package.valueAsString,
      QUEUE: valkey.address,
      ...own,
    }),
    secrets: [{ name: QUEUE_PASSWORD, valueFrom: valkey.password.ref }],
  });
  const task = (
    id: 'Worker' | 'Command',
    rest: Partial<ConstructorParameters<typeof CfnTaskDefinition>[2]>,
  ): CfnTaskDefinition =>
    new CfnTaskDefinition(scope, id, {
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      executionRoleArn: starter.roleArn,
      ...rest,
    });
  const worker = task('Worker', {
    cpu: parameters.workerCpu.valueAsString,
    memory: parameters.workerMemory.valueAsString,
    containerDefinitions: [
      node('worker', WORKER_LINE, {
        WORKER_CPU: parameters.workerCpu.valueAsString,
        IDLE_SECONDS: parameters.idleSeconds.valueAsString,
      }),
    ],
  });
  const inBucket = { environment: named({ BUCKET: bucket.bucketName }) };
  const [fetch, script, store] = [
    { ...container('fetch', AWS_IMAGE, FETCH_LINE), ...inBucket },
    node('command', SCRIPT_LINE, { COMMAND_HOURS: parameters.commandHours.valueAsString }),
    { ...container('store', AWS_IMAGE, STORE_LINE), ...inBucket },
  ] as const;
  const command = task('Command', {
    cpu: parameters.commandCpu.valueAsString,
    memory: parameters.commandMemory.valueAsString,
    taskRoleArn: objects.roleArn,
    volumes: [{ name: 'work' }],
    containerDefinitions: [
      inTurn(fetch),
      inTurn(script, { containerName: 'fetch', condition: 'SUCCESS' }),
      // Also if the script was killed: what it has written is worth keeping.
      { ...inTurn(store, { containerName: 'command', condition: 'COMPLETE' }), essential: true },
    ],
  });
  return { worker, command, roles: [starter, objects] };
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

function taskRole(scope: Construct, id: string, statements: PolicyStatement[]): Role {
  return new Role(scope, id, {
    assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: { Own: new PolicyDocument({ statements }) },
  });
}

/** A right to do `actions` on `resources`, under `conditions`. */
export function allow(
  actions: string[],
  resources: string[],
  conditions?: PolicyStatement['conditions'],
): PolicyStatement {
  return new PolicyStatement({ actions, resources, ...(conditions && { conditions }) });
}

function named(variables: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(variables).map(([name, value]) => ({ name, value }));
}
