/**
 * The deployment: bucket, topic, secret, function, its daily schedule and its alarms. The three
 * phases have the same stack; a parameter changes from one phase to the next.
 */

import { CfnOutput, Duration, Fn, RemovalPolicy, Stack, type App } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { addAlarms } from './alarms.ts';
import { stackParameters, type StackParameters } from './parameters.ts';
import { functionRole } from './permissions.ts';

/** Time-out of the function. RUN_BUDGET_SECONDS ends a run earlier than that. */
const TIMEOUT = Duration.seconds(180);

/** A stack named `id`. Its function is the zip at `zipPath`, made by `npm run lambda:build`. */
export function createWalkforestStack(app: App, id: string, zipPath: string): Stack {
  const stack = new Stack(app, id, {
    description: 'walkforest: a daily signal, and in its later phases a daily trade',
  });
  const parameters = stackParameters(stack);
  const { mailAddress, trades } = parameters;
  const bucket = new Bucket(stack, 'Bucket', {
    versioned: true,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(365) }],
  });
  const topic = new Topic(stack, 'Topic', { displayName: 'walkforest' });
  topic.addSubscription(new EmailSubscription(mailAddress.valueAsString));
  // The secret is empty until you put the keys into it. Without them nothing trades.
  const secret = new CfnSecret(stack, 'KrakenKeys', {
    description: 'JSON with apiKey and apiSecret of Kraken Futures',
  });
  secret.cfnOptions.condition = trades;
  const deadLetters = new Queue(stack, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const logGroup = new LogGroup(stack, 'Log', { retention: RetentionDays.ONE_YEAR });
  const run = new LambdaFunction(stack, 'DailyRunFunction', {
    description: 'Decides the day, trades it if trading is enabled, logs and mails it',
    runtime: Runtime.NODEJS_22_X,
    architecture: Architecture.ARM_64,
    memorySize: 256,
    timeout: TIMEOUT,
    handler: 'index.handler',
    code: Code.fromAsset(zipPath),
    role: functionRole(stack, { bucket, topic, logGroup, secret, trades }),
    environment: environmentOf(parameters, { bucket, topic, secret }),
    logGroup,
    // One run at a time. The journal is safe without this limit, but runs would have to wait.
    reservedConcurrentExecutions: 1,
    retryAttempts: 2,
    maxEventAge: Duration.hours(1),
    deadLetterQueue: deadLetters,
  });
  addSchedule(stack, run, deadLetters);
  addAlarms(stack, { topic, logGroup, deadLetters, run });
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
  new CfnOutput(stack, 'FunctionName', { value: run.functionName });
  const secretOutput = new CfnOutput(stack, 'SecretArn', { value: secret.ref });
  secretOutput.condition = trades;
  return stack;
}

function environmentOf(
  { trades, isLive, positionSizeUsd, liveFingerprints }: StackParameters,
  made: { readonly bucket: Bucket; readonly topic: Topic; readonly secret: CfnSecret },
): Record<string, string> {
  const choose = (condition: string, yes: string, no: string): string =>
    Fn.conditionIf(condition, yes, no).toString();
  return {
    S3_BUCKET: made.bucket.bucketName,
    SNS_TOPIC_ARN: made.topic.topicArn,
    ENABLE_TRADING: choose(trades.logicalId, 'true', 'false'),
    KRAKEN_FUTURES_ENV: choose(isLive.logicalId, 'live', 'demo'),
    KRAKEN_SECRET_NAME: choose(trades.logicalId, made.secret.ref, ''),
    KRAKEN_LIVE_FINGERPRINTS: liveFingerprints.valueAsString,
    POSITION_SIZE_USD: positionSizeUsd.valueAsString,
  };
}

/** Runs at 00:05 UTC, when the bar of the day before has closed and has had time to appear. */
function addSchedule(stack: Stack, run: LambdaFunction, deadLetters: Queue): void {
  const statement = (action: string, resource: string): PolicyStatement =>
    new PolicyStatement({ actions: [action], resources: [resource] });
  const role = new Role(stack, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
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
  new CfnSchedule(stack, 'Daily', {
    description: 'Every day at 00:05 UTC',
    scheduleExpression: 'cron(5 0 * * ? *)',
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
