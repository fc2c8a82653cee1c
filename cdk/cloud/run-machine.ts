/**
 * The state machine that does a piece of research: it starts the workers on Spot capacity and the
 * commands beside them, starts a worker again if AWS has taken its machine away, and ends when all
 * have ended. Workers end by themselves when there is no work, so nothing has to be scaled.
 */

import { Aws, type Stack } from 'aws-cdk-lib';
import type { CfnCluster } from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { QueueParameters } from './queue-parameters.ts';
import type { QueueTasks } from './queue-tasks.ts';
import { allow } from './task-roles.ts';

type Place = {
  readonly cluster: CfnCluster;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
};

type State = Readonly<Record<string, unknown>>;

/** How often a worker is started again: Spot capacity may be gone for some hours. */
const WORKER_STARTS = 30;

/** How a run ended, as a text: functions of Step Functions take no truth values. */
const FAILED = 'failed';

/** Adds the machine to `scope`. */
export function addRunMachine(
  scope: Construct,
  parameters: QueueParameters,
  made: { readonly stack: Stack; readonly tasks: QueueTasks; readonly place: Place },
): CfnStateMachine {
  const { stack, tasks, place } = made;
  const branches = [
    commandBranch(parameters, tasks, place),
    workerBranch(parameters, tasks, place),
  ];
  return new CfnStateMachine(scope, 'Machine', {
    roleArn: machineRole(scope, tasks, place).roleArn,
    definitionString: stack.toJsonString({
      Comment: 'Commands and their workers',
      StartAt: 'Everything',
      States: {
        Everything: {
          Type: 'Parallel',
          Branches: branches,
          ResultSelector: { 'runs.$': '$[0]' },
          Next: 'Judge',
        },
        Judge: {
          Type: 'Pass',
          Parameters: {
            'runs.$': '$.runs',
            'failed.$': `States.ArrayContains($.runs[*].end, '${FAILED}')`,
          },
          Next: 'AllGood',
        },
        AllGood: {
          Type: 'Choice',
          Choices: [{ Variable: '$.failed', BooleanEquals: true, Next: 'SomeFailed' }],
          Default: 'Done',
        },
        SomeFailed: { Type: 'Fail', Error: 'RunFailed', Cause: 'A run failed; see its log' },
        Done: { Type: 'Succeed' },
      },
    }),
  });
}

/** Each run is a command. If its machine is lost, it goes on with the answers in the queue. */
function commandBranch({ commands }: QueueParameters, tasks: QueueTasks, place: Place): State {
  const ended = (end: string): State => {
    return { Type: 'Pass', Parameters: { 'name.$': '$.name', end }, End: true };
  };
  const set = (Name: string, value: string): State => ({ Name, 'Value.$': value });
  const overrides = {
    ContainerOverrides: [
      { Name: 'command', Environment: [set('SCRIPT', '$.script')] },
      { Name: 'store', Environment: [set('RUN', '$.name')] },
    ],
  };
  return {
    StartAt: 'Commands',
    States: {
      Commands: {
        Type: 'Map',
        ItemsPath: '$.runs',
        MaxConcurrency: commands.valueAsNumber,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Command',
          States: {
            Command: {
              ...ecsTask(tasks.command.ref, place, { provider: 'FARGATE', overrides }),
              Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 1 }],
              Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Broken' }],
              ResultPath: null,
              Next: 'Finished',
            },
            Finished: ended('done'),
            Broken: ended(FAILED),
          },
        },
        End: true,
      },
    },
  };
}

/** The workers. One that is given up does not end the others. */
function workerBranch({ workers }: QueueParameters, tasks: QueueTasks, place: Place): State {
  const range = `States.ArrayRange(1, ${workers.valueAsString}, 1)`;
  return {
    StartAt: 'Places',
    States: {
      Places: { Type: 'Pass', Parameters: { 'places.$': range }, Next: 'Workers' },
      Workers: {
        Type: 'Map',
        ItemsPath: '$.places',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Worker',
          States: {
            Worker: {
              ...ecsTask(tasks.worker.ref, place, { provider: 'FARGATE_SPOT' }),
              Retry: [
                {
                  ErrorEquals: ['States.ALL'],
                  IntervalSeconds: 30,
                  BackoffRate: 1.5,
                  MaxDelaySeconds: 600,
                  MaxAttempts: WORKER_STARTS,
                },
              ],
              Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Gone' }],
              ResultPath: null,
              Next: 'Gone',
            },
            Gone: { Type: 'Pass', End: true },
          },
        },
        End: true,
      },
    },
  };
}

/** A state that starts a task and waits for its end. A code other than 0 is a failure. */
function ecsTask(
  task: string,
  { cluster, subnetIds, securityGroupId }: Place,
  { provider, overrides }: { readonly provider: string; readonly overrides?: State },
): State {
  return {
    Type: 'Task',
    Resource: `arn:${Aws.PARTITION}:states:::ecs:runTask.sync`,
    Parameters: {
      Cluster: cluster.attrArn,
      TaskDefinition: task,
      CapacityProviderStrategy: [{ CapacityProvider: provider, Weight: 1 }],
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: subnetIds,
          SecurityGroups: [securityGroupId],
          // In place of a NAT: packages come from the internet, and nothing comes in.
          AssignPublicIp: 'ENABLED',
        },
      },
      ...(overrides === undefined ? {} : { Overrides: overrides }),
    },
  };
}

/** The role of the machine: these two kinds of tasks, in this cluster. */
function machineRole(scope: Construct, { worker, command, roles }: QueueTasks, place: Place): Role {
  const { cluster } = place;
  const here = `${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  const inCluster = { ArnEquals: { 'ecs:cluster': cluster.attrArn } };
  const running = `arn:${Aws.PARTITION}:ecs:${here}:task/${cluster.ref}/*`;
  const rule = `arn:${Aws.PARTITION}:events:${here}:rule/StepFunctionsGetEventsForECSTaskRule`;
  return new Role(scope, 'MachineRole', {
    assumedBy: new ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      Run: new PolicyDocument({
        statements: [
          allow(['ecs:RunTask'], [worker.ref, command.ref], inCluster),
          allow(['ecs:StopTask', 'ecs:DescribeTasks'], [running]),
          allow(
            ['iam:PassRole'],
            roles.map(({ roleArn }) => roleArn),
            { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
          ),
          // How Step Functions learns that a task has ended.
          allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], [rule]),
        ],
      }),
    },
  });
}
