/**
 * The function that retrains once a week, with all that belongs to it: role, schedule, log and
 * alarm. All of it is there only if the parameter `Retraining` says so.
 */

import {
  CfnResource,
  Duration,
  type CfnCondition,
  type CfnParameter,
  type Stack,
} from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { variableOf } from '../../engine/live/live-settings.ts';
import { reached, said } from './alarms.ts';
import { retrainRole } from './permissions.ts';
import { scheduleRole } from './schedule.ts';
import type { Topics } from './topics.ts';

/** Sunday noon, UTC: far from the runs of the day, whose model does not change between two. */
const WEEKLY = 'cron(0 12 ? * SUN *)';

/** A fit of 500 trees takes some seconds and below 100 MB; Lambda's processor grows with memory. */
const MEMORY_MB = 1024;
const TIMEOUT = Duration.minutes(5);

/** The settings that a retraining reads, besides bucket and topics. */
const SETTINGS = ['s3ModelKey', 's3HistoryKey', 'spotPair'] as const;

/** Adds the retraining, if `wanted` holds. The zip is at `zipPath`. */
export function addRetraining(
  stack: Stack,
  wanted: CfnCondition,
  made: {
    readonly zipPath: string;
    readonly bucket: Bucket;
    readonly topics: Topics;
    readonly deadLetters: Queue;
    /** By the name of the setting. */
    readonly settings: Readonly<Record<string, CfnParameter>>;
  },
): LambdaFunction {
  const { bucket, topics, deadLetters, settings, zipPath } = made;
  const scope = new Construct(stack, 'Retrain');
  const logGroup = new LogGroup(scope, 'Log', { retention: RetentionDays.ONE_YEAR });
  const [modelKey, historyKey] = [settings['s3ModelKey']!, settings['s3HistoryKey']!];
  const keys = { modelKey: modelKey.valueAsString, historyKey: historyKey.valueAsString };
  const run = new LambdaFunction(scope, 'Function', {
    description: 'Trains the model anew each week and publishes it; it trades nothing',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: MEMORY_MB,
    timeout: TIMEOUT,
    handler: 'index.handler',
    code: Code.fromAsset(zipPath),
    role: retrainRole(scope, { bucket, keys, topics, logGroup }),
    environment: {
      [variableOf('s3Bucket')]: bucket.bucketName,
      [variableOf('snsTopicArn')]: topics.signals.topicArn,
      [variableOf('alarmTopicArn')]: topics.alarms.topicArn,
      ...Object.fromEntries(
        SETTINGS.map((name) => [variableOf(name), settings[name]!.valueAsString]),
      ),
    },
    logGroup,
    reservedConcurrentExecutions: 1,
    // Whatever fails has mailed why. The next week tries again, and the model lasts for longer.
    retryAttempts: 0,
  });
  new CfnSchedule(scope, 'Weekly', {
    description: 'Every Sunday at 12:00 UTC',
    scheduleExpression: WEEKLY,
    scheduleExpressionTimezone: 'UTC',
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: run.functionArn,
      roleArn: scheduleRole(scope, run, deadLetters).roleArn,
      retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 3600 },
      deadLetterConfig: { arn: deadLetters.queueArn },
    },
  });
  run
    .metricErrors({ period: Duration.hours(1), statistic: 'Sum' })
    .createAlarm(scope, 'FailedAlarm', {
      alarmDescription: said('The weekly retraining failed: no new model was published.'),
      ...reached(1, 1),
    })
    .addAlarmAction(new SnsAction(topics.alarms));
  for (const resource of scope.node.findAll()) {
    if (resource instanceof CfnResource) resource.cfnOptions.condition = wanted;
  }
  return run;
}
