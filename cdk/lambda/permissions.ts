/**
 * What each function is allowed to do. That of the daily run: read and write its own objects, send
 * mail, read its secret and log. Actions are listed one by one. A resource ends in a wildcard only
 * if its names are made at run time: a model is named by its hash, a journal by its day.
 */

import { Fn, type CfnCondition, type Stack } from 'aws-cdk-lib';
import {
  Policy,
  PolicyStatement,
  Role,
  ServicePrincipal,
  type CfnPolicy,
} from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { journalKey } from '../../engine/live/journal/day-journal.ts';
import { killSwitchKey } from '../../engine/live/journal/kill-switch.ts';
import { hashedKey, pointerKey } from '../../engine/live/model/model-pointer.ts';
import { seriesKey } from '../../engine/live/model/model-series.ts';
import type { Topics } from './topics.ts';

/** Where the objects are. These are parameters, so only a deployment knows their values. */
type ObjectKeys = {
  readonly modelKey: string;
  readonly signalsKey: string;
  readonly statePrefix: string;
};

/** The role of the daily run. */
export function functionRole(
  stack: Stack,
  may: {
    readonly bucket: Bucket;
    readonly keys: ObjectKeys;
    readonly topics: Topics;
    readonly logGroup: LogGroup;
    readonly secret: CfnSecret;
    readonly hasKeys: CfnCondition;
  },
): Role {
  const { bucket, topics, logGroup, secret, hasKeys } = may;
  const { modelKey, signalsKey, statePrefix } = may.keys;
  const role = new Role(stack, 'FunctionRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const journals = bucket.arnForObjects(journalKey(statePrefix, '*'));
  const signals = bucket.arnForObjects(signalsKey);
  const models = [modelKey, pointerKey(modelKey), anyHashedKey(modelKey)];
  const readOnly = [...models, killSwitchKey(statePrefix), seriesKey('*')].map((key) =>
    bucket.arnForObjects(key),
  );
  new Policy(stack, 'DailyRun', {
    roles: [role],
    statements: [
      allow('ReadModelAndSwitch', ['s3:GetObject'], readOnly),
      allow('KeepJournalAndLog', ['s3:GetObject', 's3:PutObject'], [journals, signals]),
      // Needed to list the journals. Without it S3 also answers 403 instead of 404 for an object
      // that does not exist, so that a missing journal would look like a forbidden bucket.
      allow('ListAndTellAbsent', ['s3:ListBucket'], [bucket.bucketArn]),
      allow('Mail', ['sns:Publish'], [topics.signals.topicArn, topics.alarms.topicArn]),
      allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    ],
  });
  const readSecret = new Policy(stack, 'ReadSecret', {
    roles: [role],
    statements: [allow('ReadKeys', ['secretsmanager:GetSecretValue'], [secret.ref])],
  });
  (readSecret.node.defaultChild as CfnPolicy).cfnOptions.condition = hasKeys;
  return role;
}

/**
 * The role of the retraining: it reads and replaces model, pointer and history. It has no secret,
 * no journal and no log of signals.
 */
export function retrainRole(
  scope: Construct,
  may: {
    readonly bucket: Bucket;
    readonly keys: { readonly modelKey: string; readonly historyKey: string };
    readonly topics: Topics;
    readonly logGroup: LogGroup;
  },
): Role {
  const { bucket, topics, logGroup } = may;
  const { modelKey, historyKey } = may.keys;
  const role = new Role(scope, 'FunctionRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  const written = [pointerKey(modelKey), anyHashedKey(modelKey), historyKey];
  const objects = written.map((key) => bucket.arnForObjects(key));
  new Policy(scope, 'Retrain', {
    roles: [role],
    statements: [
      allow('ReplaceModelAndHistory', ['s3:GetObject', 's3:PutObject'], objects),
      allow('ReadModelWithoutPointer', ['s3:GetObject'], [bucket.arnForObjects(modelKey)]),
      allow('TellAbsent', ['s3:ListBucket'], [bucket.bucketArn]),
      allow('Mail', ['sns:Publish'], [topics.signals.topicArn, topics.alarms.topicArn]),
      allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
    ],
  });
  return role;
}

function allow(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources });
}

/** The keys of all models, each named by its hash. The model's key ends in its only `.bin`. */
function anyHashedKey(modelKey: string): string {
  const withoutEnd = Fn.select(0, Fn.split('.bin', modelKey));
  return hashedKey('KEY.bin', '*').replace('KEY', () => withoutEnd);
}
