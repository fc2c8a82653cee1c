/**
 * When the function runs: at each of the times of the setting RUN_TIMES. The function gets the same
 * times, because the last of them ends a day whose trade had to wait. So they are no parameter:
 * both come from the default of the setting, and cannot differ.
 */

import { Aws, type Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { LIVE_OPTIONS } from '../../engine/live/live-settings.ts';

/** The times (HH:MM, UTC), ascending. */
export const RUN_TIMES: readonly string[] = LIVE_OPTIONS.runTimes.default;

/** Runs `run` at each of the times, every day. An event that cannot be sent goes to the queue. */
export function addSchedules(stack: Stack, run: LambdaFunction, deadLetters: Queue): void {
  const role = scheduleRole(stack, run, deadLetters);
  for (const time of RUN_TIMES) {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    new CfnSchedule(stack, `DailyAt${time.replace(':', '')}`, {
      description: `Every day at ${time} UTC`,
      scheduleExpression: `cron(${minute} ${hour} * * ? *)`,
      scheduleExpressionTimezone: 'UTC',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: run.functionArn,
        roleArn: role.roleArn,
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
        deadLetterConfig: { arn: deadLetters.queueArn },
      },
    });
  }
}

/** The role of a schedule: it runs `run`, and puts an event that cannot be sent into the queue. */
export function scheduleRole(scope: Construct, run: LambdaFunction, deadLetters: Queue): Role {
  const statement = (action: string, resource: string): PolicyStatement =>
    new PolicyStatement({ actions: [action], resources: [resource] });
  return new Role(scope, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
    inlinePolicies: {
      Invoke: new PolicyDocument({
        statements: [
          statement('lambda:InvokeFunction', run.functionArn),
          statement('sqs:SendMessage', deadLetters.queueArn),
        ],
      }),
    },
  });
}
