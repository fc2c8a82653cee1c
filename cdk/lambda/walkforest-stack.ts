/**
 * The deployment: bucket, topics, secret, function, its schedules and its alarms, and if wanted the
 * function that retrains. All phases have
 * the same stack; a parameter changes from one phase to the next.
 */

import {
  CfnOutput,
  Duration,
  Fn,
  RemovalPolicy,
  Stack,
  type App,
  type CfnCondition,
} from 'aws-cdk-lib';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { deployedSettings, type SET_BY_THE_STACK } from '../../engine/live/deployed-settings.ts';
import { LIVE_OPTIONS, variableOf } from '../../engine/live/live-settings.ts';
import { addAlarms } from './alarms.ts';
import { stackParameters, type StackParameters } from './parameters.ts';
import { functionRole } from './permissions.ts';
import { addRetraining } from './retraining.ts';
import { addSchedules, RUN_TIMES } from './schedule.ts';
import { addTopics, type Topics } from './topics.ts';

/**
 * Time-out of the function: the longest that Lambda has. RUN_BUDGET_SECONDS ends a run earlier, and
 * its whole range fits below this.
 */
const TIMEOUT = Duration.seconds(LIVE_OPTIONS.runBudgetSeconds.max + 30);

/** Each version of the log holds all lines before it, so old versions are of little use. */
const OLD_LOGS = Duration.days(30);
const OLD_OBJECTS = Duration.days(365);

/** A stack named `id`. `zips` are the paths of what `npm run lambda:build` made. */
export function createWalkforestStack(
  app: App,
  id: string,
  zips: { readonly run: string; readonly retrain: string },
): Stack {
  const stack = new Stack(app, id, {
    description: 'walkforest: a daily signal, and in its later phases a daily trade',
  });
  const parameters = stackParameters(stack);
  const { hasKeys, isRetrained } = parameters.conditions;
  const keys = {
    modelKey: parameters.settings['s3ModelKey']!.valueAsString,
    signalsKey: parameters.settings['s3SignalsKey']!.valueAsString,
    statePrefix: parameters.settings['s3StatePrefix']!.valueAsString,
  };
  const bucket = new Bucket(stack, 'Bucket', {
    versioned: true,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      { noncurrentVersionExpiration: OLD_OBJECTS },
      { prefix: keys.signalsKey, noncurrentVersionExpiration: OLD_LOGS },
    ],
  });
  const topics = addTopics(stack, parameters.addresses);
  // The secret is empty until you put the keys into it. Without them nothing trades.
  const secret = new CfnSecret(stack, 'KrakenKeys', {
    description: 'JSON with apiKey and apiSecret of Kraken Futures',
  });
  secret.cfnOptions.condition = hasKeys;
  const deadLetters = new Queue(stack, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  const logGroup = new LogGroup(stack, 'Log', { retention: RetentionDays.ONE_YEAR });
  const run = new LambdaFunction(stack, 'DailyRunFunction', {
    description: 'Decides the day, trades it if trading is enabled, logs and mails it',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 256,
    timeout: TIMEOUT,
    handler: 'index.handler',
    code: Code.fromAsset(zips.run),
    role: functionRole(stack, { bucket, keys, topics, logGroup, secret, hasKeys }),
    environment: environmentOf(parameters, { bucket, topics, secret }),
    logGroup,
    // One run at a time. The journal is safe without this limit, but runs would have to wait.
    reservedConcurrentExecutions: 1,
    retryAttempts: 2,
    maxEventAge: Duration.hours(1),
    deadLetterQueue: deadLetters,
  });
  addSchedules(stack, run, deadLetters);
  addAlarms(stack, { topics, logGroup, deadLetters, run });
  const { settings } = parameters;
  const made = { bucket, topics, deadLetters, settings, zipPath: zips.retrain };
  const retrain = addRetraining(stack, isRetrained, made);
  addOutputs(stack, {
    BucketName: bucket.bucketName,
    FunctionName: run.functionName,
    LogGroupName: logGroup.logGroupName,
    DeadLetterQueueUrl: deadLetters.queueUrl,
    AlarmTopicArn: topics.alarms.topicArn,
  });
  addOutputs(stack, { SecretArn: secret.ref }, hasKeys);
  addOutputs(stack, { RetrainFunctionName: retrain.functionName }, isRetrained);
  return stack;
}

/** Every setting as an environment variable: from its parameter, or as the stack knows it. */
function environmentOf(
  { settings, conditions: { isPaper, isShadow, hasKeys, isReal } }: StackParameters,
  made: { readonly bucket: Bucket; readonly topics: Topics; readonly secret: CfnSecret },
): Record<string, string> {
  const choose = (condition: { readonly logicalId: string }, yes: string, no: string): string =>
    Fn.conditionIf(condition.logicalId, yes, no).toString();
  const own: Readonly<Record<keyof typeof SET_BY_THE_STACK, string>> = {
    s3Bucket: made.bucket.bucketName,
    snsTopicArn: made.topics.signals.topicArn,
    alarmTopicArn: made.topics.alarms.topicArn,
    secretName: choose(hasKeys, made.secret.ref, ''),
    enableTrading: choose(isPaper, 'false', choose(isShadow, 'shadow', 'true')),
    futuresEnv: choose(isReal, 'live', 'demo'),
    runTimes: RUN_TIMES.join(','),
  };
  const values: Readonly<Record<string, string>> = {
    ...Object.fromEntries(
      Object.entries(settings).map(([name, parameter]) => [name, parameter.valueAsString]),
    ),
    ...own,
  };
  return Object.fromEntries(deployedSettings().map(([name]) => [variableOf(name), values[name]!]));
}

/** Adds the outputs; with a condition, only if it holds. */
function addOutputs(
  stack: Stack,
  values: Readonly<Record<string, string>>,
  condition?: CfnCondition,
): void {
  for (const [name, value] of Object.entries(values)) {
    const output = new CfnOutput(stack, name, { value });
    if (condition !== undefined) output.condition = condition;
  }
}
